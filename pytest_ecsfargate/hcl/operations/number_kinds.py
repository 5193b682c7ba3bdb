"""Terraform's numbers: binary floating point with a mantissa of up to 512 bits, as exact Python numbers.

A number is an int, a Fraction where it is no integer, or float infinity. Most numbers carry 512 bits; those that
come from counting (`length`, `count.index`, the index of a `for`) carry 64 and those from `pow` and `log` 53, and
arithmetic keeps the larger precision of its operands: `length(a) / length(b)` has 20 digits where `1 / 3` has 155.
Such numbers are ints and Fractions of the two tagged subclasses below. Negative zero exists and is written `-0`.
"""

from __future__ import annotations

from fractions import Fraction
from math import inf
from typing import Final

Number = int | Fraction | float

FULL: Final = 512
MAGNITUDE: Final = 16_000  # bits before or behind the binary point; Terraform goes on, we stop


class TooLarge(Exception):
    """A number that Terraform would go on with, and that is too large to be worth the work."""


class _Int(int):
    """An integer of another precision than 512 bits, or negative zero."""

    precision: int
    negative: bool


class _Fraction(Fraction):
    """A number with a fraction, of another precision than 512 bits."""

    precision: int


def precision(number: Number) -> int:
    """The bits of mantissa that Terraform holds for this number."""
    return number.precision if isinstance(number, _Int | _Fraction) else FULL


def is_negative(number: Number) -> bool:
    """Whether the sign bit is set; true for negative zero."""
    return number < 0 or isinstance(number, _Int) and number.negative


def at_precision(number: Number, bits: int = FULL) -> Number:
    """The number rounded to this many bits (half to even), remembering them. Raises TooLarge."""
    if isinstance(number, float):
        return number
    if isinstance(number, int):
        return integer(_rounded_integer(int(number), bits), bits, is_negative(number))
    if bits == FULL and type(number) is Fraction and _is_short(number):
        return number
    rounded = _round(number.numerator, number.denominator, bits)
    if rounded.denominator == 1:
        return integer(rounded.numerator, bits, number < 0)
    if bits == FULL:
        return rounded
    tagged = _Fraction(rounded.numerator, rounded.denominator)
    tagged.precision = bits
    return tagged


def binary(number: Number) -> Number:
    """The number as Terraform holds it: a decimal fraction such as 1/10 becomes the nearest binary one."""
    return at_precision(number) if type(number) is Fraction else number


def counted(number: int) -> Number:
    """A number that comes from counting or indexing, which Terraform holds in 64 bits."""
    return integer(number, 64, False)


def from_float(number: float) -> Number:
    """A number that was computed in double precision, as `pow` and `log` do."""
    return number if number in (inf, -inf) else at_precision(exact(Fraction(number)), 53)


def exact(number: Fraction) -> int | Fraction:
    """The number as an int where it is one."""
    return number.numerator if number.denominator == 1 else number


def _is_short(number: Fraction) -> bool:
    """Whether it is already a binary fraction within 512 bits."""
    below = number.denominator
    return below & (below - 1) == 0 and number.numerator.bit_length() <= FULL and below.bit_length() < MAGNITUDE


def integer(number: int, bits: int, negative: bool) -> int:
    """An integer that remembers its bits; `negative` makes a zero the negative one."""
    if number == 0 and negative or bits != FULL:
        tagged = _Int(number)
        tagged.precision = bits
        tagged.negative = number == 0 and negative
        return tagged
    return number


def _rounded_integer(number: int, bits: int) -> int:
    length = number.bit_length()
    if length <= bits:
        return number
    return _round(number, 1, bits).numerator


def _round(numerator: int, denominator: int, bits: int) -> Fraction:
    """numerator / denominator with a mantissa of `bits` bits, rounded half to even."""
    size = abs(numerator)
    shift = size.bit_length() - denominator.bit_length() - bits
    if abs(shift) > MAGNITUDE + FULL:
        raise TooLarge
    for attempt in (shift, shift + 1):
        shift = attempt
        above, below = (size, denominator << shift) if shift > 0 else (size << -shift, denominator)
        mantissa, rest = divmod(above, below)
        if mantissa.bit_length() <= bits:
            break
    if 2 * rest > below or 2 * rest == below and mantissa & 1:
        mantissa += 1
    if numerator < 0:
        mantissa = -mantissa
    return Fraction(mantissa << shift) if shift > 0 else Fraction(mantissa, 1 << -shift)
