"""Functions on sets: https://developer.hashicorp.com/terraform/language/functions/setunion"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..errors import EvaluationError
from ..operations.convert import convert, unify_values
from ..operations.equality import Elements, is_settled, make_set
from ..operations.unification import mentions_dynamic
from ..types import DYNAMIC, ListType, SetType, TupleType, Type
from ..values import UNKNOWN, Value
from .declaring import Call, NotCertain, Parameter, function
from .shared import ANY_LIST, ANY_SET, MAX_ELEMENTS, element_type, is_sequence, items

_FIRST = Parameter("first_set", ANY_SET, needs="nothing")
_OTHERS = Parameter("other_sets", ANY_SET, needs="nothing")


def _element_type(sets: Sequence[Value]) -> tuple[Type, list[Value]]:
    """The sets with one element type. Empty sets of no certain type suit every other."""
    certain = [value for value in sets if not (value.data == () and value.type == ANY_SET)]
    if not certain:
        return DYNAMIC, list(sets)
    try:
        kind, converted = unify_values(certain)
    except EvaluationError:
        raise EvaluationError("given sets must all have compatible element types") from None
    queue = iter(converted)
    element = kind.element if isinstance(kind, SetType) else DYNAMIC
    return element, [
        Value((), SetType(element), value.origin, value.sensitive) if value not in certain else next(queue)
        for value in sets
    ]


def _combined(call: Call, sets: Sequence[Value], combine: Callable[[list[Value], Elements], list[Value]]) -> Value:
    element, converted = _element_type(sets)
    if (
        any(value.data is UNKNOWN or not value.known for value in converted)
        or mentions_dynamic(element)
        and any(value.data for value in converted)
    ):
        return call.unknown(type=SetType(element))
    found = items(converted[0])
    for other in converted[1:]:
        found = combine(found, Elements(other))
    made = make_set(found, element)
    return call.result(made.data, SetType(element))


@function("setunion", _FIRST, variadic=_OTHERS)
def setunion(call: Call, *sets: Value) -> Value:
    """All elements of all sets."""
    element, converted = _element_type(sets)
    if any(not isinstance(value.data, tuple) for value in converted):
        return call.unknown(type=SetType(element))
    made = make_set([item for value in converted for item in items(value)], element)
    return call.result(made.data, SetType(element))


@function("setintersection", _FIRST, variadic=_OTHERS)
def setintersection(call: Call, *sets: Value) -> Value:
    """The elements that are in all sets."""
    return _combined(call, sets, lambda found, other: [item for item in found if item in other])


@function("setsubtract", Parameter("a", ANY_SET, needs="nothing"), Parameter("b", ANY_SET, needs="nothing"))
def setsubtract(call: Call, first: Value, second: Value) -> Value:
    """The elements of the first set that are not in the second."""
    return _combined(call, (first, second), lambda found, other: [item for item in found if item not in other])


@function("setproduct", variadic=Parameter("sets", DYNAMIC, needs="nothing"), marks="own")
def setproduct(call: Call, *args: Value) -> Value:
    """Every combination of one element from each: a set of tuples, or a list where no argument is a set."""
    if len(args) < 2:
        raise EvaluationError("at least two arguments are required")
    for value in args:
        if value.type is not DYNAMIC and not isinstance(value.type, ListType | SetType | TupleType):
            raise EvaluationError("a set or a list is required")
    if any(value.type is DYNAMIC for value in args):
        return call.unknown()
    converted = [_as_alike(value) for value in args]
    inner = TupleType(tuple(element_type(value.type) for value in converted))
    ordered = all(is_sequence(value.type) for value in args)
    wanted: Type = ListType(inner) if ordered else SetType(inner)
    if not all(isinstance(value.data, tuple) and is_settled(value) for value in converted):
        return call.unknown(type=wanted)
    total = 1
    for value in converted:
        total *= len(value)
    if total * len(args) > MAX_ELEMENTS:
        raise NotCertain("there are too many combinations")
    rows: list[tuple[Value, ...]] = [()]
    for value in converted:
        found = items(value)
        rows = [(*row, item) for row in rows for item in found]
    products = [Value(row, None, call.origin) for row in rows]
    if ordered:
        return call.result(tuple(products), wanted)
    if not all(product.known for product in products):
        return call.unknown(type=wanted)
    made = make_set(products, inner)
    return call.result(made.data, wanted).marked(made.sensitive or call.sensitive)


def _as_alike(value: Value) -> Value:
    if not isinstance(value.type, TupleType):
        return value
    if value.data == ():
        return Value((), ListType(DYNAMIC), value.origin, value.sensitive)
    try:
        return convert(value, ANY_LIST)
    except EvaluationError:
        raise EvaluationError("all elements must be of the same type") from None
