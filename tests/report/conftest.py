"""What the tests of reports share: a plan from files, and the text of a failure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate import Plan, RequirementNotMet, plan_module
from pytest_ecsfargate.declaration import Requirement


@pytest.fixture
def module(tmp_path: Path) -> Callable[..., Plan]:
    """Makes a module of one text, or of several files by name, and gives its plan."""

    def make(files: str | Mapping[str, str], **variables: Any) -> Plan:
        for name, text in ({"main.tf": files} if isinstance(files, str) else files).items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return plan_module(tmp_path, variables=variables)

    return make


@pytest.fixture
def failure() -> Callable[..., str]:
    """The text of the failure of a requirement on a plan."""

    def text_of(requirement: Requirement[Any], plan: Plan, **settings: Any) -> str:
        with pytest.raises(RequirementNotMet) as caught:
            requirement(plan, **settings)
        return str(caught.value)

    return text_of
