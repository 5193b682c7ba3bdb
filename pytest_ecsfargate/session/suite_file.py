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
from ..settings.toml import ModuleToml
from .run import run_of

if TYPE_CHECKING:
    from ..declaration import Requirement
    from ..live.deployment import Deployment
    from ..plan.model import Plan


class SuiteFile(pytest.Module):
    """The requirements on one module, as test functions named by their slugs."""

    def _getobj(self) -> ModuleType:
        if not hasattr(self, "_requirements"):
            try:
                self._requirements = _module_of_tests(self)
            except pytest.UsageError as error:
                raise self.CollectError(str(error)) from None
        return self._requirements


def _module_of_tests(file: SuiteFile) -> ModuleType:
    run, folder = run_of(file.config), file.path.parent
    toml, settings = run.selector.toml(folder), run.settings
    made = ModuleType(file.path.stem)
    # A comparison alone does not ask for the requirements.
    everything = settings.suite or not settings.compare or file.session.isinitpath(file.path)
    for requirement in run.selector.requirements(toml, run.catalog(folder)) if everything else ():
        if requirement.needs_deployment and not settings.live:
            continue
        made.__dict__[requirement.slug] = _function(requirement, toml, file.path, made.__name__, live=settings.live)
    if settings.compare and toml is not None:
        from .comparison import comparison

        made.__dict__["compare"] = _shown_in(comparison(settings.compare, toml), file.path, made.__name__)
    return made


def _function(
    requirement: Requirement[Any], toml: ModuleToml | None, path: Path, module: str, *, live: bool
) -> FunctionType:
    """The test of one requirement: on a plan, or on what is deployed."""

    def judge(plan: Plan) -> None:
        __tracebackhide__ = True
        from ..recording import record
        from ..suite import examine

        found = examine(requirement, plan, profile=toml.profile if toml is not None else None)
        if found.skipped:
            record(found.judgement, plan, found.skipped)
            # As for a skip mark, the place is the module's file.
            raise pytest.skip.Exception(found.skipped, _use_item_location=True)
        requirement.conclude(found.judgement, plan)

    def on_plan(plan: Plan) -> None:
        __tracebackhide__ = True
        judge(plan)

    def on_deployment(deployed: Deployment) -> None:
        __tracebackhide__ = True
        judge(deployed)

    check = on_deployment if live else on_plan
    check.__name__, check.__doc__ = requirement.slug, requirement.summary
    # What `-k` finds it by, besides its name.
    check.__dict__ |= {requirement.id: True, "pytestmark": [getattr(pytest.mark, NAME).mark]}
    return _shown_in(check, path, module)


def _shown_in(check: Callable[..., None], path: Path, module: str) -> FunctionType:
    """The same function as a test that pytest shows as standing in a file."""
    assert isinstance(check, FunctionType)
    code = check.__code__.replace(co_filename=str(path), co_firstlineno=1)
    made = FunctionType(code, check.__globals__, check.__name__, check.__defaults__, check.__closure__)
    made.__doc__ = check.__doc__
    made.__module__ = module
    made.__dict__ |= {**check.__dict__, "__test__": True}
    return made
