"""A value in a few words that give none of its text away: pytest, debuggers and logs show these."""

from __future__ import annotations

from fractions import Fraction

from .operations.number_text import number_text
from .operations.render import printable, reference
from .types import DYNAMIC, ListType, MapType, ObjectType, SetType, TupleType, Type
from .values import UNKNOWN, JsonString, PartialString, ResourceObject, Value

_LONGEST_NUMBER = 40
_COLLECTIONS = {ListType: "list", SetType: "set", MapType: "map", ObjectType: "object", TupleType: "tuple"}


def described(value: Value) -> str:
    """`string from main.tf:3:12`, `3 from main.tf:4:9`, `unknown string aws_lb.main.arn from main.tf:5:8`."""
    what = "null" if value.data is None else _what(value)
    mark = "sensitive " if value.any_sensitive else ""
    place = f" from {value.span.location}" if value.span is not None else ""
    return printable(f"{mark}{what}{place}")


def _what(value: Value) -> str:
    data = value.data
    if data is UNKNOWN:
        return f"unknown {_kind(value.type)} {reference(value.origin)}"
    if isinstance(data, PartialString):
        return "partly unknown string"
    if isinstance(data, JsonString):
        return "JSON string" if data.inner.known else "partly unknown JSON string"
    if isinstance(data, ResourceObject):
        return data.address
    if isinstance(data, tuple | dict):
        return f"{_kind(value.type)} of {len(data)}"
    if isinstance(data, str) or value.sensitive:
        return _kind(value.type)
    if isinstance(data, bool):
        return "true" if data else "false"
    return _number(data) if isinstance(data, int | float | Fraction) else _kind(value.type)


def _number(data: float | Fraction) -> str:
    text = number_text(data)
    return text if len(text) <= _LONGEST_NUMBER else text[:_LONGEST_NUMBER] + "..."


def _kind(type: Type) -> str:
    return _COLLECTIONS.get(type.__class__) or ("value" if type == DYNAMIC else str(type))
