"""Types with places that are still open, and what fills those."""

from __future__ import annotations

from ..origins import leaf, mix
from ..types import DYNAMIC, ListType, MapType, ObjectType, SetType, TupleType, Type
from ..values import UNKNOWN, Value, unknown
from .unification import is_open, map_types, unify


def without_optional(kind: Type) -> Type:
    """The type that values have after conversion: none of its attributes is optional any more."""
    return map_types(kind, {})


def filled(given: Type, wanted: Type) -> Type:
    """The wanted type with its open places filled from the given one, for nulls and unknowns."""
    if is_open(given) or is_open(wanted):
        return given if is_open(wanted) else wanted
    match wanted:
        case MapType() | ListType() | SetType():
            element = _element_of(given)
            return wanted if element is None else type(wanted)(filled(element, wanted.element))
        case ObjectType():
            there = given.by_name if isinstance(given, ObjectType) else {}
            every = given.element if isinstance(given, MapType) else None
            return ObjectType(
                tuple((name, filled(there.get(name) or every or DYNAMIC, kind)) for name, kind in wanted.attributes)
            )
        case TupleType() if isinstance(given, TupleType):
            pairs = zip(given.elements, wanted.elements, strict=True)
            return TupleType(tuple(filled(item, kind) for item, kind in pairs))
    return wanted


def of_open_type(value: Value) -> Value:
    """What is left of a value that will be converted to a type which is not known here."""
    if value.data is UNKNOWN:
        return unknown(DYNAMIC, value.origin, value.sensitive)
    doubt = leaf("a conversion", value.span, "to what type it is converted is not known")
    return unknown(DYNAMIC, mix(value.span, (value.origin, doubt)), value.any_sensitive)


def _element_of(given: Type) -> Type | None:
    if isinstance(given, MapType | ListType | SetType):
        return given.element
    inside = [kind for _, kind in given.attributes] if isinstance(given, ObjectType) else getattr(given, "elements", ())
    return unify(tuple(inside))
