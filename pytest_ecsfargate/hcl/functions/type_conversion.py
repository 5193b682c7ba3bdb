"""Functions that convert types or change marks.

https://developer.hashicorp.com/terraform/language/functions/tostring and the functions beside it
"""

from __future__ import annotations

from ..errors import EvaluationError
from ..operations.convert import convert
from ..operations.equality import is_marked
from ..operations.mismatch import friendly
from ..types import BOOL, DYNAMIC, NUMBER, STRING, ListType, MapType, SetType, Type
from ..values import UNKNOWN, JsonString, PartialString, ResourceObject, Value, unknown
from .declaring import Call, Parameter, function

_ANYTHING = Parameter("value", DYNAMIC, needs="nothing", null=True, open=True)


def _declare_conversion(name: str, wanted: Type) -> None:
    @function(name, Parameter("v", DYNAMIC, needs="nothing", null=True, open=True), returns=wanted, marks="own")
    def run(call: Call, value: Value) -> Value:
        if isinstance(value.data, ResourceObject):
            return call.unknown()
        try:
            converted = convert(value, wanted)
        except EvaluationError as error:
            what = "this sensitive value" if value.any_sensitive else friendly(value.type)
            raise EvaluationError(f"cannot convert {what} to {friendly(wanted)}: {error.message}") from None
        # Of what type the elements are, Terraform says only when they are known.
        return unknown(wanted, value.origin, value.sensitive) if value.data is UNKNOWN else converted


for _name, _type in (
    ("tostring", STRING),
    ("tonumber", NUMBER),
    ("tobool", BOOL),
    ("tolist", ListType(DYNAMIC)),
    ("toset", SetType(DYNAMIC)),
    ("tomap", MapType(DYNAMIC)),
):
    _declare_conversion(_name, _type)


@function("sensitive", _ANYTHING, marks="own")
def sensitive(call: Call, value: Value) -> Value:
    """The value with the sensitive mark."""
    data = value.data
    if isinstance(data, PartialString):
        parts = tuple(part.marked() for part in data.parts)
        return Value(PartialString(parts), STRING, value.origin, True)
    return value.marked()


@function("nonsensitive", _ANYTHING, marks="none")
def nonsensitive(call: Call, value: Value) -> Value:
    """The value without the mark; marks of elements stay."""
    data = value.data
    if isinstance(value.type, SetType):
        # In Terraform the marks of its elements are the set's own.
        return _unmarked(value)
    if isinstance(data, JsonString) and value.any_sensitive:
        return Value(data.saying(_unmarked(data.inner)), STRING, value.origin)
    if isinstance(data, PartialString):
        return Value(PartialString(tuple(_unmarked(part) for part in data.parts)), STRING, value.origin)
    return value.marked(False)


def _unmarked(value: Value) -> Value:
    data = value.data
    if isinstance(data, tuple):
        return Value(tuple(_unmarked(item) for item in data), value.type, value.origin)
    if isinstance(data, dict):
        return Value({name: _unmarked(item) for name, item in data.items()}, value.type, value.origin)
    if isinstance(data, JsonString):
        return Value(data.saying(_unmarked(data.inner)), STRING, value.origin)
    if isinstance(data, PartialString):
        return Value(PartialString(tuple(_unmarked(part) for part in data.parts)), STRING, value.origin)
    return value.marked(False)


@function("issensitive", _ANYTHING, returns=BOOL, marks="none")
def issensitive(call: Call, value: Value) -> Value:
    """Whether the value has the mark; not known for an unknown value without it."""
    if is_marked(value):
        return Value(True, BOOL, call.origin)
    if value.is_unknown or isinstance(value.data, ResourceObject):
        return call.unknown()
    return Value(False, BOOL, call.origin)


@function("ephemeralasnull", _ANYTHING, marks="own")
def ephemeralasnull(call: Call, value: Value) -> Value:
    """The value with null in place of what is ephemeral, which is not tracked: known only where nothing can be."""
    if value.known and not value.any_sensitive and not _from_outside(value):
        return value
    return call.unknown("whether the value is ephemeral is not known", value.type)


def _from_outside(value: Value) -> bool:
    return any(trace.ref is not None for trace in value.origins)
