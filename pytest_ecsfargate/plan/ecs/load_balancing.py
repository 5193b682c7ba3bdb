"""Target groups, and what attaches them to a load balancer: listeners and listener rules.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...hcl.values import Value
from ..existence import one_exists
from ..links import link
from ..resource import Resource
from ..seeds import without_seeds
from .views import Unresolved, View

if TYPE_CHECKING:
    from ..model import Plan

TARGET_GROUPS = ("aws_lb_target_group", "aws_alb_target_group")
LISTENERS = ("aws_lb_listener", "aws_alb_listener")
LISTENER_RULES = ("aws_lb_listener_rule", "aws_alb_listener_rule")
LOAD_BALANCERS = ("aws_lb", "aws_alb")
TARGET_GROUP_ARGUMENTS = ("target_group_arn", "advanced_configuration[0].alternate_target_group_arn")
"""What names target groups in a service's `load_balancer` block: its own, and that of its other half in a blue/green
deployment. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AdvancedConfiguration.html"""

TRANSPORT = {
    "HTTP": ("tcp",),
    "HTTPS": ("tcp",),
    "TCP": ("tcp",),
    "TLS": ("tcp",),
    "UDP": ("udp",),
    "TCP_UDP": ("tcp", "udp"),
}
"""The transport protocols that a target must listen on, by the protocol of its target group.

https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html"""


@dataclass(frozen=True, repr=False)
class TargetGroup(View):
    """A target group that services register their tasks with."""

    services: tuple[str, ...] = ()

    @property
    def touches(self) -> tuple[str, ...]:
        """The services that use it."""
        return self.services


@dataclass(frozen=True)
class Attachments:
    """What forwards to a target group. `undecided` are listeners and rules that may also do so: nobody can tell yet.

    `exist` says whether one of the resources exists wherever the group does, see `one_exists`.
    """

    resources: tuple[Resource, ...]
    undecided: tuple[Resource, ...]
    exist: bool | None


def attachments(plan: Plan, group: Resource) -> Attachments:
    """The listeners and listener rules whose actions forward to a target group."""
    forwarding = plan.ecs.forwarding
    attaching = tuple(forwarding.by_group.get(group.address, ()))
    undecided = tuple(resource for resource in forwarding.undecided if resource not in attaching)
    return Attachments(attaching, undecided, one_exists(attaching, group))


@dataclass(frozen=True)
class Forwarding:
    """The listeners and listener rules of a plan by the addresses of the target groups that they forward to.

    `undecided` are those of which it cannot be told.
    """

    by_group: Mapping[str, list[Resource]]
    undecided: tuple[Resource, ...]


def forwarding_of(plan: Plan) -> Forwarding:
    """What all listeners and listener rules of a plan forward to."""
    by_group: dict[str, list[Resource]] = {}
    undecided: list[Resource] = []
    for resource in plan.managed(*LISTENERS, *LISTENER_RULES):
        named = [link(plan, value, *TARGET_GROUPS) for value in _forwards(resource)]
        decided = (found for found in named if not found.one_of_several)
        for address in dict.fromkeys(group.address for found in decided for group in found.resources):
            by_group.setdefault(address, []).append(resource)
        if any(found.undecided or found.one_of_several for found in named):
            undecided.append(resource)
    return Forwarding(by_group, tuple(undecided))


def listeners_of(plan: Plan, attaching: Resource) -> tuple[Resource, ...]:
    """The listener itself, or those of the plan that a listener rule belongs to."""
    if attaching.type in LISTENERS:
        return (attaching,)
    found = plan.referenced_by(attaching.at("listener_arn"), *LISTENERS)
    return tuple(listener for listener in found if listener.mode == "managed")


def _forwards(resource: Resource) -> Iterator[Value]:
    """The target groups' ARNs in the actions, also those of a weighted `forward` block."""
    name = "default_action" if resource.type in LISTENERS else "action"
    actions = resource.at(name)
    if actions.is_unknown:
        yield actions
        return
    for path in _elements(resource, name):
        if resource.is_set(f"{path}.target_group_arn"):
            yield resource.at(f"{path}.target_group_arn")
        for forward in _elements(resource, f"{path}.forward"):
            for group in _elements(resource, f"{forward}.target_group"):
                yield resource.at(f"{group}.arn")


def _elements(resource: Resource, path: str) -> list[str]:
    data = resource.at(path).data
    return [f"{path}[{index}]" for index in range(len(data))] if isinstance(data, tuple) else []


def used_target_groups(plan: Plan, services: tuple[Resource, ...]) -> tuple[TargetGroup | Unresolved, ...]:
    """The target groups in the `load_balancer` blocks of services; unresolved where the plan does not show the group.

    Of a data source that an emulated account was read for, only what the source says is shown.
    """
    users: dict[str, list[str]] = {}
    groups: dict[str, Resource] = {}
    unresolved: list[Unresolved] = []
    for service in services:
        for path in _target_group_paths(service):
            found = link(plan, service.at(path), *TARGET_GROUPS).resources
            for group in found:
                groups[group.address] = group
                users.setdefault(group.address, []).append(service.address)
            if not found:
                unresolved.append(Unresolved(service, path, "target group"))
    seen = [
        TargetGroup(plan, without_seeds(plan, group), tuple(dict.fromkeys(users[address])))
        for address, group in groups.items()
    ]
    return (*seen, *unresolved)


def _target_group_paths(service: Resource) -> Iterator[str]:
    blocks = service.at("load_balancer")
    if blocks.is_unknown and service.is_set("load_balancer"):
        yield "load_balancer"
    for path in _elements(service, "load_balancer"):
        # A classic load balancer is named by elb_name and has no target group.
        for argument in TARGET_GROUP_ARGUMENTS:
            if service.is_set(f"{path}.{argument}"):
                yield f"{path}.{argument}"
