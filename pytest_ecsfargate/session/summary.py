"""What the end of a run says: the first line of what is not met, what was waived, and a table of everything."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from .results import Results

if TYPE_CHECKING:
    from ..report.formats import RunResults

_PACKAGE = __package__.partition(".")[0]


def shorten(report: pytest.TestReport, call: pytest.CallInfo[Any], item: pytest.Item) -> None:
    """Takes the exception's name away, which would fill the line, and leaves what happened.

    In the ready-made suite there is no code of a test to show beside it, and what is skipped stands in the module.
    """
    declaration = sys.modules.get(f"{_PACKAGE}.declaration")
    if call.excinfo is None or declaration is None:
        return
    of_suite = type(item.parent).__module__.startswith(f"{_PACKAGE}.")
    if of_suite and isinstance(report.longrepr, tuple):
        report.longrepr = (str(item.path), 1, report.longrepr[2])
    if not call.excinfo.errisinstance((declaration.RequirementNotMet, declaration.SettingError)):
        return
    if of_suite:
        report.longrepr = call.excinfo.getrepr(style="value")
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        crash.message = str(call.excinfo.value)


def tell(reporter: pytest.TerminalReporter, results: Results, *, annotate: bool) -> None:
    """Writes what was waived, the table of what was judged, and annotations in a job of GitHub's that may have them.

    A quiet run has one line for all of it.
    """
    if not results.any:
        return
    from ..report.annotations import commands
    from ..report.overview import overview, short

    found = results.results
    if reporter.verbosity < 0:
        if found.records:
            reporter.write_line(short(found))
    elif found.records:
        _tell_waived(reporter, found)
        reporter.write_sep("=", "requirements")
        for line in overview(found, reporter._tw.fullwidth):
            for text, markup in line:
                reporter.write(text, **markup)
            reporter.line("")
    if annotate and os.environ.get("GITHUB_ACTIONS") == "true":
        for command in commands(found):
            reporter.write_line(command)


def _tell_waived(reporter: pytest.TerminalReporter, results: RunResults) -> None:
    """Writes what was waived, each line once however many tests said it."""
    from ..report.waived import told

    lines = dict.fromkeys(line for record in results.records for line in told(record))
    if lines:
        reporter.write_sep("=", "waived requirements")
        for line in lines:
            reporter.line(line)
