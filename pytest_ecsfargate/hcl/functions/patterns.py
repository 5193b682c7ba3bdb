"""Regular expressions: https://developer.hashicorp.com/terraform/language/functions/regex

Terraform's dialect is RE2, whose time is linear in the text. The package google-re2 is that engine; without it the
results are not known, as Python's own expressions mean other things and can run for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from ..errors import EvaluationError
from ..types import DYNAMIC, STRING, ListType, ObjectType, TupleType, Type
from ..values import Value, null
from .declaring import Call, NotCertain, Parameter, function
from .shared import bounded, text

_PATTERN = Parameter("pattern", STRING)
_TEXT = Parameter("string", STRING)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    try:
        import re2
    except ImportError:
        raise NotCertain("regular expressions need google-re2") from None
    if "\\C" in pattern:
        raise NotCertain("\\C means a byte here and nothing in Terraform")
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        message = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)
        if "too large" in message:
            raise NotCertain("the pattern is too large") from None
        raise EvaluationError(f"invalid regexp pattern: {message}") from None


def _matches(pattern: Any, string: str) -> Iterator[Any]:
    """All matches that do not overlap; an empty one right behind another one does not count."""
    before = -1
    for found in pattern.finditer(string):
        if found.end() != found.start() or found.start() != before:
            yield found
        before = found.end()


def _result_type(pattern: Any) -> Type:
    named = sorted(pattern.groupindex, key=lambda name: int(pattern.groupindex[name]))
    if not pattern.groups:
        return STRING
    if not named:
        return TupleType((STRING,) * pattern.groups)
    if len(named) < pattern.groups:
        raise EvaluationError("invalid regexp pattern: cannot mix both named and unnamed capture groups")
    return ObjectType.of(dict.fromkeys(named, STRING))


def _result(call: Call, pattern: Any, found: Any, kind: Type) -> Value:
    def piece(group: int | str) -> Value:
        matched = found.group(group)
        return null(STRING, call.origin) if matched is None else call.result(bounded(matched), STRING)

    if kind is STRING:
        return piece(0)
    if isinstance(kind, TupleType):
        return call.result(tuple(piece(group) for group in range(1, pattern.groups + 1)))
    return call.result({name: piece(name) for name in sorted(pattern.groupindex)})


@function("regex", _PATTERN, _TEXT)
def regex(call: Call, pattern: Value, string: Value) -> Value:
    """The first match: its text, or what its groups hold."""
    compiled = _compiled(text(pattern))
    kind = _result_type(compiled)
    found = next(_matches(compiled, text(string)), None)
    if found is None:
        raise EvaluationError("pattern did not match any part of the given string")
    return _result(call, compiled, found, kind)


@function("regexall", _PATTERN, _TEXT, returns=ListType(DYNAMIC))
def regexall(call: Call, pattern: Value, string: Value) -> Value:
    """All matches."""
    compiled = _compiled(text(pattern))
    kind = _result_type(compiled)
    made: list[Value] = []
    for found in _matches(compiled, text(string)):
        call.spend(4 + 2 * compiled.groups)
        made.append(_result(call, compiled, found, kind))
    return call.result(tuple(made), ListType(kind))


@function(
    "replace", Parameter("str", STRING), Parameter("substr", STRING), Parameter("replace", STRING), returns=STRING
)
def replace(call: Call, value: Value, substring: Value, replacement: Value) -> Value:
    """The text with all occurrences replaced; between slashes the substring is a regular expression."""
    given, wanted, new = text(value), text(substring), text(replacement)
    if len(wanted) > 1 and wanted[0] == "/" == wanted[-1]:
        return call.result(bounded(_replaced(call, _compiled(wanted[1:-1]), given, new)), STRING)
    count = given.count(wanted)
    if len(given) + count * (len(new) - len(wanted)) > 10 * 1024 * 1024:
        raise NotCertain("the text is too long")
    return call.result(bounded(given.replace(wanted, new)), STRING)


def _replaced(call: Call, pattern: Any, string: str, template: str) -> str:
    pieces: list[str] = []
    last = size = 0
    parts = list(_template(template))
    for found in pattern.finditer(string):
        call.spend(2 + len(parts) // 4)
        pieces.append(string[last : found.start()])
        if found.end() > last or found.start() == 0:
            pieces.append("".join(_group(pattern, found, part) if name else part for name, part in parts))
            size += len(pieces[-1])
            if size > 10 * 1024 * 1024:
                raise NotCertain("the text is too long")
        last = found.end()
    pieces.append(string[last:])
    return "".join(pieces)


def _template(template: str) -> Iterator[tuple[bool, str]]:
    """The replacement as (whether it is the name of a group, text) pairs: `$1`, `$name`, `${name}`, `$$`."""
    at = 0
    while at < len(template):
        dollar = template.find("$", at)
        if dollar < 0:
            break
        yield False, template[at:dollar]
        at = dollar + 1
        if template[at : at + 1] == "$":
            yield False, "$"
            at += 1
            continue
        braced = template[at : at + 1] == "{"
        start = end = at + braced
        while end < len(template) and (template[end].isalnum() or template[end] == "_"):
            end += 1
        if end == start or braced and template[end : end + 1] != "}":
            yield False, "$"
            continue
        yield True, template[start:end]
        at = end + braced
    yield False, template[at:]


def _group(pattern: Any, found: Any, name: str) -> str:
    if name.isascii() and name.isdigit():
        group: int | str = int(name[:9])
        if isinstance(group, int) and group > pattern.groups:
            return ""
    elif name in pattern.groupindex:
        group = name
    else:
        return ""
    return found.group(group) or ""
