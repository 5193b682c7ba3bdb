"""Scalable targets: what Application Auto Scaling may change the number of tasks of.

https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...findings import compare
from ...hcl.types import STRING
from ...hcl.values import PartialString, Value
from ..links import Link, attributes_read, is_another, link
from .deployed_names import CLUSTER_NAMES, SERVICE_NAMES, names_cluster, names_service
from .views import View

if TYPE_CHECKING:
    from ..model import Plan

SCALABLE_TARGET = "aws_appautoscaling_target"
SERVICE, CLUSTER = "aws_ecs_service", "aws_ecs_cluster"
DESIRED_COUNT = "ecs:service:DesiredCount"
_NAMESPACE, _SEGMENTS = "service", 3
_WHOLE = ("arn:5", "id:5")  # behind the fifth colon of a service's ARN stands its id


@dataclass(frozen=True, repr=False)
class ScalableTarget(View):
    """An `aws_appautoscaling_target` of ECS services, and the service that it names.

    `in_its_cluster` is false where it cannot be told whether it also names the cluster of that service.
    """

    service: Link
    in_its_cluster: bool

    @property
    def touches(self) -> tuple[str, ...]:
        """The service that it scales."""
        return tuple(found.address for found in self.service.resources)


def scalable_targets(plan: Plan) -> tuple[ScalableTarget, ...]:
    """The scalable targets that are, or may be, of ECS services."""
    return tuple(
        ScalableTarget(plan, resource, *_service(plan, resource.at("resource_id")))
        for resource in plan.managed(SCALABLE_TARGET)
        if compare(resource.at("scalable_dimension"), DESIRED_COUNT) is not False
    )


def _service(plan: Plan, resource_id: Value) -> tuple[Link, bool]:
    """The service that `service/<cluster>/<service>` names, and whether it surely names the cluster of that one too.

    ECS knows it by nothing else: not by its ARN, and not by its name alone.
    """
    whole = link(plan, resource_id, SERVICE, by=_WHOLE)
    if whole.resources or whole.elsewhere:
        return whole, True
    segments = _segments(resource_id)
    if not _is_well_formed(plan, resource_id, segments):
        return Link(resource_id, elsewhere=True), True
    read = tuple(each for each in plan.referenced_by(resource_id, SERVICE) if each.mode == "data")
    if read or len(segments) != _SEGMENTS:
        return Link(resource_id, read, bool(read), elsewhere=False), True
    services = [(each, names_service(each, segments[2])) for each in plan.services() if each.resource.type == SERVICE]
    # Of many services few have the name: the others need not be asked for their cluster.
    named = [
        (service.resource, name, names_cluster(service, segments[1])) for service, name in services if name is not False
    ]
    referenced = bool(plan.referenced_by(resource_id, SERVICE))
    for in_cluster in (True, None):
        found = tuple(service for service, name, cluster in named if name and cluster is in_cluster)
        if found:
            return Link(resource_id, found, referenced), in_cluster is True
    maybe = not plan.complete or any(name is None and cluster is not False for _, name, cluster in named)
    return Link(resource_id, elsewhere=not maybe), True


def _segments(value: Value) -> list[Value]:
    """What stands between the slashes of a text."""
    segments: list[list[Value]] = [[]]
    for part in value.parts:
        if not isinstance(part.data, str):
            segments[-1].append(part)
            continue
        first, *others = part.data.split("/")
        segments[-1].append(Value(first, STRING, part.origin))
        segments.extend([Value(other, STRING, part.origin)] for other in others)
    return [_joined([piece for piece in pieces if piece.data != ""]) for pieces in segments]


def _joined(pieces: list[Value]) -> Value:
    if not pieces:
        return Value("", STRING)
    return pieces[0] if len(pieces) == 1 else Value(PartialString(tuple(pieces)), STRING)


def _is_well_formed(plan: Plan, value: Value, segments: list[Value]) -> bool:
    """Whether a text may have the form of an id: what is not known in it may hold any number of slashes."""
    names = {*CLUSTER_NAMES, *SERVICE_NAMES}
    parts = [attributes_read(plan, part, CLUSTER, SERVICE) for part in value.parts if part.is_unknown]
    if any(is_another(read, names) for read in parts) or len(segments) > _SEGMENTS:
        return False
    if all(read and read <= names for read in parts):
        return len(segments) == _SEGMENTS and segments[0].value == _NAMESPACE
    return not segments[0].known or segments[0].value == _NAMESPACE
