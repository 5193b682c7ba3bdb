"""JSON text from values and values from JSON text, as `jsonencode` and `jsondecode` make them.

https://developer.hashicorp.com/terraform/language/functions/jsonencode
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from ..errors import EvaluationError
from ..parsing.quoting import normal
from ..types import BOOL, DYNAMIC, NUMBER, STRING, SetType
from ..values import UNKNOWN, JsonString, PartialString, Value, unknown
from .json_reading import JsonError, read_json
from .numbers import FULL, Number, TooLarge, number_text, parse_number, precision

_TO_ESCAPE: Final = re.compile(r"[\x00-\x1f\"\\<>&\u2028\u2029]")
_SHORT: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def json_text(value: Value) -> str:
    """The JSON text of a value that is known throughout, character by character what Terraform writes.

    Raises EvaluationError for infinity, which JSON cannot say.
    """
    pieces: list[str] = []
    _write(value, pieces)
    # A string like any other: a letter at the end of an escape may even combine with what stands behind it.
    return normal("".join(pieces))


def quoted(text: str) -> str:
    """A JSON string as Terraform escapes it: also `<`, `>`, `&` and the two line separators of Unicode."""
    return '"' + _TO_ESCAPE.sub(lambda found: _SHORT.get(found[0]) or f"\\u{ord(found[0]):04x}", text) + '"'


def _write(value: Value, pieces: list[str]) -> None:
    data = value.data
    if isinstance(data, dict):
        mark = "{"
        for name in sorted(data):
            pieces.append(f"{mark}{quoted(name)}:")
            _write(data[name], pieces)
            mark = ","
        pieces.append("}" if data else "{}")
    elif isinstance(data, tuple):
        mark = "["
        for item in data:
            pieces.append(mark)
            _write(item, pieces)
            mark = ","
        pieces.append("]" if data else "[]")
    else:
        pieces.append(_scalar(value))


def _scalar(value: Value) -> str:
    data = value.data
    if data is None:
        return "null"
    if isinstance(data, str):
        return quoted(data)
    if isinstance(data, JsonString):
        return quoted(data.text)
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, float):
        raise EvaluationError("cannot serialize infinity as JSON")
    if isinstance(data, int | Fraction):
        return number_text(data)
    raise EvaluationError("a value that is not known cannot be written as JSON")


def normalised(value: Value) -> Value:
    """The value as it comes back from its own JSON text: lists and sets as tuples, maps as objects, in order.

    A set of which an element is unknown stays a set: see `settled`.
    """
    data = value.data
    if isinstance(data, dict):
        made = {name: normalised(data[name]) for name in sorted(data)}
        return Value(made, None, value.origin, value.sensitive)
    if isinstance(data, tuple):
        unordered = value.type if isinstance(value.type, SetType) and not value.known else None
        return Value(tuple(normalised(item) for item in data), unordered, value.origin, value.sensitive)
    if data is None:
        return Value(None, DYNAMIC, value.origin, value.sensitive)
    if data is UNKNOWN and value.type not in (STRING, NUMBER, BOOL):
        return unknown(DYNAMIC, value.origin, value.sensitive)
    if isinstance(data, int | Fraction) and precision(data) != FULL:
        return Value(_reread(data), NUMBER, value.origin, value.sensitive)
    return value


def settled(value: Value) -> Value:
    """The value inside JSON text as an expression may read it: a list whose order will be known later is unknown."""
    data = value.data
    if isinstance(data, dict):
        made = {name: settled(item) for name, item in data.items()}
        return Value(made, None, value.origin, value.sensitive)
    if isinstance(data, tuple) and isinstance(value.type, SetType):
        return unknown(DYNAMIC, value.origin, value.any_sensitive)
    if isinstance(data, tuple):
        return Value(tuple(settled(item) for item in data), None, value.origin, value.sensitive)
    return value


def _reread(number: int | Fraction) -> Number:
    try:
        again = parse_number(number_text(number))
    except TooLarge:  # pragma: no cover - numbers of low precision are small
        return number
    return number if again is None else again


def decode(value: Value) -> Value | None:
    """The value inside a string of JSON, each element with its own origins; None where it is no JSON text.

    Unknown parts of the string become unknown elements (or parts of them); where such a part may hold several
    elements of a list, that list is unknown.
    """
    data = value.data
    if isinstance(data, JsonString):
        return value.through(data.inner)
    if not isinstance(data, str | PartialString):
        return None
    try:
        found, _ = read_json(value)
    except (JsonError, RecursionError):
        return None
    return found.marked() if value.sensitive else found
