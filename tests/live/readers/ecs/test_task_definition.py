from __future__ import annotations

import json
from typing import Any

from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.live.clients import RegionalClients
from pytest_ecsfargate.live.readers.ecs.task_definition import containers_text
from tests.live.readers.conftest import Read, Told


def test_a_task_definition(account: EmulatedAccount, clients: RegionalClients, read: Read) -> None:
    ecs = clients("ecs")
    container = {"name": "web", "image": "web:1", "portMappings": [{"containerPort": 8080}]}
    for memory in ("512", "1024"):
        ecs.register_task_definition(
            family="web",
            requiresCompatibilities=["FARGATE"],
            networkMode="awsvpc",
            cpu="256",
            memory=memory,
            taskRoleArn="arn:aws:iam::730184296155:role/task",
            containerDefinitions=[container],
            tags=[{"key": "Team", "value": "a"}],
        )
    family = f"arn:aws:ecs:{account.region}:{account.account_id}:task-definition/web"
    stored = {**container, "essential": True, "environment": [], "mountPoints": [], "volumesFrom": []}
    expected = {
        "id": "web",
        "arn": f"{family}:1",
        "arn_without_revision": family,
        "family": "web",
        "revision": 1,
        "container_definitions": json.dumps([stored], sort_keys=True, separators=(",", ":")),
        "cpu": "256",
        "memory": "512",
        "network_mode": "awsvpc",
        "requires_compatibilities": ["FARGATE"],
        "execution_role_arn": None,
        "task_role_arn": "arn:aws:iam::730184296155:role/task",
        "ipc_mode": None,
        "pid_mode": None,
        "enable_fault_injection": False,
        "ephemeral_storage": [],
        "runtime_platform": [],
        "placement_constraints": [],
        "proxy_configuration": [],
        "volume": [],
        "tags_all": {"Team": "a"},
    }
    assert read("aws_ecs_task_definition", arn=f"{family}:1", family="web") == expected
    newest = expected | {"arn": f"{family}:2", "revision": 2, "memory": "1024"}
    assert read("aws_ecs_task_definition", family="web") == newest
    ecs.deregister_task_definition(taskDefinition="web:2")
    assert read("aws_ecs_task_definition", arn=f"{family}:2") is None, "AWS goes on describing it, as inactive"


def test_all_that_a_task_definition_can_have(told: Told) -> None:
    efs = {
        "fileSystemId": "fs-1",
        "rootDirectory": "/",
        "transitEncryption": "ENABLED",
        "transitEncryptionPort": 2049,
        "authorizationConfig": {"accessPointId": "fsap-1", "iam": "ENABLED"},
    }
    fsx = {
        "fileSystemId": "fs-2",
        "rootDirectory": "/",
        "authorizationConfig": {"credentialsParameter": "c", "domain": "d"},
    }
    definition = {
        "taskDefinitionArn": "arn:aws:ecs:eu-west-1:730184296155:task-definition/full:3",
        "family": "full",
        "revision": 3,
        "status": "ACTIVE",
        "containerDefinitions": [],
        "ipcMode": "task",
        "pidMode": "host",
        "enableFaultInjection": True,
        "ephemeralStorage": {"sizeInGiB": 30},
        "runtimePlatform": {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
        "placementConstraints": [{"type": "memberOf", "expression": "x"}],
        "proxyConfiguration": {"type": "APPMESH", "containerName": "e", "properties": [{"name": "a", "value": "b"}]},
        "volumes": [
            {"name": "host", "host": {"sourcePath": "/data"}},
            {"name": "later", "configuredAtLaunch": True},
            {"name": "efs", "efsVolumeConfiguration": efs},
            {"name": "fsx", "fsxWindowsFileServerVolumeConfiguration": fsx},
            {"name": "docker", "dockerVolumeConfiguration": {"scope": "task", "driver": "local"}},
        ],
    }
    read = told("ecs", ("describe_task_definition", {"taskDefinition": definition}))
    found = read("aws_ecs_task_definition", family="full")
    assert found is not None
    assert (found["ipc_mode"], found["pid_mode"], found["enable_fault_injection"]) == ("task", "host", True)
    assert found["ephemeral_storage"] == [{"size_in_gib": 30}]
    assert found["runtime_platform"] == [{"cpu_architecture": "ARM64", "operating_system_family": "LINUX"}]
    assert found["placement_constraints"] == [{"type": "memberOf", "expression": "x"}]
    assert found["proxy_configuration"] == [{"type": "APPMESH", "container_name": "e", "properties": {"a": "b"}}]
    plain: dict[str, Any] = {
        "host_path": None,
        "configure_at_launch": False,
        "docker_volume_configuration": [],
        "efs_volume_configuration": [],
        "fsx_windows_file_server_volume_configuration": [],
    }
    assert found["volume"] == [
        {**plain, "name": "host", "host_path": "/data"},
        {**plain, "name": "later", "configure_at_launch": True},
        {
            **plain,
            "name": "efs",
            "efs_volume_configuration": [
                {
                    "file_system_id": "fs-1",
                    "root_directory": "/",
                    "transit_encryption": "ENABLED",
                    "transit_encryption_port": 2049,
                    "authorization_config": [{"access_point_id": "fsap-1", "iam": "ENABLED"}],
                }
            ],
        },
        {
            **plain,
            "name": "fsx",
            "fsx_windows_file_server_volume_configuration": [
                {
                    "file_system_id": "fs-2",
                    "root_directory": "/",
                    "authorization_config": [{"credentials_parameter": "c", "domain": "d"}],
                }
            ],
        },
        {
            **plain,
            "name": "docker",
            "docker_volume_configuration": [
                {"scope": "task", "autoprovision": False, "driver": "local", "driver_opts": {}, "labels": {}}
            ],
        },
    ]


def test_containers_are_sorted_as_the_provider_sorts_them() -> None:
    variables = [{"name": "B", "value": "2"}, {"name": "A", "value": "1"}]
    containers = [
        {"name": "web", "cpu": 0, "environment": variables, "secrets": [{"name": "T"}, {"name": "S"}]},
        {"name": "log", "cpu": 128, "command": ["b", "a"]},
    ]
    assert json.loads(containers_text(containers)) == [
        {"name": "log", "cpu": 128, "command": ["b", "a"]},
        {
            "name": "web",
            "environment": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}],
            "secrets": [{"name": "S"}, {"name": "T"}],
        },
    ]
