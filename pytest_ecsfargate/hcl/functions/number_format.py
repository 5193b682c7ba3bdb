"""Numbers in the layouts of `format`: `%d`, `%08.3f`, `%e`, `%g` and the like."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ..errors import EvaluationError
from ..operations.numbers import Number, absolute, is_negative, number_text, to_digits
from .declaring import NotCertain


@dataclass(frozen=True, slots=True)
class Verb:
    """One `%` sequence; width and precision are -1 where none is given."""

    flags: str
    width: int
    precision: int
    mode: str


def _sign(verb: Verb, negative: bool) -> str:
    if negative:
        return "-"
    return "+" if "+" in verb.flags else " " if " " in verb.flags else ""


def format_integer(verb: Verb, number: Number) -> str:
    """`%d`, `%b`, `%o`, `%x` or `%X`. Raises EvaluationError for a number with a fraction."""
    if not isinstance(number, int):
        raise EvaluationError("an integer is required")
    size = abs(int(number))
    digits = to_digits(size) if verb.mode == "d" else f"{size:{verb.mode}}"
    prefix = {"b": "0b", "o": "0", "x": "0x", "X": "0X"}.get(verb.mode, "") if "#" in verb.flags else ""
    if verb.precision == 0 and size == 0:
        return ""
    zeros = max(verb.precision - len(digits), 0)
    sign = _sign(verb, number < 0)
    missing = max(verb.width - len(sign) - len(prefix) - zeros - len(digits), 0)
    if "-" in verb.flags and "0" in verb.flags:
        raise NotCertain("both padding flags")
    if "0" in verb.flags and verb.precision < 0:
        zeros, missing = missing, 0
    made = sign + prefix + "0" * zeros + digits
    return made.ljust(len(made) + missing) if "-" in verb.flags else made.rjust(len(made) + missing)


def format_number(verb: Verb, number: Number) -> str:
    """`%e`, `%f` or `%g`, the first two with six places where no precision is given."""
    if isinstance(number, float):
        raise NotCertain("infinity is formatted")
    if "-" in verb.flags and "0" in verb.flags or "#" in verb.flags:
        raise NotCertain("unusual flags")
    mode = verb.mode
    size = absolute(number)
    exact = Fraction(size)
    if mode in "gG":
        body = general(size) if verb.precision < 0 else _general(exact, verb.precision or 1)
    else:
        places = verb.precision if verb.precision >= 0 else 6
        body = _fixed(exact, places) if mode == "f" else _scientific(*_digits(exact, places + 1), places)
    if mode in "EG":
        body = body.replace("e", "E")
    sign = _sign(verb, is_negative(number))
    missing = max(verb.width - len(sign) - len(body), 0)
    if "0" in verb.flags:
        return sign + "0" * missing + body
    made = sign + body
    return made.ljust(len(made) + missing) if "-" in verb.flags else made.rjust(len(made) + missing)


def _fixed(exact: Fraction, places: int) -> str:
    scaled = to_digits(round(exact * 10**places)).rjust(places + 1, "0")
    return f"{scaled[:-places]}.{scaled[-places:]}" if places else scaled


def _digits(exact: Fraction, count: int) -> tuple[str, int]:
    """The first `count` digits, rounded half to even on the exact value, and the exponent of the first one."""
    if exact == 0:
        return "0" * count, 0
    exponent = len(to_digits(exact.numerator)) - len(to_digits(exact.denominator))
    if Fraction(10) ** exponent > exact:
        exponent -= 1
    rounded = to_digits(round(exact / Fraction(10) ** (exponent - count + 1)))
    if len(rounded) > count:
        return rounded[:count], exponent + 1
    return rounded, exponent


def _scientific(digits: str, exponent: int, places: int) -> str:
    part = f".{digits[1 : places + 1]}" if places else ""
    return f"{digits[0]}{part}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _general(exact: Fraction, precision: int) -> str:
    digits, exponent = _digits(exact, precision)
    digits = digits.rstrip("0")
    if not digits:
        return "0"
    limit = precision
    if limit > len(digits) >= exponent + 1:
        limit = len(digits)
    return _plain_or_scientific(digits, exponent, limit)


def _plain_or_scientific(digits: str, exponent: int, limit: int) -> str:
    if exponent < -4 or exponent >= limit:
        return _scientific(digits, exponent, len(digits) - 1)
    if exponent < 0:
        return "0." + "0" * (-exponent - 1) + digits
    whole = digits[: exponent + 1].ljust(exponent + 1, "0")
    return whole + (f".{digits[exponent + 1 :]}" if len(digits) > exponent + 1 else "")


def general(number: Number) -> str:
    """As `%v` shows a number: the shortest digits, with an exponent from a million up and below 0.0001."""
    plain = number_text(number)
    if isinstance(number, float):
        return plain
    sign, plain = ("-", plain[1:]) if plain[0] == "-" else ("", plain)
    whole, _, part = plain.partition(".")
    digits = (whole + part).lstrip("0")
    if not digits:
        return sign + "0"
    exponent = len(whole) - 1 - (len(whole + part) - len(digits))
    digits = digits.rstrip("0")
    return sign + _plain_or_scientific(digits, exponent, 6)
