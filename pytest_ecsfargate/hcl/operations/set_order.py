"""The order in which Terraform keeps the elements of sets."""

from __future__ import annotations

from fractions import Fraction

from ..parsing.quoting import go_quoted
from ..types import MapType, TupleType
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
    return _print(value).encode("utf-8", "surrogatepass")


def _print(value: Value) -> str:
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
            return "{" + "".join(f"{go_quoted(name)}:{_print(data[name])};" for name in sorted(data)) + "}"
        return "<" + "".join(f"{_print(data[name])};" for name in sorted(data)) + ">"
    if isinstance(data, tuple):
        start, end = "<>" if isinstance(value.type, TupleType) else "[]"
        return start + "".join(f"{_print(item)};" for item in data) + end
    return "?"


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
