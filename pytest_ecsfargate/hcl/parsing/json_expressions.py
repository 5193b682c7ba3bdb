"""Expressions in Terraform's JSON syntax: every string is a template, everything else means itself.

https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from ...source import SourceFile
from ..syntax import Expression, HCLError, Literal, Node, ObjectCons, TupleCons
from .json_nodes import JsonNode, JsonObject
from .literals import text, unescaped_template
from .parser import parse_expression, parse_template
from .quoting import json_unescaped

_ESCAPE: Final = re.compile(r"(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[0-9a-fA-F]{4}|\\.")
_SEQUENCE: Final = re.compile(r"[$%]\{")
_ESCAPED: Final = re.compile(r"\$\$\{|%%\{")


class JsonExpressions:
    """Makes expressions of the values in one file; `errors` collects what is wrong in templates."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.errors: Final[list[HCLError]] = []

    def template(self, node: JsonNode) -> Expression:
        """A value in which strings, and names in objects, are templates."""
        return self._made(node, self._string)

    def verbatim(self, node: JsonNode) -> Expression:
        """A value that Terraform reads without evaluating it, such as a variable's default."""
        return self._made(node, self._literal)

    def expression(self, node: JsonNode) -> Expression:
        """A string that holds an expression itself, such as a variable's type."""
        if not isinstance(node.data, str):
            return self.verbatim(node)
        return self._parsed(node, parse_expression)

    def _made(self, node: JsonNode, string: Callable[[JsonNode], Expression]) -> Expression:
        data = node.data
        if isinstance(data, str):
            return string(node)
        if isinstance(data, tuple):
            return TupleCons(self.file, node.start, node.end, [self._made(item, string) for item in data])
        if isinstance(data, JsonObject):
            self._refuse_repeated(data)
            pairs = [(string(name), self._made(value, string)) for name, value in data.pairs]
            return ObjectCons(self.file, node.start, node.end, pairs)
        assert not isinstance(data, float)  # JSON has no infinity
        return Literal(self.file, node.start, node.end, data)

    def _refuse_repeated(self, data: JsonObject) -> None:
        seen: set[object] = set()
        for name, _ in data.pairs:
            if name.data in seen:
                message = f'The name "{name.data}" stands twice in this object.'
                self.errors.append(HCLError(message, self.file, name.start, name.end))
            seen.add(name.data)

    def _literal(self, node: JsonNode) -> Expression:
        assert isinstance(node.data, str)
        return Literal(self.file, node.start, node.end, text(node.data))

    def _string(self, node: JsonNode) -> Expression:
        assert isinstance(node.data, str)
        if _SEQUENCE.search(_ESCAPED.sub("", node.data)) is None:
            return Literal(self.file, node.start, node.end, text(unescaped_template(node.data)))
        return self._parsed(node, parse_template)

    def _parsed(self, node: JsonNode, parse: Callable[[SourceFile], Node]) -> Expression:
        raw = self.file.text[node.start + 1 : node.end - 1]
        inside, places = _decoded(raw, node.start + 1)
        try:
            found = parse(SourceFile(self.file.path, inside))
        except HCLError as error:
            end = min(error.span.end, len(inside))
            start = min(error.span.start, end)
            self.errors.append(HCLError(error.message, self.file, places[start], max(places[end], places[start] + 1)))
            return Literal(self.file, node.start, node.end, None)
        self._moved(found, places)
        found.start, found.end = node.start, node.end
        return found

    def _moved(self, tree: Node, places: Sequence[int]) -> None:
        """Gives every node of a tree that was read from a string its place in the file."""
        waiting, seen = [tree], {id(tree)}
        while waiting:
            node = waiting.pop()
            node.file, node.start, node.end = self.file, places[node.start], places[node.end]
            for child in node.children():
                if id(child) not in seen:
                    seen.add(id(child))
                    waiting.append(child)


def _decoded(raw: str, start: int) -> tuple[str, Sequence[int]]:
    """What the inside of a string says, and the place in the file for every offset of that."""
    if "\\" not in raw:
        return raw, range(start, start + len(raw) + 1)
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for found in _ESCAPE.finditer(raw):
        pieces.append(raw[at : found.start()])
        places.extend(range(start + at, start + found.start()))
        pieces.append(_character(found))
        places.append(start + found.start())
        at = found.end()
    pieces.append(raw[at:])
    places.extend(range(start + at, start + len(raw) + 1))
    return "".join(pieces), places


def _character(found: re.Match[str]) -> str:
    # One escape, so that no normalisation joins it with its neighbours.
    made = json_unescaped(found[0])
    return made if len(made) == 1 else "\ufffd"
