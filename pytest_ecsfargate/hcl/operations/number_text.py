"""Numbers as decimal text and back, exactly as Terraform writes and reads them."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import Final

from .number_kinds import FULL, MAGNITUDE, Number, TooLarge, at_precision, exact, integer, is_negative, precision

__all__ = ["TooLarge", "from_digits", "number_text", "parse_number", "to_digits"]

_DIGITS: Final = 4_000  # what Python turns into an int in one go

_NUMBER = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?(?:([eEpP])([+-]?[0-9]+))?\Z")


def parse_number(text: str) -> Number | None:
    """The number that Terraform reads from this string; None where it refuses. Raises TooLarge."""
    found = _NUMBER.match(text)
    if found is None or not (found[2] or found[3]):
        return None
    sign, whole, part, kind, power = found.groups()
    if len(text) > MAGNITUDE or power is not None and len(power.lstrip("+-0")) > 5:
        raise TooLarge
    digits = whole + (part or "")
    mantissa = from_digits(digits)
    exponent = int(power) if power is not None else 0
    if abs(exponent) + len(digits) > MAGNITUDE // 3:
        raise TooLarge
    scale = Fraction(10) ** -len(part or "")
    scale *= Fraction(2 if kind in ("p", "P") else 10) ** exponent
    number = exact(mantissa * scale)
    if sign == "-":
        return integer(0, FULL, True) if number == 0 else at_precision(-number)
    return at_precision(number)


def number_text(number: Number) -> str:
    """The number as Terraform writes it: the shortest decimal text that reads back the same, never an exponent."""
    if isinstance(number, float):
        return "+Inf" if number > 0 else "-Inf"
    bits = precision(number)
    if isinstance(number, int) and abs(number).bit_length() <= bits:
        return "-0" if number == 0 and is_negative(number) else to_digits(int(number))
    if type(number) is Fraction:
        return _fraction_text(number, bits)
    return _text(number, bits)


@lru_cache(maxsize=1024)
def _fraction_text(number: Fraction, bits: int) -> str:
    return _text(number, bits)


def _text(number: int | Fraction, bits: int) -> str:
    rounded = at_precision(number, bits)
    assert not isinstance(rounded, float)
    digits, point = _shortest(abs(rounded.numerator), rounded.denominator, bits)
    sign = "-" if rounded < 0 else ""
    if point >= len(digits):
        return sign + digits + "0" * (point - len(digits))
    if point <= 0:
        return sign + "0." + "0" * -point + digits
    return f"{sign}{digits[:point]}.{digits[point:]}"


def _shortest(numerator: int, denominator: int, bits: int) -> tuple[str, int]:
    """The fewest digits that lie within half a unit of the last mantissa bit, and where the point stands.

    Both neighbours' halfway points count as inside only where the mantissa is even, as rounding would come back here.
    """
    exponent = -(denominator.bit_length() - 1)
    spare = numerator.bit_length() - (bits + 1)
    mantissa = numerator << -spare if spare < 0 else numerator >> spare
    exponent += spare
    digits, point = _decimal(numerator, -(denominator.bit_length() - 1))
    lower, _ = _decimal(mantissa - 1, exponent)
    upper, _ = _decimal(mantissa + 1, exponent)
    inclusive = not mantissa & 2
    for at, digit in enumerate(digits):
        low = lower[at] if at < len(lower) else "0"
        high = upper[at] if at < len(upper) else "0"
        down = low != digit or inclusive and at + 1 == len(lower)
        up = digit != high and (inclusive or chr(ord(digit) + 1) < high or at + 1 < len(upper))
        if down and up:
            return _round_digits(digits, point, at + 1)
        if down:
            return digits[: at + 1].rstrip("0"), point
        if up:
            return _round_up(digits, point, at + 1)
    return digits, point


def _decimal(mantissa: int, exponent: int) -> tuple[str, int]:
    """The digits of mantissa * 2**exponent without zeros at the end, and the place of the decimal point in them."""
    digits = to_digits(mantissa << exponent) if exponent >= 0 else to_digits(mantissa * 5**-exponent)
    point = len(digits) if exponent >= 0 else len(digits) + exponent
    return digits.rstrip("0"), point


def _round_digits(digits: str, point: int, keep: int) -> tuple[str, int]:
    if keep >= len(digits):
        return digits, point
    half = digits[keep] == "5" and keep + 1 == len(digits)
    if (int(digits[keep - 1]) & 1) if half else digits[keep] >= "5":
        return _round_up(digits, point, keep)
    return digits[:keep].rstrip("0"), point


def _round_up(digits: str, point: int, keep: int) -> tuple[str, int]:
    if keep >= len(digits):
        return digits, point
    while keep > 0 and digits[keep - 1] == "9":
        keep -= 1
    if keep == 0:
        return "1", point + 1
    return digits[: keep - 1] + str(int(digits[keep - 1]) + 1), point


def to_digits(number: int) -> str:
    """The decimal digits of an integer of any size (Python refuses to write long ones in one go)."""
    if abs(number).bit_length() < 3 * _DIGITS:
        return str(int(number))
    if number < 0:
        return "-" + to_digits(-number)
    above, below = divmod(number, 10**_DIGITS)
    return to_digits(above) + str(below).rjust(_DIGITS, "0")


def from_digits(digits: str) -> int:
    """The integer that these decimal digits are; no digits are 0."""
    if len(digits) <= _DIGITS:
        return int(digits or "0")
    scale: int = 10**_DIGITS
    return from_digits(digits[:-_DIGITS]) * scale + int(digits[-_DIGITS:])
