"""The load balancers that reach the tasks of a service, and the transport protocols they use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...hcl.values import Value
from ..links import identity
from ..resource import Resource
from .containers import Item
from .load_balancer_uses import LoadBalancerUse
from .load_balancing import LOAD_BALANCERS, TRANSPORT, attachments, listeners_of

if TYPE_CHECKING:
    from ..model import Plan


def balancers_of(use: LoadBalancerUse) -> tuple[Resource | None, ...]:
    """The load balancers whose listeners forward to the target group; None stands for one that the plan does not show.

    None at all where nothing forwards to it, which is ECSF411's finding.
    """
    return tuple(dict.fromkeys(_balancers_of(use)))


def _balancers_of(use: LoadBalancerUse) -> Iterator[Resource | None]:
    plan = use.service.plan
    if not use.target_group.resources:
        yield None
    for group in use.target_group.resources:
        found = attachments(plan, group)
        if not found.resources and (found.undecided or group.mode == "data" or not plan.complete):
            yield None
        for attaching in found.resources:
            listeners = listeners_of(plan, attaching)
            if not listeners:
                yield None
            for listener in listeners:
                yield from plan.referenced_by(listener.at("load_balancer_arn"), *LOAD_BALANCERS) or (None,)


def without_groups(balancer: Resource) -> bool:
    """Whether a load balancer of the plan is given no security groups."""
    return balancer.mode == "managed" and (
        not balancer.is_set("security_groups") or balancer.at("security_groups").data == ()
    )


def names_group_of(balancer: Resource, value: Value, plan: Plan) -> bool:
    """Whether a value names a security group that a load balancer has, in the plan or not."""
    given = balancer.at("security_groups")
    groups = [given[index] for index in range(len(given))] if isinstance(given.data, tuple) else [given]
    named = identity(value)
    return balancer in plan.referenced_by(value, balancer.type) or (
        named is not None and any(identity(group) == named for group in groups)
    )


def transports_of(use: LoadBalancerUse) -> frozenset[str] | None:
    """The transport protocols that the tasks are asked by: the target group says so, else the container's mapping.

    None where neither is known.
    """
    spoken = [_spoken(group) for group in use.target_groups]
    if not spoken or None in spoken:
        mapped = [use.mappings_of(container) for container in use.containers]
        spoken = [_mapped(each) for found in mapped for each in (found if isinstance(found, list) else (None,))]
    if not spoken or None in spoken:
        return None
    return frozenset(each for found in spoken for each in found or ())


def _spoken(group: Resource) -> tuple[str, ...] | None:
    if not group.is_set("protocol"):
        return ("tcp",)
    protocol = group.at("protocol")
    return TRANSPORT.get(str(protocol.value)) if protocol.known else None


def _mapped(mapping: Item | None) -> tuple[str, ...] | None:
    if mapping is None or not mapping["protocol"].known:
        return None
    return (str(mapping["protocol"].value or "tcp"),)
