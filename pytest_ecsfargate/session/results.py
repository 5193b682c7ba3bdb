"""What was judged in a run: kept in the process that judges, carried by pytest's reports, written by the controller."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.metadata import version
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from . import unwritten
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
    from .told import Told

_TOLD = "ecsfargate_results"
"""The attribute by which a report carries what was judged and planned."""
_DISTRIBUTION = "pytest-ecsfargate"


class Results:
    """What a run judged and planned, as the controller hears of it; a plugin of its session."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._started = datetime.now(UTC)
        self._clock = time.perf_counter()
        self._records: list[Record] = []
        self._plannings: list[Planning] = []
        self._examined: list[Examined] = []
        self._stop = ExitStack()
        self._drawn: set[tuple[Path | None, str | None]] = set()
        self._platforms: dict[tuple[str, str], Platform] = {}
        self._measurable: set[Measurable] = set()

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

        judged, planned = RECORDER.get() or [], PLANNINGS.get() or []
        if judged or planned:
            told = self._told_of(judged, report, item)
            told.plannings += map(self._planning, planned)
            setattr(report, _TOLD, told)
            judged.clear()
            planned.clear()
        return report

    def _told_of(self, judged: Sequence[Judged], report: pytest.TestReport, item: pytest.Item) -> Told:
        from .examined import examined
        from .told import Told

        records = [self._record(each, report.nodeid) for each in judged]
        properties = dict.fromkeys(pair for record in records for pair in record.properties)
        item.user_properties += [pair for pair in properties if pair not in item.user_properties]
        plans = [each.plan for each in judged]
        return Told(
            records=[record for record in records if not (report.passed and record.outcome in self._failing)],
            examined=[each for each in map(examined, judged) if each is not None],
            platforms=list(self._draw(plans)),
            measurable=list(self._to_measure(plans)),
        )

    @pytest.hookimpl(wrapper=True)
    def pytest_report_to_serializable(self) -> Generator[None, dict[str, Any] | None, dict[str, Any] | None]:
        """On its way from a worker to the controller, what a report brings is text."""
        data = yield
        if data is None or _TOLD not in data:
            return data
        return {**data, _TOLD: data[_TOLD].to_text()}

    @pytest.hookimpl(wrapper=True)
    def pytest_report_from_serializable(self) -> Generator[None, Any, Any]:
        """The other way round."""
        report = yield
        text = getattr(report, _TOLD, None)
        if text is not None:
            from .told import Told

            setattr(report, _TOLD, Told.from_text(text))
        return report

    def _record(self, judged: Judged, test: str) -> Record:
        from ..report.records import record_of

        root = self._config.rootpath
        return record_of(judged.judgement, judged.plan, root=root, test=test, skipped=judged.skipped)

    def _draw(self, plans: Iterable[Plan]) -> Iterator[Platform]:
        """The maps of the modules and environments that this process has not drawn yet, for a run that reports them."""
        if not run_of(self._config).settings.report:
            return
        from ..report.platform import platform_of

        for plan in plans:
            if (plan.module, plan.environment) not in self._drawn:
                self._drawn.add((plan.module, plan.environment))
                yield platform_of(plan, root=self._config.rootpath)

    def _to_measure(self, plans: Iterable[Plan]) -> Iterator[Measurable]:
        """The services of the plans, for a run that records what they use."""
        if run_of(self._config).settings.record_metrics is None:
            return
        from .metrics import measurable

        yield from dict.fromkeys(each for plan in plans for each in measurable(plan))

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
        told: Told | None = getattr(report, _TOLD, None)
        if told is None:
            return
        self._records += told.records
        self._plannings += told.plannings
        self._examined += told.examined
        self._measurable.update(told.measurable)
        for found in told.platforms:
            self._platforms.setdefault((found.module, found.environment), found)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Writes the reports that the run was asked for; a worker leaves that to the controller."""
        files = run_of(self._config).settings.report
        if files and not hasattr(self._config, "workerinput"):
            self._write(files, session)

    @property
    def any(self) -> bool:
        """Whether anything was judged or planned."""
        return bool(self._records or self._plannings)

    @property
    def records(self) -> tuple[Record, ...]:
        """What was judged, in an order that does not depend on which worker was first."""
        key = attrgetter("module", "requirement", "environment", "test")
        return tuple(sorted(self._records, key=key))

    @property
    def examined(self) -> tuple[Examined, ...]:
        """What the run found of waivers and baselines."""
        return tuple(self._examined)

    @property
    def measurable(self) -> tuple[Measurable, ...]:
        """The services of the plans that were judged, in an order that does not depend on workers."""
        return tuple(sorted(self._measurable, key=lambda each: (each.address, each.cluster or "", each.service or "")))

    @property
    def results(self) -> RunResults:
        """What reports are made of."""
        from ..report.formats import RunResults
        from ..source import checkout_of

        root = self._config.rootpath
        below = root.relative_to(checkout_of(root) or root).as_posix()
        return RunResults(
            self.records,
            version(_DISTRIBUTION),
            self._started.isoformat(timespec="seconds"),
            time.perf_counter() - self._clock,
            tuple(sorted(self._plannings, key=lambda each: (each.module, each.environment, each.seconds))),
            "" if below == "." else below,
            self.platforms,
        )

    @property
    def platforms(self) -> tuple[Platform, ...]:
        """The map of each module and environment: of the plan that was judged first."""
        return tuple(self._platforms.values())

    def _write(self, files: Iterable[Path], session: pytest.Session) -> None:
        from ..report.formats import write

        results = self.results
        for path in files:
            try:
                write(results, path)
            except OSError as error:
                unwritten.keep(session, f"The report {path} cannot be written: {error.strerror or error}.")

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
