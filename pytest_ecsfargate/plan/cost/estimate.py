"""What the services of a plan cost in a month: their tasks, the load balancers of the plan, and logs by assumption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...aws.fargate import Size
from ...aws.prices import FREE_STORAGE_GB, Prices
from ..ecs.ecs import SERVICES, Service, TaskDefinition
from ..ecs.sizes import for_fargate, platform_of
from ..model import Plan
from ..provider_region import region_of
from ..resource import Resource
from .amounts import Range, known_amount, known_number, total
from .pricing import Pricing
from .tasks import Counted, Split, split, task_count

LOAD_BALANCERS = ("aws_lb", "aws_alb", "aws_elb")
_KINDS: Mapping[str, str] = {"application": "alb", "network": "nlb"}
_STORAGE = "ephemeral_storage[0].size_in_gib"
_EXISTS = "whether {} exists is not known"


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What a plan does not say: load balancer capacity units in use, GB of logs per service and month, how many months
    they are kept, which number of tasks counts, and the region of providers that name none.
    """

    lcus: float
    log_gb: float
    log_months: float
    counted: Counted
    region: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A part of an estimate, in USD a month: of a service with its tasks and their size, as far as these are known."""

    name: str
    cost: Range
    tasks: Split | None = None
    size: Size | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a plan costs in a month. `missing` are the regions and items that there is no price of."""

    lines: tuple[Line, ...]
    missing: tuple[tuple[str, str], ...]

    @property
    def cost(self) -> Range:
        """All of it."""
        return total(line.cost for line in self.lines)


def estimate(plan: Plan, prices: Prices, assumed: Assumptions) -> Estimate:
    """The estimate: nothing of it where the plan has no service."""
    pricing = Pricing(prices)
    services = [found for found in plan.services() if found.resource.type == SERVICES[0]]
    if not services:
        return Estimate((), ())
    lines = [_service(service, pricing, assumed) for service in services]
    lines += [_load_balancer(plan, found, pricing, assumed) for found in plan.managed(*LOAD_BALANCERS)]
    if assumed.log_gb:
        lines.append(Line("logs", total(_logs(service, pricing, assumed) for service in services)))
    return Estimate(tuple(lines), tuple(pricing.missing))


def _no_region(resource: Resource) -> Range:
    return Range.anything(f"the region of {resource.address} is not known")


def _if_there(resource: Resource, cost: Range) -> Range:
    return cost.or_nothing(_EXISTS.format(resource.address)) if resource.maybe else cost


def _service(service: Service, pricing: Pricing, assumed: Assumptions) -> Line:
    tasks = split(service, task_count(service, assumed.counted))
    if isinstance(tasks, str):
        return Line(service.address, Range.anything(f"{service.address}: {tasks}"))
    region = region_of(service.plan, service.resource, assumed.region)
    definitions = service.task_definitions
    sizes = {_size(definition) for definition in definitions}
    size = next(iter(sizes)) if len(sizes) == 1 else None
    if not (tasks.on_demand.high or tasks.spot.high):
        cost = Range.exactly(0)
    elif region is None:
        cost = _no_region(service.resource)
    elif not definitions:
        cost = Range.anything(f"the task definition of {service.address} is not in the plan")
    else:
        found = [_tasks(definition, tasks, region, pricing) for definition in definitions]
        why = tuple(dict.fromkeys(reason for each in found for reason in each.why))
        cost = Range(min(each.low for each in found), max(each.high for each in found), why)
    return Line(service.address, _if_there(service.resource, cost), tasks, size)


def _size(definition: TaskDefinition) -> Size | None:
    cpu, memory = (known_amount(definition, name) for name in ("cpu", "memory"))
    return Size(cpu, memory) if cpu is not None and memory is not None else None


def _tasks(definition: TaskDefinition, tasks: Split, region: str, pricing: Pricing) -> Range:
    size, platform, storage = _size(definition), platform_of(definition), _storage(definition)
    for known, what in ((size, "size"), (platform, "runtime_platform"), (storage, "ephemeral storage")):
        if known is None:
            return Range.anything(f"the {what} of {definition.address} is not known")
    assert size is not None
    assert platform is not None
    assert storage is not None
    if not for_fargate(definition):
        return Range.anything(f"{definition.address} is not for Fargate")
    return total(
        count * pricing.task(region, size, platform, storage_gb=storage, spot=spot)
        for count, spot in ((tasks.on_demand, False), (tasks.spot, True))
        if count.high
    )


def _storage(definition: TaskDefinition) -> float | None:
    if not definition.is_set(_STORAGE):
        return FREE_STORAGE_GB
    return known_number(definition.plan, definition.at(_STORAGE))


def _load_balancer(plan: Plan, resource: Resource, pricing: Pricing, assumed: Assumptions) -> Line:
    return Line(resource.address, _if_there(resource, _balancing(plan, resource, pricing, assumed)))


def _balancing(plan: Plan, resource: Resource, pricing: Pricing, assumed: Assumptions) -> Range:
    kind = _kind(resource)
    region = region_of(plan, resource, assumed.region)
    if kind is None:
        return Range.anything(f"the type of {resource.address} is not known")
    if kind not in _KINDS:
        return Range.anything(f"no price of {resource.address}, a {kind} load balancer")
    if region is None:
        return _no_region(resource)
    name = _KINDS[kind]
    return pricing.month(region, {f"{name}-hour": 1, f"{name}-lcu-hour": assumed.lcus})


def _kind(resource: Resource) -> str | None:
    if resource.type == "aws_elb":
        return "classic"
    if not resource.is_set("load_balancer_type"):
        return "application"
    value = resource.at("load_balancer_type")
    return str(value.value) if value.known else None


def _logs(service: Service, pricing: Pricing, assumed: Assumptions) -> Range:
    """Logs are counted by the GB, whatever the hours; a service without tasks writes none."""
    if not task_count(service, assumed.counted).high:
        return Range.exactly(0)
    region = region_of(service.plan, service.resource, assumed.region)
    if region is None:
        return _no_region(service.resource)
    amounts = {"logs-ingested-gb": assumed.log_gb, "logs-stored-gb-month": assumed.log_gb * assumed.log_months}
    return _if_there(service.resource, pricing.month(region, amounts, hours=1))
