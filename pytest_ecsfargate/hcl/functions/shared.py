"""What several chapters of functions need: whole numbers, text, and elements with the way they came."""

from __future__ import annotations

from fractions import Fraction

from ..errors import EvaluationError
from ..operations.equality import known_text
from ..operations.joining import normal
from ..operations.numbers import Number, binary
from ..origins import Origin, mix
from ..types import DYNAMIC, ListType, MapType, SetType, TupleType, Type
from ..values import Value
from .declaring import Call, NotCertain

MAX_TEXT = 10 * 1024 * 1024
MAX_ELEMENTS = 100_000
_MOST_TRACED = 2_000

ANY_LIST = ListType(DYNAMIC)
ANY_SET = SetType(DYNAMIC)


def text(value: Value) -> str:
    """The text of a string argument that is known."""
    found = known_text(value)
    assert found is not None
    return found


def characters(call: Call, value: Value) -> str:
    """The text of a string argument, paid for as work on each of its characters; beyond ASCII that is more."""
    found = text(value)
    call.spend(len(found) >> (6 if found.isascii() else 3))
    return found


def number(value: Value) -> Number:
    """The number of a number argument that is known."""
    data = value.data
    assert isinstance(data, int | float | Fraction)
    return binary(data)


def whole(value: Value) -> int:
    """A whole number that fits into 64 bits. Raises EvaluationError for others, as Terraform does."""
    data = number(value)
    if not isinstance(data, int):
        raise EvaluationError("a whole number is required")
    if not -(2**63) <= data < 2**63:
        raise EvaluationError("value must be a whole number, between -9223372036854775808 and 9223372036854775807")
    return int(data)


def items(value: Value) -> list[Value]:
    """The elements of a list, tuple, set, map or object, each with the way by which the collection came."""
    data = value.data
    if isinstance(data, dict):
        return [value.through(data[name]) for name in sorted(data)]
    assert isinstance(data, tuple)
    return [value.through(item) for item in data]


def elements_origin(value: Value) -> Origin:
    """The origin of a value with those of everything in it, for a result that no longer shows its elements."""
    data = value.data
    if isinstance(data, dict):
        keys = {name: elements_origin(value.through(item)) for name, item in data.items()}
        return mix(value.span, tuple(keys.values()), None, keys.get) if keys else value.origin
    if isinstance(data, tuple) and data and value.facts.weight <= _MOST_TRACED:
        return mix(value.span, tuple(elements_origin(value.through(item)) for item in data))
    return value.origin


def is_sequence(kind: Type) -> bool:
    """Whether it is a list or tuple type."""
    return isinstance(kind, ListType | TupleType)


def element_type(kind: Type) -> Type:
    """The element type of a collection type."""
    assert isinstance(kind, ListType | SetType | MapType)
    return kind.element


def bounded(made: str) -> str:
    """The text in Unicode's normal form. Raises NotCertain where it is very long."""
    if len(made) > MAX_TEXT:
        raise NotCertain("the text is too long")
    return normal(made)
