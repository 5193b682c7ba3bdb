"""What the end of a run says: the first line of what is not met, and what was accepted because of waivers."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from .results import Results

_PACKAGE = __package__.partition(".")[0]


def shorten(report: pytest.TestReport, call: pytest.CallInfo[Any], item: pytest.Item) -> None:
    """Takes the exception's name away, which would fill the line, and leaves what happened.

    In the ready-made suite there is no code of a test to show beside it.
    """
    declaration = sys.modules.get(f"{_PACKAGE}.declaration")
    if call.excinfo is None or declaration is None or not call.excinfo.errisinstance(declaration.RequirementNotMet):
        return
    if type(item.parent).__module__.startswith(f"{_PACKAGE}."):
        report.longrepr = call.excinfo.getrepr(style="value")
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        crash.message = str(call.excinfo.value)


def tell_waived(reporter: pytest.TerminalReporter, results: Results) -> None:
    """Writes what was waived, each line once however many tests said it."""
    records = results.records
    if not records:
        return
    from ..report.waived import told

    lines = dict.fromkeys(line for record in records for line in told(record))
    if lines:
        reporter.section("waived requirements")
        for line in lines:
            reporter.line(line)
