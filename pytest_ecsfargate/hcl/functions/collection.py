"""Functions that look into collections.

https://developer.hashicorp.com/terraform/language/functions/length and the collection functions beside it
"""

from __future__ import annotations

from ..errors import EvaluationError
from ..operations.convert import convert
from ..operations.equality import is_marked, is_settled, known_text, same
from ..operations.mismatch import friendly
from ..operations.numbers import counted
from ..types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
)
from ..values import UNKNOWN, ResourceObject, Value, null
from .declaring import Call, NotCertain, Parameter, function
from .graphemes import clusters
from .shared import characters, element_type, is_sequence, items, whole


@function("length", Parameter("value", DYNAMIC, needs="nothing", open=True), returns=NUMBER, marks="own")
def length(call: Call, value: Value) -> Value:
    """How many elements, attributes or characters."""
    kind, data = value.type, value.data
    if isinstance(kind, TupleType):
        return call.result(counted(len(kind.elements)), NUMBER)
    if isinstance(kind, ObjectType):
        return call.result(counted(len(kind.attributes)), NUMBER)
    known = known_text(value)
    if known is not None:
        return call.result(counted(len(clusters(characters(call, value)))), NUMBER).marked(is_marked(value))
    if isinstance(data, tuple | dict):
        return call.result(counted(len(data)), NUMBER) if is_settled(value) else call.unknown()
    if kind in (NUMBER, BOOL):
        raise EvaluationError("argument must be a string, a collection type, or a structural type")
    return call.unknown().marked(is_marked(value))


@function("element", Parameter("list", DYNAMIC, needs="top"), Parameter("index", NUMBER, needs="nothing"), marks="own")
def element(call: Call, collection: Value, index: Value) -> Value:
    """The element at an index, counted round and round."""
    kind = collection.type
    if not is_sequence(kind):
        raise EvaluationError(f"cannot read elements from {friendly(kind)}")
    if index.data is UNKNOWN:
        return call.unknown(type=element_type(kind) if isinstance(kind, ListType) else DYNAMIC)
    position = whole(index)
    found = items(collection)
    if not found:
        raise EvaluationError("cannot use element function with an empty list")
    if position < 0 and isinstance(kind, TupleType) and position % len(found):
        # Terraform 1.11 stops with an internal error here; later versions count from the end.
        raise EvaluationError("a tuple has no element at a negative index")
    chosen = found[position % len(found)]
    return chosen.marked() if index.sensitive else chosen


@function(
    "lookup",
    Parameter("inputMap", DYNAMIC, needs="nothing"),
    Parameter("key", STRING, needs="nothing"),
    variadic=Parameter("default", DYNAMIC, needs="nothing", null=True, open=True),
    marks="none",
)
def lookup(call: Call, collection: Value, key: Value, *default: Value) -> Value:
    """The element of this name, or the default converted to the type of the map's elements."""
    kind = collection.type
    if len(default) > 1:
        raise EvaluationError(f"lookup() takes two or three arguments, got {2 + len(default)}")
    marked = collection.sensitive or is_marked(key)
    if isinstance(collection.data, ResourceObject):
        found = _lookup_in_resource(call, collection, collection.data, key, default)
        return found.marked() if marked else found
    if not isinstance(kind, MapType | ObjectType):
        raise EvaluationError("lookup() requires a map as the first argument")
    wanted = kind.element if isinstance(kind, MapType) else DYNAMIC
    other = convert(default[0], wanted) if default else None
    name = known_text(key)
    if name is None or not isinstance(collection.data, dict):
        return call.unknown(type=wanted).marked(marked)
    if name in collection.data:
        found = collection.through(collection.data[name])
    elif other is not None:
        found = other
    else:
        raise EvaluationError("lookup failed to find key " + ("(sensitive value)" if marked else f'"{name}"'))
    return found.marked() if marked else found


def _lookup_in_resource(
    call: Call, collection: Value, resource: ResourceObject, key: Value, default: tuple[Value, ...]
) -> Value:
    name = known_text(key)
    found = resource.read(name) if name is not None else None
    if found is not None:
        return collection.through(found)
    if name is None or not default:
        return call.unknown()
    raise NotCertain("whether the resource has this attribute is not known")


@function("keys", Parameter("inputMap", DYNAMIC, needs="nothing"), marks="own")
def keys(call: Call, collection: Value) -> Value:
    """The names in a map or object, in order."""
    kind = collection.type
    if isinstance(kind, ObjectType):
        return call.result(tuple(Value(name, STRING, collection.origin) for name, _ in kind.attributes))
    if isinstance(kind, MapType):
        if not isinstance(collection.data, dict):
            return call.unknown(type=ListType(STRING))
        names = (Value(name, STRING, collection.origin) for name in sorted(collection.data))
        return call.result(tuple(names), ListType(STRING))
    if isinstance(collection.data, ResourceObject):
        return call.unknown()
    raise EvaluationError("must have map or object type")


@function("values", Parameter("mapping", DYNAMIC, needs="top"), marks="own")
def values(call: Call, collection: Value) -> Value:
    """The elements of a map or object, in the order of their names."""
    kind = collection.type
    if not isinstance(kind, MapType | ObjectType):
        raise EvaluationError("values() requires a map as the first argument")
    return call.result(tuple(items(collection)), ListType(kind.element) if isinstance(kind, MapType) else None)


@function(
    "contains",
    Parameter("list", DYNAMIC, needs="top"),
    Parameter("value", DYNAMIC, needs="top"),
    returns=BOOL,
)
def contains(call: Call, collection: Value, value: Value) -> Value:
    """Whether one of the elements is equal to the value."""
    kind = collection.type
    if not (is_sequence(kind) or isinstance(kind, SetType)):
        raise EvaluationError("argument must be list, tuple, or set")
    doubt = False
    call.spend(len(collection) * value.facts.weight >> 1)
    for item in items(collection):
        result = same(value, item)
        if result:
            return call.result(True, BOOL)
        doubt = doubt or result is None
    return call.unknown() if doubt else call.result(False, BOOL)


@function(
    "index",
    Parameter("list", DYNAMIC, needs="top"),
    Parameter("value", DYNAMIC, needs="top"),
    returns=NUMBER,
)
def index(call: Call, collection: Value, value: Value) -> Value:
    """The position of the first element that is equal to the value."""
    if not is_sequence(collection.type):
        raise EvaluationError("argument must be a list or tuple")
    found = items(collection)
    if not found:
        raise EvaluationError("cannot search an empty list")
    call.spend(len(found) * value.facts.weight >> 1)
    for position, item in enumerate(found):
        result = same(item, value)
        if result is None:
            return call.unknown()
        if result:
            return call.result(counted(position), NUMBER)
    raise EvaluationError("item not found")


@function("one", Parameter("list", DYNAMIC, needs="top"))
def one(call: Call, collection: Value) -> Value:
    """The only element, or null where there is none."""
    kind = collection.type
    if not (is_sequence(kind) or isinstance(kind, SetType)):
        raise EvaluationError("must be a list, set, or tuple value with either zero or one elements")
    inner = DYNAMIC if isinstance(kind, TupleType) else element_type(kind)
    if not is_settled(collection):
        return call.unknown(type=inner)
    found = items(collection)
    if not found:
        return null(inner, call.origin)
    if len(found) > 1:
        raise EvaluationError("must be a list, set, or tuple value with either zero or one elements")
    return found[0]
