"""The text of a plan as JSON, read part by part, so that a large one needs little memory.

Python's own decoder reads each part. What no plan is made from is dropped before the next part is read: what
`planned_values` says stands in `resource_changes` too, the managed resources of `prior_state` say what was, and so does
`before`, which is kept only of what is not left as it is: names of attributes that change come from it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Final

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_DECODER: Final = json.JSONDecoder()
_KEPT: Final = ("actions", "after", "after_unknown", "after_sensitive", "replace_paths", "importing")
_WITHOUT_BEFORE: Final = (["no-op"], ["create"], ["read"], ["delete"], ["forget"])
_DROPPED: Final = ("planned_values", "relevant_attributes", "checks", "deferred_changes")

_Read = Callable[[str, int], tuple[Any, int]]
"""Reads the value at an offset of a text, and tells where it ends."""


def plan_document(text: str) -> Any:
    """What a text says: of an object those parts that plans are read from, anything else as it is.

    Raises ValueError for what is no JSON, RecursionError for what is nested too deep.
    """
    at = _behind_space(text, 0)
    document, at = _object(text, at) if text.startswith("{", at) else _DECODER.raw_decode(text, at)
    if _behind_space(text, at) != len(text):
        raise ValueError("there is more behind its end")
    return document


def _object(text: str, at: int) -> tuple[dict[str, Any], int]:
    document: dict[str, Any] = {}

    def member(text: str, at: int) -> tuple[None, int]:
        name, at = _DECODER.raw_decode(text, at)
        at = _behind_space(text, at)
        if not isinstance(name, str) or not text.startswith(":", at):
            raise ValueError("a name and a colon are expected")
        document[name], at = _part(name)(text, _behind_space(text, at + 1))
        return None, at

    _, at = _sequence(text, at, "}", member)
    return document, at


def _part(name: str) -> _Read:
    if name in ("resource_changes", "resource_drift"):
        return _changes
    if name == "prior_state":
        return lambda text, at: _through(_data_sources, *_DECODER.raw_decode(text, at))
    if name in _DROPPED:
        return lambda text, at: _through(lambda _: None, *_DECODER.raw_decode(text, at))
    return _DECODER.raw_decode


def _through(slim: Callable[[Any], Any], value: Any, at: int) -> tuple[Any, int]:
    return slim(value), at


def _changes(text: str, at: int) -> tuple[Any, int]:
    if not text.startswith("[", at):
        return _DECODER.raw_decode(text, at)
    return _sequence(text, at, "]", lambda text, at: _through(_slim, *_DECODER.raw_decode(text, at)))


def _sequence(text: str, at: int, end: str, read: _Read) -> tuple[list[Any], int]:
    """What stands between two brackets, read one by one."""
    found: list[Any] = []
    at = _behind_space(text, at + 1)
    if text.startswith(end, at):
        return found, at + 1
    while True:
        item, at = read(text, at)
        found.append(item)
        at = _behind_space(text, at)
        if text.startswith(end, at):
            return found, at + 1
        if not text.startswith(",", at):
            raise ValueError("a comma is expected")
        at = _behind_space(text, at + 1)


def _behind_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    assert found is not None  # it may be empty
    return found.end()


def _slim(item: Any) -> Any:
    """A change without what nobody reads."""
    change = item.get("change") if isinstance(item, dict) else None
    if isinstance(change, dict):
        names = _KEPT if change.get("actions") in _WITHOUT_BEFORE else (*_KEPT, "before")
        item["change"] = {name: change[name] for name in names if name in change}
    return item


def _data_sources(state: Any) -> Any:
    """A state without its managed resources and outputs."""
    values = state.get("values") if isinstance(state, dict) else None
    return {"values": {"root_module": _slim_module(values.get("root_module"))}} if isinstance(values, dict) else state


def _slim_module(module: Any) -> Any:
    if not isinstance(module, dict):
        return module
    resources, children = module.get("resources"), module.get("child_modules")
    if isinstance(resources, list):
        module["resources"] = [item for item in resources if not _is_managed(item)]
    if isinstance(children, list):
        module["child_modules"] = [_slim_module(child) for child in children]
    return module


def _is_managed(item: Any) -> bool:
    return isinstance(item, dict) and item.get("mode") == "managed"
