"""The lines of source around a finding, with a caret under the text to change, and no other text in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..plan.source_tree import blocks_around
from ..source import SourceFile, Span
from .masking import Masked, masked
from .printable import ELLIPSIS, WIDTH, columns, printable


@dataclass(frozen=True, slots=True)
class Line:
    """A line of source as it is shown, and the columns in it that are pointed at."""

    number: int
    text: str
    start: int = 0
    end: int = 0


def snippet(span: Span, *, hidden: bool) -> list[Line]:
    """The first line of the block around the span, where it is another one, and the span's first line.

    `hidden` says that the text of the span must not be shown; then no string on these lines is.
    """
    number = span.location.line
    lines = [_line(span.file, number, span, hidden=hidden)]
    for block in blocks_around(span)[:1]:
        head = block.location.line
        if head < number:
            lines.insert(0, _line(span.file, head, None, hidden=hidden))
    return lines


def gutter_width(lines: list[Line]) -> int:
    """How many columns the line numbers take."""
    return max((len(str(line.number)) for line in lines), default=2)


def rendered(lines: list[Line], gutter: int, note: str) -> tuple[list[str], bool]:
    """The snippet as text, with the caret line; and whether the note had room behind the carets."""
    text = [f"  {line.number:>{gutter}} | {line.text}".rstrip() for line in lines]
    pointed = lines[-1]
    carets = f"  {'':>{gutter}} | " + " " * pointed.start + "^" * max(pointed.end - pointed.start, 1)
    fits = bool(note) and columns(carets) + 1 + columns(note) <= WIDTH
    text.append(f"{carets} {note}" if fits else carets)
    return text, fits


@lru_cache(maxsize=128)
def _line(file: SourceFile, number: int, span: Span | None, *, hidden: bool) -> Line:
    raw = file.line(number)
    start, end = _within(number, len(raw), span)
    pointed = (start, end) if span is not None else None
    pieces = list(_pieces(raw, start, end, masked(file, number, pointed, hidden=hidden)))
    first, last = _position(pieces, start), _position(pieces, end)
    return _cut(Line(number, "".join(piece.text for piece in pieces), first, last), WIDTH - len(f"  {number:>2} | "))


def _within(number: int, length: int, span: Span | None) -> tuple[int, int]:
    """The columns, from 0, that the span takes on the line where it starts."""
    if span is None:
        return 0, 0
    start = min(span.location.column - 1, length)
    last = span.end_location
    return start, max(start, last.column - 1 if last.line == number else length)


def _pieces(raw: str, start: int, end: int, hidden: Iterable[Masked]) -> Iterator[Masked]:
    """The line in pieces, cut at `start` and `end` and around everything masked."""
    at = 0
    for stretch in hidden:
        yield from _plain(raw, at, stretch.start, (start, end))
        yield stretch
        at = stretch.end
    yield from _plain(raw, at, len(raw), (start, end))


def _plain(raw: str, at: int, until: int, cuts: tuple[int, int]) -> Iterator[Masked]:
    for edge in (*(cut for cut in cuts if at < cut < until), until):
        yield Masked(at, edge, printable(raw[at:edge]))
        at = edge


def _position(pieces: list[Masked], column: int) -> int:
    """How many columns are shown before this column of the line."""
    return sum(columns(piece.text) for piece in pieces if piece.end <= column)


def _cut(line: Line, room: int) -> Line:
    """The line cut to the room, so that the start of what is pointed at stays in view."""
    text = line.text.rstrip()
    if columns(text) <= room:
        return Line(line.number, text, line.start, min(max(line.end, line.start + 1), room))
    first = 0 if line.start < room - 2 * len(ELLIPSIS) else line.start - room // 3
    window = text[first : first + room]
    if first:
        window = ELLIPSIS + window[len(ELLIPSIS) :]
    if first + room < len(text):
        window = window[: -len(ELLIPSIS)] + ELLIPSIS
    return Line(line.number, window, line.start - first, min(line.end - first, room))
