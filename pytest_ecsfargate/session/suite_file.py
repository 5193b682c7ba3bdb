"""A file of the ready-made suite: each requirement is a test function that takes the fixture `plan`.

So environments, overridden fixtures, `-k`, `--lf` and workers do for the suite what they do for any test.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from ..settings.marker import NAME
from ..settings.toml import ModuleToml, TomlError
from .run import run_of

if TYPE_CHECKING:
    from ..declaration import Requirement
    from ..plan.model import Plan


class SuiteFile(pytest.Module):
    """The requirements on one module, as test functions named by their slugs."""

    def _getobj(self) -> ModuleType:
        if not hasattr(self, "_requirements"):
            try:
                self._requirements = _module_of_tests(self)
            except (pytest.UsageError, TomlError) as error:
                raise self.CollectError(str(error)) from None
        return self._requirements


def _module_of_tests(file: SuiteFile) -> ModuleType:
    from ..settings.agreements import selected

    run = run_of(file.config)
    toml = run.selector.toml(file.path.parent)
    made = ModuleType(file.path.stem)
    for requirement in selected(toml, run.catalog(file.path.parent)):
        made.__dict__[requirement.slug] = _function(requirement, toml, file.path, made.__name__)
    return made


def _function(requirement: Requirement[Any], toml: ModuleToml | None, path: Path, module: str) -> Callable[..., None]:
    """A test of one requirement that pytest shows as standing in the module's own file."""

    def check(plan: Plan, record_property: Callable[[str, object], None]) -> None:
        __tracebackhide__ = True
        from ..recording import record
        from ..suite import examine

        for name, value in (("requirement", requirement.id), ("severity", str(requirement.severity))):
            record_property(name, value)
        found = examine(requirement, plan, profile=toml.profile if toml is not None else None)
        if found.skipped:
            record(found.judgement, plan, found.skipped)
            # As for a skip mark, the place is the module's file.
            raise pytest.skip.Exception(found.skipped, _use_item_location=True)
        requirement.conclude(found.judgement, plan)

    code = check.__code__.replace(co_filename=str(path), co_firstlineno=1)
    made = FunctionType(code, check.__globals__, requirement.slug, check.__defaults__, check.__closure__)
    made.__doc__ = requirement.summary
    made.__module__ = module
    # What `-k` finds it by, besides its name, and what tells pytest that it is a test.
    made.__dict__ |= {"__test__": True, requirement.id: True, "pytestmark": [getattr(pytest.mark, NAME).mark]}
    return made
