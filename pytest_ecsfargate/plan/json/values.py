"""Values out of a plan's JSON: what is known, what is not, what is sensitive, and where each part comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...hcl.origins import NOWHERE, Origin, leaf
from ...hcl.schema import BlockSchema
from ...hcl.types import DYNAMIC, ListType, MapType, ObjectType, SetType, TupleType, Type
from ...hcl.values import UNKNOWN, Value, from_python
from .configured import ConfiguredModules, of_instance

REDACTED = "(sensitive value, redacted)"
"""Stands in a stored plan for a value that is known but must not be kept."""


@dataclass(frozen=True)
class Masks:
    """The three documents that lie over each other: values, what is unknown, what is sensitive."""

    data: Any
    unknown: Any = False
    sensitive: Any = False

    def at(self, key: int | str) -> Masks:
        """The same for an element."""
        return Masks(_at(self.data, key), _at(self.unknown, key, False), _at(self.sensitive, key, False))


def _at(part: Any, key: int | str, otherwise: Any = None) -> Any:
    if part is True:
        return True
    try:
        return part[key]
    except (KeyError, IndexError, TypeError):
        return otherwise


def without_sensitive(data: Any, sensitive: Any) -> Any:
    """Some data with REDACTED in place of what a mask says is sensitive; null and bools tell nothing and stay."""
    if not sensitive or data is None or isinstance(data, bool):
        return data
    if isinstance(data, Mapping):
        return {key: without_sensitive(item, _at(sensitive, key, False)) for key, item in data.items()}
    if isinstance(data, list):
        return [without_sensitive(item, _at(sensitive, at, False)) for at, item in enumerate(data)]
    return REDACTED if sensitive is True else data


def value_of(masks: Masks, origin: Origin = NOWHERE, type: Type | None = None) -> Value:
    """A value of plain data; every element has the same origin."""
    sensitive = masks.sensitive is True or masks.data == REDACTED
    if masks.unknown is True:
        return Value(UNKNOWN, type or DYNAMIC, origin, sensitive)
    data = masks.data
    if isinstance(data, list | str | int | float) and isinstance(masks.unknown, Mapping) and masks.unknown:
        raise TypeError("what is unknown of an object lies over something else")
    if isinstance(data, Mapping) or (data is None and isinstance(masks.unknown, Mapping)):
        keys = dict.fromkeys((*(data or ()), *(masks.unknown if isinstance(masks.unknown, Mapping) else ())))
        made = {key: value_of(masks.at(key), origin, _inner(type, key)) for key in keys}
        return Value(made, type, origin, sensitive)
    if isinstance(data, list):
        items = tuple(value_of(masks.at(at), origin, _inner(type, at)) for at in range(len(data)))
        return Value(items, type, origin, sensitive)
    plain = from_python(data, origin)
    return Value(plain.data, type if data is None else None, origin, sensitive)


def _inner(type: Type | None, key: int | str) -> Type | None:
    if isinstance(type, ListType | SetType | MapType):
        return type.element if type.element != DYNAMIC else None
    if isinstance(type, ObjectType) and isinstance(key, str):
        return type.by_name.get(key)
    if isinstance(type, TupleType) and isinstance(key, int) and key < len(type.elements):
        return type.elements[key]
    return None


class BlockReader:
    """Reads the body of a resource: each argument has the origin that the configuration states for it."""

    def __init__(
        self, modules: ConfiguredModules, module: str, block: Mapping[str, Any] | None, key: object = None
    ) -> None:
        self._modules = modules
        self._module = module
        self._block = block
        self._key = key

    def body(self, masks: Masks, expressions: Any, schema: BlockSchema | None, path: str) -> Value:
        """An object of all arguments and nested blocks. `path` names what the provider decides."""
        unknown = masks.unknown if isinstance(masks.unknown, Mapping) else {}
        keys = dict.fromkeys((*(masks.data or ()), *unknown))
        told = expressions if isinstance(expressions, Mapping) else {}
        made = {key: self._argument(masks.at(key), told.get(key), schema, key, f"{path}.{key}") for key in sorted(keys)}
        return Value(made, None, NOWHERE, masks.sensitive is True)

    def _argument(self, masks: Masks, told: Any, schema: BlockSchema | None, name: str, path: str) -> Value:
        nested = schema.blocks.get(name) if schema is not None else None
        if nested is not None:
            return self._blocks(masks, told, nested.block, path, ordered=nested.nesting != "set")
        attribute = schema.attributes.get(name) if schema is not None else None
        kind = attribute.type if attribute is not None else None
        if schema is None and _are_blocks(masks.data, told):
            return self._blocks(masks, told, None, path, ordered=True)
        if isinstance(told, Mapping):
            stated = {**told, "references": of_instance(told.get("references") or [], self._key)}
            return value_of(masks, self._modules.origin(stated, self._module, self._block), kind)
        unset = leaf(path) if masks.unknown is True else NOWHERE
        return value_of(masks, unset, kind)

    def _blocks(self, masks: Masks, told: Any, schema: BlockSchema | None, path: str, *, ordered: bool) -> Value:
        kind = ListType(DYNAMIC) if ordered else SetType(DYNAMIC)
        if masks.unknown is True:
            return Value(UNKNOWN, kind, leaf(path), masks.sensitive is True)
        if not isinstance(masks.data, list):
            body = self.body(masks, told, schema, path)
            return body if isinstance(masks.data, Mapping) else value_of(masks, NOWHERE)
        written = [told] if isinstance(told, Mapping) else told if isinstance(told, list) else []
        items = tuple(
            self.body(masks.at(at), _written(written, at, len(masks.data), ordered), schema, f"{path}[{at}]")
            for at in range(len(masks.data))
        )
        return Value(items, kind, NOWHERE, masks.sensitive is True)


def _are_blocks(data: Any, told: Any) -> bool:
    """Whether an argument of a type that nobody describes is a nested block: only blocks have lists of expressions."""
    return isinstance(told, list) and isinstance(data, list)


def _written(written: list[Any], at: int, count: int, ordered: bool) -> Any:
    """What the configuration says of one block of several.

    A set's blocks stand in another order than in the source: each may come from any of them.
    """
    if len(written) == count and (ordered or count == 1):
        return written[at]
    if len(written) == 1:
        return None
    return _all_of(written) if not ordered and len(written) == count else None


def _all_of(written: list[Any]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for block in written:
        for name, expression in block.items() if isinstance(block, Mapping) else ():
            if not isinstance(expression, Mapping):
                continue
            before = merged.setdefault(name, {"references": []})
            before["references"] = [*before["references"], *expression.get("references", ())]
            if not before["references"] and "constant_value" in expression:
                before["constant_value"] = None
    return merged
