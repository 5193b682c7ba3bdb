"""What the emulated account says of a service is not what AWS says: here AWS's answers are written down."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.live.clients import RegionalClients
from pytest_ecsfargate.live.readers import Unidentified
from tests.live.readers.conftest import Read, Told

ECS = "arn:aws:ecs:eu-west-1:730184296155"
GROUP = "arn:aws:elasticloadbalancing:eu-west-1:730184296155:targetgroup/web/200f6aed9fca4924"
KNOWN = {"name": "web", "cluster": f"{ECS}:cluster/main"}

ANSWER: dict[str, Any] = {
    "serviceArn": f"{ECS}:service/main/web",
    "serviceName": "web",
    "clusterArn": f"{ECS}:cluster/main",
    "status": "ACTIVE",
    "desiredCount": 2,
    "launchType": "FARGATE",
    "platformVersion": "LATEST",
    "platformFamily": "Linux",
    "taskDefinition": f"{ECS}:task-definition/web:7",
    "deploymentConfiguration": {
        "deploymentCircuitBreaker": {"enable": True, "rollback": False},
        "maximumPercent": 200,
        "minimumHealthyPercent": 50,
        "alarms": {"alarmNames": ["b", "a"], "enable": True, "rollback": True},
    },
    "deploymentController": {"type": "ECS"},
    "deployments": [
        {"status": "ACTIVE", "serviceConnectConfiguration": {"enabled": False}},
        {"status": "PRIMARY"},
    ],
    "roleArn": "arn:aws:iam::730184296155:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
    "loadBalancers": [{"targetGroupArn": GROUP, "containerName": "web", "containerPort": 8080}],
    "serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:eu-west-1:730184296155:service/srv-1"}],
    "networkConfiguration": {
        "awsvpcConfiguration": {
            "subnets": ["subnet-b", "subnet-a"],
            "securityGroups": ["sg-a"],
            "assignPublicIp": "DISABLED",
        }
    },
    "healthCheckGracePeriodSeconds": 60,
    "schedulingStrategy": "REPLICA",
    "availabilityZoneRebalancing": "ENABLED",
    "placementConstraints": [],
    "placementStrategy": [],
    "enableECSManagedTags": True,
    "enableExecuteCommand": True,
    "propagateTags": "SERVICE",
    "tags": [{"key": "Team", "value": "a"}],
}

READ: dict[str, Any] = {
    "id": f"{ECS}:service/main/web",
    "name": "web",
    "cluster": f"{ECS}:cluster/main",
    "task_definition": f"{ECS}:task-definition/web:7",
    "desired_count": 2,
    "launch_type": "FARGATE",
    "platform_version": "LATEST",
    "capacity_provider_strategy": [],
    "scheduling_strategy": "REPLICA",
    "availability_zone_rebalancing": "ENABLED",
    "enable_ecs_managed_tags": True,
    "enable_execute_command": True,
    "health_check_grace_period_seconds": 60,
    "propagate_tags": "SERVICE",
    "deployment_controller": [{"type": "ECS"}],
    "load_balancer": [
        {"target_group_arn": GROUP, "elb_name": None, "container_name": "web", "container_port": 8080},
    ],
    "network_configuration": [
        {"subnets": ["subnet-a", "subnet-b"], "security_groups": ["sg-a"], "assign_public_ip": False},
    ],
    "service_registries": [
        {
            "registry_arn": "arn:aws:servicediscovery:eu-west-1:730184296155:service/srv-1",
            "port": None,
            "container_name": None,
            "container_port": None,
        }
    ],
    "ordered_placement_strategy": [],
    "placement_constraints": [],
    "tags_all": {"Team": "a"},
    "deployment_maximum_percent": 200,
    "deployment_minimum_healthy_percent": 50,
    "deployment_circuit_breaker": [{"enable": True, "rollback": False}],
    "alarms": [{"alarm_names": ["a", "b"], "enable": True, "rollback": True}],
    "service_connect_configuration": [],
    "volume_configuration": [],
    "vpc_lattice_configurations": [],
}


def answer(**changed: Any) -> tuple[str, dict[str, Any]]:
    service = {key: value for key, value in (ANSWER | changed).items() if value is not None}
    return "describe_services", {"services": [service]}


def test_a_service(told: Told) -> None:
    assert told("ecs", answer())("aws_ecs_service", **KNOWN) == READ


def test_one_with_capacity_providers_has_no_launch_type(told: Told) -> None:
    strategy = [{"capacityProvider": "FARGATE_SPOT", "weight": 1}, {"capacityProvider": "FARGATE", "base": 1}]
    found = told("ecs", answer(launchType=None, capacityProviderStrategy=strategy))("aws_ecs_service", **KNOWN)
    assert found == READ | {
        "launch_type": None,
        "capacity_provider_strategy": [
            {"capacity_provider": "FARGATE_SPOT", "base": 0, "weight": 1},
            {"capacity_provider": "FARGATE", "base": 1, "weight": 0},
        ],
    }


def test_what_only_the_primary_deployment_tells(told: Told) -> None:
    logs = {"logDriver": "awslogs", "options": {"a": "b"}, "secretOptions": [{"name": "n", "valueFrom": "v"}]}
    tls = {"issuerCertificateAuthority": {"awsPcaAuthorityArn": "arn:pca"}, "roleArn": "arn:role"}
    port = {
        "portName": "http",
        "discoveryName": "web",
        "clientAliases": [{"port": 80, "dnsName": "web"}],
        "timeout": {"idleTimeoutSeconds": 5},
        "tls": tls,
    }
    connect = {"enabled": True, "namespace": "n", "services": [port], "logConfiguration": logs}
    tags = [{"resourceType": "volume", "propagateTags": "SERVICE", "tags": [{"key": "a", "value": "b"}]}]
    volume = {"name": "data", "managedEBSVolume": {"roleArn": "arn:role", "sizeInGiB": 5, "tagSpecifications": tags}}
    lattice = {"roleArn": "arn:role", "targetGroupArn": "arn:group", "portName": "http"}
    primary = {
        "status": "PRIMARY",
        "serviceConnectConfiguration": connect,
        "volumeConfigurations": [volume],
        "vpcLatticeConfigurations": [lattice],
    }
    found = told("ecs", answer(deployments=[primary]))("aws_ecs_service", **KNOWN)
    assert found is not None
    assert found["service_connect_configuration"] == [
        {
            "enabled": True,
            "namespace": "n",
            "service": [
                {
                    "port_name": "http",
                    "discovery_name": "web",
                    "ingress_port_override": None,
                    "client_alias": [{"port": 80, "dns_name": "web"}],
                    "timeout": [{"idle_timeout_seconds": 5, "per_request_timeout_seconds": None}],
                    "tls": [
                        {
                            "kms_key": None,
                            "role_arn": "arn:role",
                            "issuer_cert_authority": [{"aws_pca_authority_arn": "arn:pca"}],
                        }
                    ],
                }
            ],
            "log_configuration": [
                {
                    "log_driver": "awslogs",
                    "options": {"a": "b"},
                    "secret_option": [{"name": "n", "value_from": "v"}],
                }
            ],
        }
    ]
    (read,) = found["volume_configuration"][0]["managed_ebs_volume"]
    assert {name: value for name, value in read.items() if value is not None} == {
        "role_arn": "arn:role",
        "size_in_gb": 5,
        "tag_specifications": [{"resource_type": "volume", "propagate_tags": "SERVICE", "tags": {"a": "b"}}],
    }
    assert found["vpc_lattice_configurations"] == [
        {"role_arn": "arn:role", "target_group_arn": "arn:group", "port_name": "http"},
    ]


def test_what_aws_says_nothing_of_is_not_read(told: Told) -> None:
    found = told("ecs", answer(deployments=None, deploymentConfiguration=None))("aws_ecs_service", **KNOWN)
    assert found is not None
    assert READ.keys() - found.keys() == {
        "alarms",
        "deployment_circuit_breaker",
        "deployment_maximum_percent",
        "deployment_minimum_healthy_percent",
        "service_connect_configuration",
        "volume_configuration",
        "vpc_lattice_configurations",
    }


def test_an_inactive_one_is_not_there(told: Told) -> None:
    assert told("ecs", answer(status="INACTIVE"))("aws_ecs_service", **KNOWN) is None
    assert told("ecs", ("describe_services", "ClusterNotFoundException"))("aws_ecs_service", **KNOWN) is None


def test_by_the_names_of_service_and_cluster(clients: RegionalClients, read: Read) -> None:
    ecs = clients("ecs")
    ecs.create_cluster(clusterName="named")
    ecs.register_task_definition(family="named", containerDefinitions=[{"name": "a", "image": "b", "memory": 128}])
    ecs.create_service(cluster="named", serviceName="web", taskDefinition="named", desiredCount=1)
    found = read("aws_ecs_service", name="web", cluster="named")
    assert found is not None
    assert found["desired_count"] == 1
    ecs.update_service(cluster="named", service="web", desiredCount=3)
    found = read("aws_ecs_service", name="web", cluster="named")
    assert found is not None
    assert found["desired_count"] == 3
    ecs.delete_service(cluster="named", service="web", force=True)
    assert read("aws_ecs_service", name="web", cluster="named") is None


def test_without_a_cluster_it_is_in_the_default_one(clients: RegionalClients, read: Read) -> None:
    ecs = clients("ecs")
    ecs.create_cluster(clusterName="default")
    ecs.register_task_definition(family="alone", containerDefinitions=[{"name": "a", "image": "b", "memory": 128}])
    ecs.create_service(serviceName="alone", taskDefinition="alone", desiredCount=1)
    found = read("aws_ecs_service", name="alone", cluster=None)
    assert found is not None
    assert found["cluster"].endswith(":cluster/default")
    with pytest.raises(Unidentified, match=r"^its cluster is not known$"):
        read("aws_ecs_service", name="alone")
