"""The callable behind `ecsfargate_plan_factory`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ..settings.inputs import Variables
from ..settings.options import ENGINES, Engine
from ..settings.selection import Selection
from ..settings.texts import nearest
from .run import run_of

if TYPE_CHECKING:
    from ..account.base import Account
    from ..plan.model import Plan


class PlanFactory:
    """Makes plans of the module under test, or of another one, with other inputs. Each plan is made once."""

    def __init__(self, request: pytest.FixtureRequest, selection: Selection, account: Account) -> None:
        self._request = request
        self._selection = selection
        self._account = account

    def __repr__(self) -> str:
        return "<PlanFactory>"

    def __call__(
        self,
        module: str | os.PathLike[str] | None = None,
        *,
        variables: Mapping[str, Any] | None = None,
        var_files: Iterable[str | os.PathLike[str]] = (),
        environment: str | None = None,
        engine: Engine | None = None,
    ) -> Plan:
        """A plan; each argument defaults to what the test is about.

        `module` and `var_files` are relative to the test file. `var_files` and `variables` are added to those of the
        environment and win over them. Fails the test where no plan can be made; raises ValueError for an engine that
        does not exist.
        """
        __tracebackhide__ = True
        if engine is not None and engine not in ENGINES:
            raise ValueError(f"engine must be {', '.join(ENGINES)}, not {engine!r}{nearest(engine, ENGINES)}")
        run = run_of(self._request.config)
        folder = self._module(module)
        name = environment or self._environment(folder)
        base = run.variables(folder, name, self._selection.variables if module is None else {})
        files = [self._file(file) for file in var_files]
        merged = Variables([*base.layers, *files, variables or {}])
        return run.plan(folder, name, merged, self._account, engine)

    def _module(self, given: str | os.PathLike[str] | None) -> Path:
        if given is None:
            # Asked for only here: a test that names every module itself needs none around it.
            found: Path = self._request.getfixturevalue("ecsfargate_module")
            return found
        path = (self._selection.folder / given).resolve()
        if not path.is_dir():
            pytest.fail(f"There is no module folder {os.fspath(given)!r} beside the test.", pytrace=False)
        return path

    def _file(self, given: str | os.PathLike[str]) -> Path:
        path = (self._selection.folder / given).resolve()
        if not path.is_file():
            pytest.fail(f"There is no var file {os.fspath(given)!r} beside the test.", pytrace=False)
        return path

    def _environment(self, folder: Path) -> str | None:
        toml = run_of(self._request.config).selector.toml(folder)
        name = self._selection.environment
        return name if folder == self._selection.search.module or (toml and name in toml.environments) else None
