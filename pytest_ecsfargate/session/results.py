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

    from ..recording import Judged
    from ..report.records import Record
    from .examined import Examined

_ATTRIBUTE = "ecsfargate_records"
_EXAMINED = "ecsfargate_examined"
_DISTRIBUTION = "pytest-ecsfargate"


class Results:
    """The records of a run, in the order in which the controller heard of them; a plugin of its session."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._started = datetime.now(UTC)
        self._clock = time.perf_counter()
        self._data: list[dict[str, Any]] = []
        self._examined: list[dict[str, Any]] = []
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
            from .examined import examined

            found = [examined(each) for each in judged]
            setattr(report, _EXAMINED, [each.to_json() for each in found if each is not None])
            setattr(report, _ATTRIBUTE, [self._record(each, report.nodeid).to_json() for each in judged])
            judged.clear()
        return report

    def _record(self, judged: Judged, test: str) -> Record:
        from ..report.records import record_of

        root = self._config.rootpath
        return record_of(judged.judgement, judged.plan, root=root, test=test, skipped=judged.skipped)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Takes what a report brings."""
        self._data += getattr(report, _ATTRIBUTE, ())
        self._examined += getattr(report, _EXAMINED, ())

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

    @property
    def examined(self) -> tuple[Examined, ...]:
        """What the run found of waivers and baselines."""
        if not self._examined:
            return ()
        from .examined import Examined

        return tuple(Examined.from_json(data) for data in self._examined)

    def _records(self) -> Iterator[Record]:
        if self._data:
            from ..report.records import Record

            yield from (Record.from_json(data) for data in self._data)

    def _write(self, files: Iterable[Path]) -> None:
        from ..report.formats import RunResults, write

        seconds = time.perf_counter() - self._clock
        started = self._started.isoformat(timespec="seconds")
        results = RunResults(self.records, version(_DISTRIBUTION), started, seconds)
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
