"""What was judged in a run: kept in the process that judges, carried by pytest's reports, written by the controller."""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .run import run_of
from .silent import leave_out

if TYPE_CHECKING:
    from ..plan.model import Plan
    from ..recording import Judged, Planned
    from ..report.formats import RunResults
    from ..report.platform import Platform
    from ..report.records import Planning, Record
    from .examined import Examined
    from .metrics import Measurable

# One text, not data: on the way from a worker each value of data is written and read by itself, in Python.
_TOLD = "ecsfargate_results"
_DISTRIBUTION = "pytest-ecsfargate"


class Results:
    """What a run judged and planned, as the controller hears of it; a plugin of its session."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._started = datetime.now(UTC)
        self._clock = time.perf_counter()
        self._records: list[dict[str, Any]] = []
        self._plannings: list[dict[str, Any]] = []
        self._examined: list[dict[str, Any]] = []
        self._stop = ExitStack()
        self._drawn: set[tuple[Path | None, str | None]] = set()
        self._platforms: dict[tuple[str, str], dict[str, Any]] = {}
        self._measurable: list[dict[str, Any]] = []

    def listen(self) -> None:
        """Keeps what is judged in this process from now on."""
        from ..recording import PLANNINGS, RECORDER

        self._stop.callback(RECORDER.reset, RECORDER.set([]))
        self._stop.callback(PLANNINGS.reset, PLANNINGS.set([]))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Puts what was found since the last report into this one, which travels from workers to the controller.

        JUnit's XML shows the properties of the test.
        """
        report = yield
        from ..recording import PLANNINGS, RECORDER

        judged, planned = RECORDER.get(), PLANNINGS.get()
        told: dict[str, list[dict[str, Any]]] = {}
        if judged:
            told |= self._told_of(judged, report, item)
            judged.clear()
        if planned:
            told["plannings"] = [self._planning(each).to_json() for each in planned]
            planned.clear()
        if told:
            setattr(report, _TOLD, json.dumps(told))
        return report

    def _told_of(
        self, judged: Sequence[Judged], report: pytest.TestReport, item: pytest.Item
    ) -> dict[str, list[dict[str, Any]]]:
        from .examined import examined

        records = [self._record(each, report.nodeid) for each in judged]
        properties = dict.fromkeys(pair for record in records for pair in record.properties)
        item.user_properties += [pair for pair in properties if pair not in item.user_properties]
        plans = [each.plan for each in judged]
        kept = [record for record in records if not (report.passed and record.outcome in self._failing)]
        return {
            "records": [record.to_json() for record in kept],
            "examined": [each.to_json() for each in map(examined, judged) if each is not None],
            "platforms": list(self._draw(plans)),
            "measurable": list(self._to_measure(plans)),
        }

    def _record(self, judged: Judged, test: str) -> Record:
        from ..report.records import record_of

        root = self._config.rootpath
        return record_of(judged.judgement, judged.plan, root=root, test=test, skipped=judged.skipped)

    def _draw(self, plans: Iterable[Plan]) -> Iterator[dict[str, Any]]:
        """The maps of the modules and environments that this process has not drawn yet, for a run that reports them."""
        if not run_of(self._config).settings.report:
            return
        from ..report.platform import platform_of

        for plan in plans:
            if (plan.module, plan.environment) not in self._drawn:
                self._drawn.add((plan.module, plan.environment))
                yield platform_of(plan, root=self._config.rootpath).to_json()

    def _to_measure(self, plans: Iterable[Plan]) -> Iterator[dict[str, Any]]:
        """The services of the plans, for a run that records what they use."""
        if run_of(self._config).settings.record_metrics is None:
            return
        from .metrics import measurable

        for found in dict.fromkeys(each for plan in plans for each in measurable(plan)):
            yield asdict(found)

    @property
    def _failing(self) -> tuple[str, ...]:
        """The outcomes that fail a test. One that passes all the same expects them: they are no findings."""
        return ("not met", "unknown") if run_of(self._config).settings.unknown == "fail" else ("not met",)

    def _planning(self, planned: Planned) -> Planning:
        from ..report.records import Planning, relative

        module = relative(planned.module, self._config.rootpath)
        return Planning(module, planned.environment or "", planned.engine, round(planned.seconds, 3), planned.problem)

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Takes what a report brings."""
        leave_out(report, self._config)
        text = getattr(report, _TOLD, None)
        told = json.loads(text) if text is not None else {}
        self._records += told.get("records", ())
        self._plannings += told.get("plannings", ())
        self._examined += told.get("examined", ())
        self._measurable += told.get("measurable", ())
        for found in told.get("platforms", ()):
            self._platforms.setdefault((found["module"], found["environment"]), found)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Writes the reports that the run was asked for; a worker leaves that to the controller."""
        files = run_of(self._config).settings.report
        if files and not hasattr(self._config, "workerinput"):
            self._write(files)

    @property
    def any(self) -> bool:
        """Whether anything was judged or planned."""
        return bool(self._records or self._plannings)

    @property
    def records(self) -> tuple[Record, ...]:
        """What was judged, in an order that does not depend on which worker was first."""
        if not self._records:
            return ()
        from ..report.records import Record

        found = [Record.from_json(data) for data in self._records]
        return tuple(sorted(found, key=lambda each: (each.module, each.requirement, each.environment, each.test)))

    @property
    def examined(self) -> tuple[Examined, ...]:
        """What the run found of waivers and baselines."""
        if not self._examined:
            return ()
        from .examined import Examined

        return tuple(Examined.from_json(data) for data in self._examined)

    @property
    def measurable(self) -> tuple[Measurable, ...]:
        """The services of the plans that were judged, in an order that does not depend on workers."""
        from .metrics import Measurable

        found = {Measurable(**data) for data in self._measurable}
        return tuple(sorted(found, key=lambda each: (each.address, each.cluster or "", each.service or "")))

    @property
    def results(self) -> RunResults:
        """What reports are made of."""
        from ..report.formats import RunResults
        from ..report.records import Planning
        from ..source import checkout_of

        plannings = [Planning(**data) for data in self._plannings]
        root = self._config.rootpath
        below = root.relative_to(checkout_of(root) or root).as_posix()
        return RunResults(
            self.records,
            version(_DISTRIBUTION),
            self._started.isoformat(timespec="seconds"),
            time.perf_counter() - self._clock,
            tuple(sorted(plannings, key=lambda each: (each.module, each.environment, each.seconds))),
            "" if below == "." else below,
            self.platforms,
        )

    @property
    def platforms(self) -> tuple[Platform, ...]:
        """The map of each module and environment: of the plan that was judged first."""
        from ..report.platform import Platform

        return tuple(Platform.from_json(data) for data in self._platforms.values())

    def _write(self, files: Iterable[Path]) -> None:
        from ..report.formats import write

        results = self.results
        for path in files:
            try:
                write(results, path)
            except OSError as error:
                raise pytest.UsageError(f"The report {path} cannot be written: {error.strerror or error}.") from None

    def close(self) -> None:
        """Stops listening."""
        self._stop.close()


_KEY = pytest.StashKey[Results]()


def start(config: pytest.Config) -> None:
    """Starts to keep what is judged in a session."""
    results = config.stash[_KEY] = Results(config)
    results.listen()
    config.pluginmanager.register(results, "ecsfargate-results")


def results_of(config: pytest.Config) -> Results | None:
    """What was judged in the session so far; None where there is no session yet."""
    return config.stash.get(_KEY, None)
