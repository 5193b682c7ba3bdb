"""References: names, and what is read from a value by `.name`, `.0`, `[key]`, `.*` and `[*]`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..syntax import GetAttr, Index, Literal, Node, Splat, SplatItem, Variable
from .scanner import IDENTIFIER, NEWLINE, NUMBER, PATH

if TYPE_CHECKING:
    from .expressions import ExpressionParser

_KEYWORDS: Final = {"true": True, "false": False, "null": None}


def root(parser: ExpressionParser, start: int, end: int, name: str) -> Node:
    """The first name of a reference, or a keyword."""
    if name in _KEYWORDS:
        return Literal(parser.file, start, end, _KEYWORDS[name])
    return Variable(parser.file, start, end, name)


def path(parser: ExpressionParser, target: Node | None = None) -> Node:
    """Names joined by dots: a reference of its own or, behind a dot, steps from a target."""
    start = parser.start
    names = parser.taken().split(".")
    if len(names) > 1:
        parser.link(len(names))
    for name in names:
        end = start + len(name)
        if target is None:
            target = root(parser, start, end, name)
        else:
            target = GetAttr(parser.file, target.start, end, target, name)
        start = end + 1
    assert target is not None
    return target


def steps(parser: ExpressionParser, target: Node) -> Node:
    """A value and all the steps from it that follow."""
    count = 0
    while True:
        if parser.kind == ".":
            parser.advance()
            target = _attribute_splat(parser, target) if parser.kind == "*" else _attribute(parser, target)
        elif parser.kind == "[":
            target = _index(parser, target)
        else:
            return target
        count = parser.link(count)


def _attribute(parser: ExpressionParser, target: Node) -> Node:
    if parser.kind is IDENTIFIER or parser.kind is PATH:
        return path(parser, target)
    if parser.kind is not NUMBER:
        raise parser.error(f'Expected the name of an attribute after ".", found {parser.found()}.')
    digits = parser.text[parser.start : parser.end]
    if "." in digits:
        keys = digits.replace(".", "][")
        raise parser.error(f'Expected "[{keys}]": two indexes in a row cannot follow a ".".')
    key = parser.number()
    return Index(parser.file, target.start, key.end, target, key)


def _attribute_splat(parser: ExpressionParser, target: Node) -> Node:
    each: Node = SplatItem(parser.file, parser.start, parser.end)
    parser.advance()
    count = 0
    while parser.kind == ".":
        count = parser.link(count)
        parser.advance()
        if parser.kind == "*":
            raise parser.error('A ".*" cannot follow another one; use "[*]".')
        each = _attribute(parser, each)
    return Splat(parser.file, target.start, each.end, target, each)


def _index(parser: ExpressionParser, target: Node) -> Node:
    start = parser.start
    outer = parser.newlines
    parser.advance()
    if parser.kind == "*":
        parser.advance()
        item = SplatItem(parser.file, start, parser.end)
        parser.leave(outer, "]", 'the "[*]"')
        parser.nest()
        each = steps(parser, item)
        parser.depth -= 1
        return Splat(parser.file, target.start, each.end, target, each)
    parser.newlines = False
    if parser.kind is NEWLINE:
        parser.advance()
    key = parser.expression()
    end = parser.leave(outer, "]", "the index")
    return Index(parser.file, target.start, end, target, key)
