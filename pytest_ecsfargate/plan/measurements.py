"""What the tasks of services used, as it was measured: the file that --ecsfargate-record-metrics writes.

`docs/metrics.schema.json` describes it. All amounts are those of one task, the busiest one of the service in each
period: CPU units, of which 1024 are a vCPU, and MiB.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NoReturn

from .errors import SettingError
from .setting_file import read_json

FORMAT_VERSION: Final = "1.0"
CONTAINER_INSIGHTS, ECS = "ECS/ContainerInsights", "AWS/ECS"
"""The namespaces of CloudWatch that services are measured in."""


@dataclass(frozen=True, slots=True)
class Use:
    """What one task used of its CPU units or MiB: the percentile, the most, and the number of periods measured."""

    p99: float
    maximum: float
    samples: int


@dataclass(frozen=True, slots=True)
class Stops:
    """How many tasks of a service were stopped for want of memory, as far as that was seen: since when."""

    count: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Measurement:
    """What the tasks of one service used between two moments, in periods of so many seconds."""

    cluster: str
    service: str
    source: str
    since: datetime
    until: datetime
    period: int
    cpu: Use
    memory: Use
    out_of_memory: Stops

    @property
    def days(self) -> float:
        """How many days it spans."""
        return (self.until - self.since).total_seconds() / 86400


@dataclass(frozen=True)
class Measurements:
    """What services were measured, and when that was read."""

    recorded: datetime
    services: tuple[Measurement, ...]

    def of(self, cluster: str | None, service: str) -> Measurement | None:
        """That of a service; None where there is none, or where its cluster is not known and several have one."""
        found = [each for each in self.services if each.service == service and cluster in (None, each.cluster)]
        return found[0] if len(found) == 1 else None

    def to_json(self) -> dict[str, Any]:
        """The document of the file."""
        return {
            "format_version": FORMAT_VERSION,
            "recorded": _written(self.recorded),
            "services": [_service_document(each) for each in self.services],
        }


def _service_document(found: Measurement) -> dict[str, Any]:
    return {
        "cluster": found.cluster,
        "service": found.service,
        "source": found.source,
        "since": _written(found.since),
        "until": _written(found.until),
        "period": found.period,
        **{
            name: {"p99": use.p99, "maximum": use.maximum, "samples": use.samples}
            for name, use in (("cpu", found.cpu), ("memory", found.memory))
        },
        "out_of_memory": {"stops": found.out_of_memory.count, "since": _written(found.out_of_memory.since)},
    }


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def read_measurements(given: Path | str | Mapping[str, Any] | Measurements, base: Path | None = None) -> Measurements:
    """Measurements from a file, its document, or as they are. A relative path starts at `base`.

    Raises SettingError, with one sentence, for what is no such file.
    """
    if isinstance(given, Measurements):
        return given
    if isinstance(given, Mapping):
        return _Reader("metrics").document(given)
    path = (base or Path()) / given
    return _Reader(str(path)).document(read_json(path, "The metrics"))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads a document, or says in one sentence where it is not as it must be."""

    name: str

    def document(self, data: object) -> Measurements:
        table = self.table(data, "the document")
        version = table.get("format_version")
        if not isinstance(version, str) or version.partition(".")[0] != FORMAT_VERSION.partition(".")[0]:
            self.refuse(f"format_version must be {FORMAT_VERSION}, not {version!r}")
        services = table.get("services")
        if not isinstance(services, list | tuple):
            self.refuse("services must be a list")
        found = tuple(self.service(each, f"services[{index}]") for index, each in enumerate(services))
        self.once(found)
        return Measurements(self.moment(table, "recorded", ""), found)

    def service(self, data: object, where: str) -> Measurement:
        table = self.table(data, where)
        since, until = (self.moment(table, name, where) for name in ("since", "until"))
        if since > until:
            self.refuse(f"since must not be after until in {where}")
        stops = self.table(table.get("out_of_memory"), f"{where}.out_of_memory")
        return Measurement(
            self.text(table, "cluster", where),
            self.text(table, "service", where),
            self.text(table, "source", where),
            since,
            until,
            self.whole(table, "period", where),
            self.use(table, "cpu", where),
            self.use(table, "memory", where),
            Stops(
                self.whole(stops, "stops", f"{where}.out_of_memory"),
                self.moment(stops, "since", f"{where}.out_of_memory"),
            ),
        )

    def once(self, found: Iterable[Measurement]) -> None:
        seen: set[tuple[str, str]] = set()
        for each in found:
            if (each.cluster, each.service) in seen:
                self.refuse(f"the service {each.service} of the cluster {each.cluster} is there twice")
            seen.add((each.cluster, each.service))

    def use(self, table: Mapping[str, Any], name: str, where: str) -> Use:
        inner = self.table(table.get(name), f"{where}.{name}")
        p99, maximum = (self.number(inner, key, f"{where}.{name}") for key in ("p99", "maximum"))
        if p99 > maximum:
            self.refuse(f"p99 must be at most maximum in {where}.{name}")
        return Use(p99, maximum, self.whole(inner, "samples", f"{where}.{name}"))

    def table(self, data: object, where: str) -> Mapping[str, Any]:
        if not isinstance(data, Mapping):
            self.refuse(f"{where} must be an object")
        return data

    def text(self, table: Mapping[str, Any], name: str, where: str) -> str:
        found = table.get(name)
        if not isinstance(found, str) or not found:
            self.refuse(f"{name} must be a text in {where}")
        return found

    def number(self, table: Mapping[str, Any], name: str, where: str) -> float:
        found = table.get(name)
        if not isinstance(found, int | float) or isinstance(found, bool) or not 0 <= found < float("inf"):
            self.refuse(f"{name} must be a number of 0 or more in {where}")
        return float(found)

    def whole(self, table: Mapping[str, Any], name: str, where: str) -> int:
        found = self.number(table, name, where)
        if found != int(found):
            self.refuse(f"{name} must be a whole number in {where}")
        return int(found)

    def moment(self, table: Mapping[str, Any], name: str, where: str) -> datetime:
        text = table.get(name)
        try:
            found = datetime.fromisoformat(text) if isinstance(text, str) else text
        except ValueError:
            found = None
        # TOML has times of its own.
        if not isinstance(found, datetime) or found.tzinfo is None:
            place = f" in {where}" if where else ""
            self.refuse(f"{name} must be a time with its zone, such as 2026-11-25T12:00:00Z{place}")
        return found

    def refuse(self, problem: str) -> NoReturn:
        raise SettingError(f"{self.name}: {problem}.")
