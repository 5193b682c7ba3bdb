"""Short questions about values that the whole engine asks."""

from __future__ import annotations

from ..types import DYNAMIC, ObjectType, Primitive, SetType, TupleType, Type
from ..values import JsonString, Value
from .unification import NULL_TYPE, map_types


def is_marked(value: Value) -> bool:
    """Whether the value itself is sensitive; JSON text is so where anything in it is."""
    return value.sensitive or isinstance(value.data, JsonString) and value.any_sensitive


def known_text(value: Value) -> str | None:
    """The text of a string that is known throughout; None for every other value."""
    data = value.data
    if isinstance(data, str):
        return data
    if isinstance(data, JsonString) and data.inner.known:
        return data.text
    return None


def is_open_null(value: Value) -> bool:
    """Whether its shape is `NULL_TYPE`, as that of a literal null is."""
    return value.type is DYNAMIC and value.known


def shape(value: Value) -> Type:
    """The type of the value as unification needs it: with the types of literal nulls told from unknown ones."""
    if value.deferred:
        return DYNAMIC
    data, kind = value.data, value.type
    # Where all is known, what is still open in the type is so because Terraform says so.
    if isinstance(kind, Primitive):
        return NULL_TYPE if kind is DYNAMIC and value.known else kind
    if data is None:
        return kind
    if isinstance(data, tuple) and isinstance(kind, TupleType):
        return TupleType(tuple([shape(item) for item in data]))
    if isinstance(data, dict) and isinstance(kind, ObjectType):
        return ObjectType.of({name: shape(item) for name, item in data.items()})
    return map_types(kind, {DYNAMIC: NULL_TYPE}) if value.known else kind


def is_settled(value: Value) -> bool:
    """Whether the number of elements is certain: unknown elements of a set may turn out to be equal to others."""
    data = value.data
    if not isinstance(data, tuple):
        return isinstance(data, dict)
    return not isinstance(value.type, SetType) or len(data) == 1 or all(item.known for item in data)
