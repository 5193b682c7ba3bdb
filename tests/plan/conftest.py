"""Modules written into a temporary folder and planned from their source."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.plan.from_source import plan_module
from pytest_ecsfargate.plan.model import Plan


@pytest.fixture
def planned_source(tmp_path: Path) -> Callable[..., Plan]:
    """`planned_source(main, {"modules/x/main.tf": …}, variables={…})`: the plan of a module with this main.tf."""

    def plan(main: str, files: dict[str, str] | None = None, **arguments: Any) -> Plan:
        for name, text in {"main.tf": main, **(files or {})}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return plan_module(tmp_path, **arguments)

    return plan
