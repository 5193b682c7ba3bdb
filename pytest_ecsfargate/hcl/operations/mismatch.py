"""Sentences that say why a value cannot become another type."""

from __future__ import annotations

from ..types import (
    DYNAMIC,
    ListType,
    MapType,
    ObjectType,
    Primitive,
    SetType,
    TupleType,
    Type,
)
from .unification import convertible, is_open


def friendly(kind: Type) -> str:
    """The type in words: `list of string`, `object`, `any type`."""
    match kind:
        case Primitive():
            return "any type" if is_open(kind) else kind.name
        case ListType() | SetType() | MapType():
            return f"{_noun(kind)} of {'any single type' if is_open(kind.element) else friendly(kind.element)}"
        case TupleType():
            return "tuple"
    return "object"


def _noun(kind: Type) -> str:
    return {ListType: "list", SetType: "set", MapType: "map"}.get(type(kind), "collection")


def mismatch(given: Type, wanted: Type) -> str:
    """Why a value of the given type is no value of the wanted one, as the end of a sentence."""
    if isinstance(given, ObjectType) and isinstance(wanted, ObjectType):
        return _objects(given, wanted)
    if isinstance(wanted, ListType | SetType | MapType):
        inside = _inside(given)
        if inside is not None and is_open(wanted.element):
            return f"all {_noun(wanted)} elements must have the same type"
        for key, element in inside or ():
            if not convertible(element, wanted.element):
                return f"element {key}: {mismatch(element, wanted.element)}"
        if isinstance(given, type(wanted)) and wanted.element is not DYNAMIC:
            return f"incorrect {_noun(wanted)} element type: {mismatch(given.element, wanted.element)}"
    return f"{friendly(wanted)} required"


def _inside(given: Type) -> list[tuple[str, Type]] | None:
    if isinstance(given, TupleType):
        return [(str(at), kind) for at, kind in enumerate(given.elements)]
    if isinstance(given, ObjectType):
        return [(f'"{name}"', kind) for name, kind in given.attributes]
    return None


def _objects(given: ObjectType, wanted: ObjectType) -> str:
    there = given.by_name
    missing = [name for name, _ in wanted.attributes if name not in there and name not in wanted.optional]
    if len(missing) == 1:
        return f'attribute "{missing[0]}" is required'
    if missing:
        *first, last = (f'"{name}"' for name in missing)
        return f"attributes {', '.join(first)} and {last} are required"
    for name, kind in wanted.attributes:
        if name in there and not convertible(there[name], kind):
            return f'attribute "{name}": {mismatch(there[name], kind)}'
    return f"{friendly(wanted)} required"
