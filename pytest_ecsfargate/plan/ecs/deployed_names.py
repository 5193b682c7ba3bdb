"""What a service and its cluster are called in the account, as CloudWatch and ECS name them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...hcl.values import Value, from_python
from ..links import identity, is_attribute, same_text

if TYPE_CHECKING:
    from .ecs import Service

DEFAULT_CLUSTER = "default"
"""The cluster of a service that names none: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html"""

# ARNs hold the names too: cluster/<cluster>, service/<cluster>/<service>.
CLUSTER_NAMES = ("name", "cluster_name", "arn/1", "id/1", "arn/-1", "id/-1")
SERVICE_NAMES = ("name", "service_name", "arn/2", "id/2", "arn/-1", "id/-1")
"""The attributes that hold the name of a cluster, or of a service, and nothing else."""


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


def names_service(service: Service, value: Value) -> bool | None:
    """Whether a value is the name of a service; None where nobody can tell."""
    return is_attribute(service.plan, value, service.resource, SERVICE_NAMES)


def names_cluster(service: Service, value: Value) -> bool | None:
    """Whether a value is the name of the cluster of a service; None where nobody can tell."""
    own = service.cluster.resources
    if own:
        answers = {is_attribute(service.plan, value, cluster, CLUSTER_NAMES) for cluster in own}
        return True if True in answers else None if None in answers else False
    written = service.at("cluster")
    if written.known or not service.is_set("cluster"):
        return same_text(value, from_python(_cluster(service)))
    same = identity(value)
    return True if same is not None and same == identity(written) else None
