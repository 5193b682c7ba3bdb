"""What pytest's short summary says of a requirement that is not met: the first line of its text."""

from __future__ import annotations

import sys
from typing import Any

import pytest


def shorten(report: pytest.TestReport, call: pytest.CallInfo[Any]) -> None:
    """Takes the exception's name away, which would fill the line, and leaves what happened."""
    declaration = sys.modules.get(f"{__package__}.declaration")
    if call.excinfo is None or declaration is None or not call.excinfo.errisinstance(declaration.RequirementNotMet):
        return
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        crash.message = str(call.excinfo.value)
