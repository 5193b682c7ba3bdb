"""Functions that make lists out of lists.

https://developer.hashicorp.com/terraform/language/functions/concat and the collection functions beside it
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..errors import EvaluationError
from ..operations import numbers
from ..operations.convert import convert, unify, unify_values
from ..operations.equality import is_settled, known_text, shape, without_equals
from ..operations.mismatch import friendly
from ..operations.numbers import Number, counted
from ..operations.unification import mentions_dynamic
from ..types import BOOL, DYNAMIC, NUMBER, STRING, ListType, SetType, TupleType, Type
from ..values import UNKNOWN, Value
from .declaring import Call, Parameter, function
from .shared import ANY_LIST, elements_origin, is_sequence, items, number, text, whole


@function("concat", variadic=Parameter("seqs", DYNAMIC, needs="nothing"), marks="own")
def concat(call: Call, *args: Value) -> Value:
    """All elements in one list, or tuple where one of the arguments is a tuple."""
    if not args:
        raise EvaluationError("at least one argument is required")
    if all(isinstance(value.type, ListType) for value in args):
        common = unify([shape(value) for value in args])
        if isinstance(common, ListType):
            return _one_list(call, args, common)
    for value in args:
        if value.data is UNKNOWN and isinstance(value.type, ListType):
            # Terraform does not look at what stands behind it: not even the type of the result is known.
            return _unknown(call, args)
        if not is_sequence(value.type):
            raise EvaluationError(f"all arguments must be lists or tuples; got {friendly(value.type)}")
    if not all(isinstance(value.data, tuple) for value in args):
        return _unknown(call, args)
    return call.result(tuple(item for value in args for item in items(value)))


def _unknown(call: Call, args: Sequence[Value], type: Type = DYNAMIC) -> Value:
    """A list of which some elements are known: they are among its origins."""
    return replace(call, origins=tuple(elements_origin(value) for value in args)).unknown(type=type)


def _one_list(call: Call, args: Sequence[Value], common: ListType) -> Value:
    if mentions_dynamic(common) and any(value.type != common for value in args):
        converted = unify_values(args)[1]
        if not all(isinstance(value.data, tuple) for value in converted):
            return _unknown(call, args, common)
    else:
        converted = [convert(value, common) for value in args]
    if not all(isinstance(value.data, tuple) for value in converted):
        return _unknown(call, args, common)
    made = tuple(item for value in converted for item in items(value))
    if common.element is DYNAMIC and made:
        # An empty list of any type leaves the type of all open; the elements say it.
        if all(item.type == made[0].type for item in made):
            common = ListType(made[0].type)
        elif all(value.known for value in args):
            raise EvaluationError("the elements of one list must be of one type")
    return call.result(made, common)


@function("flatten", Parameter("list", DYNAMIC, needs="top"), marks="own")
def flatten(call: Call, value: Value) -> Value:
    """The elements, with those that are lists, sets or tuples replaced by their own elements."""
    if not isinstance(value.type, ListType | SetType | TupleType):
        raise EvaluationError("can only flatten lists, sets and tuples")
    made: list[Value] = []
    marked: list[Value] = []
    if not _flatten(value, made, marked):
        return call.unknown()
    result = call.result(tuple(made))
    return result.marked() if marked else result


def _flatten(value: Value, made: list[Value], marked: list[Value]) -> bool:
    """Appends the flat elements, and the marked lists among them; whether it is certain which they are."""
    if value.sensitive:
        marked.append(value)
    if not is_settled(value):
        return False
    for item in items(value):
        if item.data is not None and isinstance(item.type, ListType | SetType | TupleType):
            if item.data is UNKNOWN or not _flatten(item, made, marked):
                return False
        elif item.data is UNKNOWN and item.type is DYNAMIC:
            return False
        else:
            made.append(item)
    return True


@function("compact", Parameter("list", ListType(STRING), needs="top"), returns=ListType(STRING))
def compact(call: Call, value: Value) -> Value:
    """The strings that are neither empty nor null."""
    if not value.known:
        return call.unknown()
    return call.result(tuple(item for item in items(value) if known_text(item)), ListType(STRING))


@function("distinct", Parameter("list", ANY_LIST, needs="top"))
def distinct(call: Call, value: Value) -> Value:
    """Each element once, in the order in which they come first."""
    if not value.known:
        return call.unknown(type=value.type)
    return call.result(without_equals(items(value)), value.type)


@function("reverse", Parameter("list", DYNAMIC, needs="top"), marks="own")
def reverse(call: Call, value: Value) -> Value:
    """The elements from last to first; of a set, a list."""
    if not isinstance(value.type, ListType | SetType | TupleType):
        raise EvaluationError(f"can only reverse list or tuple values, not {friendly(value.type)}")
    kind = None if isinstance(value.type, TupleType) else ListType(value.type.element)
    if not is_settled(value):
        return call.unknown(type=kind or DYNAMIC)
    return call.result(tuple(reversed(items(value))), kind)


@function(
    "slice",
    Parameter("list", DYNAMIC, needs="top"),
    Parameter("start_index", NUMBER, needs="nothing"),
    Parameter("end_index", NUMBER, needs="nothing"),
    marks="own",
)
def slice_(call: Call, value: Value, start: Value, end: Value) -> Value:
    """The elements from a start index up to and without an end index."""
    if isinstance(value.type, SetType):
        raise EvaluationError("cannot slice a set, because its elements do not have indices")
    if not isinstance(value.type, ListType | TupleType):
        raise EvaluationError("must be a list or tuple value")
    kind = value.type if isinstance(value.type, ListType) else None
    found = items(value)
    for what, at in (("start", start), ("end", end)):
        if at.data is not UNKNOWN and not 0 <= whole(at) <= len(found):
            raise EvaluationError(f"{what} index must not be less than zero or greater than the length of the list")
    if start.data is UNKNOWN or end.data is UNKNOWN:
        return call.unknown(type=kind or DYNAMIC)
    if whole(start) > whole(end):
        raise EvaluationError("start index must not be greater than end index")
    return call.result(tuple(found[whole(start) : whole(end)]), kind)


@function("chunklist", Parameter("list", ANY_LIST, needs="top"), Parameter("size", NUMBER, needs="top"), marks="own")
def chunklist(call: Call, value: Value, size: Value) -> Value:
    """The list cut into lists of this size."""
    width = whole(size)
    if width < 0:
        raise EvaluationError("the size argument must be positive")
    found = items(value)
    step = width or max(len(found), 1)
    cuts = [tuple(found[at : at + step]) for at in range(0, len(found), step)]
    return call.result(tuple(Value(cut, value.type, call.origin) for cut in cuts), ListType(value.type))


@function("sort", Parameter("list", ListType(STRING), needs="top"), returns=ListType(STRING))
def sort(call: Call, value: Value) -> Value:
    """The strings in the order of their bytes; where one is not known, only how many they are."""
    found = items(value)
    if not value.known:
        return call.result(tuple([call.unknown(type=STRING) for _ in found]), ListType(STRING))
    if any(item.data is None for item in found):
        raise EvaluationError("a null string cannot be sorted")
    return call.result(tuple(sorted(found, key=text)), ListType(STRING))


@function("range", variadic=Parameter("params", NUMBER), returns=ListType(NUMBER))
def range_(call: Call, *args: Value) -> Value:
    """Numbers from a start (0) up to and without an end, by a step (1 or -1). At most 1024 of them, as in Terraform."""
    given = [number(value) for value in args]
    if not 1 <= len(given) <= 3:
        raise EvaluationError("must have one, two, or three arguments")
    zero = numbers.at_precision(0, 53)
    start, end = (zero, given[0]) if len(given) == 1 else (given[0], given[1])
    step: Number = given[2] if len(given) == 3 else counted(-1 if end < start else 1)
    if step == 0 and start != end:
        raise EvaluationError("step must not be zero")
    if step < 0 < end - start or end < start and step > 0:
        raise EvaluationError("end must lie in the direction of the step")
    made: list[Value] = []
    at = start
    while at > end if step < 0 else at < end:
        if len(made) >= 1024:
            raise EvaluationError(
                "more than 1024 values were generated; either decrease the difference between start and end or use "
                "a smaller step"
            )
        made.append(Value(at, NUMBER, call.origin, call.sensitive))
        at = numbers.add(at, step)
    return call.result(tuple(made), ListType(NUMBER))


@function("alltrue", Parameter("list", ListType(BOOL), needs="top"), returns=BOOL)
def alltrue(call: Call, value: Value) -> Value:
    """Whether all elements are true; null is not."""
    for item in items(value):
        if item.data is UNKNOWN:
            return call.unknown()
        if not item.data:
            return call.result(False, BOOL)
    return call.result(True, BOOL)


@function("anytrue", Parameter("list", ListType(BOOL), needs="top"), returns=BOOL)
def anytrue(call: Call, value: Value) -> Value:
    """Whether any element is true."""
    found = items(value)
    if any(item.data is True for item in found):
        return call.result(True, BOOL)
    return call.unknown() if any(item.data is UNKNOWN for item in found) else call.result(False, BOOL)
