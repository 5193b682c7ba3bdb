"""How many tasks a service runs, and on which of Fargate's capacity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ...hcl.values import Value
from ..ecs.ecs import Cluster, Service
from ..resource import Resource
from .amounts import Range, known_number

if TYPE_CHECKING:
    from ..model import Plan

Counted = Literal["minimum", "desired", "maximum"]
"""Which number of tasks counts where a service is scaled: the limits of its scalable target, or `desired_count`."""

FARGATE, SPOT = "FARGATE", "FARGATE_SPOT"
STRATEGY = "capacity_provider_strategy"


def task_count(service: Service, counted: Counted = "desired") -> Range:
    """How many tasks a service runs.

    A service without `desired_count` starts with the minimum of its scalable target, and has no task without one.
    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_service#desired_count-1
    """
    plan, stated = service.plan, service.is_set("desired_count")
    targets = [each for each in plan.scalable_targets() if service.resource in each.service.resources]
    if targets and not (stated and counted == "desired"):
        name = "max_capacity" if counted == "maximum" else "min_capacity"
        return _number(plan, targets[0].at(name), f"{name} of {targets[0].address}")
    undecided = next((each for each in plan.scalable_targets() if each.service.undecided), None)
    if undecided is not None and not (stated and counted == "desired"):
        return Range.anything(f"which service {undecided.address} scales is not known")
    if stated:
        return _number(plan, service.at("desired_count"), f"desired_count of {service.address}")
    lifecycle = service.resource.lifecycle
    if lifecycle is not None and (lifecycle.ignore_all or "desired_count" in lifecycle.ignore_changes):
        return Range.anything(f"desired_count of {service.address} is left to something outside of the plan")
    return Range.exactly(0)


def _number(plan: Plan, value: Value, name: str) -> Range:
    number = known_number(plan, value)
    return Range.anything(f"{name} is not known") if number is None else Range.exactly(number)


@dataclass(frozen=True, slots=True)
class Split:
    """How the tasks of a service are divided: on demand, and on Fargate Spot."""

    on_demand: Range
    spot: Range


def split(service: Service, tasks: Range) -> Split | str:
    """How many of the tasks run on demand and on Spot; why that cannot be told, or why it is not Fargate.

    The base goes to its provider first; the rest is divided by weight, here without rounding to whole tasks.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
    """
    controller = service.at("deployment_controller[0].type")
    if controller.known and controller.value == "EXTERNAL":
        return "its task sets say what it runs"
    if service.is_set("launch_type"):
        return _by_launch_type(service, tasks)
    if service.is_set(STRATEGY) and service.at(STRATEGY).data != ():
        return _by_strategy(service.plan, service.resource, STRATEGY, tasks)
    for resource in service.cluster.resources:
        if resource.mode == "managed":
            default = Cluster(service.plan, resource).default_strategy
            if default is not None:
                return _by_strategy(service.plan, *default, tasks)
    return "neither the service nor a cluster of the plan says that it runs on Fargate"


def _by_launch_type(service: Service, tasks: Range) -> Split | str:
    value = service.at("launch_type")
    if not value.known:
        return "launch_type is not known"
    nothing = Range.exactly(0)
    return Split(tasks, nothing) if value.value == FARGATE else f"it runs on {value.value}"


def _by_strategy(plan: Plan, resource: Resource, blocks: str, tasks: Range) -> Split | str:
    items = list(_items(plan, resource, blocks))
    unknown = next((item for item in items if isinstance(item, str)), None)
    if unknown is not None or not items:
        return unknown or f"{blocks} is not known"
    parts = [item for item in items if not isinstance(item, str)]
    foreign = next((name for name, _, _ in parts if name not in (FARGATE, SPOT)), None)
    if foreign is not None:
        return f"it runs on the capacity provider {foreign}"
    return Split(*(_share(parts, name, tasks) for name in (FARGATE, SPOT)))


def _share(parts: list[tuple[str, float, float]], name: str, tasks: Range) -> Range:
    return Range(_share_of(parts, name, tasks.low), _share_of(parts, name, tasks.high), tasks.why)


def _share_of(parts: list[tuple[str, float, float]], name: str, tasks: float) -> float:
    """How many of so many tasks a capacity provider gets."""
    based = min(tasks, sum(base for _, base, _ in parts))
    own_base = min(tasks, sum(base for found, base, _ in parts if found == name))
    weights = sum(weight for _, _, weight in parts)
    weight = sum(weight for found, _, weight in parts if found == name)
    # With no weight at all only the base is placed.
    return own_base + ((tasks - based) * weight / weights if weight else 0)


def _items(plan: Plan, resource: Resource, blocks: str) -> Iterator[tuple[str, float, float] | str]:
    """Provider, base and weight of each part of a strategy, or what is not known of it."""
    data = resource.at(blocks).data
    if not isinstance(data, tuple):
        yield f"{blocks} is not known"
        return
    for index in range(len(data)):
        path = f"{blocks}[{index}]"
        provider = resource.at(f"{path}.capacity_provider")
        amounts = [_amount(plan, resource, f"{path}.{name}") for name in ("base", "weight")]
        if not provider.known:
            yield f"{path}.capacity_provider is not known"
        elif amounts[0] is None or amounts[1] is None:
            yield f"the base and weight of {path} are not known"
        else:
            yield str(provider.value), amounts[0], amounts[1]


def _amount(plan: Plan, resource: Resource, path: str) -> float | None:
    """A base or weight: 0 where none is set."""
    return known_number(plan, resource.at(path)) if resource.is_set(path) else 0
