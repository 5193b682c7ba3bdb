"""Collects the ready-made suite: an `ecsfargate.toml`, or a folder of `.tf` files, is a file of tests.

Each requirement is a function that takes the fixture `plan`, so that environments, overridden fixtures, `-k`, `--lf`
and workers do what they do for any test.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from ..settings.marker import NAME
from ..settings.modules import holds_code, is_code, toml_of
from ..settings.toml import FILE_NAME, ModuleToml
from .run import run_of

if TYPE_CHECKING:
    from ..declaration import Requirement
    from ..plan.model import Plan

_LOCAL_SOURCE = re.compile(r'^\s*source\s*=\s*"(\.{1,2}/[^"$]*)"', re.MULTILINE)
_CALLED = pytest.StashKey[frozenset[Path]]()


def collect(path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """The suite of the module that a file stands for; None for any other file."""
    if path.name == FILE_NAME:
        settings = run_of(parent.config).settings
        if settings.suite or settings.compare or parent.session.isinitpath(path):
            return Suite.from_parent(parent, path=path)
    elif run_of(parent.config).settings.suite and _stands_for_module(path, parent.session):
        return Suite.from_parent(parent, path=path)
    return None


def _stands_for_module(path: Path, session: pytest.Session) -> bool:
    """Whether a file is the one by which the suite of a module without `ecsfargate.toml` goes: main.tf, or the first.

    A folder below another module, or that another module calls, is a part of that one, unless it is asked for by name.
    """
    folder = path.parent
    if not is_code(path) or toml_of(folder) is not None or path.name != _representative(folder):
        return False
    if session.isinitpath(folder) or session.isinitpath(path):
        return True
    inside = any(holds_code(above) for above in folder.parents if above.is_relative_to(session.config.rootpath))
    return not inside and folder not in _called(session.config)


def _representative(folder: Path) -> str:
    names = sorted(entry.name for entry in folder.iterdir() if is_code(entry))
    return "main.tf" if "main.tf" in names else names[0]


def _called(config: pytest.Config) -> frozenset[Path]:
    """The folders below pytest's rootdir that some module calls."""
    if _CALLED not in config.stash:
        config.stash[_CALLED] = frozenset(_calls(config.rootpath))
    return config.stash[_CALLED]


def _calls(root: Path) -> Iterator[Path]:
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if not name.startswith((".", "__")) and name != "node_modules"]
        for name in files:
            if name.endswith((".tf", ".tofu")):
                text = Path(folder, name).read_text(encoding="utf-8", errors="replace")
                yield from ((Path(folder) / source).resolve() for source in _LOCAL_SOURCE.findall(text))


class Suite(pytest.Module):
    """The requirements on one module, as test functions named by their slugs."""

    def _getobj(self) -> ModuleType:
        if not hasattr(self, "_requirements"):
            self._requirements = _module_of_tests(self)
        return self._requirements


def _module_of_tests(suite: Suite) -> ModuleType:
    selector = run_of(suite.config).selector
    toml = selector.toml(suite.path.parent)
    made = ModuleType(suite.path.stem)
    settings = run_of(suite.config).settings
    # A comparison alone does not ask for the requirements.
    everything = settings.suite or not settings.compare or suite.session.isinitpath(suite.path)
    for requirement in selector.requirements(toml) if everything else ():
        made.__dict__[requirement.slug] = _function(requirement, toml, suite.path, made.__name__)
    if settings.compare and toml is not None:
        from .comparison import comparison

        made.__dict__["compare"] = _shown_in(comparison(settings.compare, toml), suite.path, made.__name__)
    return made


def _function(requirement: Requirement[Any], toml: ModuleToml | None, path: Path, module: str) -> Callable[..., None]:
    """A test of one requirement that pytest shows as standing in the module's own file."""

    def check(plan: Plan) -> None:
        __tracebackhide__ = True
        from ..recording import record
        from ..suite import examine

        found = examine(requirement, plan, profile=toml.profile if toml is not None else None)
        if found.skipped:
            record(found.judgement, plan, found.skipped)
            pytest.skip(found.skipped)
        requirement.conclude(found.judgement, plan)

    check.__name__, check.__doc__ = requirement.slug, requirement.summary
    # What `-k` finds it by, besides its name.
    check.__dict__ |= {requirement.id: True, "pytestmark": [getattr(pytest.mark, NAME).mark]}
    return _shown_in(check, path, module)


def _shown_in(check: Callable[..., None], path: Path, module: str) -> FunctionType:
    """The same function as a test that stands in a file."""
    assert isinstance(check, FunctionType)
    code = check.__code__.replace(co_filename=str(path), co_firstlineno=1)
    made = FunctionType(code, check.__globals__, check.__name__, check.__defaults__, check.__closure__)
    made.__doc__ = check.__doc__
    made.__module__ = module
    made.__dict__ |= {**check.__dict__, "__test__": True}
    return made
