"""JSON text as nodes with their exact places, as Terraform's JSON syntax needs them.

Unlike `json.loads` this keeps where every value stands, names that repeat, and numbers as they are written.
https://github.com/hashicorp/hcl/blob/main/json/spec.md
"""

from __future__ import annotations

import re
from typing import Final

from ...source import SourceFile
from ..operations.number_kinds import Number
from ..operations.number_text import TooLarge, parse_number
from ..syntax import HCLError
from .quoting import json_unescaped

MAX_NESTING: Final = 200
"""Arrays and objects inside one another."""

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_STRING: Final = re.compile(r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"')
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9A-Za-z_.+-])")
_WORD: Final = re.compile(r"[A-Za-z]+")
_WORDS: Final = {"true": True, "false": False, "null": None}


class JsonNode:
    """A value and its place: strings with their quotes, arrays and objects with their brackets.

    `data` is None, a bool, a number, a str, a tuple of nodes (an array) or a `JsonObject`.
    """

    __slots__ = ("data", "end", "start")

    def __init__(self, start: int, end: int, data: JsonData) -> None:
        self.start: Final = start
        self.end: Final = end
        self.data: Final = data


class JsonObject:
    """The names and values of an object, in the order of the text; a name may stand there twice."""

    __slots__ = ("pairs",)

    def __init__(self, pairs: list[tuple[JsonNode, JsonNode]]) -> None:
        self.pairs: Final = pairs


JsonData = None | bool | Number | str | tuple[JsonNode, ...] | JsonObject


def read_nodes(file: SourceFile) -> JsonNode:
    """The text of a file as one JSON value. Raises HCLError where it is none."""
    reader = _Reader(file)
    reader.skip()
    found = reader.value()
    reader.skip()
    if reader.at != len(file.text):
        raise reader.error("Expected the end of the file behind the JSON value.")
    return found


class _Reader:
    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.text = file.text
        self.at = 0
        self.depth = 0

    def error(self, message: str) -> HCLError:
        return HCLError(message, self.file, self.at)

    def skip(self) -> None:
        found = _SPACE.match(self.text, self.at)
        assert found is not None
        self.at = found.end()

    def value(self) -> JsonNode:
        char = self.text[self.at : self.at + 1]
        if char not in ("{", "["):
            return self._string() if char == '"' else self._scalar()
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise self.error(f"This is nested deeper than the {MAX_NESTING} levels that can be read.")
        found = self._object() if char == "{" else self._array()
        self.depth -= 1
        return found

    def _object(self) -> JsonNode:
        start = self.at
        pairs: list[tuple[JsonNode, JsonNode]] = []
        while self._more("}", first=self.at == start):
            if self.text[self.at : self.at + 1] != '"':
                raise self.error("Expected a name in double quotes.")
            name = self._string()
            self.skip()
            if self.text[self.at : self.at + 1] != ":":
                raise self.error('Expected ":" and a value behind the name.')
            self.at += 1
            self.skip()
            pairs.append((name, self.value()))
        return JsonNode(start, self.at, JsonObject(pairs))

    def _array(self) -> JsonNode:
        start = self.at
        items: list[JsonNode] = []
        while self._more("]", first=self.at == start):
            items.append(self.value())
        return JsonNode(start, self.at, tuple(items))

    def _more(self, end: str, first: bool) -> bool:
        """Whether another element follows; moves behind the bracket, comma and space before it."""
        if first:
            self.at += 1
        self.skip()
        char = self.text[self.at : self.at + 1]
        if char == end:
            self.at += 1
            return False
        if not first:
            if char != ",":
                raise self.error(f'Expected "," or "{end}".')
            self.at += 1
            self.skip()
        return True

    def _string(self) -> JsonNode:
        found = _STRING.match(self.text, self.at)
        if found is None:
            raise self.error("This string does not end, or has a character or escape that JSON does not allow.")
        start, self.at = self.at, found.end()
        return JsonNode(start, self.at, json_unescaped(found[0][1:-1]))

    def _scalar(self) -> JsonNode:
        start = self.at
        number = _NUMBER.match(self.text, start)
        if number is not None:
            try:
                data = parse_number(number[0])
            except TooLarge:
                raise self.error("This number has more digits than can be read.") from None
            self.at = number.end()
            return JsonNode(start, self.at, data)
        word = _WORD.match(self.text, start)
        if word is None or word[0] not in _WORDS:
            raise self.error("Expected a JSON value.")
        self.at = word.end()
        return JsonNode(start, self.at, _WORDS[word[0]])
