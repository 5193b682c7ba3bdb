"""The test of the ready-made suite that compares two environments of a module."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from ..settings.marker import NAME
from ..settings.toml import ModuleToml

if TYPE_CHECKING:
    from .factory import PlanFactory


def comparison(environments: tuple[str, ...], toml: ModuleToml) -> Callable[..., None]:
    """A test that fails where two environments plan what is not allowed to differ in a module's toml."""

    def compare(compared: tuple[str, str], ecsfargate_plan_factory: PlanFactory) -> None:
        """Two environments plan the same, but for their names and what is allowed."""
        from ..declaration import POLICY, UnknownVerdictWarning
        from ..plan.comparison import compare_plans
        from ..report.comparison import difference_text, unread_text

        missing = [name for name in compared if name not in toml.environments]
        if missing:
            pytest.skip(f"the module has no environment {' and no '.join(missing)} in its ecsfargate.toml")
        first, second = (ecsfargate_plan_factory(environment=name) for name in compared)
        found = compare_plans(first, second, toml.allowed)
        if not found.resources:
            pytest.skip("nothing to compare: neither plan has a managed resource")
        if found.differences:
            pytest.fail(difference_text(found, compared), pytrace=False)
        if found.unread and POLICY.get().unknown == "fail":
            pytest.fail(unread_text(found, compared), pytrace=False)
        if found.unread:
            warnings.warn(UnknownVerdictWarning(unread_text(found, compared)), stacklevel=1)

    marks = pytest.mark.parametrize("compared", [environments], ids=[",".join(environments)])
    compare.__dict__["pytestmark"] = [getattr(pytest.mark, NAME).mark, marks.mark]
    return compare
