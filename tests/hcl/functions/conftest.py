"""How the tests of functions call one: with Values, or with plain Python data that becomes Values."""

from __future__ import annotations

from typing import Any, Protocol

import pytest

from pytest_ecsfargate.hcl.functions.context import FunctionContext
from pytest_ecsfargate.hcl.functions.registry import call
from pytest_ecsfargate.hcl.values import Value, from_python
from pytest_ecsfargate.source import SourceFile, Span

SPAN = Span(SourceFile("main.tf", "f(x)"), 0, 4)


class Run(Protocol):
    """`run("upper", "a")` is what `upper("a")` gives."""

    def __call__(self, name: str, *args: Any, context: FunctionContext | None = None) -> Value: ...


@pytest.fixture(scope="session")
def run() -> Run:
    def run(name: str, *args: Any, context: FunctionContext | None = None) -> Value:
        values = [arg if isinstance(arg, Value) else from_python(arg) for arg in args]
        return call(name, values, context or FunctionContext.nowhere(), SPAN)

    return run
