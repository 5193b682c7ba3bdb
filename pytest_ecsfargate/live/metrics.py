"""What the tasks of services used, read from CloudWatch, and how many ran out of memory, as ECS still shows it.

**What is read.** Container Insights has the CPU units and MiB of each task, so that the most in a minute is that of the
busiest task: `CpuUtilized` and `MemoryUtilized` by ClusterName and ServiceName.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
A cluster without Container Insights has `CPUUtilization` and `MemoryUtilization` in AWS/ECS, in percent of the task
definition; their maximum is the busiest task's too. They are read from when the running deployment began, as its task
definition says what they are percent of.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_utilization.html

**The percentile** is made here, of the maximum of each period: ECS publishes aggregates, and of those CloudWatch has no
percentile. Periods are minutes, which CloudWatch keeps for 15 days, or longer ones for more days.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html and
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html

**Out of memory.** ECS shows a stopped task for an hour, or little more: nobody can read the ones before.
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from ..aws.fargate import parse_cpu, parse_memory
from ..plan.measurements import CONTAINER_INSIGHTS, ECS, Measurement, Measurements, Stops, Use

DAYS: Final = 14
"""How many days are read."""

STOPPED_TASKS_ARE_SHOWN: Final = timedelta(hours=1)

_METRICS: Final[Mapping[str, tuple[str, str]]] = {
    CONTAINER_INSIGHTS: ("CpuUtilized", "MemoryUtilized"),
    ECS: ("CPUUtilization", "MemoryUtilization"),
}
_PERIODS: Final = ((15, 60), (63, 300), (455, 3600))
"""For how many days CloudWatch keeps periods of so many seconds; the last of them may be gone while it is asked."""

_OUT_OF_MEMORY: Final = "OutOfMemory"
_MOST_TASKS: Final = 100
"""What DescribeTasks takes at once."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A service to measure."""

    region: str
    cluster: str
    service: str


def read_metrics(
    session: Any, services: Iterable[Wanted], *, days: int = DAYS, now: datetime | None = None
) -> Measurements:
    """What the services used in so many days until now; those of which nothing was measured are left out.

    `session` is a `boto3.Session`. Raises botocore's errors, and ValueError for more days than CloudWatch keeps.
    """
    until = now or datetime.now(UTC)
    period = next((seconds for kept, seconds in _PERIODS if days < kept), None)
    if period is None:
        raise ValueError(f"CloudWatch keeps metrics for less than {_PERIODS[-1][0]} days, not for {days}")
    # CloudWatch takes whole periods.
    start = until - timedelta(days=days, seconds=until.timestamp() % period)
    found = (_Reader(session, wanted, start, until, period).measurement() for wanted in services)
    return Measurements(until, tuple(each for each in found if each is not None))


@dataclass(frozen=True, slots=True)
class _Series:
    """Values of a metric and the periods that they are of, oldest first."""

    times: Sequence[datetime]
    values: Sequence[float]

    def scaled(self, factor: float) -> _Series:
        return _Series(self.times, [value * factor for value in self.values])

    @property
    def use(self) -> Use:
        ordered = sorted(self.values)
        # The nearest rank: the least of them that 99 of 100 do not exceed.
        rank = math.ceil(0.99 * len(ordered))
        return Use(round(ordered[rank - 1], 2), round(ordered[-1], 2), len(ordered))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one service."""

    session: Any
    wanted: Wanted
    start: datetime
    until: datetime
    period: int

    def client(self, name: str) -> Any:
        return self.session.client(name, region_name=self.wanted.region)

    def measurement(self) -> Measurement | None:
        source = CONTAINER_INSIGHTS
        cpu, memory = self.series(source, self.start)
        if not (cpu.values and memory.values):
            source = ECS
            cpu, memory = self.by_percent()
        if not (cpu.values and memory.values):
            return None
        return Measurement(
            self.wanted.cluster,
            self.wanted.service,
            source,
            max(cpu.times[0], memory.times[0]),
            min(cpu.times[-1], memory.times[-1]),
            self.period,
            cpu.use,
            memory.use,
            self.stops(),
        )

    def by_percent(self) -> tuple[_Series, _Series]:
        """What percentages of the running task definition come to, since it runs."""
        nothing = _Series((), ()), _Series((), ())
        ecs = self.client("ecs")
        try:
            found = ecs.describe_services(cluster=self.wanted.cluster, services=[self.wanted.service])
        except ecs.exceptions.ClusterNotFoundException:
            return nothing
        deployment = next((each for service in found["services"] for each in _running(service)), None)
        if deployment is None or deployment["createdAt"] >= self.until:
            return nothing
        size = ecs.describe_task_definition(taskDefinition=deployment["taskDefinition"])["taskDefinition"]
        if not (size.get("cpu") and size.get("memory")):
            return nothing
        cpu, memory = self.series(ECS, max(self.start, deployment["createdAt"]))
        return cpu.scaled(parse_cpu(size["cpu"]) / 100), memory.scaled(parse_memory(size["memory"]) / 100)

    def series(self, namespace: str, start: datetime) -> tuple[_Series, _Series]:
        """CPU and memory: the maximum in each period."""
        dimensions = [
            {"Name": "ClusterName", "Value": self.wanted.cluster},
            {"Name": "ServiceName", "Value": self.wanted.service},
        ]
        queries = [
            {
                "Id": f"m{index}",
                "MetricStat": {
                    "Metric": {"Namespace": namespace, "MetricName": name, "Dimensions": dimensions},
                    "Period": self.period,
                    "Stat": "Maximum",
                },
            }
            for index, name in enumerate(_METRICS[namespace])
        ]
        found: dict[str, list[tuple[datetime, float]]] = {"m0": [], "m1": []}
        pages = self.client("cloudwatch").get_paginator("get_metric_data")
        for page in pages.paginate(
            MetricDataQueries=queries, StartTime=start, EndTime=self.until, ScanBy="TimestampAscending"
        ):
            for result in page["MetricDataResults"]:
                found[result["Id"]] += zip(result["Timestamps"], result["Values"], strict=True)
        cpu, memory = (sorted(points) for points in found.values())
        return _series(cpu), _series(memory)

    def stops(self) -> Stops:
        """The stopped tasks that ECS still shows, and that ran out of memory."""
        since = self.until - STOPPED_TASKS_ARE_SHOWN
        return Stops(sum(map(_ran_out, self.stopped())), since)

    def stopped(self) -> Iterator[Mapping[str, Any]]:
        ecs, cluster = self.client("ecs"), self.wanted.cluster
        pages = ecs.get_paginator("list_tasks").paginate(
            cluster=cluster, serviceName=self.wanted.service, desiredStatus="STOPPED"
        )
        try:
            tasks = [task for page in pages for task in page["taskArns"]]
        except (ecs.exceptions.ClusterNotFoundException, ecs.exceptions.ServiceNotFoundException):
            return  # it was there when it was measured
        for first in range(0, len(tasks), _MOST_TASKS):
            yield from ecs.describe_tasks(cluster=cluster, tasks=tasks[first : first + _MOST_TASKS])["tasks"]


def _series(points: Sequence[tuple[datetime, float]]) -> _Series:
    return _Series([moment for moment, _ in points], [value for _, value in points])


def _running(service: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The deployment that a service runs, without others before or after it."""
    found = service.get("deployments", ())
    yield from (each for each in found if each["status"] == "PRIMARY")


def _ran_out(task: Mapping[str, Any]) -> bool:
    """Whether the task, or one of its containers, was stopped for want of memory.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
    """
    reasons = [task.get("stoppedReason"), *(container.get("reason") for container in task.get("containers", ()))]
    return any(_OUT_OF_MEMORY in reason for reason in reasons if reason)
