"""Numeric functions: https://developer.hashicorp.com/terraform/language/functions/abs and those beside it."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Final

from ..errors import EvaluationError
from ..operations import numbers
from ..operations.convert import convert
from ..operations.numbers import Number, at_precision, counted, from_float, precision
from ..types import DYNAMIC, NUMBER, STRING, ListType, SetType, TupleType
from ..values import Value
from .declaring import Call, NotCertain, Parameter, function
from .shared import items, number, text, whole

_NUMBER = Parameter("num", NUMBER)


@function("abs", _NUMBER, returns=NUMBER)
def abs_(call: Call, value: Value) -> Value:
    """Without the sign."""
    return call.result(numbers.absolute(number(value)), NUMBER)


@function("ceil", _NUMBER, returns=NUMBER)
def ceil(call: Call, value: Value) -> Value:
    """The next whole number that is not smaller."""
    given = number(value)
    return call.result(given if isinstance(given, float) else at_precision(math.ceil(given), precision(given)), NUMBER)


@function("floor", _NUMBER, returns=NUMBER)
def floor(call: Call, value: Value) -> Value:
    """The next whole number that is not larger."""
    given = number(value)
    return call.result(given if isinstance(given, float) else at_precision(math.floor(given), precision(given)), NUMBER)


@function("max", variadic=Parameter("numbers", NUMBER), returns=NUMBER)
def max_(call: Call, *values: Value) -> Value:
    """The largest, the first of those that are equal."""
    if not values:
        raise EvaluationError("must pass at least one number")
    return call.result(max(number(value) for value in values), NUMBER)


@function("min", variadic=Parameter("numbers", NUMBER), returns=NUMBER)
def min_(call: Call, *values: Value) -> Value:
    """The smallest, the first of those that are equal."""
    if not values:
        raise EvaluationError("must pass at least one number")
    return call.result(min(number(value) for value in values), NUMBER)


@function("signum", _NUMBER, returns=NUMBER)
def signum(call: Call, value: Value) -> Value:
    """-1, 0 or 1."""
    given = whole(value)
    return call.result(counted((given > 0) - (given < 0)), NUMBER)


@function("sum", Parameter("list", DYNAMIC, needs="top"), returns=NUMBER)
def sum_(call: Call, value: Value) -> Value:
    """All numbers of a list or set added up."""
    if not isinstance(value.type, ListType | SetType | TupleType):
        raise EvaluationError("cannot sum noniterable")
    found = items(value)
    if not found:
        raise EvaluationError("cannot sum an empty list")
    if not value.known:
        return call.unknown()
    total: Number | None = None
    for item in found:
        try:
            converted = convert(item, NUMBER)
        except EvaluationError:
            converted = None
        if converted is None or converted.data is None:
            raise EvaluationError("argument must be list, set, or tuple of number values")
        try:
            total = number(converted) if total is None else numbers.add(total, number(converted))
        except ArithmeticError as error:
            raise EvaluationError(str(error)) from None
    return call.result(total, NUMBER)


_DIGITS: Final = re.compile(r"[+-]?[0-9A-Za-z]+\Z", re.ASCII)


@function("parseint", Parameter("number", DYNAMIC), Parameter("base", NUMBER), returns=NUMBER)
def parseint(call: Call, value: Value, base: Value) -> Value:
    """A whole number written in a base from 2 to 62."""
    if value.type is not STRING:
        raise EvaluationError("first argument must be a string")
    digits, radix = text(value), whole(base)
    if not 2 <= radix <= 62:
        raise EvaluationError("base must be a whole number between 2 and 62 inclusive")
    if len(digits) > 1000:
        raise NotCertain("the number has too many digits")
    if _DIGITS.match(digits) is None:
        raise EvaluationError(f"cannot parse the string as a base {radix} integer")
    total = 0
    for char in digits.lstrip("+-"):
        digit = _digit(char, radix)
        if digit >= radix:
            raise EvaluationError(f"cannot parse the string as a base {radix} integer")
        total = total * radix + digit
    bits = max(total.bit_length(), 64)
    return call.result(at_precision(-total if digits[0] == "-" else total, bits), NUMBER)


def _digit(char: str, radix: int) -> int:
    """Up to base 36 the case of a letter says nothing; above, capitals come after the small letters."""
    if char.isdigit():
        return int(char)
    if char.islower() or radix <= 36:
        return ord(char.lower()) - ord("a") + 10
    return ord(char) - ord("A") + 36


# In double precision


def _double(value: Value) -> float:
    given = number(value)
    try:
        return given if isinstance(given, float) else float(Fraction(given))
    except OverflowError:
        raise EvaluationError("the number is too large") from None


@function("log", _NUMBER, Parameter("base", NUMBER), returns=NUMBER)
def log(call: Call, value: Value, base: Value) -> Value:
    """The logarithm to a base."""
    above, below = _logarithm(_double(value)), _logarithm(_double(base))
    if math.isnan(above) or math.isnan(below) or below == 0 and above == 0 or math.isinf(above) and math.isinf(below):
        raise EvaluationError("the result is not a number")
    if below == 0:
        return call.result(math.copysign(math.inf, above) * math.copysign(1, below), NUMBER)
    result = above / below
    if result == 0 and math.copysign(1, result) < 0:
        return call.result(numbers.neg(at_precision(0, 53)), NUMBER)
    return call.result(from_float(result), NUMBER)


def _logarithm(value: float) -> float:
    """The natural logarithm by the steps that Terraform's runtime takes, so that the last bit is the same.

    The method is that of FreeBSD's e_log.c: reduce to [sqrt(1/2), sqrt(2)) and sum an odd polynomial.
    """
    if math.isinf(value) and value > 0:
        return value
    if value < 0 or math.isnan(value):
        return math.nan
    if value == 0:
        return -math.inf
    fraction, exponent = math.frexp(value)
    if fraction < math.sqrt(2) / 2:
        fraction *= 2
        exponent -= 1
    f = fraction - 1
    s = f / (2 + f)
    s2 = s * s
    s4 = s2 * s2
    odd = s2 * (
        6.666666666666735130e-01
        + s4 * (2.857142874366239149e-01 + s4 * (1.818357216161805012e-01 + s4 * 1.479819860511658591e-01))
    )
    even = s4 * (3.999999999940941908e-01 + s4 * (2.222219843214978396e-01 + s4 * 1.531383769920937332e-01))
    half = 0.5 * f * f
    low = exponent * 1.90821492927058770002e-10
    return exponent * 6.93147180369123816490e-01 - ((half - (s * (half + (odd + even)) + low)) - f)


@function("pow", _NUMBER, Parameter("power", NUMBER), returns=NUMBER)
def pow_(call: Call, value: Value, power: Value) -> Value:
    """A number to a power."""
    base, exponent = _double(value), _double(power)
    if exponent == 0 or base == 1:
        return call.result(from_float(1.0), NUMBER)
    if math.isinf(base) or math.isinf(exponent) or base == 0:
        raise NotCertain("a power of zero or infinity")
    if exponent == 1:
        return call.result(from_float(base), NUMBER)
    if exponent in (0.5, -0.5) and base > 0:
        root = math.sqrt(base)
        return call.result(from_float(root if exponent > 0 else 1 / root), NUMBER)
    if not exponent.is_integer():
        if base < 0:
            raise EvaluationError("the result is not a number")
        raise NotCertain("the last digit of a power that is no whole number depends on Terraform's runtime")
    return call.result(from_float(_whole_power(base, exponent)), NUMBER)


def _whole_power(base: float, exponent: float) -> float:
    """By repeated squaring of mantissa and exponent apart, with the roundings that Terraform's runtime makes."""
    if abs(exponent) >= 2**63:
        raise NotCertain("the exponent is too large")
    result, shift = 1.0, 0
    mantissa, scale = math.frexp(base)
    bits = int(abs(exponent))
    while bits:
        if not -4096 <= scale <= 4096:
            shift += scale
            break
        if bits & 1:
            result *= mantissa
            shift += scale
        mantissa *= mantissa
        scale <<= 1
        if mantissa < 0.5:
            mantissa += mantissa
            scale -= 1
        bits >>= 1
    if exponent < 0:
        result, shift = 1 / result, -shift
    try:
        return math.ldexp(result, shift)
    except OverflowError:
        return math.copysign(math.inf, result)
