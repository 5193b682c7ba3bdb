"""What the tests of requirements share: a plan from HCL text, and the addresses that a requirement turns down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from pytest_ecsfargate import Outcome, Plan, plan_module
from pytest_ecsfargate.declaration import Requirement

MakePlan = Callable[..., Plan]


@pytest.fixture
def module(tmp_path: Path) -> MakePlan:
    """Makes a module of one text, or of several files by name, and gives its plan."""

    def make(files: str | Mapping[str, str], environment: str | None = None, **variables: Any) -> Plan:
        for name, text in ({"main.tf": files} if isinstance(files, str) else files).items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")
        plan = plan_module(tmp_path, variables=variables, environment=environment)
        errors = [str(found) for found in plan.diagnostics if found.severity == "error"]
        assert not errors
        return plan

    return make


@pytest.fixture
def outcomes() -> Callable[..., tuple[set[str], set[str]]]:
    """The addresses that are not met, and those that are unknown."""

    def judge(requirement: Requirement[Any], plan: Plan, **settings: Any) -> tuple[set[str], set[str]]:
        verdicts = requirement.check(plan, **settings)
        failed = {verdict.address for verdict in verdicts if verdict.outcome is Outcome.NOT_MET}
        unknown = {verdict.address for verdict in verdicts if verdict.outcome is Outcome.UNKNOWN}
        return failed, unknown - failed

    return judge
