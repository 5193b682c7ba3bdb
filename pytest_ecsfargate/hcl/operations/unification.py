"""Which types convert to which, and the one type that several can be converted to.

This decides the types of conditionals, `tolist`, `tomap`, `concat`, `coalesce` and of lists made from tuples, as
https://developer.hashicorp.com/terraform/language/expressions/type-constraints#conversion-of-complex-types tells in
words; the order of preference where several types would do is Terraform's own.

`DYNAMIC` here means "of a type that we do not know", so a result that would depend on it is `DYNAMIC` too. The type
of a literal `null` is known to be open, which makes a difference: `NULL_TYPE` stands for it inside this module's work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

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
from .type_preference import NULL_TYPE, by_preference, is_open

__all__ = ["NULL_TYPE", "convertible", "is_open", "map_types", "mentions_dynamic", "unify", "walk"]

_SAFE: Final = {(NUMBER, STRING), (BOOL, STRING)}
_UNSAFE: Final = {(STRING, NUMBER), (STRING, BOOL)}
_Collection = type[ListType] | type[SetType] | type[MapType]


def mentions_dynamic(kind: Type) -> bool:
    """Whether a type that we do not know is part of it."""
    return any(part is DYNAMIC for part in walk(kind))


def walk(kind: Type) -> list[Type]:
    """The type and all types inside it."""
    found = [kind]
    for part in found:
        if isinstance(part, ListType | SetType | MapType):
            found.append(part.element)
        elif isinstance(part, TupleType):
            found.extend(part.elements)
        elif isinstance(part, ObjectType):
            found.extend(item for _, item in part.attributes)
    return found


def map_types(kind: Type, primitive: Mapping[Primitive, Type]) -> Type:
    """The type without optional marks and with primitives replaced."""
    match kind:
        case Primitive():
            return primitive.get(kind, kind)
        case ListType() | SetType() | MapType():
            return type(kind)(map_types(kind.element, primitive))
        case TupleType():
            return TupleType(tuple(map_types(item, primitive) for item in kind.elements))
        case ObjectType():
            return ObjectType(tuple((name, map_types(item, primitive)) for name, item in kind.attributes))
    return kind


def convertible(given: Type, wanted: Type, unsafe: bool = True) -> bool:
    """Whether a value of the one type can become one of the other; with `unsafe`, whether some values can."""
    if given is wanted or given == wanted or is_open(wanted):
        return True
    if is_open(given):
        return unsafe
    if isinstance(given, Primitive) and isinstance(wanted, Primitive):
        return (given, wanted) in _SAFE or unsafe and (given, wanted) in _UNSAFE
    if isinstance(wanted, ObjectType):
        return _convertible_to_object(given, wanted, unsafe)
    if isinstance(wanted, TupleType):
        return (
            isinstance(given, TupleType)
            and len(given.elements) == len(wanted.elements)
            and all(convertible(*pair, unsafe) for pair in zip(given.elements, wanted.elements, strict=True))
        )
    if isinstance(wanted, MapType):
        if isinstance(given, ObjectType):
            return _all_become([kind for _, kind in given.attributes], wanted.element, unsafe, allow_open=True)
        return isinstance(given, MapType) and convertible(given.element, wanted.element, unsafe)
    if isinstance(wanted, ListType | SetType):
        if isinstance(given, TupleType):
            return _all_become(given.elements, wanted.element, unsafe, allow_open=False)
        if isinstance(wanted, SetType) and isinstance(given, ListType) and not unsafe:
            return False
        return isinstance(given, ListType | SetType) and convertible(given.element, wanted.element, unsafe)
    return False


def _all_become(given: Sequence[Type], wanted: Type, unsafe: bool, allow_open: bool) -> bool:
    if not given:
        return True
    if is_open(wanted):
        element = unify(given, unsafe)
        if element is None:
            return False
        if element is NULL_TYPE and not allow_open:
            return all(is_open(kind) for kind in given)
        wanted = element
    return all(convertible(kind, wanted, unsafe) for kind in given)


def _convertible_to_object(given: Type, wanted: ObjectType, unsafe: bool) -> bool:
    if isinstance(given, ObjectType):
        there = given.by_name
        return all(
            convertible(there[name], kind, unsafe) if name in there else name in wanted.optional
            for name, kind in wanted.attributes
        )
    if isinstance(given, MapType) and unsafe:
        return all(convertible(given.element, kind) or name in wanted.optional for name, kind in wanted.attributes)
    return False


def unify(types: Sequence[Type], unsafe: bool = True) -> Type | None:
    """The type that values of all these types can be converted to; None where there is none.

    `DYNAMIC` where a type that is not known would decide, or where Terraform itself leaves the type open.
    """
    if not types:
        return None
    if all(kind == types[0] for kind in types):
        return types[0]
    if any(kind is DYNAMIC for kind in types):
        # Any primitive can become a string, so next to a string nothing is open; next to others it is.
        certain = unify([kind for kind in types if kind is not DYNAMIC], unsafe)
        return STRING if certain is STRING else DYNAMIC
    found, settled = _unify_alike(types, unsafe)
    return found if settled else _most_general(types, unsafe)


def _unify_alike(types: Sequence[Type], unsafe: bool) -> tuple[Type | None, bool]:
    """The result for types of one structural kind, and whether that is the last word."""
    kinds = {type(kind) for kind in types if kind is not NULL_TYPE}
    has_open = any(kind is NULL_TYPE for kind in types)
    for alike in (MapType, ListType, SetType):
        if kinds == {alike}:
            return (NULL_TYPE if has_open else _unify_elements(alike, types, unsafe)), True
    if kinds == {MapType, ObjectType}:
        whole = _unify_as(ObjectType, types, _object_to_map, unsafe)
        return whole, isinstance(whole, MapType)
    if kinds == {ListType, TupleType}:
        whole = _unify_as(TupleType, types, _tuple_to_list, unsafe)
        return whole, isinstance(whole, ListType)
    if kinds == {ObjectType}:
        return (NULL_TYPE if has_open else _unify_objects(types, unsafe)), True
    if kinds == {TupleType}:
        return (NULL_TYPE if has_open else _unify_tuples(types, unsafe)), True
    return None, {ObjectType, TupleType} <= kinds


def _unify_elements(collection: _Collection, types: Sequence[Type], unsafe: bool) -> Type | None:
    element = unify([kind.element for kind in types if isinstance(kind, ListType | SetType | MapType)], unsafe)
    return None if element is None else collection(element)


def _unify_as(
    structural: type[Type],
    types: Sequence[Type],
    as_collection: Callable[[Sequence[Type], bool], Type | None],
    unsafe: bool,
) -> Type | None:
    """Objects beside maps are tried as maps first, tuples beside lists as lists."""
    whole = as_collection([kind for kind in types if isinstance(kind, structural)], unsafe)
    if whole is None:
        return None
    return unify([whole if isinstance(kind, structural) else kind for kind in types], unsafe)


def _object_to_map(types: Sequence[Type], unsafe: bool) -> Type | None:
    objects = [kind for kind in types if isinstance(kind, ObjectType)]
    attributes = [kind for item in objects for _, kind in item.attributes]
    element = unify(attributes, unsafe)
    if element is None:
        return None
    result = MapType(element)
    return result if all(convertible(kind, result, unsafe) for kind in objects) else None


def _tuple_to_list(types: Sequence[Type], unsafe: bool) -> Type | None:
    elements = [kind for tuple_type in types if isinstance(tuple_type, TupleType) for kind in tuple_type.elements]
    element = unify(elements, unsafe)
    if element is None:
        return None
    result = ListType(element)
    return result if all(convertible(kind, result, unsafe) for kind in types) else None


def _unify_objects(types: Sequence[Type], unsafe: bool) -> Type | None:
    objects = [kind.by_name for kind in types if isinstance(kind, ObjectType)]
    if any(item.keys() != objects[0].keys() for item in objects):
        return _object_to_map(types, unsafe)
    found: dict[str, Type] = {}
    for name in objects[0]:
        kind = unify([item[name] for item in objects], unsafe)
        if kind is None:
            return None
        found[name] = kind
    result = ObjectType.of(found)
    if all(convertible(kind, result, unsafe) for kind in types):
        return result
    return _object_to_map(types, unsafe)


def _unify_tuples(types: Sequence[Type], unsafe: bool) -> Type | None:
    tuples = [kind.elements for kind in types if isinstance(kind, TupleType)]
    if any(len(item) != len(tuples[0]) for item in tuples):
        return _tuple_to_list(types, unsafe)
    found: list[Type] = []
    for across in zip(*tuples, strict=True):
        kind = unify(across, unsafe)
        if kind is None:
            return None
        found.append(kind)
    result = TupleType(tuple(found))
    return result if all(convertible(kind, result, unsafe) for kind in types) else _tuple_to_list(types, unsafe)


def _family(kind: Type) -> str:
    """Types of different families never convert to each other."""
    if isinstance(kind, Primitive):
        return "primitive"
    return "keyed" if isinstance(kind, MapType | ObjectType) else "sequence"


def _most_general(types: Sequence[Type], unsafe: bool) -> Type | None:
    if NULL_TYPE not in types and len({_family(kind) for kind in types}) > 1:
        return None
    if any(mentions_dynamic(kind) for kind in types):
        return DYNAMIC
    for wanted in by_preference(types):
        if all(convertible(kind, wanted, unsafe) for kind in types):
            return wanted
    return None
