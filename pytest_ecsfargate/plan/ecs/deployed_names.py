"""What a service and its cluster are called in the account, as CloudWatch and ECS name them."""

from __future__ import annotations

from dataclasses import dataclass

from ...hcl.values import Value
from .ecs import Service

DEFAULT_CLUSTER = "default"
"""The cluster of a service that names none: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html"""


@dataclass(frozen=True, slots=True)
class DeployedName:
    """The names of a service and its cluster; None where they are not known before apply."""

    cluster: str | None
    service: str | None


def deployed_name(service: Service) -> DeployedName:
    """The names that a service and its cluster have, or will have."""
    return DeployedName(_cluster(service), _text(service.at("name")))


def _cluster(service: Service) -> str | None:
    if not service.is_set("cluster"):
        return DEFAULT_CLUSTER
    for resource in service.cluster.resources:
        name = _text(resource.at("cluster_name" if resource.mode == "data" else "name"))
        if name is not None:
            return name
    written = _text(service.at("cluster"))
    # An ARN ends in the name: arn:aws:ecs:eu-central-1:123456789012:cluster/shop.
    return written.rpartition("/")[2] if written else None


def _text(value: Value) -> str | None:
    return str(value.value) if value.known and not value.is_null else None
