"""What stands in brackets and braces: tuples, objects and `for` expressions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ..syntax import ForObject, ForTuple, Literal, Node, ObjectCons, TupleCons, Variable
from .scanner import IDENTIFIER, NEWLINE, WORD_PART

if TYPE_CHECKING:
    from .expressions import ExpressionParser

_FOR_FOLLOWS = re.compile(rf"(?>[ \t\r\n]++|(?:#|//)[^\n]*+\n|/\*(?s:.*?)\*/)*+for(?!{WORD_PART})")


def tuple_or_for(parser: ExpressionParser) -> Node:
    """`[a, b]` or `[for …]`."""
    start = parser.start
    outer = parser.enter()
    if parser.kind is IDENTIFIER and parser.text[parser.start : parser.end] == "for":
        return _for_tuple(parser, start, outer)
    items: list[Node] = []
    while parser.kind != "]":
        items.append(parser.expression())
        if parser.kind != ",":
            break
        parser.advance()
    if parser.kind != "]":
        raise parser.error(f'Expected "," or "]" after the element of the tuple, found {parser.found()}.')
    end = parser.leave(outer, "]", "the tuple")
    return TupleCons(parser.file, start, end, items)


def object_or_for(parser: ExpressionParser) -> Node:
    """`{a = b}` or `{for …}`."""
    start = parser.start
    if _FOR_FOLLOWS.match(parser.text, parser.end):
        return _for_object(parser, start, parser.enter())
    outer = parser.enter(newlines=True)
    items: list[tuple[Node, Node]] = []
    while True:
        while parser.kind is NEWLINE:
            parser.advance()
        if parser.kind == "}":
            break
        key = _key(parser)
        if parser.kind != "=" and parser.kind != ":":
            raise parser.error(f'Expected "=" and a value after the key, found {parser.found()}.')
        parser.advance()
        items.append((key, parser.expression()))
        if parser.kind == "," or parser.kind is NEWLINE:
            parser.advance()
        elif parser.kind != "}":
            raise parser.error(f'Expected ",", a new line or "}}" after the value, found {parser.found()}.')
    end = parser.leave(outer, "}", "the object")
    return ObjectCons(parser.file, start, end, items)


def _key(parser: ExpressionParser) -> Node:
    bare = parser.kind is IDENTIFIER
    start = parser.start
    key = parser.expression()
    if bare and isinstance(key, Variable | Literal):
        return Literal(parser.file, start, key.end, parser.text[start : key.end])
    return key


class _Head(NamedTuple):
    """`for k, v in collection :`."""

    key_name: str | None
    value_name: str
    collection: Node


def for_names(parser: ExpressionParser) -> _Head:
    """`k, v in collection`, behind the word `for`."""
    key_name = None
    value_name = _name(parser, '"for"')
    if parser.kind == ",":
        parser.advance()
        key_name, value_name = value_name, _name(parser, '","')
    if parser.kind is not IDENTIFIER or parser.text[parser.start : parser.end] != "in":
        raise parser.error(f'Expected "in" and the collection of the "for", found {parser.found()}.')
    parser.advance()
    return _Head(key_name, value_name, parser.expression())


def _name(parser: ExpressionParser, after: str) -> str:
    if parser.kind is not IDENTIFIER:
        raise parser.error(f"Expected the name of a variable after {after}, found {parser.found()}.")
    return parser.taken()


def _head(parser: ExpressionParser) -> _Head:
    parser.advance()
    head = for_names(parser)
    if parser.kind != ":":
        raise parser.error(f'Expected ":" after the collection of the "for", found {parser.found()}.')
    parser.advance()
    return head


def _condition(parser: ExpressionParser) -> Node | None:
    if parser.kind is IDENTIFIER and parser.text[parser.start : parser.end] == "if":
        parser.advance()
        return parser.expression()
    return None


def _for_tuple(parser: ExpressionParser, start: int, outer: bool) -> ForTuple:
    head = _head(parser)
    value = parser.expression()
    if parser.kind == "=>":
        raise parser.error('A "for" in "[ ]" has a value only; "key => value" needs "{ }".')
    if parser.kind == "...":
        raise parser.error('A "for" in "[ ]" cannot group by "..."; that needs "{ }".')
    condition = _condition(parser)
    end = parser.leave(outer, "]", 'the "for" expression')
    return ForTuple(parser.file, start, end, head.key_name, head.value_name, head.collection, value, condition)


def _for_object(parser: ExpressionParser, start: int, outer: bool) -> ForObject:
    head = _head(parser)
    key = parser.expression()
    if parser.kind != "=>":
        raise parser.error(f'Expected "=>" and a value after the key of the "for", found {parser.found()}.')
    parser.advance()
    value = parser.expression()
    grouping = parser.kind == "..."
    if grouping:
        parser.advance()
    condition = _condition(parser)
    end = parser.leave(outer, "}", 'the "for" expression')
    return ForObject(
        parser.file, start, end, head.key_name, head.value_name, head.collection, key, value, condition, grouping
    )
