"""Task definitions: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ...clients import RegionalClients
from ..reader import Attributes, Known, block, if_there, needed, tags_of, texts


def task_definition(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_ecs_task_definition`: the revision with its ARN, else the newest active one of its family."""
    identity = needed(known, "arn", "family")
    client = clients("ecs")
    # DescribeTaskDefinition has no code of its own for a family or revision that is not there.
    answer = if_there(
        lambda: client.describe_task_definition(taskDefinition=identity, include=["TAGS"]), "ClientException"
    )
    if answer is None or answer["taskDefinition"]["status"] != "ACTIVE":
        return None
    found = answer["taskDefinition"]
    arn = found["taskDefinitionArn"]
    return {
        "id": found["family"],
        "arn": arn,
        "arn_without_revision": arn.rpartition(":")[0],
        "family": found["family"],
        "revision": found["revision"],
        "container_definitions": containers_text(found["containerDefinitions"]),
        "cpu": found.get("cpu"),
        "memory": found.get("memory"),
        "network_mode": found.get("networkMode"),
        "requires_compatibilities": texts(found.get("requiresCompatibilities")),
        "execution_role_arn": found.get("executionRoleArn"),
        "task_role_arn": found.get("taskRoleArn"),
        "ipc_mode": found.get("ipcMode"),
        "pid_mode": found.get("pidMode"),
        "enable_fault_injection": found.get("enableFaultInjection", False),
        "ephemeral_storage": block(found.get("ephemeralStorage"), lambda it: {"size_in_gib": it["sizeInGiB"]}),
        "runtime_platform": block(
            found.get("runtimePlatform"),
            lambda it: {
                "cpu_architecture": it.get("cpuArchitecture"),
                "operating_system_family": it.get("operatingSystemFamily"),
            },
        ),
        "placement_constraints": [
            {"type": it["type"], "expression": it.get("expression")} for it in found.get("placementConstraints", ())
        ],
        "proxy_configuration": block(found.get("proxyConfiguration"), _proxy),
        "volume": [_volume(it) for it in found.get("volumes", ())],
        "tags_all": tags_of(answer.get("tags")),
    }


def containers_text(containers: Iterable[Mapping[str, Any]]) -> str:
    """The JSON of container definitions as the provider keeps it: sorted by name, without a CPU of 0, which is none."""
    found = [_container(each) for each in sorted(containers, key=_name)]
    return json.dumps(found, separators=(",", ":"), sort_keys=True)


def _container(found: Mapping[str, Any]) -> Attributes:
    ordered = {key: sorted(found[key], key=_name) for key in ("environment", "secrets") if key in found}
    return {key: value for key, value in (dict(found) | ordered).items() if (key, value) != ("cpu", 0)}


def _name(item: Mapping[str, Any]) -> str:
    return str(item.get("name", ""))


def _proxy(found: Mapping[str, Any]) -> Attributes:
    return {
        "type": found.get("type"),
        "container_name": found["containerName"],
        "properties": {it["name"]: it["value"] for it in found.get("properties", ())},
    }


def _volume(found: Mapping[str, Any]) -> Attributes:
    return {
        "name": found["name"],
        "host_path": found.get("host", {}).get("sourcePath"),
        "configure_at_launch": found.get("configuredAtLaunch", False),
        "docker_volume_configuration": block(found.get("dockerVolumeConfiguration"), _docker_volume),
        "efs_volume_configuration": block(found.get("efsVolumeConfiguration"), _efs_volume),
        "fsx_windows_file_server_volume_configuration": block(
            found.get("fsxWindowsFileServerVolumeConfiguration"), _fsx_volume
        ),
    }


def _docker_volume(found: Mapping[str, Any]) -> Attributes:
    return {
        "scope": found.get("scope"),
        "autoprovision": found.get("autoprovision", False),
        "driver": found.get("driver"),
        "driver_opts": found.get("driverOpts", {}),
        "labels": found.get("labels", {}),
    }


def _efs_volume(found: Mapping[str, Any]) -> Attributes:
    return {
        "file_system_id": found["fileSystemId"],
        "root_directory": found.get("rootDirectory"),
        "transit_encryption": found.get("transitEncryption"),
        "transit_encryption_port": found.get("transitEncryptionPort"),
        "authorization_config": block(
            found.get("authorizationConfig"),
            lambda it: {"access_point_id": it.get("accessPointId"), "iam": it.get("iam")},
        ),
    }


def _fsx_volume(found: Mapping[str, Any]) -> Attributes:
    return {
        "file_system_id": found["fileSystemId"],
        "root_directory": found["rootDirectory"],
        "authorization_config": block(
            found.get("authorizationConfig"),
            lambda it: {"credentials_parameter": it["credentialsParameter"], "domain": it["domain"]},
        ),
    }


READERS = {"aws_ecs_task_definition": task_definition}
