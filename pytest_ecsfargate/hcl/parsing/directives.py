"""From the pieces of a template to its tree: `%{ if }` and `%{ for }` get what stands between them and their end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..syntax import HCLError, Literal, Node, Template, TemplateFor, TemplateIf
from . import literals

if TYPE_CHECKING:
    from .expressions import ExpressionParser


class Text:
    """Literal text with its escapes resolved; `start` and `end` are where it was written."""

    __slots__ = ("end", "start", "value")

    def __init__(self, value: str, start: int, end: int) -> None:
        self.value = value
        self.start: Final = start
        self.end: Final = end


class Directive:
    """`%{ word … }`: `expression` is the condition of an `if`, the collection of a `for`."""

    __slots__ = ("end", "expression", "key_name", "start", "value_name", "word")

    def __init__(self, word: str, start: int) -> None:
        self.word: Final = word
        self.start: Final = start
        self.end = start
        self.expression: Node | None = None
        self.key_name: str | None = None
        self.value_name = ""


Piece = Text | Directive | Node
"""A part of a template; a Node is an interpolation."""


class _Open:
    """A template being collected: of the whole text, or of what stands behind a directive that is still open."""

    def __init__(self, opener: Directive | None, start: int) -> None:
        self.opener: Final = opener
        self.start = start
        self.parts: list[Node] = []
        self.texts: list[Text] = []
        self.then: Template | None = None

    def finished(self, parser: ExpressionParser, end: int) -> Template:
        self.settle(parser)
        return Template(parser.file, self.start, end, self.parts)

    def settle(self, parser: ExpressionParser) -> None:
        """Joins the text collected so far into one part."""
        value = "".join(text.value for text in self.texts)
        if value:
            self.parts.append(Literal(parser.file, self.texts[0].start, self.texts[-1].end, literals.text(value)))
        self.texts = []


def assembled(parser: ExpressionParser, pieces: list[Piece], start: int) -> list[Node]:
    """The parts of a template whose text starts at an offset.

    Raises HCLError where a directive lacks its end or an end its directive.
    """
    stack = [_Open(None, start)]
    for piece in pieces:
        current = stack[-1]
        if isinstance(piece, Text):
            current.texts.append(piece)
        elif isinstance(piece, Node):
            current.settle(parser)
            current.parts.append(piece)
        elif piece.word in ("if", "for"):
            current.settle(parser)
            parser.nest()
            stack.append(_Open(piece, piece.end))
        elif piece.word == "else":
            _switch(parser, current, piece)
        else:
            _close(parser, stack, piece)
    if (opener := stack[-1].opener) is not None:
        message = f'Expected "%{{ end{opener.word} }}" to end this "%{{ {opener.word} }}".'
        raise HCLError(message, parser.file, opener.start, opener.end)
    stack[0].settle(parser)
    return stack[0].parts


def _switch(parser: ExpressionParser, current: _Open, piece: Directive) -> None:
    if current.opener is None or current.opener.word != "if" or current.then is not None:
        raise _unexpected(parser, current, piece)
    current.then = current.finished(parser, piece.start)
    current.start = piece.end
    current.parts = []


def _close(parser: ExpressionParser, stack: list[_Open], piece: Directive) -> None:
    current = stack[-1]
    opener = current.opener
    if opener is None or opener.expression is None or piece.word != f"end{opener.word}":
        raise _unexpected(parser, current, piece)
    stack.pop()
    parser.depth -= 1
    last = current.finished(parser, piece.start)
    file = parser.file
    node: Node
    if opener.word == "for":
        node = TemplateFor(file, opener.start, piece.end, opener.key_name, opener.value_name, opener.expression, last)
    elif current.then is None:
        otherwise = Template(file, piece.start, piece.start, [])
        node = TemplateIf(file, opener.start, piece.end, opener.expression, last, otherwise)
    else:
        node = TemplateIf(file, opener.start, piece.end, opener.expression, current.then, last)
    stack[-1].parts.append(node)


def _unexpected(parser: ExpressionParser, current: _Open, piece: Directive) -> HCLError:
    opener = current.opener
    if opener is None:
        wanted = "for" if piece.word == "endfor" else "if"
        message = f'Expected a "%{{ {wanted} }}" before this "%{{ {piece.word} }}".'
    else:
        message = f'Expected "%{{ end{opener.word} }}" for the "%{{ {opener.word} }}", found "%{{ {piece.word} }}".'
    return HCLError(message, parser.file, piece.start, piece.end)
