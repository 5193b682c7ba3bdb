"""The marker `ecsfargate`: what one test, class or file says about the module it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from .texts import nearest

NAME = "ecsfargate"
DESCRIPTION = (
    f"{NAME}(module=PATH, environment=NAME, variables=MAPPING): the Terraform module that this test is about (relative "
    "to the test file), the environment, or list of them, of its ecsfargate.toml to plan, and values of variables."
)
_ARGUMENTS = ("module", "environment", "variables")


@dataclass(frozen=True, slots=True)
class Marked:
    """What the markers of a test say; the one nearest to it wins, argument by argument."""

    module: str | None = None
    environment: tuple[str, ...] = ()
    variables: Mapping[str, Any] = field(default_factory=dict, repr=False)


def read_markers(item: pytest.Item) -> Marked:
    """The markers of a test. Raises ValueError, with one sentence, for arguments that make no sense."""
    found: dict[str, Any] = {}
    for marker in reversed(list(item.iter_markers(NAME))):
        problem = _problem(marker)
        if problem:
            raise ValueError(f"{item.nodeid}: the marker {NAME} {problem}.")
        found |= marker.kwargs
    environment = found.get("environment", ())
    module = found.get("module")
    return Marked(
        str(module) if module is not None else None,
        (environment,) if isinstance(environment, str) else tuple(environment),
        found.get("variables", {}),
    )


def _problem(marker: pytest.Mark) -> str:
    if marker.args:
        return f"takes keyword arguments only: {', '.join(_ARGUMENTS)}"
    for name, value in marker.kwargs.items():
        if name not in _ARGUMENTS:
            hint = nearest(name, _ARGUMENTS) or f" (it takes {', '.join(_ARGUMENTS)})"
            return f"has no argument {name!r}{hint}"
        if name == "variables" and not isinstance(value, Mapping):
            return "takes variables as a mapping of names to values"
        if name == "module" and not isinstance(value, str | Path):
            return "takes module as a path, relative to the test file"
        if name == "environment" and not _is_names(value):
            return "takes environment as a name or a list of names"
    return ""


def _is_names(value: object) -> bool:
    if isinstance(value, list | tuple):
        return all(isinstance(name, str) for name in value)
    return isinstance(value, str)
