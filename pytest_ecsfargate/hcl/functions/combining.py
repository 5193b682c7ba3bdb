"""Functions that choose between collections or make one from several.

https://developer.hashicorp.com/terraform/language/functions/merge and the collection functions beside it
"""

from __future__ import annotations

from dataclasses import replace

from ..errors import EvaluationError
from ..operations.convert import converted_or_none, unify_values
from ..operations.equality import known_text, same
from ..operations.mismatch import friendly
from ..types import DYNAMIC, STRING, ListType, MapType, ObjectType
from ..values import UNKNOWN, PartialString, ResourceObject, Value
from .declaring import Call, NotCertain, Parameter, function
from .shared import ANY_LIST, is_sequence, items, text


@function("coalesce", variadic=Parameter("vals", DYNAMIC, needs="nothing", null=True, open=True))
def coalesce(call: Call, *args: Value) -> Value:
    """The first argument that is neither null nor an empty string, converted to what suits them all."""
    if not args:
        raise EvaluationError("all arguments must have the same type")
    kind, converted = converted_or_none(args)
    for position, value in enumerate(converted):
        if value is None:
            # Terraform passes over what cannot be converted after all.
            continue
        if value.data is UNKNOWN or value.is_unknown:
            if _is_surely_chosen(value):
                return value.marked(call.sensitive)
            # What was passed over is no part of the result.
            return replace(call, origins=call.origins[position:]).unknown(type=kind)
        if value.data is None or kind is STRING and known_text(value) == "":
            continue
        return value.marked() if call.sensitive else value
    raise EvaluationError("no non-null, non-empty-string arguments")


def _is_surely_chosen(value: Value) -> bool:
    """A string of which a part is known is neither null nor empty, whatever the rest will be."""
    return isinstance(value.data, PartialString) and any(isinstance(part.data, str) for part in value.parts)


@function("coalescelist", variadic=Parameter("vals", DYNAMIC, needs="nothing", null=True, open=True))
def coalescelist(call: Call, *args: Value) -> Value:
    """The first list that is not empty."""
    if not args:
        raise EvaluationError("at least one argument is required")
    if all(not value.is_unknown and not isinstance(value.data, ResourceObject) for value in args):
        for value in args:
            if not is_sequence(value.type):
                raise EvaluationError("coalescelist arguments must be lists or tuples")
    for value in args:
        if not isinstance(value.data, tuple | None):
            return call.unknown()
        if value.data:
            return value
    raise EvaluationError("no non-null arguments")


@function("merge", variadic=Parameter("maps", DYNAMIC, needs="nothing", null=True, open=True), marks="own")
def merge(call: Call, *args: Value) -> Value:
    """All elements in one map or object, later ones first choice."""
    made: dict[str, Value] = {}
    for value in args:
        if value.type is DYNAMIC:
            # Whatever it is decides the type of the result, and Terraform does not judge what stands behind it.
            break
        if not isinstance(value.type, MapType | ObjectType):
            raise EvaluationError(_no_map(value))
    kind = args[0].type if len({value.type for value in args}) == 1 else None
    if any(value.data is UNKNOWN or isinstance(value.data, ResourceObject) for value in args):
        return call.unknown(type=kind)
    for value in args:
        if value.data is None:
            continue
        if not isinstance(value.data, dict):
            raise EvaluationError(_no_map(value))
        made.update((name, value.through(item)) for name, item in value.data.items())
    return call.result({name: made[name] for name in sorted(made)}, kind if isinstance(kind, MapType) else None)


def _no_map(value: Value) -> str:
    return f'arguments must be maps or objects, got "{friendly(value.type)}"'


@function(
    "zipmap",
    Parameter("keys", ListType(STRING), needs="top"),
    Parameter("values", DYNAMIC, needs="top"),
    marks="own",
)
def zipmap(call: Call, names: Value, elements: Value) -> Value:
    """A map or object from names and as many elements."""
    kind = elements.type
    if not is_sequence(kind):
        raise EvaluationError("values argument must be a list or tuple value")
    wanted = MapType(kind.element) if isinstance(kind, ListType) else None
    if not names.known:
        return call.unknown(type=wanted or DYNAMIC)
    key_items, found = items(names), items(elements)
    if len(key_items) != len(found):
        raise EvaluationError(f"number of keys ({len(key_items)}) does not match number of values ({len(found)})")
    if any(key.data is None for key in key_items):
        raise EvaluationError("keys list has a null value")
    made = {text(key): item for key, item in zip(key_items, found, strict=True)}
    result = call.result({name: made[name] for name in sorted(made)}, wanted)
    return result.marked() if names.any_sensitive else result


@function(
    "matchkeys",
    Parameter("values", ANY_LIST, needs="top"),
    Parameter("keys", ANY_LIST, needs="top"),
    Parameter("searchset", ANY_LIST, needs="top"),
)
def matchkeys(call: Call, elements: Value, names: Value, wanted: Value) -> Value:
    """The elements whose key is one of the wanted ones."""
    _, (names, wanted) = unify_values([names, wanted])
    found, search = items(elements), items(wanted)
    key_items = items(names)
    if len(found) != len(key_items):
        raise EvaluationError("length of keys and values should be equal")
    if not (names.known and wanted.known) or search and not elements.known:
        raise NotCertain("Terraform needs to know all values")
    call.spend(len(key_items) * len(search))
    chosen = [item for item, key in zip(found, key_items, strict=True) if any(same(key, other) for other in search)]
    return call.result(tuple(chosen), elements.type)


@function("transpose", Parameter("values", MapType(ListType(STRING))), returns=MapType(ListType(STRING)))
def transpose(call: Call, value: Value) -> Value:
    """A map of lists turned around: for each string in the lists, the names under which it stands."""
    assert isinstance(value.data, dict)
    made: dict[str, list[Value]] = {}
    for name in sorted(value.data):
        inner = value.data[name]
        if inner.data is None:
            raise EvaluationError("input must not contain null list")
        for item in items(inner):
            if item.data is None:
                raise EvaluationError("input list must not contain null string")
            made.setdefault(text(item), []).append(Value(name, STRING, item.origin))
    lists = {name: call.result(tuple(made[name]), ListType(STRING)) for name in sorted(made)}
    return call.result(dict(lists), MapType(ListType(STRING)))
