"""String functions: https://developer.hashicorp.com/terraform/language/functions/join and those beside it.

Strings are measured in grapheme clusters, changed in case one character at a time, and kept in Unicode's normal form.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..errors import EvaluationError
from ..operations.equality import known_text
from ..operations.joining import template
from ..types import BOOL, NUMBER, STRING, ListType
from ..values import Value
from .declaring import Call, NotCertain, Parameter, function
from .graphemes import clusters
from .shared import MAX_TEXT, bounded, characters, items, text, whole

_STRING = Parameter("str", STRING)
_SPACE: Final = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f"
    "\u205f\u3000"
)


@function(
    "join",
    Parameter("separator", STRING, needs="nothing"),
    variadic=Parameter("lists", ListType(STRING), needs="nothing"),
    returns=STRING,
)
def join(call: Call, separator: Value, *lists: Value) -> Value:
    """The strings of all lists with the separator between them. Unknown strings stay visible as parts."""
    if not lists:
        raise EvaluationError("at least one list is required")
    if any(not isinstance(value.data, tuple) for value in lists):
        return call.unknown()
    found = [item for value in lists for item in items(value)]
    call.spend(separator.facts.weight * len(found) >> 3)
    parts: list[Value] = []
    for position, item in enumerate(found):
        if item.data is None:
            if all(value.known for value in lists) and separator.known:
                raise EvaluationError(f"element {position} is null; cannot concatenate null values")
            return call.unknown()
        parts.extend([separator, item] if position else [item])
    if len(found) < 2 and not separator.known:
        return call.unknown()
    made = template(parts, call.span)
    if isinstance(made.data, str) and len(made.data) > MAX_TEXT:
        raise NotCertain("the text is too long")
    return made.at(call.origin)


@function("split", Parameter("separator", STRING), _STRING, returns=ListType(STRING))
def split(call: Call, separator: Value, value: Value) -> Value:
    """The pieces between the separators; with an empty separator, the characters."""
    between, whole_text = text(separator), text(value)
    call.spend(whole_text.count(between))
    pieces = whole_text.split(between) if between else list(whole_text)
    made = tuple(call.result(bounded(piece), STRING) for piece in pieces)
    return call.result(made, ListType(STRING))


@function("upper", _STRING, returns=STRING)
def upper(call: Call, value: Value) -> Value:
    """Upper case, one character for one."""
    return call.result(bounded(_each(characters(call, value), str.upper, _upper)), STRING)


@function("lower", _STRING, returns=STRING)
def lower(call: Call, value: Value) -> Value:
    """Lower case, one character for one."""
    return call.result(bounded(_each(characters(call, value), str.lower, _lower)), STRING)


def _each(given: str, of_ascii: Callable[[str], str], of_one: Callable[[str], str]) -> str:
    return of_ascii(given) if given.isascii() else "".join(map(of_one, given))


def _upper(char: str) -> str:
    found = char.upper()
    return found if len(found) == 1 else _titled(char)


def _lower(char: str) -> str:
    found = char.lower()
    return found if len(found) == 1 else found[0]


def _titled(char: str) -> str:
    found = char.title()
    return found if len(found) == 1 else char


@function("title", _STRING, returns=STRING)
def title(call: Call, value: Value) -> Value:
    """The first letter of each word in title case."""
    made: list[str] = []
    before = " "
    for char in characters(call, value):
        made.append(_titled(char) if _separates(before) else char)
        before = char
    return call.result(bounded("".join(made)), STRING)


def _separates(char: str) -> bool:
    if char.isascii():
        return not (char.isalnum() or char == "_")
    return not (char.isalpha() or char.isdecimal()) and char in _SPACE


@function("strrev", _STRING, returns=STRING)
def strrev(call: Call, value: Value) -> Value:
    """The characters from last to first."""
    return call.result(bounded("".join(reversed(clusters(characters(call, value))))), STRING)


@function("substr", _STRING, Parameter("offset", NUMBER), Parameter("length", NUMBER), returns=STRING)
def substr(call: Call, value: Value, offset: Value, length: Value) -> Value:
    """So many characters from an offset, which counts from the end where it is negative; -1 for all that follow."""
    found = clusters(characters(call, value))
    start, size = whole(offset), whole(length)
    if start < 0:
        start += len(found)
    elif size == 0:
        return call.result("", STRING)
    rest = found[max(start, 0) :]
    # A length of 0 behind a negative offset is no limit for Terraform either.
    return call.result(bounded("".join(rest if size <= 0 else rest[:size])), STRING)


@function("trim", _STRING, Parameter("cutset", STRING), returns=STRING)
def trim(call: Call, value: Value, cutset: Value) -> Value:
    """The text without these characters at both ends."""
    return call.result(bounded(text(value).strip(text(cutset))), STRING)


@function("trimprefix", _STRING, Parameter("prefix", STRING), returns=STRING)
def trimprefix(call: Call, value: Value, prefix: Value) -> Value:
    """The text without the prefix."""
    return call.result(bounded(text(value).removeprefix(text(prefix))), STRING)


@function("trimsuffix", _STRING, Parameter("suffix", STRING), returns=STRING)
def trimsuffix(call: Call, value: Value, suffix: Value) -> Value:
    """The text without the suffix."""
    return call.result(bounded(text(value).removesuffix(text(suffix))), STRING)


@function("trimspace", _STRING, returns=STRING)
def trimspace(call: Call, value: Value) -> Value:
    """The text without space at both ends."""
    return call.result(bounded(text(value).strip(_SPACE)), STRING)


@function("chomp", _STRING, returns=STRING)
def chomp(call: Call, value: Value) -> Value:
    """The text without line ends at its end."""
    return call.result(bounded(text(value).rstrip("\r\n")), STRING)


@function("indent", Parameter("spaces", NUMBER), _STRING, returns=STRING)
def indent(call: Call, spaces: Value, value: Value) -> Value:
    """The text with so many spaces before each line but the first."""
    width, lines = whole(spaces), text(value)
    if width < 0:
        raise EvaluationError("the number of spaces must not be negative")
    if len(lines) + width * (lines.count("\n") + 1) > MAX_TEXT:
        raise NotCertain("the text is too long")
    return call.result(lines.replace("\n", "\n" + " " * width), STRING)


def _starts(value: Value) -> str:
    """The text that a string surely starts with; its last character might still combine with what follows."""
    return "".join(clusters(known_text(value.parts[0]) or "")[:-1])


@function("startswith", Parameter("str", STRING, needs="nothing"), Parameter("prefix", STRING), returns=BOOL)
def startswith(call: Call, value: Value, prefix: Value) -> Value:
    """Whether the text starts so; known as soon as enough of its start is."""
    known = known_text(value)
    wanted = text(prefix)
    if known is not None:
        return call.result(known.startswith(wanted), BOOL)
    start = _starts(value)
    if start.startswith(wanted):
        return call.result(True, BOOL)
    return call.result(False, BOOL) if len(start) >= len(wanted) else call.unknown()


@function("endswith", _STRING, Parameter("suffix", STRING), returns=BOOL)
def endswith(call: Call, value: Value, suffix: Value) -> Value:
    """Whether the text ends so."""
    return call.result(text(value).endswith(text(suffix)), BOOL)


@function("strcontains", _STRING, Parameter("substr", STRING), returns=BOOL)
def strcontains(call: Call, value: Value, substring: Value) -> Value:
    """Whether the text contains this one."""
    return call.result(text(substring) in text(value), BOOL)
