"""ECS services: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...clients import RegionalClients
from ..reader import Attributes, Known, block, if_there, needed, tags_of, texts
from .cluster import strategy
from .deployment import of_deployment

# The cluster of a service that names none.
DEFAULT_CLUSTER = "default"


def service(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_ecs_service`; its cluster and task definition are ARNs, as AWS gives them."""
    name = needed(known, "name")
    cluster = DEFAULT_CLUSTER if "cluster" in known and not known["cluster"] else needed(known, "cluster")
    found = _described(clients, cluster, name)
    if found is None:
        return None
    return {
        "id": found["serviceArn"],
        "name": found["serviceName"],
        "cluster": found["clusterArn"],
        "task_definition": found.get("taskDefinition"),
        "desired_count": found["desiredCount"],
        "launch_type": found.get("launchType"),
        "platform_version": found.get("platformVersion"),
        "capacity_provider_strategy": strategy(found.get("capacityProviderStrategy")),
        "scheduling_strategy": found["schedulingStrategy"],
        "availability_zone_rebalancing": found.get("availabilityZoneRebalancing"),
        "enable_ecs_managed_tags": found.get("enableECSManagedTags", False),
        "enable_execute_command": found.get("enableExecuteCommand", False),
        "health_check_grace_period_seconds": found.get("healthCheckGracePeriodSeconds"),
        "propagate_tags": found.get("propagateTags"),
        "deployment_controller": block(found.get("deploymentController"), lambda it: {"type": it["type"]}),
        "load_balancer": [_load_balancer(it) for it in found.get("loadBalancers", ())],
        "network_configuration": block(found.get("networkConfiguration"), _network_configuration),
        "service_registries": [_registry(it) for it in found.get("serviceRegistries", ())],
        "ordered_placement_strategy": [
            {"type": it["type"], "field": it.get("field")} for it in found.get("placementStrategy", ())
        ],
        "placement_constraints": [
            {"type": it["type"], "expression": it.get("expression")} for it in found.get("placementConstraints", ())
        ],
        "tags_all": tags_of(found.get("tags")),
        **_deployment_configuration(found),
        **of_deployment(found),
    }


def _described(clients: RegionalClients, cluster: str, name: str) -> Mapping[str, Any] | None:
    """What AWS says of a service; it goes on describing one that was deleted, as inactive."""
    client = clients("ecs")
    answer = if_there(
        lambda: client.describe_services(cluster=cluster, services=[name], include=["TAGS"]), "ClusterNotFoundException"
    )
    found = answer["services"] if answer is not None else ()
    return next((each for each in found if each["status"] != "INACTIVE"), None)


def _deployment_configuration(service: Mapping[str, Any]) -> Attributes:
    if "deploymentConfiguration" not in service:
        return {}
    found = service["deploymentConfiguration"]
    return {
        "deployment_maximum_percent": found.get("maximumPercent"),
        "deployment_minimum_healthy_percent": found.get("minimumHealthyPercent"),
        "deployment_circuit_breaker": block(
            found.get("deploymentCircuitBreaker"), lambda it: {"enable": it["enable"], "rollback": it["rollback"]}
        ),
        "alarms": block(
            found.get("alarms"),
            lambda it: {
                "alarm_names": texts(it["alarmNames"]),
                "enable": it["enable"],
                "rollback": it["rollback"],
            },
        ),
    }


def _load_balancer(found: Mapping[str, Any]) -> Attributes:
    return {
        "target_group_arn": found.get("targetGroupArn"),
        "elb_name": found.get("loadBalancerName"),
        "container_name": found["containerName"],
        "container_port": found["containerPort"],
    }


def _network_configuration(found: Mapping[str, Any]) -> Attributes:
    inside = found["awsvpcConfiguration"]
    return {
        "subnets": texts(inside["subnets"]),
        "security_groups": texts(inside.get("securityGroups")),
        "assign_public_ip": inside.get("assignPublicIp") == "ENABLED",
    }


def _registry(found: Mapping[str, Any]) -> Attributes:
    return {
        "registry_arn": found["registryArn"],
        "port": found.get("port"),
        "container_name": found.get("containerName"),
        "container_port": found.get("containerPort"),
    }


READERS = {"aws_ecs_service": service}
