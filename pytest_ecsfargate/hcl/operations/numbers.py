"""Arithmetic and comparison of Terraform's numbers.

https://developer.hashicorp.com/terraform/language/expressions/operators#arithmetic-operators
"""

from __future__ import annotations

from fractions import Fraction
from math import inf

from .number_kinds import (
    FULL,
    Number,
    TooLarge,
    at_precision,
    binary,
    counted,
    exact,
    from_float,
    integer,
    is_negative,
    precision,
)
from .number_text import from_digits, number_text, parse_number, to_digits

__all__ = [
    "FULL",
    "Number",
    "TooLarge",
    "absolute",
    "add",
    "at_precision",
    "binary",
    "compare",
    "counted",
    "div",
    "equal",
    "from_digits",
    "from_float",
    "is_negative",
    "mod",
    "mul",
    "neg",
    "number_text",
    "parse_number",
    "precision",
    "sub",
    "to_digits",
]


def _common(left: Number, right: Number) -> int:
    return max(precision(left), precision(right))


def _whole_bits(number: int | Fraction) -> int:
    """The bits that the mantissa needs."""
    numerator = abs(number.numerator)
    return numerator.bit_length() - ((numerator & -numerator).bit_length() - 1) if numerator else 0


def add(left: Number, right: Number) -> Number:
    """left + right. Raises ArithmeticError for opposing infinities, TooLarge."""
    if isinstance(left, float) or isinstance(right, float):
        if isinstance(left, float) and isinstance(right, float) and left != right:
            raise ArithmeticError("can't compute sum of opposing infinities")
        return left if isinstance(left, float) else right
    if left == 0 and right == 0:
        return integer(0, _common(left, right), is_negative(left) and is_negative(right))
    if isinstance(left, int) and isinstance(right, int):
        return at_precision(int(left) + int(right), _common(left, right))
    return at_precision(exact(_fraction(left) + _fraction(right)), _common(left, right))


def _fraction(number: int | Fraction) -> Fraction:
    found = binary(number)
    assert not isinstance(found, float)
    return Fraction(found)


def sub(left: Number, right: Number) -> Number:
    """left - right. Raises ArithmeticError for equal infinities, TooLarge."""
    if isinstance(left, float) and left == right:
        raise ArithmeticError("can't subtract infinity from itself")
    return add(left, neg(right))


def neg(number: Number) -> Number:
    """-number; the negative of 0 is negative zero."""
    if isinstance(number, float):
        return -number
    if number == 0:
        return integer(0, precision(number), not is_negative(number))
    if isinstance(number, int):
        return integer(-int(number), precision(number), False)
    return at_precision(Fraction(-number.numerator, number.denominator), precision(number))


def absolute(number: Number) -> Number:
    """The number without its sign."""
    return neg(number) if is_negative(number) else number


def mul(left: Number, right: Number) -> Number:
    """left * right. Raises ArithmeticError for zero times infinity, TooLarge."""
    negative = is_negative(left) != is_negative(right)
    if isinstance(left, float) or isinstance(right, float):
        if left == 0 or right == 0:
            raise ArithmeticError("can't multiply zero by infinity")
        return -inf if negative else inf
    product = _product(left, right)
    if product == 0:
        return integer(0, _common(left, right), negative)
    rounded = at_precision(product)
    assert not isinstance(rounded, float)
    return at_precision(rounded, max(_common(left, right), _whole_bits(rounded)))


def _product(left: int | Fraction, right: int | Fraction) -> int | Fraction:
    if isinstance(left, int) and isinstance(right, int):
        return int(left) * int(right)
    return exact(_fraction(left) * _fraction(right))


def div(left: Number, right: Number) -> Number:
    """left / right; infinite by zero. Raises ArithmeticError for 0/0 and infinity by infinity, TooLarge."""
    negative = is_negative(left) != is_negative(right)
    if left == 0 and right == 0 or isinstance(left, float) and isinstance(right, float):
        raise ArithmeticError("can't divide zero by zero or infinity by infinity")
    if isinstance(left, float) or right == 0:
        return -inf if negative else inf
    if isinstance(right, float) or left == 0:
        return integer(0, _common(left, right), negative)
    return at_precision(exact(_fraction(left) / _fraction(right)), _common(left, right))


def mod(left: Number, right: Number) -> Number:
    """left % right with the sign of left; by zero it is left itself. Raises ArithmeticError, TooLarge.

    The quotient is rounded before it is cut to a whole number, as Terraform does.
    """
    if right == 0:
        return left
    if isinstance(left, float) or isinstance(right, float):
        raise TooLarge  # depends on which infinity in Terraform's memory it is
    bits = precision(left)
    quotient = div(left, right)
    assert not isinstance(quotient, float)
    whole = at_precision(int(quotient), bits)
    assert not isinstance(whole, float)
    product = _product(whole, right)
    if product == 0:
        # Subtracting a zero keeps the sign of a zero on the left.
        return sub(left, integer(0, bits, is_negative(right)))
    work = at_precision(product, bits)
    assert not isinstance(work, float)
    return at_precision(exact(_fraction(left) - Fraction(work)), bits)


def compare(left: Number, right: Number) -> int:
    """Negative, 0 or positive as left is smaller than, equal to or larger than right."""
    left, right = binary(left), binary(right)
    return (left > right) - (left < right)


def equal(left: Number, right: Number) -> bool:
    """Whether Terraform's == holds: numbers with a fraction are equal where their texts are."""
    if isinstance(left, float) or isinstance(right, float) or isinstance(left, int) and isinstance(right, int):
        return left == right
    return number_text(left) == number_text(right)
