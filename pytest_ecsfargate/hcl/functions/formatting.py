"""`format` and `formatlist`: https://developer.hashicorp.com/terraform/language/functions/format"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ..errors import EvaluationError
from ..operations.convert import convert
from ..operations.equality import is_settled
from ..operations.joining import put_together
from ..operations.json_text import json_text, quoted
from ..types import BOOL, DYNAMIC, NUMBER, STRING, ListType, SetType, TupleType
from ..values import UNKNOWN, Value, unknown
from .declaring import Call, NotCertain, Parameter, function
from .graphemes import clusters
from .number_format import Verb, format_integer, format_number, general
from .shared import MAX_TEXT, bounded, items, number, text

_FORMAT = Parameter("format", STRING)
_ARGS = Parameter("args", DYNAMIC, needs="nothing", null=True, open=True)
_VERB: Final = re.compile(
    r"%(?:%|(?P<flags>[-0#+ ]*)(?P<width>[1-9][0-9]*)?(?P<precision>\.[0-9]*)?(?:\[(?P<at>[1-9][0-9]*)\])?"
    r"(?P<mode>[a-zA-Z]))"
)
_MAX_WIDTH: Final = 100_000


@function("format", _FORMAT, variadic=_ARGS, returns=STRING)
def format_(call: Call, layout: Value, *args: Value) -> Value:
    """Text with values put in. Unknown strings stay visible as parts where nothing but their text is asked for."""
    made = _formatted(call, text(layout), args)
    # With an argument of open type the result is of open type in Terraform 1.11.
    return made.until_apply() if any(map(_is_open, args)) else made


@function("formatlist", _FORMAT, variadic=_ARGS, returns=ListType(STRING))
def formatlist(call: Call, layout: Value, *args: Value) -> Value:
    """One text for each element of the lists among the arguments."""
    if any(value.data is None and value.type is DYNAMIC for value in args):
        return call.unknown("one of the arguments is a null of no type", DYNAMIC)
    sequences = ListType | SetType | TupleType
    if any(map(_is_open, args)):
        return call.unknown(type=DYNAMIC)
    lists = [value for value in args if value.data is not None and isinstance(value.type, sequences)]
    if any(not isinstance(value.data, tuple) or not is_settled(value) for value in lists):
        return call.unknown()
    lengths = {len(value) for value in lists}
    if len(lengths) > 1:
        raise EvaluationError("the lists have different lengths")
    count = lengths.pop() if lengths else 1
    call.spend(count * (2 + 2 * len(args)))
    columns = [items(value) if value in lists else [value] * count for value in args]
    rows: list[Value] = []
    certain = True
    for row in range(count):
        given = [column[row] for column in columns]
        rows.append(_formatted(call, text(layout), given) if certain else call.unknown(type=STRING))
        # Behind a row that it does not know, Terraform 1.11 falls back in the lists to the right of what is unknown.
        first = next((at for at, value in enumerate(given) if not value.known), len(args))
        certain = certain and not any(value in lists for value in args[first + 1 :])
    return call.result(tuple(rows), ListType(STRING))


def _is_open(value: Value) -> bool:
    return value.data is UNKNOWN and value.type is DYNAMIC


def _formatted(call: Call, layout: str, args: Sequence[Value]) -> Value:
    if any(value.data is None and value.type is DYNAMIC for value in args):
        # Terraform 1.11 does not look at a literal null here, and never knows the result.
        return call.unknown("one of the arguments is a null of no type", DYNAMIC)
    certain = all(value.known for value in args)
    try:
        pieces = _pieces(call, layout, args)
    except EvaluationError:
        if certain:
            raise
        return call.unknown(type=STRING)
    if pieces is None:
        return call.unknown(type=STRING)
    if sum(len(piece.data) for piece in pieces if isinstance(piece.data, str)) > MAX_TEXT:
        raise NotCertain("the text is too long")
    return put_together(pieces, call.span, call.origin).marked(call.sensitive)


def _pieces(call: Call, layout: str, args: Sequence[Value]) -> list[Value] | None:
    """The text and values in order; None where what is unknown decides more than its own part."""
    pieces: list[Value] = []
    at, turn, highest = 0, 0, 0
    while at < len(layout):
        sign = layout.find("%", at)
        if sign < 0:
            break
        pieces.append(call.result(layout[at:sign], STRING))
        found = _VERB.match(layout, sign)
        if found is None:
            raise EvaluationError(f"unrecognized format character at offset {sign}")
        at = found.end()
        if found[0] == "%%":
            pieces.append(call.result("%", STRING))
            continue
        turn = int(found["at"][:6]) - 1 if found["at"] else turn
        if turn >= len(args):
            raise EvaluationError(f'not enough arguments for "{found[0]}": need index {turn + 1}')
        piece = _one(call, found, args[turn])
        if piece is None:
            return None
        pieces.append(piece)
        turn += 1
        highest = max(highest, turn)
    pieces.append(call.result(layout[at:], STRING))
    if highest < len(args):
        raise EvaluationError(f"too many arguments; only {highest} used by format string")
    return [piece for piece in pieces if piece.data != ""]


def _one(call: Call, found: re.Match[str], value: Value) -> Value | None:
    mode = found["mode"]
    verb = Verb(
        found["flags"],
        int(found["width"][:9]) if found["width"] else -1,
        int(found["precision"][1:10] or 0) if found["precision"] else -1,
        mode,
    )
    if max(verb.width, verb.precision) > _MAX_WIDTH:
        raise NotCertain("the width is too large")
    call.spend(max(verb.width, verb.precision, 0) >> 3)
    if not value.known:
        plain = not verb.flags and verb.width < 0 and verb.precision < 0
        simple = mode == "s" or mode == "v" and value.type is STRING or mode == "d" and value.type is NUMBER
        if not (plain and simple):
            return None
        return convert(value, STRING) if mode != "d" else unknown(STRING, value.origin, value.sensitive)
    made = _known(verb, found[0], value)
    if mode == "s" and isinstance(value.data, str) and made == value.data:
        return value
    return Value(bounded(made), STRING, value.origin, value.any_sensitive)


def _known(verb: Verb, raw: str, value: Value) -> str:
    mode = verb.mode
    if mode == "v":
        return _padded(verb, _as_is(verb, value))
    if value.data is None:
        raise EvaluationError(f'unsupported value for "{raw}": null value cannot be formatted')
    try:
        if mode == "t":
            return "true" if convert(value, BOOL).data else "false"
        if mode in "bdoxX":
            return format_integer(verb, number(convert(value, NUMBER)))
        if mode in "eEfgG":
            return format_number(verb, number(convert(value, NUMBER)))
        if mode in "sq":
            return _padded(verb, _string(verb, text(convert(value, STRING))))
    except EvaluationError as error:
        raise EvaluationError(f'unsupported value for "{raw}": {error.message}') from None
    raise EvaluationError(f'unsupported format verb "{mode}" in "{raw}"')


def _as_is(verb: Verb, value: Value) -> str:
    if "#" not in verb.flags and value.data is not None:
        if value.type is STRING:
            return text(value)
        if value.type is NUMBER:
            return general(number(value))
    return json_text(value)


def _string(verb: Verb, given: str) -> str:
    if verb.precision > 0:
        given = "".join(clusters(given)[: verb.precision])
    return quoted(given) if verb.mode == "q" else given


def _padded(verb: Verb, made: str) -> str:
    if verb.width < 0:
        return made
    missing = verb.width - len(clusters(made))
    pad = ("0" if "0" in verb.flags else " ") * max(missing, 0)
    return made + pad if "-" in verb.flags else pad + made
