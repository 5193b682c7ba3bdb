"""What a test is about: its module, its environment and its marker's variables, decided when it is collected.

A test that uses one of the fixtures is parametrized with one `Selection` per environment. So the fixtures can have
session scope, though the answer depends on the test's file and markers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .marker import Marked, read_markers
from .modules import Search, find_module, toml_of
from .options import COMPARE, Settings
from .texts import nearest
from .toml import ModuleToml, TomlError, read_toml

if TYPE_CHECKING:
    from ..catalog import Catalog
    from ..declaration import Requirement


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """A module (or why there is none) in one environment, with the variables of the test's marker.

    `folder` is the test file's: relative paths that a test gives begin there. `skip` says why there is nothing to do.
    """

    folder: Path
    search: Search
    toml: ModuleToml | None = None
    environment: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    skip: str = ""

    def __repr__(self) -> str:
        # pytest shows it under --setup-show; values of variables may be secrets.
        name = self.search.module.name if self.search.module else "no module"
        return f"<{name} [{self.environment}]>" if self.environment else f"<{name}>"


class Selector:
    """Makes the selections of a run. Equal ones are one object, so that pytest sees one parameter.

    What is wrong with a toml file or a marker is kept in `problems`, to be told when everything is collected.
    """

    def __init__(self, rootdir: Path, settings: Settings) -> None:
        self._rootdir = rootdir
        self._settings = settings
        self._searches: dict[Path, Search] = {}
        self._tomls: dict[Path, ModuleToml | None] = {}
        self._made: dict[object, Selection] = {}
        self._problems: dict[str, None] = {}
        self._environments: set[str] = set()

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong, one sentence each: first of files and markers, then environments that no module has."""
        return (*self._problems, *self._missing_environments())

    def module_of(self, folder: Path, marked: str | None = None) -> Search:
        """The module for tests in a folder, with what their marker says."""
        if self._settings.module is not None:
            return Search(self._settings.module)
        if marked is not None:
            return _marked_module(folder, marked)
        if self._settings.ini_module is not None:
            return Search(self._settings.ini_module)
        if folder not in self._searches:
            self._searches[folder] = find_module(folder, self._rootdir)
        return self._searches[folder]

    def toml(self, module: Path | None) -> ModuleToml | None:
        """A module's `ecsfargate.toml`, read once. A broken one is a problem of the run, and counts as none."""
        path = toml_of(module) if module is not None else None
        if path is None:
            return None
        if path not in self._tomls:
            try:
                self._tomls[path] = read_toml(path)
            except TomlError as error:
                self._tomls[path] = None
                self._problems[str(error)] = None
        return self._tomls[path]

    def requirements(self, toml: ModuleToml | None, catalog: Catalog) -> tuple[Requirement[Any], ...]:
        """The requirements of a module's ready-made suite: all, but for what its toml selects and ignores."""
        from .agreements import selected

        try:
            return selected(toml, catalog)
        except TomlError as error:
            self._problems[str(error)] = None
            return ()

    def selections(
        self, item: pytest.Item, *, all_environments: bool, own_module: bool, module: Path | None = None
    ) -> list[Selection]:
        """The selections that a test runs with: one per environment, or the one that the run names.

        `module` is the one that the test belongs to, if it can be about no other. `own_module` says that a fixture of
        the user's names the module, so that nothing is known of it yet.
        """
        try:
            marked = read_markers(item)
        except ValueError as error:
            self._problems[str(error)] = None
            marked = Marked()
        folder = item.path.parent
        search = Search(module) if module is not None else self.module_of(folder, marked.module)
        if own_module:
            search = Search(None)
        toml = self.toml(search.module)
        names = self._names(marked, toml)
        if not names:
            assert toml is not None
            reason = f"{toml.path.parent.name}/{toml.path.name} has no environment {', '.join(self._wanted)}"
            return [self._selection(folder, search, toml, self._wanted[0], marked, reason)]
        if not all_environments and len(names) > 1:
            names = [None]
        return [self._selection(folder, search, toml, name, marked) for name in names]

    def without_test(self) -> Selection:
        """The selection for who asks without being a test function: where the run names the module, that one."""
        problem = (
            "The fixture must be an argument of a test function or of another fixture: from here pytest does not say "
            "which test asks. Or name the module for the whole run with --ecsfargate-module."
        )
        search = Search(self._settings.module or self._settings.ini_module, problem)
        toml = self.toml(search.module)
        names = self._names(Marked(), toml)
        return self._selection(self._rootdir, search, toml, names[0] if len(names) == 1 else None, Marked())

    @property
    def _wanted(self) -> tuple[str, ...]:
        return self._settings.environment or self._settings.ini_environment

    def _names(self, marked: Marked, toml: ModuleToml | None) -> list[str | None]:
        known = list(toml.environments) if toml is not None and self._settings.plan is None else []
        self._environments.update(known)
        if marked.environment and not self._settings.environment:
            for name in marked.environment:
                if known and name not in known:
                    assert toml is not None
                    hint = nearest(name, known) or f" (it has {', '.join(known)})"
                    problem = f"A marker names the environment {name!r}, and {_shown(toml)} has no such one{hint}."
                    self._problems[problem] = None
            return [*marked.environment]
        if not known:
            return [*self._wanted] or [None]
        # In a monorepo a module may lack an environment that others have: its tests have nothing to do then.
        return [name for name in known if name in self._wanted] if self._wanted else [*known]

    def _missing_environments(self) -> Iterator[str]:
        where = "--ecsfargate-environment" if self._settings.environment else "ecsfargate_environment"
        asked = [*((where, name) for name in self._wanted), *((COMPARE, name) for name in self._settings.compare)]
        for where, name in asked if self._environments else ():
            if name not in self._environments:
                names = sorted(self._environments)
                hint = nearest(name, names) or f" (there is {', '.join(names)})"
                yield f"{where} must be an environment of an ecsfargate.toml, and none has {name!r}{hint}."

    def _selection(
        self,
        folder: Path,
        search: Search,
        toml: ModuleToml | None,
        environment: str | None,
        marked: Marked,
        skip: str = "",
    ) -> Selection:
        key = (folder, search, environment, repr(sorted(marked.variables.items())), skip)
        if key not in self._made:
            self._made[key] = Selection(folder, search, toml, environment, marked.variables, skip)
        return self._made[key]


def _marked_module(folder: Path, marked: str) -> Search:
    path = (folder / marked).resolve()
    if path.is_dir():
        return Search(path)
    siblings = [entry.name for entry in path.parent.iterdir() if entry.is_dir()] if path.parent.is_dir() else []
    hint = nearest(path.name, siblings)
    return Search(None, f"The marker's module must be a folder, and there is no {marked!r}{hint}.")


def _shown(toml: ModuleToml) -> str:
    return f"{toml.path.parent.name}/{toml.path.name}"
