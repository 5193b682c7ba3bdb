"""Values as one line of text for people: Terraform's spelling, with what is unknown or sensitive named as such."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from ..origins import Kind, Origin
from ..values import JsonString, PartialString, ResourceObject, Value
from .equality import known_text
from .numbers import number_text

_IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_ESCAPES: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_SENSITIVE: Final = "(sensitive)"


def render(value: Value, redact: bool, limit: int | None = None) -> str:
    """The value on one line, as it would be written in Terraform.

    Unknown parts of strings are `${reference}`, other unknown values `<unknown from reference>`. With `redact`,
    sensitive parts are `(sensitive)`. Control characters are escaped; what is longer than `limit` ends in `...`.
    """
    pieces: list[str] = []
    size = 0
    for piece in _spelled(value, redact):
        pieces.append(piece)
        size += len(piece)
        if limit is not None and size > limit:
            break
    text = "".join(pieces)
    return text if limit is None or len(text) <= limit else text[: max(limit - 3, 0)] + "..."


def _spelled(value: Value, redact: bool) -> Iterator[str]:
    data = value.data
    if redact and value.sensitive and not isinstance(data, PartialString):
        yield _SENSITIVE
    elif isinstance(data, tuple):
        yield "["
        for at, item in enumerate(data):
            yield ", " if at else ""
            yield from _spelled(item, redact)
        yield "]"
    elif isinstance(data, dict):
        yield "{" if data else "{}"
        for at, (name, item) in enumerate(data.items()):
            yield ", " if at else ""
            yield f"{name if _IDENTIFIER.match(name) else quoted(name)} = "
            yield from _spelled(item, redact)
        yield "}" if data else ""
    elif isinstance(data, PartialString):
        yield '"'
        yield from _inside(value, data, redact)
        yield '"'
    elif isinstance(data, JsonString):
        yield from _json(value, data, redact)
    else:
        yield _scalar(value)


def _scalar(value: Value) -> str:
    data = value.data
    if data is None:
        return "null"
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, str):
        return quoted(data)
    if isinstance(data, int | float | Fraction):
        return number_text(data)
    if isinstance(data, ResourceObject):
        return printable(data.address)
    return f"<unknown from {reference(value.origin)}>"


def _json(value: Value, data: JsonString, redact: bool) -> Iterator[str]:
    if data.inner.known and not (redact and value.any_sensitive):
        yield quoted(data.text)
        return
    yield "jsonencode("
    yield from _spelled(data.inner, redact)
    yield ")"


def _inside(value: Value, data: PartialString, redact: bool) -> Iterator[str]:
    whole = value.sensitive and not any(part.sensitive for part in data.parts)
    for part in data.parts:
        text = known_text(part)
        if redact and (whole or part.any_sensitive):
            yield _SENSITIVE
        elif text is not None:
            yield quoted(text)[1:-1]
        elif isinstance(part.data, JsonString):
            yield "${"
            yield from _json(part, part.data, redact)
            yield "}"
        else:
            yield f"${{{reference(part.origin)}}}"


def reference(origin: Origin) -> str:
    """The reference that a value which is not known was read from, or the first one of several.

    Where all that may be chosen is known, it is the reference that the condition was read from.
    """
    stack = [origin]
    conditions: list[Origin] = []
    seen: set[int] = set()
    while stack or conditions:
        node = stack.pop() if stack else conditions.pop(0)
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.kind is Kind.LEAF:
            return printable(node.ref or "")
        stack.extend(reversed(node.inputs))
        if node.condition is not None:
            conditions.append(node.condition)
    return "something that is not known"


def quoted(text: str) -> str:
    """The text as a quoted string of Terraform's language, with nothing in it that a terminal would obey."""
    escaped = "".join(_ESCAPES.get(char) or printable(char) for char in text)
    return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'


def printable(text: str) -> str:
    r"""The text with control, formatting and other unprintable characters as `\u001b`."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _code(char) for char in text)


def _code(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
