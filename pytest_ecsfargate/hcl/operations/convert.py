"""Conversion of values to a type: https://developer.hashicorp.com/terraform/language/expressions/type-constraints.

Elements keep their own origins and marks; what is not known stays unknown, with the type that it will have.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import EvaluationError
from ..types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    ObjectType,
    Primitive,
    SetType,
    TupleType,
    Type,
)
from ..values import UNKNOWN, JsonString, PartialString, ResourceObject, Value, unknown
from .equality import is_settled, make_set, shape
from .mismatch import mismatch
from .numbers import TooLarge, number_text, parse_number
from .open_types import filled, of_open_type, without_optional
from .unification import NULL_TYPE, convertible, is_open, map_types, mentions_dynamic, walk
from .unification import unify as _unify


def convert(value: Value, type: Type) -> Value:
    """The value as this type. Raises EvaluationError (without a span) where Terraform refuses it."""
    if type is DYNAMIC or value.type is type and isinstance(type, Primitive):
        return value
    given = shape(value)
    if given == type or given == without_optional(type):
        return value
    if not convertible(given, type):
        raise EvaluationError(mismatch(given, type))
    return _become(value, type, erase=False)


def unify(types: Sequence[Type]) -> Type | None:
    """The type that values of all these types can be converted to; None where there is none.

    `DYNAMIC` where that depends on a type that is not known.
    """
    found = _unify(types)
    return None if found is None else _open(found)


def unify_values(values: Sequence[Value]) -> tuple[Type, list[Value]]:
    """The values converted to the one type that suits all of them. Raises EvaluationError where none does.

    Where the type depends on one that is not known, `DYNAMIC` and the values as far as they are certain.
    """
    found = _unify([shape(value) for value in values])
    if found is None:
        raise EvaluationError("all values must have the same type" if values else "at least one value is needed")
    return _open(found), _all_become(values, found)


def converted_or_none(values: Sequence[Value]) -> tuple[Type, list[Value | None]]:
    """As `unify_values`, with None for a value that has a suitable type but not a suitable content."""
    found = _unify([shape(value) for value in values])
    if found is None:
        raise EvaluationError("all arguments must have the same type")
    made: list[Value | None] = []
    for value in values:
        try:
            made.append(_become(value, found, erase=True))
        except EvaluationError:
            made.append(None)
    return _open(found), made


def _all_become(values: Sequence[Value], wanted: Type) -> list[Value]:
    if wanted is NULL_TYPE:
        kinds = {type(shape(value)) for value in values if shape(value) is not NULL_TYPE}
        if len(kinds) == 1 and Primitive not in kinds:
            # Terraform leaves all of them open where a null stands beside lists, or beside maps, or beside objects.
            return [of_open_type(value) for value in values]
    return [_become(value, wanted, erase=True) for value in values]


def _open(kind: Type) -> Type:
    return map_types(kind, {NULL_TYPE: DYNAMIC})


def _result(data: object, kind: Type | None, like: Value) -> Value:
    return Value(data, kind, like.origin, like.sensitive)  # type: ignore[arg-type]


def _become(value: Value, wanted: Type, erase: bool) -> Value:
    """The conversion itself. `erase` makes unknown what stands where the wanted type is open after unification."""
    if is_open(wanted):
        certain = not erase or wanted is NULL_TYPE or is_open(shape(value))
        return value if certain else of_open_type(value)
    if value.deferred:
        return _become_later(value, wanted, erase)
    data = value.data
    if isinstance(data, ResourceObject):
        return _read(value, data, wanted, erase)
    if isinstance(wanted, Primitive):
        return _to_primitive(value, wanted)
    if data is None or data is UNKNOWN:
        return _result(data, _open(filled(value.type, without_optional(wanted))), value)
    if isinstance(wanted, ObjectType) and isinstance(data, dict):
        return _result(_to_attributes(data, wanted, erase), None, value)
    if isinstance(wanted, MapType) and isinstance(data, dict):
        names = sorted(data)
        items, element = _to_elements(value, [data[name] for name in names], wanted.element, erase)
        return _result(dict(zip(names, items, strict=True)), MapType(element), value)
    if isinstance(data, tuple):
        return _to_sequence(value, data, wanted, erase)
    raise EvaluationError(mismatch(value.type, wanted))


def _become_later(value: Value, wanted: Type, erase: bool) -> Value:
    """Terraform does not know what it converts here, so it refuses nothing."""
    try:
        return _become(convert(value.at_apply(), wanted), wanted, erase)
    except EvaluationError:
        return unknown(_open(without_optional(wanted)), value.origin, value.any_sensitive)


def _to_primitive(value: Value, wanted: Primitive) -> Value:
    data = value.data
    if value.type is wanted:
        return value
    if isinstance(data, PartialString) or isinstance(data, JsonString) and not data.inner.known:
        return unknown(wanted, value.origin, value.any_sensitive)
    if data is None or data is UNKNOWN:
        return _result(data, wanted, value)
    sensitive = value.sensitive
    if isinstance(data, JsonString):
        data, sensitive = data.text, value.any_sensitive
    if wanted is STRING:
        return Value(_text(data), STRING, value.origin, sensitive)
    if isinstance(data, str):
        if wanted is NUMBER:
            return _number(data, value)
        return Value(_truth(data), BOOL, value.origin, sensitive)
    raise EvaluationError(mismatch(value.type, wanted))


def _text(data: object) -> str:
    if isinstance(data, bool):
        return "true" if data else "false"
    assert isinstance(data, int | float) or hasattr(data, "denominator")
    try:
        return number_text(data)  # type: ignore[arg-type]
    except TooLarge:  # pragma: no cover - numbers of this size are not made
        raise EvaluationError("the number is too large") from None


def _number(text: str, value: Value) -> Value:
    try:
        number = parse_number(text)
    except TooLarge:
        return unknown(NUMBER, value.origin, value.any_sensitive)
    if number is None:
        raise EvaluationError("a number is required")
    return Value(number, NUMBER, value.origin, value.any_sensitive)


def _truth(text: str) -> bool:
    if text in ("true", "1"):
        return True
    if text in ("false", "0"):
        return False
    if text.lower() in ("true", "false"):
        raise EvaluationError(f'a bool is required; to convert from string, use lowercase "{text.lower()}"')
    raise EvaluationError("a bool is required")


def _to_sequence(value: Value, items: tuple[Value, ...], wanted: Type, erase: bool) -> Value:
    if isinstance(wanted, TupleType):
        pairs = zip(items, wanted.elements, strict=True)
        return _result(tuple(_become(item, kind, erase) for item, kind in pairs), None, value)
    assert isinstance(wanted, ListType | SetType)
    if isinstance(wanted, ListType) and not is_settled(value):
        return unknown(ListType(_open(filled(value.type, wanted)).element), value.origin, value.any_sensitive)  # type: ignore[attr-defined]
    converted, element = _to_elements(value, items, wanted.element, erase, isinstance(wanted, SetType))
    if isinstance(wanted, ListType):
        return _result(tuple(converted), ListType(element), value)
    made = make_set(converted, element)
    return Value(made.data, SetType(element), value.origin, value.sensitive or made.sensitive)


def _to_elements(
    value: Value, items: Sequence[Value], wanted: Type, erase: bool, to_set: bool = False
) -> tuple[list[Value], Type]:
    """The elements of a collection converted, and the one type that they then have."""
    if not items:
        given = getattr(value.type, "element", DYNAMIC)
        return [], _open(given if is_open(wanted) else without_optional(wanted))
    if erase and wanted is DYNAMIC:
        return [_become(item, wanted, erase) for item in items], DYNAMIC
    if is_open(wanted):
        if isinstance(value.type, ListType | SetType | MapType):
            return list(items), value.type.element
        return _unified(items, not to_set)
    converted = [_become(item, wanted, erase) for item in items]
    if not _has_open(wanted):
        return converted, without_optional(wanted)
    return _unified(converted, not to_set)


def _has_open(kind: Type) -> bool:
    return any(is_open(part) for part in walk(kind))


def _unified(items: Sequence[Value], again: bool) -> tuple[list[Value], Type]:
    """The elements with one type. What is converted may be unified `again`, as Terraform does but for sets."""
    found = _unify([shape(item) for item in items])
    if found is None:
        raise EvaluationError("cannot find a common base type for all elements")
    converted = _all_become(items, found)
    if again and any(shape(item) != found for item in converted):
        return _unified(converted, again=False)
    kinds = {shape(item) for item in converted if shape(item) is not DYNAMIC}
    if len(kinds - {NULL_TYPE}) > 1 and not any(mentions_dynamic(kind) for kind in kinds):
        raise EvaluationError("element types must all match")
    return converted, _open(found)


def _to_attributes(data: dict[str, Value], wanted: ObjectType, erase: bool) -> dict[str, Value]:
    made: dict[str, Value] = {}
    for name, kind in wanted.attributes:
        item = data.get(name)
        if item is not None:
            if not convertible(shape(item), kind):
                raise EvaluationError(
                    f'map element type is incompatible with attribute "{name}": {mismatch(item.type, kind)}'
                )
            made[name] = _become(item, kind, erase)
        elif name in wanted.optional:
            made[name] = Value(None, without_optional(kind))
        else:
            raise EvaluationError(f'map has no element for required attribute "{name}"')
    return made


def _read(value: Value, resource: ResourceObject, wanted: Type, erase: bool) -> Value:
    """A resource as an object of these attributes; unknown as anything else."""
    if not isinstance(wanted, ObjectType):
        return unknown(without_optional(wanted), value.origin, value.sensitive)
    made: dict[str, Value] = {}
    for name, kind in wanted.attributes:
        item = resource.read(name)
        if item is None:
            made[name] = unknown(without_optional(kind), value.origin)
        else:
            made[name] = convert(item, kind)
    return _result(made, None, value)
