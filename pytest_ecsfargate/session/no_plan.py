"""A plan that cannot be made fails every test that needs it, and is told in full by the first of them."""

from __future__ import annotations

from typing import Any

import pytest


class NoPlan(pytest.fail.Exception):  # type: ignore[misc,name-defined]  # a class that pytest declares as a value
    """Why there is no plan. Raised again it is the same object, which knows that it was told."""

    def __init__(self, text: str) -> None:
        super().__init__(text, pytrace=False)
        self._brief = f"No plan, as told before: {text.splitlines()[0]}"

    def tell(self, report: pytest.TestReport) -> None:
        """Leaves the text alone in a report's line of the summary, and is brief from now on."""
        crash = getattr(report.longrepr, "reprcrash", None)
        if crash is not None:
            crash.message = str(self)
        self.msg = self._brief


def shorten(report: pytest.TestReport, call: pytest.CallInfo[Any]) -> None:
    """Has each plan that cannot be made told in full once."""
    if call.excinfo is not None and isinstance(call.excinfo.value, NoPlan):
        call.excinfo.value.tell(report)
