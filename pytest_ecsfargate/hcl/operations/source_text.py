"""Which stretch of source text says a stretch of a string literal's value."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ...source import Span

_ESCAPES: Final = re.compile(r"\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\.|\$\$\{|%%\{")


def spelled_at(span: Span, value: str, start: int, end: int) -> Span | None:
    """Where in the source `value[start:end]` stands, for a literal of this value at this span; None if unclear."""
    raw = span.text
    if raw == value:
        return Span(span.file, span.start + start, span.start + end)
    if raw[:1] == '"' and raw[1:-1] == value:
        return Span(span.file, span.start + 1 + start, span.start + 1 + end)
    if raw[:1] == '"':
        places = _places(raw, len(value))
        if places is None:
            return None
        return Span(span.file, span.start + places[start], span.start + places[end])
    return _in_lines(span, raw, value, start, end)


@lru_cache(maxsize=64)
def _places(raw: str, size: int) -> tuple[int, ...] | None:
    """The offset in the quoted source for each offset of the value."""
    places: list[int] = []
    at, end = 1, len(raw) - 1
    while at < end:
        places.append(at)
        found = _ESCAPES.match(raw, at)
        if found is None:
            at += 1
        else:
            if found[0] in ("$${", "%%{"):
                places.append(at + 2)
            at = found.end()
    places.append(end)
    return tuple(places) if len(places) == size + 1 else None


def _in_lines(span: Span, raw: str, value: str, start: int, end: int) -> Span | None:
    """In a heredoc: the value's lines are the source's lines, each perhaps with its indentation removed."""
    number = value.count("\n", 0, start)
    line_start = value.rfind("\n", 0, start) + 1
    line_end = value.find("\n", line_start)
    line = value[line_start : len(value) if line_end < 0 else line_end]
    first = 1 if raw.startswith("<<") else 0
    lines = raw.split("\n")
    if number + first >= len(lines) or not line:
        return None
    source = lines[number + first]
    indent = len(source) - len(line)
    if indent < 0 or source[indent:].rstrip("\r") != line.rstrip("\r") or source[:indent].strip():
        return None
    offset = sum(len(text) + 1 for text in lines[: number + first]) + indent
    size = end - start if end <= line_start + len(line) else len(line) - (start - line_start)
    begin = span.start + offset + start - line_start
    return Span(span.file, begin, begin + size)
