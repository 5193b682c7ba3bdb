"""Messages in the wire format of protocol buffers: https://protobuf.dev/programming-guides/encoding/.

Only numbers and byte strings are told apart; who reads a message knows what its fields mean.
"""

from __future__ import annotations

from collections.abc import Iterator

from .errors import Malformed

_FIXED = {1: 8, 5: 4}
_LONGEST_VARINT = 10
_MOST_FIELDS = 500_000


class Message:
    """A message. Where a field that is asked for holds another kind of thing, that is Malformed."""

    def __init__(self, content: memoryview | bytes) -> None:
        self._fields: dict[int, list[int | memoryview]] = {}
        for count, (number, value) in enumerate(_fields(memoryview(content))):
            if count == _MOST_FIELDS:
                raise Malformed("a message in it has too many fields")
            self._fields.setdefault(number, []).append(value)

    def number(self, field: int) -> int:
        """A number, a bool or an enum; 0 where it is left out. Of several the last one counts."""
        found = self._fields.get(field, [0])[-1]
        if not isinstance(found, int):
            raise Malformed(f"field {field} of a message is no number")
        return found

    def all(self, field: int) -> list[memoryview]:
        """The contents of a repeated field."""
        found = self._fields.get(field, [])
        contents = [item for item in found if isinstance(item, memoryview)]
        if len(contents) != len(found):
            raise Malformed(f"field {field} of a message is a number")
        return contents

    def content(self, field: int) -> memoryview | None:
        """The content of a field; None where it is left out."""
        found = self.all(field)
        return found[-1] if found else None

    def text(self, field: int) -> str:
        """The text of a field, empty where it is left out."""
        try:
            return bytes(self.content(field) or b"").decode("utf-8")
        except UnicodeDecodeError:
            raise Malformed(f"field {field} of a message is no text") from None

    def messages(self, field: int) -> list[Message]:
        """The messages in a repeated field."""
        return [Message(content) for content in self.all(field)]

    def message(self, field: int) -> Message:
        """The message in a field, an empty one where it is left out."""
        return Message(self.content(field) or b"")


def _fields(content: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    at = 0
    while at < len(content):
        key, at = _varint(content, at)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, at = _varint(content, at)
            yield number, value
            continue
        if kind == 2:
            length, at = _varint(content, at)
        elif kind in _FIXED:
            length = _FIXED[kind]
        else:
            raise Malformed("a message in it has a field of no known kind")
        if length > len(content) - at:
            raise Malformed("a message in it is cut off")
        yield number, content[at : at + length]
        at += length


def _varint(content: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for position, byte in enumerate(content[at : at + _LONGEST_VARINT]):
        value |= (byte & 0x7F) << (7 * position)
        if byte < 0x80:
            return value, at + position + 1
    raise Malformed("a number in it is cut off or too long")
