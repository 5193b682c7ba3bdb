"""One data source instance, as a seeder reads it: its arguments as plain data."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ...hcl.values import UNKNOWN, JsonString, PartialString, ResourceObject, Value
from ...plan.resource import Resource


class NotKnown(Exception):
    """An argument cannot be known here; the text says which and why."""


class Lookup:
    """The arguments of a data source instance as plain data. What is not set is None, "" or empty."""

    def __init__(self, resource: Resource, regions: tuple[str, ...]) -> None:
        self.resource = resource
        self.type = resource.type
        self.address = resource.address
        self.regions = regions
        self._arguments = resource.arguments if resource.arguments is not None else resource.values

    def get(self, name: str, default: Any = None) -> Any:
        """An argument's plain value; `default` where it is not set. Raises NotKnown."""
        data = self._arguments.data
        value = data.get(name) if isinstance(data, dict) else None
        if value is None:
            return default
        found = _plain(value, name)
        return default if found is None else found

    def text(self, name: str) -> str:
        """An argument as text, empty where it is not set."""
        return str(self.get(name, ""))

    @property
    def tags(self) -> dict[str, str]:
        """The `tags` argument."""
        return {str(key): str(value) for key, value in (self.get("tags") or {}).items()}

    @property
    def filters(self) -> dict[str, list[str]]:
        """The `filter` blocks: values by name."""
        made: dict[str, list[str]] = {}
        for block in self.blocks("filter", "name", "values"):
            made.setdefault(str(block["name"]), []).extend(str(value) for value in block["values"] or ())
        return made

    def blocks(self, name: str, *arguments: str) -> list[dict[str, Any]]:
        """The nested blocks of a name, with these of their arguments; None for what is not set. Raises NotKnown."""
        data = self._arguments.data
        value = data.get(name) if isinstance(data, dict) else None
        if value is None or value.is_null:
            return []
        if not isinstance(value.data, tuple):
            raise _not_known(value, name)
        found = [block.data for block in value.data if isinstance(block.data, dict)]
        return [{key: self._of_block(block.get(key), name) for key in arguments} for block in found]

    def _of_block(self, value: Value | None, name: str) -> Any:
        if value is None or (value.is_unknown and _cause(value).startswith(f"{self.address}.")):
            # The provider decides it, because the block does not.
            return None
        return _plain(value, name)


def _plain(value: Value, name: str) -> Any:
    data = value.data
    if isinstance(data, tuple):
        return [_plain(item, name) for item in data]
    if isinstance(data, dict):
        return {key: _plain(item, name) for key, item in data.items()}
    if isinstance(data, JsonString) and data.inner.known:
        return data.text
    if data is UNKNOWN or isinstance(data, PartialString | JsonString | ResourceObject):
        raise _not_known(value, name)
    return float(data) if isinstance(data, Fraction) else data


def _not_known(value: Value, name: str) -> NotKnown:
    ref = _cause(value)
    return NotKnown(f"{name} is not known before apply" + (f", because of {ref}" if ref else ""))


def _cause(value: Value) -> str:
    return next((trace.ref for trace in value.origins if trace.ref), "")
