"""One data source instance, as a seeder reads it: its arguments, with the results of other data sources put in."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ...hcl.origins import Kind
from ...hcl.values import UNKNOWN, JsonString, PartialString, ResourceObject, Value
from ...plan.resource import Resource, steps

Results = Mapping[str, Mapping[str, Any]]


class Waiting(Exception):
    """An argument is the result of a data source that has not been looked at yet."""


class NotKnown(Exception):
    """An argument cannot be known here; the text says which and why."""


class Lookup:
    """The arguments of a data source instance as plain data. What is not set is None, "" or empty."""

    def __init__(self, resource: Resource, results: Results, regions: tuple[str, ...]) -> None:
        self.resource = resource
        self.type = resource.type
        self.address = resource.address
        self.regions = regions
        self._results = results
        self._arguments = resource.arguments if resource.arguments is not None else resource.values

    def get(self, name: str, default: Any = None) -> Any:
        """An argument's plain value; `default` where it is not set. Raises Waiting or NotKnown."""
        data = self._arguments.data
        value = data.get(name) if isinstance(data, dict) else None
        if value is None:
            return default
        found = self._plain(value, name)
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
        for block in self.get("filter") or ():
            made.setdefault(str(block.get("name")), []).extend(str(value) for value in block.get("values") or ())
        return made

    def _plain(self, value: Value, name: str) -> Any:
        data = value.data
        if isinstance(data, tuple):
            return [self._plain(item, name) for item in data]
        if isinstance(data, dict):
            return {key: self._plain(item, name) for key, item in data.items()}
        if isinstance(data, PartialString):
            return "".join(str(self._plain(part, name)) for part in data.parts)
        if isinstance(data, JsonString):
            return data.text if data.inner.known else self._result(value, name)
        if data is UNKNOWN or isinstance(data, ResourceObject):
            return self._result(value, name)
        return float(data) if isinstance(data, Fraction) else data

    def _result(self, value: Value, name: str) -> Any:
        """What another data source found, where the unknown value is exactly that."""
        node = value.origin
        while node.kind is Kind.HOP:
            node = node.inputs[0]
        refs = [trace.ref for trace in value.origins if trace.ref]
        if node.kind is Kind.LEAF and node.ref:
            for address, found in self._results.items():
                rest = node.ref.removeprefix(address)
                if rest != node.ref and rest[:1] == ".":
                    return _along(found, rest[1:], name)
            if "data." in node.ref:
                raise Waiting(node.ref)
        raise NotKnown(f"{name} is known only after apply" + (f", because of {refs[0]}" if refs else ""))


def _along(found: Any, path: str, name: str) -> Any:
    for step in steps(path):
        try:
            found = found[step]
        except (KeyError, IndexError, TypeError):
            raise NotKnown(f"{name} needs {path}, which the emulated account does not tell in advance") from None
    return found
