"""Reading JSON text whose pieces came from different places, so that each element knows where it came from.

The text is that of a string `Value`: a literal, a heredoc, or a template of which some parts are unknown. Each part
that is not known (or is JSON text kept as a value) is one private-use character while the text is read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from ..origins import COMPOSED, Kind, Origin, literal, mix
from ..parsing.quoting import json_unescaped
from ..types import BOOL, DYNAMIC, NUMBER, STRING
from ..values import JsonString, PartialString, Value, null, unknown
from .joining import Composed, put_together
from .numbers import TooLarge, parse_number
from .source_text import spelled_at

_TOKEN: Final = "\ue0b5"
_SPACE: Final = re.compile(r"[ \t\r\n]*")
_STRING: Final = re.compile(r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"')
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_BARE: Final = re.compile(r'[^\s,:\[\]{}"]+')
_DEPTH: Final = 150


class JsonError(Exception):
    """The text is no JSON."""


def read_json(value: Value) -> tuple[Value, bool]:
    """The value that the JSON text says, and whether Terraform surely says the same (no name stands twice, …).

    Raises JsonError.
    """
    reader = _Reader(value)
    found = reader.document()
    return found, reader.certain


def _flat(value: Value) -> list[Value]:
    data = value.data
    if not isinstance(data, PartialString | Composed):
        return [value]
    parts = data.parts if isinstance(data, PartialString) else data.pieces
    return [piece for part in parts for piece in _flat(value.through(part))]


class _Reader:
    def __init__(self, value: Value) -> None:
        self.pieces = _flat(value)
        self.whole = value
        self.starts: list[int] = []
        texts: list[str] = []
        at = 0
        for piece in self.pieces:
            text = piece.data if isinstance(piece.data, str) else _TOKEN
            if text is not _TOKEN and _TOKEN in text:
                raise JsonError
            self.starts.append(at)
            texts.append(text)
            at += len(text)
        self.text = "".join(texts)
        self.at = 0
        self.depth = 0
        self.certain = True

    def document(self) -> Value:
        self._skip()
        found = self._value()
        self._skip()
        if self.at != len(self.text):
            if self.text[self.at] not in "]}":
                raise JsonError
            # Terraform does not look behind a closing bracket too many.
            self.certain = False
        return found

    def _skip(self) -> None:
        found = _SPACE.match(self.text, self.at)
        assert found is not None
        self.at = found.end()

    def _value(self) -> Value:
        char = self.text[self.at : self.at + 1]
        if char in ("{", "["):
            self.depth += 1
            if self.depth > _DEPTH:
                raise JsonError
            found = self._object() if char == "{" else self._array()
            self.depth -= 1
            return found
        if char == '"':
            return self._string()
        return self._bare()

    def _object(self) -> Value:
        start = self.at
        made: dict[str, Value] = {}
        doubt: list[Origin] = []
        while self._more("}", first=self.at == start):
            name = self._string()
            self._skip()
            if self.text[self.at : self.at + 1] != ":":
                raise JsonError
            self.at += 1
            self._skip()
            item = self._value()
            if not isinstance(name.data, str):
                doubt.append(name.origin)
                continue
            self.certain = self.certain and name.data not in made
            made[name.data] = item
        if doubt:
            return unknown(DYNAMIC, mix(None, (*doubt, *(item.origin for item in made.values()))), self._marked())
        ordered = {name: made[name] for name in sorted(made)}
        return Value(ordered, None, self._origin(start, self.at))

    def _array(self) -> Value:
        start = self.at
        items: list[Value] = []
        several = False
        while self._more("]", first=self.at == start):
            bare = self.text[self.at] == _TOKEN
            piece = self._piece(self.at)
            items.append(self._value())
            several = several or bare and not isinstance(piece.data, JsonString)
        if several:
            return unknown(DYNAMIC, mix(None, tuple(item.origin for item in items)), self._marked())
        return Value(tuple(items), None, self._origin(start, self.at))

    def _more(self, end: str, first: bool) -> bool:
        """Whether another element follows; moves behind the bracket, comma and space before it."""
        if first:
            self.at += 1
        self._skip()
        char = self.text[self.at : self.at + 1]
        if char == end:
            self.at += 1
            return False
        if not first:
            if char != ",":
                raise JsonError
            self.at += 1
            self._skip()
        if not self.text[self.at : self.at + 1]:
            raise JsonError
        return True

    def _bare(self) -> Value:
        found = _BARE.match(self.text, self.at)
        if found is None:
            raise JsonError
        word, start = found[0], self.at
        self.at = found.end()
        if _TOKEN in word:
            return self._unknown_word(word, start)
        origin = self._origin(start, self.at)
        if word in ("true", "false"):
            return Value(word == "true", BOOL, origin, self._marked_at(start, self.at))
        if word == "null":
            return null(origin=origin)
        if _NUMBER.fullmatch(word) is None:
            raise JsonError
        try:
            return Value(parse_number(word), NUMBER, origin, self._marked_at(start, self.at))
        except TooLarge:
            return unknown(NUMBER, origin)

    def _unknown_word(self, word: str, start: int) -> Value:
        piece = self._piece(start)
        if word == _TOKEN and isinstance(piece.data, JsonString):
            return piece.through(piece.data.inner)
        return unknown(DYNAMIC, self._origin(start, start + len(word)), self._marked_at(start, self.at))

    def _string(self) -> Value:
        found = _STRING.match(self.text, self.at)
        if found is None:
            raise JsonError
        start, self.at = self.at + 1, found.end()
        end = self.at - 1
        if _TOKEN not in found[0]:
            text = json_unescaped(self.text[start:end])
            return Value(text, STRING, self._origin(start, end, start - 1), self._marked_at(start, end))
        parts: list[Value] = []
        for at, piece in self._pieces_in(start, end):
            if isinstance(piece.data, str):
                low, high = max(at, start), min(at + len(piece.data), end)
                text = json_unescaped(self.text[low:high])
                parts.append(Value(text, STRING, self._origin(low, high), piece.sensitive))
            else:
                parts.append(piece)
        return put_together(parts, None, self._origin(start, end))

    # Where things came from

    def _piece(self, at: int) -> Value:
        return self.pieces[bisect_right(self.starts, at) - 1]

    def _pieces_in(self, start: int, end: int) -> list[tuple[int, Value]]:
        if start >= end:
            return []
        first, last = bisect_right(self.starts, start) - 1, bisect_right(self.starts, end - 1) - 1
        found = [(self.starts[at], self.pieces[at]) for at in range(first, last + 1)]
        return [(at, piece) for at, piece in found if piece.data != ""]

    def _marked(self) -> bool:
        return any(piece.any_sensitive for piece in self.pieces)

    def _marked_at(self, start: int, end: int) -> bool:
        return any(piece.any_sensitive for _, piece in self._pieces_in(start, end))

    def _origin(self, start: int, end: int, empty_at: int | None = None) -> Origin:
        """Of the text between two offsets: its place in the literal it stands in, or the origins of its pieces."""
        pieces = self._pieces_in(start, end) or self._pieces_in(start if empty_at is None else empty_at, end + 1)
        origins = [_inside(piece, start - at, end - at) for at, piece in pieces]
        return origins[0] if len(origins) == 1 else mix(self.whole.span, tuple(origins), COMPOSED)


def _inside(piece: Value, start: int, end: int) -> Origin:
    """The origin of a stretch of this piece: where it is a literal, the place of the stretch in it."""
    origin = piece.origin
    if not isinstance(piece.data, str):
        return origin
    hops: list[Origin] = []
    while origin.kind is Kind.HOP:
        hops.append(origin)
        origin = origin.inputs[0]
    if origin.kind is not Kind.LITERAL or origin.span is None:
        return piece.origin
    exact = spelled_at(origin.span, piece.data, max(start, 0), min(end, len(piece.data)))
    if exact is None:
        return piece.origin
    found = literal(exact)
    for way in reversed(hops):
        found = Origin(Kind.HOP, way.ref, way.span, (found,))
    return found
