"""Services and clusters of ECS: what CreateService and UpdateService were told, and what is no longer there.

moto keeps less than half of what a service is created with. What is not said gets the default that AWS documents:
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .exchange import Answer, Body, Moto

_SERVICE = "AmazonEC2ContainerServiceV20141113"
_OF_A_SERVICE = (
    "availabilityZoneRebalancing",
    "capacityProviderStrategy",
    "deploymentController",
    "enableECSManagedTags",
    "enableExecuteCommand",
    "healthCheckGracePeriodSeconds",
    "loadBalancers",
    "placementConstraints",
    "placementStrategy",
    "platformVersion",
    "propagateTags",
    "serviceRegistries",
)
# AWS shows these in the deployments of a service, not in the service.
_OF_A_DEPLOYMENT = ("serviceConnectConfiguration", "volumeConfigurations", "vpcLatticeConfigurations")
_SHARED = (
    *("capacityProviderStrategy", "desiredCount", "launchType", "networkConfiguration", "pendingCount"),
    *("platformVersion", "runningCount", "taskDefinition"),
)
# What the platform version LATEST stands for, by operating system, and the name that it is remembered by:
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html
_LATEST_OF = {"LINUX": "1.4.0", "WINDOWS": "1.0.0"}
_LATEST = "LATEST"
# How many services or clusters one call may describe.
_MOST_SERVICES, _MOST_CLUSTERS = 10, 100


class Services:
    """What each service was created and updated with, by its ARN."""

    def __init__(self) -> None:
        self._said: dict[str, Body] = {}

    def answers(self) -> dict[str, Answer]:
        """What is answered, by service and action."""
        return {
            f"{_SERVICE}.CreateService": self._create,
            f"{_SERVICE}.UpdateService": self._update,
            f"{_SERVICE}.DescribeServices": self._describe,
            f"{_SERVICE}.DeleteService": self._delete,
            f"{_SERVICE}.ListServices": _list_services,
            f"{_SERVICE}.ListClusters": _list_clusters,
        }

    def _create(self, asked: Body, moto: Moto) -> Body:
        said = _with_defaults(asked, moto)
        service = moto("CreateService", _understood(asked, moto))["service"]
        self._said[service["serviceArn"]] = said
        return {"service": self._complete(service)}

    def _update(self, asked: Body, moto: Moto) -> Body:
        service = moto("UpdateService", _understood(asked, moto))["service"]
        said = self._said.get(service["serviceArn"])
        if said is not None:
            configuration = said["deploymentConfiguration"] | asked.get("deploymentConfiguration", {})
            said |= _said(asked, moto) | {"deploymentConfiguration": configuration}
        return {"service": self._complete(service)}

    def _describe(self, asked: Body, moto: Moto) -> Body:
        told = moto("DescribeServices", asked)
        return told | {"services": [self._complete(service) for service in told["services"]]}

    def _delete(self, asked: Body, moto: Moto) -> Body:
        service = self._complete(moto("DeleteService", asked)["service"])
        self._said.pop(service["serviceArn"], None)
        return {"service": service}

    def _complete(self, service: Body) -> Body:
        """moto's description of a service, with what moto does not tell."""
        said = self._said.get(service["serviceArn"])
        if said is None:
            return service
        whole = service | {name: said[name] for name in (*_OF_A_SERVICE, "deploymentConfiguration") if name in said}
        if whole.get("capacityProviderStrategy"):
            whole.pop("launchType", None)
        if _is_on_fargate(whole):
            whole.setdefault("platformVersion", "LATEST")
        whole["deployments"] = [_complete_deployment(item, whole, said) for item in whole["deployments"]]
        return whole


def _complete_deployment(deployment: Body, service: Body, said: Body) -> Body:
    whole = {name: value for name, value in deployment.items() if name != "launchType"}
    whole |= {name: service[name] for name in _SHARED if name in service}
    whole |= {name: said[name] for name in _OF_A_DEPLOYMENT if name in said}
    if whole.get("platformVersion") == "LATEST":
        whole["platformVersion"] = said[_LATEST]
    return whole


def _said(asked: Body, moto: Moto) -> Body:
    """What a call says that moto does not tell."""
    said = {name: asked[name] for name in (*_OF_A_SERVICE, *_OF_A_DEPLOYMENT) if name in asked}
    if "taskDefinition" in asked:
        definition = moto("DescribeTaskDefinition", {"taskDefinition": asked["taskDefinition"]})["taskDefinition"]
        system = definition.get("runtimePlatform", {}).get("operatingSystemFamily", "LINUX")
        said[_LATEST] = _LATEST_OF[system.partition("_")[0]]
    return said


def _with_defaults(asked: Body, moto: Moto) -> Body:
    """What a new service is told, and what AWS takes for the rest."""
    said = {_LATEST: _LATEST_OF["LINUX"], "enableECSManagedTags": False, "enableExecuteCommand": False}
    said |= _said(asked, moto)
    if not (asked.get("launchType") or said.get("capacityProviderStrategy")):
        said["capacityProviderStrategy"] = _default_strategy(asked.get("cluster", "default"), moto)
    least, most = (0, 100) if asked.get("schedulingStrategy") == "DAEMON" else (100, 200)
    configuration: Body = {"minimumHealthyPercent": least, "maximumPercent": most}
    if asked.get("deploymentController", {}).get("type", "ECS") == "ECS":
        configuration["deploymentCircuitBreaker"] = {"enable": False, "rollback": False}
    configuration |= asked.get("deploymentConfiguration", {})
    said["deploymentConfiguration"] = configuration
    said.setdefault("availabilityZoneRebalancing", _rebalancing(asked, configuration))
    if asked.get("loadBalancers"):
        said.setdefault("healthCheckGracePeriodSeconds", 0)
    return said


def _rebalancing(asked: Body, configuration: Body) -> str:
    """ENABLED for a new service that can be rebalanced.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
    """
    is_classic = any("loadBalancerName" in balancer for balancer in asked.get("loadBalancers", []))
    can = asked.get("schedulingStrategy") != "DAEMON" and configuration["maximumPercent"] > 100 and not is_classic
    return "ENABLED" if can else "DISABLED"


def _is_on_fargate(service: Body) -> bool:
    providers = {item["capacityProvider"] for item in service.get("capacityProviderStrategy", [])}
    return service.get("launchType") == "FARGATE" or bool(providers & {"FARGATE", "FARGATE_SPOT"})


def _default_strategy(cluster: str, moto: Moto) -> list[dict[str, Any]]:
    """The strategy of a service that says neither a strategy nor a launch type."""
    found = moto("DescribeClusters", {"clusters": [cluster]})["clusters"]
    return [item for one in found for item in one.get("defaultCapacityProviderStrategy", [])]


def _understood(asked: Body, moto: Moto) -> Body:
    """The call in a form that moto takes: it insists on security groups, and keeps a family as it stands."""
    changed = dict(asked)
    network: Mapping[str, Any] = asked.get("networkConfiguration", {}).get("awsvpcConfiguration", {})
    if network:
        usual: Body = {"securityGroups": [], "assignPublicIp": "DISABLED"}
        changed["networkConfiguration"] = {"awsvpcConfiguration": usual | dict(network)}
    if "taskDefinition" in asked and not asked["taskDefinition"].startswith("arn:"):
        found = moto("DescribeTaskDefinition", {"taskDefinition": asked["taskDefinition"]})
        changed["taskDefinition"] = found["taskDefinition"]["taskDefinitionArn"]
    return changed


def _list_services(asked: Body, moto: Moto) -> Body:
    """Those that were not deleted: moto keeps the others and lists them."""
    told = moto("ListServices", asked)
    there: set[str] = set()
    for some in _batches(told["serviceArns"], _MOST_SERVICES):
        question = {"cluster": asked.get("cluster", "default"), "services": some}
        found = moto("DescribeServices", question)["services"]
        there |= {item["serviceArn"] for item in found if _is_there(item)}
    return told | {"serviceArns": [arn for arn in told["serviceArns"] if arn in there]}


def _list_clusters(asked: Body, moto: Moto) -> Body:
    """Those that were not deleted: moto keeps the others and lists them."""
    told = moto("ListClusters", asked)
    there: set[str] = set()
    for some in _batches(told["clusterArns"], _MOST_CLUSTERS):
        there |= {
            item["clusterArn"] for item in moto("DescribeClusters", {"clusters": some})["clusters"] if _is_there(item)
        }
    return told | {"clusterArns": [arn for arn in told["clusterArns"] if arn in there]}


def _is_there(item: Body) -> bool:
    return bool(item["status"] != "INACTIVE")


def _batches(arns: list[str], size: int) -> Iterable[list[str]]:
    return (arns[start : start + size] for start in range(0, len(arns), size))
