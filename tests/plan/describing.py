"""A value as plain data, to compare two plans by all that their values are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytest_ecsfargate.hcl.values import JsonString, PartialString, Value


def described(value: Value, origins: Callable[[Value], Any]) -> Any:
    """All that a value is: Python's == takes 1 for True. `origins` gives what is compared of where it comes from."""
    data = value.data
    if isinstance(data, dict):
        inner: Any = {key: described(item, origins) for key, item in data.items()}
    elif isinstance(data, tuple):
        inner = [described(item, origins) for item in data]
    elif isinstance(data, JsonString):
        inner = ("json", described(data.inner, origins))
    elif isinstance(data, PartialString):
        inner = ("parts", [described(part, origins) for part in data.parts])
    else:
        inner = repr(data)
    return inner, value.sensitive, origins(value)
