"""What a run should leave behind and could not: told at its end, with all that it found; it fails the run."""

from __future__ import annotations

import pytest

_PROBLEMS = pytest.StashKey[list[str]]()


def keep(session: pytest.Session, problem: str) -> None:
    """Keeps a problem, one sentence, for the end. A run that nothing else failed ends with a usage error."""
    session.config.stash.setdefault(_PROBLEMS, []).append(problem)
    if session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        session.exitstatus = pytest.ExitCode.USAGE_ERROR


def tell(reporter: pytest.TerminalReporter) -> None:
    """Writes the problems."""
    for problem in reporter.config.stash.get(_PROBLEMS, []):
        reporter.line(f"ERROR: {problem}", red=True)
