"""The size of every task fits what its tasks were measured to use."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...aws.fargate import Size, is_valid_size, sizes
from ...aws.prices import list_prices
from ...declaration import requirement
from ...findings import Severity, Verdict, compare
from ...plan.cost.amounts import known_amount
from ...plan.cost.pricing import Pricing
from ...plan.ecs.deployed_names import deployed_name
from ...plan.ecs.ecs import SERVICES, Service, TaskDefinition
from ...plan.ecs.sizes import Platform, for_fargate, platform_of
from ...plan.errors import SettingError
from ...plan.measurements import Measurement, Measurements, Use, read_measurements
from ...plan.model import Plan
from ...plan.provider_region import region_of

_FITS = "a size that fits the measured use"
_UNITS = {"cpu": "CPU units", "memory": "MiB"}


@dataclass(frozen=True, slots=True)
class _Demand:
    """How much the use may grow, and how much must be measured before anything is said."""

    headroom: float
    days: float
    samples: int

    def of(self, use: Use) -> int:
        """The least that a size must have for this use."""
        # 110 and a tenth are 121, whatever floating point makes of it.
        return math.ceil(round(use.p99 * (1 + self.headroom), 6))

    def too_little(self, found: Measurement) -> str:
        """Why a measurement says too little; empty where it says enough."""
        if found.days < self.days:
            return f"{found.service} was measured for {found.days:.1f} days, and {self.days:g} are asked for"
        fewest = min(found.cpu.samples, found.memory.samples)
        if fewest < self.samples:
            return f"{found.service} was measured in {fewest} periods, and {self.samples} are asked for"
        return ""


@requirement(
    "ECSF104",
    "The size of every task fits the CPU and memory that its services were measured to use.",
    severity=Severity.LOW,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size",
    remediation="Take the smallest pair of cpu and memory of Fargate's table that has room for the measured use.",
    looks_for="aws_ecs_service on Fargate",
    needs="metrics",
)
def assert_right_sized(
    plan: Plan,
    *,
    metrics: Path | str | Mapping[str, Any] | Measurements | None = None,
    headroom: float = 0.2,
    days: float = 7.0,
    samples: int = 1000,
    allow_empty: bool = False,
) -> Iterator[Verdict]:
    """The size of every task fits the CPU and memory that its services were measured to use.

    `metrics` is the file that --ecsfargate-record-metrics wrote (a relative path starts at the module), what stands in
    it, or what was read from CloudWatch. A service is found in it by its name and that of its cluster. Its tasks need
    the 99th percentile of what the busiest of them used, and `headroom` more: 0.2 is a fifth. The size is right if it
    is the smallest of Fargate's that has as much, for the operating system of the task: one that is too small is not
    met, nor is one where a smaller one would do. Tasks that were stopped for want of memory are not met whatever the
    percentile says.

    A service that was measured for less than `days`, or in fewer than `samples` periods, is unknown, as is one without
    a measurement. What the difference is worth is told for one task on demand, where the region has a price: see
    ECSF105. Without `metrics` nothing is agreed, and nothing is judged.

    Why:
        Sizes are guessed when a service is new, and stay. Too small, its tasks are slow or are killed under load; too
        large, each hour of each task is paid for and not used.

    With:
        [requirements.right-sized.metrics]
        format_version = "1.0"
        recorded = 2026-11-25T12:00:00Z

        [[requirements.right-sized.metrics.services]]
        cluster = "shop"
        service = "web"
        source = "ECS/ContainerInsights"
        since = 2026-11-11T12:00:00Z
        until = 2026-11-25T12:00:00Z
        period = 60
        cpu = { p99 = 180.5, maximum = 231.0, samples = 20160 }
        memory = { p99 = 402.0, maximum = 420.0, samples = 20160 }
        out_of_memory = { stops = 0, since = 2026-11-25T11:00:00Z }

    Fails:
        resource "aws_ecs_cluster" "shop" {
          name = "shop"
        }

        resource "aws_ecs_task_definition" "web" {
          family                = "web"
          cpu                   = 1024
          memory                = 2048
          container_definitions = jsonencode([{ name = "web", image = "web:1" }])
        }

        resource "aws_ecs_service" "web" {
          name            = "web"
          cluster         = aws_ecs_cluster.shop.id
          task_definition = aws_ecs_task_definition.web.arn
        }

    Passes:
        resource "aws_ecs_cluster" "shop" {
          name = "shop"
        }

        resource "aws_ecs_task_definition" "web" {
          family                = "web"
          cpu                   = 256
          memory                = 512
          container_definitions = jsonencode([{ name = "web", image = "web:1" }])
        }

        resource "aws_ecs_service" "web" {
          name            = "web"
          cluster         = aws_ecs_cluster.shop.id
          task_definition = aws_ecs_task_definition.web.arn
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size
        - https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_utilization.html
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html

    """
    if metrics is None:
        return
    for name, value in (("headroom", headroom), ("days", days), ("samples", samples)):
        if not 0 <= value < math.inf:
            raise SettingError(f"{name} of right-sized must be a number of 0 or more, not {value:g}.")
    measured = read_measurements(metrics, plan.module)
    demand = _Demand(headroom, days, samples)
    for definition in plan.task_definitions():
        services = [found for found in definition.services if _examined(found)]
        if services and for_fargate(definition):
            yield from _definition(definition, services, measured, demand)
    for service in plan.services():
        if _examined(service) and service.is_set("task_definition") and not service.task_definitions:
            note = "the size of its tasks is not in the plan"
            yield service.judge("task_definition", None, _FITS, note=note)


def _examined(service: Service) -> bool:
    """Whether it is a service of its own, and no other launch type is stated."""
    elsewhere = service.is_set("launch_type") and compare(service.at("launch_type"), "FARGATE") is False
    return service.resource.type == SERVICES[0] and not elsewhere


def _definition(
    definition: TaskDefinition, services: list[Service], measured: Measurements, demand: _Demand
) -> Iterator[Verdict]:
    """A verdict for each service without a measurement, and one on the size, for what its services need together."""
    found: list[Measurement] = []
    for service in services:
        name = deployed_name(service)
        one = measured.of(name.cluster, name.service) if name.service is not None else None
        if one is None:
            yield service.judge("name", None, "a measurement of this service", note=_not_measured(service))
        else:
            found.append(one)
    if found:
        yield _size(definition, found, demand, complete=len(found) == len(services))


def _not_measured(service: Service) -> str:
    name = deployed_name(service)
    if name.service is None:
        return "its name is not known, so that no measurement can be found"
    cluster = f"in the cluster {name.cluster}" if name.cluster is not None else "in a cluster that is not known"
    return f"the metrics have none of a service {name.service} {cluster}"


def _size(definition: TaskDefinition, found: list[Measurement], demand: _Demand, *, complete: bool) -> Verdict:
    """`complete` says that all services that run it were measured: without that it is never too large."""
    cpu, memory = (known_amount(definition, name) for name in ("cpu", "memory"))
    platform = platform_of(definition)
    if cpu is None or memory is None or platform is None:
        unknown = "cpu" if cpu is None else "memory" if memory is None else "runtime_platform"
        return definition.judge(unknown, None, _FITS)
    size = Size(cpu, memory)
    if not is_valid_size(cpu, memory, platform.os_family, platform.architecture):
        return definition.judge("cpu", None, _FITS, note="Fargate has no such size")
    need = Size(max(demand.of(each.cpu) for each in found), max(demand.of(each.memory) for each in found))
    judged = _Judged(definition, size, need, platform)
    stopped = next((each for each in found if each.out_of_memory.count), None)
    if stopped is not None:
        return judged.out_of_memory(stopped)
    too_little = next((text for each in found if (text := demand.too_little(each))), "")
    if too_little:
        return definition.judge("cpu", None, _FITS, note=too_little)
    return judged.by(max(found, key=lambda each: each.days), demand, complete=complete)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A task definition with its size, and what its tasks need."""

    definition: TaskDefinition
    size: Size
    need: Size
    platform: Platform

    def smallest(self, need: Size) -> Size | None:
        """The smallest size of Fargate's with at least as much of both; none is then cheaper."""
        valid = sizes(self.platform.os_family, self.platform.architecture)
        return next((each for each in valid if each.cpu >= need.cpu and each.memory >= need.memory), None)

    def out_of_memory(self, stopped: Measurement) -> Verdict:
        """Not met: it needs more than it has, whatever was measured."""
        stops = stopped.out_of_memory
        times = "once" if stops.count == 1 else f"{stops.count} times"
        note = f"tasks of {stopped.service} were stopped out of memory {times} since {stops.since:%Y-%m-%d %H:%M}"
        # One MiB more leads to the next size.
        better = self.smallest(Size(self.need.cpu, max(self.need.memory, self.size.memory + 1)))
        expected = "memory that no task runs out of"
        return self.definition.judge("memory", False, expected, hint=self.fix(better), note=note)

    def by(self, longest: Measurement, demand: _Demand, *, complete: bool) -> Verdict:
        """The verdict on a size that no task ran out of."""
        better = self.smallest(self.need)
        note = self.because(longest, demand)
        for name, has, needs in (("cpu", self.size.cpu, self.need.cpu), ("memory", self.size.memory, self.need.memory)):
            if has < needs:
                expected = f"at least {needs} {_UNITS[name]}"
                return self.definition.judge(name, False, expected, hint=self.fix(better), note=note)
        if better == self.size or better is None:
            return self.definition.judge("cpu", True, _FITS)
        name = "cpu" if better.cpu < self.size.cpu else "memory"
        if not complete:
            return self.definition.judge(name, None, _FITS, note="not all services that run it were measured")
        expected = f"{_pair(better)}, the smallest size that fits"
        return self.definition.judge(name, False, expected, hint=self.fix(better), note=note)

    def because(self, longest: Measurement, demand: _Demand) -> str:
        """What was measured, and what follows from it."""
        return (
            f"p99 of {longest.days:.1f} days with {demand.headroom * 100:g} % headroom is "
            f"{self.need.cpu} CPU units and {self.need.memory} MiB"
        )

    def fix(self, better: Size | None) -> str:
        """What to set, and what that is worth."""
        if better is None:
            return "Divide the work among more tasks: Fargate has no size that is large enough."
        return f"Set {_pair(better)}{self.worth(better)}."

    def worth(self, better: Size) -> str:
        """The difference in cost for one task and month; empty where there is no price."""
        service = self.definition.services[0]
        region = region_of(self.definition.plan, service.resource)
        pricing = Pricing(list_prices())
        if region is None:
            return ""
        now, then = (pricing.task(region, size, self.platform) for size in (self.size, better))
        if not (now.exact and then.exact):
            return ""
        difference = then.low - now.low
        return f": {abs(difference):.2f} USD a month {'less' if difference < 0 else 'more'} for each task"


def _pair(size: Size) -> str:
    return f"cpu = {size.cpu} and memory = {size.memory}"
