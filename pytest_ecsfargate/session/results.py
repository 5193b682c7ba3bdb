"""What was judged in a run: kept in the process that judges, carried by pytest's reports, written by the controller."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .run import run_of

if TYPE_CHECKING:
    from contextvars import Token

    from ..plan.model import Plan
    from ..recording import Judged
    from ..report.platform import Platform
    from ..report.records import Record

_ATTRIBUTE = "ecsfargate_records"
_PLATFORMS = "ecsfargate_platforms"
_DISTRIBUTION = "pytest-ecsfargate"


class Results:
    """The records of a run, in the order in which the controller heard of them; a plugin of its session."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._started = datetime.now(UTC)
        self._clock = time.perf_counter()
        self._data: list[dict[str, Any]] = []
        self._drawn: set[tuple[Path | None, str | None]] = set()
        self._platforms: dict[tuple[str, str], dict[str, Any]] = {}
        self._token: Token[list[Judged] | None] | None = None

    def listen(self) -> None:
        """Keeps what is judged in this process from now on."""
        from ..recording import RECORDER

        self._token = RECORDER.set([])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Puts what was judged since the last report into this one, which travels from workers to the controller."""
        report = yield
        from ..recording import RECORDER

        judged = RECORDER.get()
        if judged:
            setattr(report, _ATTRIBUTE, [self._record(each, report.nodeid).to_json() for each in judged])
            setattr(report, _PLATFORMS, list(self._draw(each.plan for each in judged)))
            judged.clear()
        return report

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

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Takes what a report brings."""
        self._data += getattr(report, _ATTRIBUTE, ())
        for found in getattr(report, _PLATFORMS, ()):
            self._platforms.setdefault((found["module"], found["environment"]), found)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Writes the reports that the run was asked for; a worker leaves that to the controller."""
        files = run_of(self._config).settings.report
        if files and not hasattr(self._config, "workerinput"):
            self._write(files)

    @property
    def records(self) -> tuple[Record, ...]:
        """What the run found."""
        return tuple(self._records())

    def _records(self) -> Iterator[Record]:
        if self._data:
            from ..report.records import Record

            yield from (Record.from_json(data) for data in self._data)

    @property
    def platforms(self) -> tuple[Platform, ...]:
        """The map of each module and environment: of the plan that was judged first."""
        from ..report.platform import Platform

        return tuple(Platform.from_json(data) for data in self._platforms.values())

    def _write(self, files: Iterable[Path]) -> None:
        from ..report.formats import RunResults, write

        seconds = time.perf_counter() - self._clock
        started = self._started.isoformat(timespec="seconds")
        results = RunResults(self.records, version(_DISTRIBUTION), started, seconds, self.platforms)
        for path in files:
            try:
                write(results, path)
            except OSError as error:
                raise pytest.UsageError(f"The report {path} cannot be written: {error.strerror or error}.") from None

    def close(self) -> None:
        """Stops listening."""
        if self._token is not None:
            from ..recording import RECORDER

            RECORDER.reset(self._token)
            self._token = None


_KEY = pytest.StashKey[Results]()


def start(config: pytest.Config) -> None:
    """Starts to keep what is judged in a session."""
    results = config.stash[_KEY] = Results(config)
    results.listen()
    config.pluginmanager.register(results, "ecsfargate-results")


def results_of(config: pytest.Config) -> Results | None:
    """What was judged in the session so far; None where there is no session yet."""
    return config.stash.get(_KEY, None)
