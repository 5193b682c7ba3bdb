"""Values as a plan file packs them.

The encoding is described at
https://github.com/hashicorp/terraform/blob/main/docs/plugin-protocol/object-wire-format.md#messagepack-serialization-rules.
What is not known yet is an extension: of code 0, or 12 where something is known of it after all, such as a prefix. A
number that no machine number can hold is a text. Where no schema states the type, a value is a pair: its type as JSON,
in bytes, and the value. A set is an array, in the order in which terraform shows it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any, Final

from ...hcl.schema import BlockSchema
from ...hcl.types import NUMBER, ListType, MapType, ObjectType, SetType, TupleType, Type, from_json
from ..json.values import Masks
from .errors import Malformed

Step = str | int | None
"""A step of a path: an attribute or key, an index, or None for an element of a set."""

_UNKNOWN: Final = object()
_UNKNOWN_CODES: Final = (0, 12)
_DEEPEST: Final = 100
_LARGEST: Final = 8 * 1024 * 1024
_MOST_ELEMENTS: Final = 100_000
_MOST_VALUES: Final = 3_000_000
_COLLECTIONS: Final = {"list": ListType, "set": SetType, "map": MapType}


class ValueReader:
    """Reads the values of one plan file, and no more of them than one may have. Raises Malformed."""

    def __init__(self) -> None:
        self._left = _MOST_VALUES
        self._types: dict[bytes, Type] = {}

    def read(self, packed: memoryview | None, type: Type | None = None, sensitive: Sequence[list[Step]] = ()) -> Masks:
        """A value as the plan's JSON has it: data, what of it is unknown, and what the paths say is sensitive.

        `type` is what a schema says; without one, a number that is packed as a text stays a text.
        """
        data, unknown = self._split(self._unpacked(packed), type, 0)
        return Masks(None if data is _UNKNOWN else data, unknown, mask(data, sensitive))

    def key(self, packed: memoryview | None) -> Step:
        """A key or index in a path; None for an element of a set, which is its own key."""
        data, _ = self._split(self._unpacked(packed), None, 0)
        return data if isinstance(data, str | int) and not isinstance(data, bool) else None

    def _unpacked(self, packed: memoryview | None) -> Any:
        import msgpack

        if packed is None or not 0 < len(packed) <= _LARGEST:
            raise Malformed("a value in it is missing" if not packed else "a value in it is too large")
        try:
            return msgpack.unpackb(
                packed,
                ext_hook=_extension,
                max_array_len=_MOST_ELEMENTS,
                max_map_len=_MOST_ELEMENTS,
            )
        except (ValueError, TypeError, msgpack.UnpackException) as error:
            # UnicodeDecodeError and the library's own errors for cut off or deeply nested data are ValueErrors.
            raise Malformed("a value in it is damaged") from error

    def _split(self, raw: Any, type: Type | None, depth: int) -> tuple[Any, Any]:
        """Data, and what of it is unknown; a value that is not known itself is the `_UNKNOWN` mark."""
        self._left -= 1
        if self._left < 0 or depth > _DEEPEST:
            raise Malformed("it has too many values" if self._left < 0 else "its values are nested too deep")
        if raw is _UNKNOWN:
            return _UNKNOWN, True
        if isinstance(raw, list):
            if len(raw) == 2 and isinstance(raw[0], bytes):
                return self._split(raw[1], self._type(raw[0]), depth + 1)
            return self._list(raw, type, depth)
        if isinstance(raw, dict):
            return self._object(raw, type, depth)
        return _plain(raw, type), False

    def _list(self, raw: list[Any], type: Type | None, depth: int) -> tuple[Any, Any]:
        types = type.elements if isinstance(type, TupleType) else [_element(type)] * len(raw)
        if len(types) != len(raw):
            raise Malformed("a value in it is not of the type that it states")
        parts = [self._split(item, kind, depth + 1) for item, kind in zip(raw, types, strict=True)]
        data = [None if item is _UNKNOWN else item for item, _ in parts]
        unknown = [mark for _, mark in parts]
        return data, unknown if any(unknown) else False

    def _object(self, raw: dict[Any, Any], type: Type | None, depth: int) -> tuple[Any, Any]:
        if not all(isinstance(key, str) for key in raw):
            raise Malformed("an object in it has a key that is no text")
        types, other = type.by_name if isinstance(type, ObjectType) else {}, _element(type)
        parts = {key: self._split(item, types.get(key, other), depth + 1) for key, item in raw.items()}
        data = {key: item for key, (item, _) in parts.items() if item is not _UNKNOWN}
        unknown = {key: mark for key, (_, mark) in parts.items() if mark}
        return data, unknown or False

    def _type(self, shape: bytes) -> Type:
        if shape not in self._types:
            try:
                self._types[shape] = from_json(json.loads(shape))
            except (ValueError, TypeError, AttributeError, RecursionError) as error:
                raise Malformed("a value in it has no readable type") from error
        return self._types[shape]


def _extension(code: int, _: bytes) -> object:
    if code not in _UNKNOWN_CODES:
        raise ValueError(f"extension {code}")
    return _UNKNOWN


def _element(type: Type | None) -> Type | None:
    return type.element if isinstance(type, ListType | SetType | MapType) else None


def _plain(raw: Any, type: Type | None) -> Any:
    if isinstance(raw, str) and type == NUMBER:
        try:
            return int(raw) if raw.lstrip("-").isdecimal() else _finite(float(raw))
        except ValueError:
            raise Malformed("a number in it cannot be read") from None
    if isinstance(raw, float):
        return _finite(raw)
    if raw is None or isinstance(raw, str | int):
        return raw
    raise Malformed("a value in it is of a kind that terraform does not write")


def _finite(number: float) -> float | int:
    if not math.isfinite(number):
        raise Malformed("a number in it is not finite")
    return int(number) if number.is_integer() else number


def mask(data: Any, paths: Sequence[list[Step]]) -> Any:
    """The mask over some data that says what is sensitive: what these paths lead to.

    No path leads into a set: an element's mark is the mark of the whole set.
    """
    if not paths:
        return False
    firsts = [path[0] if path else None for path in paths]
    if None in firsts:
        return True
    rests: dict[Step, list[list[Step]]] = {}
    for path in paths:
        rests.setdefault(path[0], []).append(path[1:])
    if isinstance(data, list):
        if not all(isinstance(first, int) for first in firsts):
            return True
        return [mask(item, rests.get(at, ())) for at, item in enumerate(data)]
    known = data if isinstance(data, dict) else {}
    return {str(first): mask(known.get(first), rest) for first, rest in rests.items()}


def implied_type(block: BlockSchema) -> ObjectType:
    """The type of an object of a block's arguments and nested blocks."""
    attributes = {name: attribute.type for name, attribute in block.attributes.items()}
    for name, nested in block.blocks.items():
        inner = implied_type(nested.block)
        attributes[name] = _COLLECTIONS[nested.nesting](inner) if nested.nesting in _COLLECTIONS else inner
    return ObjectType.of(attributes)
