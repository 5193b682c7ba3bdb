"""The order in which Terraform keeps the elements of sets."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from ..parsing.quoting import go_quoted
from ..types import MapType, SetType, TupleType
from ..values import Value
from .inspection import known_text
from .numbers import Number, compare, number_text


class Key:
    """The place of an element in its set."""

    __slots__ = ("_print", "item")

    def __init__(self, item: Value, print_: bytes) -> None:
        self.item = item
        self._print = print_

    def __lt__(self, other: Key) -> bool:
        first, second = self.item.data, other.item.data
        if first is None or second is None:
            return first is not None
        if self.item.is_unknown or other.item.is_unknown:
            return not self.item.is_unknown
        if isinstance(first, bool) and isinstance(second, bool):
            return second and not first
        one, two = known_text(self.item), known_text(other.item)
        if one is not None and two is not None:
            return one < two
        if isinstance(first, int | float | Fraction) and isinstance(second, int | float | Fraction):
            return compare(first, second) < 0
        return self._print < other._print


def fingerprint(value: Value) -> bytes:
    """The bytes by which Terraform orders elements that are neither strings, numbers nor bools."""
    return _print(value, "?").encode("utf-8", "surrogatepass")


def order_is_certain(items: Sequence[Value]) -> bool:
    """Whether objects that are in Terraform's order keep it, whatever their unknown parts turn out to be.

    Terraform may know such a part already: what a data source finds, for example.
    """
    if all(item.known for item in items) or not all(isinstance(item.data, dict) for item in items):
        return True
    return all(_differ_before(one, two, "\0") for one, two in pairwise([_print(item, "\0") for item in items]))


def _differ_before(one: str, two: str, end: str) -> bool:
    """Whether they differ before `end` in one of them; no other character of a print is one of control."""
    first, second = one.partition(end)[0], two.partition(end)[0]
    if first == one and second == two:
        return True
    return not first.startswith(second) and not second.startswith(first)


def with_sets_in_order(value: Value) -> Value:
    """Nested blocks with those of each set in Terraform's order, equal ones once."""
    data = value.data
    if isinstance(data, dict):
        changed = {name: with_sets_in_order(item) for name, item in data.items() if isinstance(item.data, tuple)}
        if all(changed[name] is data[name] for name in changed):
            return value
        return Value(data | changed, None, value.origin, value.sensitive)
    if not isinstance(data, tuple) or not all(isinstance(item.data, dict) for item in data):
        return value
    items = tuple([with_sets_in_order(item) for item in data])
    if isinstance(value.type, SetType) and len(items) > 1:
        items = tuple(sorted(items, key=fingerprint))
    if all(one is other for one, other in zip(items, data, strict=True)):
        return value
    return Value(items, value.type, value.origin, value.sensitive)


def _print(value: Value, hidden: str) -> str:
    """`hidden` stands for what is not known."""
    data = value.data
    text = known_text(value)
    if text is not None:
        return go_quoted(text)
    if data is None:
        return "~"
    if isinstance(data, bool):
        return "T" if data else "F"
    if isinstance(data, int | float | Fraction):
        return _ten_digits(data)
    if isinstance(data, dict):
        if isinstance(value.type, MapType):
            return "{" + "".join(f"{go_quoted(name)}:{_print(data[name], hidden)};" for name in sorted(data)) + "}"
        return "<" + "".join(f"{_print(data[name], hidden)};" for name in sorted(data)) + ">"
    if isinstance(data, tuple) and (hidden == "?" or value.known or not isinstance(value.type, SetType)):
        start, end = "<>" if isinstance(value.type, TupleType) else "[]"
        return start + "".join(f"{_print(item, hidden)};" for item in data) + end
    return hidden


def _ten_digits(number: Number) -> str:
    """The number with ten significant digits, with an exponent where that is shorter."""
    text = number_text(number)
    if isinstance(number, float):
        return text
    sign, text = ("-", text[1:]) if text[0] == "-" else ("", text)
    whole, _, part = text.partition(".")
    digits = (whole + part).lstrip("0")
    point = len(whole) - (len(whole + part) - len(digits))
    exact = Fraction(number) if isinstance(number, int) else number
    digits, point = _significant(abs(exact), digits, point)
    if not digits:
        return sign + "0"
    shown = 10
    if shown > len(digits) >= point:
        shown = len(digits)
    if not -4 <= point - 1 < shown:
        fraction = f".{digits[1:]}" if len(digits) > 1 else ""
        return f"{sign}{digits[0]}{fraction}e{'-' if point < 1 else '+'}{abs(point - 1):02d}"
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    return f"{sign}{digits[:point].ljust(point, '0')}{'.' if len(digits) > point else ''}{digits[point:]}"


def _significant(exact: Fraction, digits: str, point: int) -> tuple[str, int]:
    """The first ten digits, rounded half to even on the exact value."""
    if len(digits) <= 10:
        return digits.rstrip("0"), point
    scaled = exact / Fraction(10) ** (point - 10)
    rounded = str(round(scaled))
    return rounded.rstrip("0"), point + len(rounded) - 10
