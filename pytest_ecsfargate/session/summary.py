"""What the end of a run says: the first line of what is not met, and what was accepted because of waivers."""

from __future__ import annotations

import sys
from typing import Any

import pytest

_WAIVED = "ecsfargate_waived"
_PACKAGE = __package__.partition(".")[0]


def shorten(report: pytest.TestReport, call: pytest.CallInfo[Any]) -> None:
    """Takes the exception's name away, which would fill the line, and leaves what happened."""
    declaration = sys.modules.get(f"{_PACKAGE}.declaration")
    if call.excinfo is None or declaration is None or not call.excinfo.errisinstance(declaration.RequirementNotMet):
        return
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        crash.message = str(call.excinfo.value)


def keep_waived(report: pytest.TestReport) -> None:
    """Puts what was waived in this phase of a test into its report, which travels from workers to the controller."""
    waivers = sys.modules.get(f"{_PACKAGE}.waivers")
    if waivers is not None and waivers.TOLD:
        setattr(report, _WAIVED, list(waivers.TOLD))
        waivers.TOLD.clear()


def tell_waived(reporter: pytest.TerminalReporter) -> None:
    """Writes what was waived, each line once however many tests said it."""
    reports = (report for found in reporter.stats.values() for report in found)
    lines = dict.fromkeys(line for report in reports for line in getattr(report, _WAIVED, ()))
    if lines:
        reporter.section("waived requirements")
        for line in lines:
            reporter.line(line)
