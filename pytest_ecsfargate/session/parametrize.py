"""Gives each test the selections that it runs with, as parameters that pytest can show, group and distribute.

The fixtures have session scope. Where a user overrides one of them with a narrower scope, those that depend on it get
that scope for this test, so that `@pytest.fixture def ecsfargate_variables(): ...` just works.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

import pytest

from ..settings.selection import Selection, Selector
from .suite_file import SuiteFile

Scope: TypeAlias = Literal["session", "package", "module", "class", "function"]
_SCOPES: tuple[Scope, ...] = ("session", "package", "module", "class", "function")

SELECTION = "_ecsfargate_selection"
ENVIRONMENT = "ecsfargate_environment"
MODULE = "ecsfargate_module"
_OURS = __package__.partition(".")[0]


def parametrize(metafunc: pytest.Metafunc, selector: Selector) -> None:
    """Parametrizes a test that uses one of the fixtures; leaves others alone."""
    if SELECTION not in metafunc.fixturenames:
        return
    # Which fixture a name means for this test is not public. Without it, overrides need session scope.
    definitions: Mapping[str, Sequence[Any]] = getattr(metafunc, "_arg2fixturedefs", {})
    by_environment = (
        ENVIRONMENT in metafunc.fixturenames
        and _is_ours(ENVIRONMENT, definitions)
        and ENVIRONMENT not in _parametrized(metafunc)
    )
    selections = selector.selections(
        metafunc.definition,
        all_environments=by_environment,
        own_module=not _is_ours(MODULE, definitions),
        # The ready-made suite of a folder is about that folder, whatever is said of test files.
        module=metafunc.definition.path.parent if metafunc.definition.getparent(SuiteFile) else None,
    )
    parameters = [_parameter(found, by_environment) for found in selections]
    metafunc.parametrize(SELECTION, parameters, indirect=True, scope="session")
    if all(found[-1].scope == "session" for found in definitions.values() if found):
        return
    for name in metafunc.fixturenames:
        scope = _narrowest(name, definitions) if _is_ours(name, definitions) else "session"
        if scope != "session" and name not in _parametrized(metafunc):
            metafunc.parametrize(name, [pytest.param(None, id=pytest.HIDDEN_PARAM)], indirect=True, scope=scope)


def _parameter(selection: Selection, named: bool) -> Any:
    marks = [pytest.mark.skip(reason=selection.skip)] if selection.skip else []
    name = selection.environment if named else None
    return pytest.param(selection, id=name or pytest.HIDDEN_PARAM, marks=marks)


def _is_ours(name: str, definitions: Mapping[str, Sequence[Any]]) -> bool:
    found = definitions.get(name)
    if not found:
        return name not in definitions
    return str(found[-1].func.__module__).partition(".")[0] == _OURS


def _narrowest(name: str, definitions: Mapping[str, Sequence[Any]], above: tuple[str, ...] = ()) -> Scope:
    """The narrowest scope among a fixture and all that it depends on."""
    found = definitions.get(name)
    if not found or name in above:
        return "session"
    scopes = [found[-1].scope, *(_narrowest(used, definitions, (*above, name)) for used in found[-1].argnames)]
    return max(scopes, key=_SCOPES.index)


def _parametrized(metafunc: pytest.Metafunc) -> set[str]:
    """The names that the test's own marks parametrize."""
    found: set[str] = set()
    for mark in metafunc.definition.iter_markers("parametrize"):
        names = mark.args[0] if mark.args else mark.kwargs.get("argnames", ())
        found.update(name.strip() for name in names.split(",")) if isinstance(names, str) else found.update(names)
    return found
