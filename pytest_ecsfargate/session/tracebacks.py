"""What tests of the ready-made suite leave behind that do not pass: tracebacks, whose frames keep the plan.

A traceback refers to itself by pytest's own frames, so that it goes only when Python searches for garbage: in a run
over many modules their plans would pile up. There is no code of a user's in these frames.
"""

from __future__ import annotations

import traceback
from typing import Any

import pytest

_PACKAGE = __package__.partition(".")[0]


def of_suite(node: pytest.Item | pytest.Collector) -> bool:
    """Whether a test is one of the ready-made suite; asked for every test, so nothing is loaded for it."""
    return type(node.parent).__module__.startswith(f"{_PACKAGE}.")


def after_report(item: pytest.Item, call: pytest.CallInfo[Any]) -> None:
    """Lets go of what a skipped test read: no debugger is started for it."""
    if call.excinfo is not None and call.excinfo.errisinstance(pytest.skip.Exception):
        after_debugger(item, call)


def after_debugger(node: pytest.Item | pytest.Collector, call: pytest.CallInfo[Any]) -> None:
    """Lets go of what a failed test read, when all have looked at it who may."""
    if call.excinfo is None or not of_suite(node):
        return
    traceback.clear_frames(call.excinfo.tb)
    for frame, _ in traceback.walk_tb(call.excinfo.tb):
        # Before Python 3.13 a frame whose variables somebody asked for has a copy of them; this brings it up to date.
        _ = frame.f_locals
