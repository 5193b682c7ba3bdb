"""Scalable targets: what Application Auto Scaling may change the number of tasks of.

https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...findings import compare
from ...hcl.origins import Kind, Origin
from ...hcl.values import Value
from ..links import Link
from .views import View

if TYPE_CHECKING:
    from ..model import Plan

SCALABLE_TARGET = "aws_appautoscaling_target"
SERVICE = "aws_ecs_service"
DESIRED_COUNT = "ecs:service:DesiredCount"


@dataclass(frozen=True, repr=False)
class ScalableTarget(View):
    """An `aws_appautoscaling_target` of ECS services, and the service that it names."""

    service: Link

    @property
    def touches(self) -> tuple[str, ...]:
        """The service that it scales."""
        return tuple(found.address for found in self.service.resources)


def scalable_targets(plan: Plan) -> tuple[ScalableTarget, ...]:
    """The scalable targets that are, or may be, of ECS services."""
    return tuple(
        ScalableTarget(plan, resource, _service(plan, resource.at("resource_id")))
        for resource in plan.managed(SCALABLE_TARGET)
        if compare(resource.at("scalable_dimension"), DESIRED_COUNT) is not False
    )


def _service(plan: Plan, resource_id: Value) -> Link:
    """What `service/<cluster>/<service>` names: by reference, else by the last word of it."""
    referenced = plan.referenced_by(resource_id, SERVICE)
    if referenced:
        return Link(resource_id, referenced, referenced=True)
    last = _last_word(resource_id)
    if last is None:
        return Link(resource_id)
    named = [found for found in plan.managed(SERVICE) if _whole(found.at("name")) == last]
    return Link(resource_id, tuple(named))


def _last_word(value: Value) -> tuple[str, ...] | None:
    """What stands behind the last slash, as text and references; None where that cannot be told."""
    pieces = _whole(value)
    if pieces is None:
        return None
    for at in range(len(pieces) - 1, -1, -1):
        if not pieces[at].startswith("$") and "/" in pieces[at]:
            behind = pieces[at].rsplit("/", 1)[1]
            return ((behind,) if behind else ()) + pieces[at + 1 :]
    return pieces


def _whole(value: Value) -> tuple[str, ...] | None:
    """A string as its known texts and, behind a `$`, the references that stand for the rest."""
    pieces: list[str] = []
    for part in value.parts:
        if isinstance(part.data, str):
            pieces.append(part.data)
            continue
        reference = _reference(part.origin)
        if reference is None:
            return None
        pieces.append(f"${reference}")
    return tuple(pieces)


def _reference(origin: Origin) -> str | None:
    while origin.kind is Kind.HOP:
        origin = origin.inputs[0]
    return origin.ref if origin.kind is Kind.LEAF else None
