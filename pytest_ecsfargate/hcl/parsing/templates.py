"""Templates: quoted strings, heredocs and template files, with `${ }` and `%{ }` in them.

A template is read into pieces of text and sequences, trimmed and indented as
https://developer.hashicorp.com/terraform/language/expressions/strings says, and then built into a tree by `directives`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ..syntax import HCLError, Literal, Node, Template, TemplateWrap
from . import literals
from .constructors import for_names
from .directives import Directive, Piece, Text, assembled
from .indentation import SPACES, without_indentation
from .scanner import IDENTIFIER, PATH

if TYPE_CHECKING:
    from .expressions import ExpressionParser

_QUOTED = re.compile(r'((?:[^"\\$%\r\n]+|\\[^\r\n]|\$\$\{|%%\{|[$%](?!\{)){0,999})(?:([$%]\{~?)|(")|)')
_LINE = re.compile(r"((?:[^$%\r\n]+|\$\$\{|%%\{|[$%](?!\{)){0,999})(?:([$%]\{~?)|(\r?\n)|)")


class _Reader:
    """Collects the pieces of one template; `at` is how far the text is read."""

    def __init__(self, parser: ExpressionParser, at: int) -> None:
        self.parser: Final = parser
        self.at = at
        self.pieces: Final[list[Piece]] = []
        self.trim_next = False

    def literal(self, pattern: re.Pattern[str]) -> tuple[str, str | None, str | None]:
        """Raw text up to a sequence or closer: (text, opener of the sequence, closer), both None where it is broken."""
        chunks: list[str] = []
        while True:
            found = pattern.match(self.parser.text, self.at)
            assert found is not None
            self.at = found.end()
            raw, opener, closer = found.groups()
            if opener is None and closer is None and raw:
                chunks.append(raw)
                continue
            return "".join([*chunks, raw]) if chunks else raw, opener, closer

    def text(self, value: str, start: int, end: int) -> None:
        """Adds text that stands between two offsets, trimmed at its start if the piece before asks for it."""
        if self.trim_next:
            value = value.lstrip(SPACES)
            self.trim_next = False
        self.pieces.append(Text(value, start, end))

    def sequence(self, opener: str) -> None:
        """Reads `${ … }` or `%{ … }` behind its opener."""
        parser = self.parser
        start = self.at - len(opener)
        if opener.endswith("~") and self.pieces:
            before = self.pieces[-1]
            if isinstance(before, Text):
                before.value = before.value.rstrip(SPACES)
        parser.end = self.at
        outer = parser.enter()
        piece: Piece = parser.expression() if opener[0] == "$" else _directive(parser, start)
        if parser.kind != "}" and parser.kind != "~}":
            raise parser.error(f'Expected "}}" to close the "{opener[:2]}", found {parser.found()}.')
        if isinstance(piece, Directive):
            piece.end = parser.end
        self.pieces.append(piece)
        self.trim_next = parser.kind == "~}"
        self.at = parser.end
        parser.newlines = outer


def quoted(parser: ExpressionParser) -> Node:
    """A quoted template, from its opening quote on."""
    start = parser.start
    reader = _Reader(parser, parser.end)
    while True:
        before = reader.at
        raw, opener, closer = reader.literal(_QUOTED)
        if raw:
            value = literals.unescaped_quoted(raw, parser.file, before)
            reader.text(value, before, before + len(raw))
        if opener is not None:
            reader.sequence(opener)
        elif closer is not None:
            break
        else:
            message = "Expected '\"' to end the string on the line where it starts."
            raise HCLError(message, parser.file, start, reader.at)
    parser.end = reader.at
    parser.advance()
    return _built(parser, reader.pieces, start, reader.at, start + 1)


def heredoc(parser: ExpressionParser) -> Node:
    """A heredoc, from the line that opens it on; the newline behind its end marker is left."""
    start = parser.start
    opening = parser.text[start : parser.end]
    indented = opening.startswith("<<-")
    marker = opening[3 if indented else 2 :].rstrip("\r\n")
    reader = _Reader(parser, parser.end)
    line_start = True
    while True:
        before = reader.at
        raw, opener, newline = reader.literal(_LINE)
        if opener is not None:
            if raw:
                reader.text(literals.unescaped_template(raw), before, before + len(raw))
            reader.sequence(opener)
            line_start = False
        elif newline is None:
            raise _broken_heredoc(parser, reader.at, start, marker)
        elif line_start and marker in raw and raw.strip(SPACES) == marker:
            break
        else:
            reader.text(literals.unescaped_template(raw) + newline, before, reader.at)
            line_start = True
    if indented:
        without_indentation(reader.pieces)
    end = before + len(raw)
    parser.end = end
    parser.advance()
    return _built(parser, reader.pieces, start, end, start + len(opening))


def _broken_heredoc(parser: ExpressionParser, at: int, start: int, marker: str) -> HCLError:
    if parser.text.startswith("\r", at):
        message = "Expected a line feed after the carriage return: a line ends in LF or CR LF."
        return HCLError(message, parser.file, at)
    message = f'Expected a line with "{marker}" alone to end this heredoc.'
    return HCLError(message, parser.file, start, start + len(marker) + 2)


def bare(parser: ExpressionParser) -> Node:
    """The whole text as one template, as `templatefile` reads it. Trim marks reach to the end of their line."""
    start = parser.end
    reader = _Reader(parser, start)
    while True:
        before = reader.at
        raw, opener, newline = reader.literal(_LINE)
        if raw or newline:
            reader.text(literals.unescaped_template(raw) + (newline or ""), before, before + len(raw + (newline or "")))
        if opener is not None:
            reader.sequence(opener)
        elif newline is None:
            break
    if reader.at < len(parser.text):
        _plain_rest(parser, reader)
    return _built(parser, reader.pieces, start, reader.at, start)


def _plain_rest(parser: ExpressionParser, reader: _Reader) -> None:
    """Text behind a carriage return without line feed, where Terraform stops to look for sequences."""
    rest = parser.text[reader.at :]
    if "${" in rest or "%{" in rest:
        message = "Expected a line feed after the carriage return: sequences behind it are not read as such."
        raise HCLError(message, parser.file, reader.at)
    reader.pieces.append(Text(rest, reader.at, len(parser.text)))
    reader.at = len(parser.text)


def _built(parser: ExpressionParser, pieces: list[Piece], start: int, end: int, inner: int) -> Node:
    """The node for a template between `start` and `end` whose text, behind quote or marker, starts at `inner`."""
    file = parser.file
    if len(pieces) == 1 and isinstance(pieces[0], Node):
        return TemplateWrap(file, start, end, pieces[0])
    if all(isinstance(piece, Text) for piece in pieces):
        value = "".join(piece.value for piece in pieces if isinstance(piece, Text))
        return Literal(file, start, end, literals.text(value))
    return Template(file, start, end, assembled(parser, pieces, inner))


def _directive(parser: ExpressionParser, start: int) -> Directive:
    word = parser.text[parser.start : parser.end]
    if parser.kind not in (IDENTIFIER, PATH) or word not in ("if", "else", "endif", "for", "endfor"):
        raise parser.error(f'Expected "if", "else", "endif", "for" or "endfor" after "%{{", found {parser.found()}.')
    parser.advance()
    directive = Directive(word, start)
    if word == "if":
        directive.expression = parser.expression()
    elif word == "for":
        directive.key_name, directive.value_name, directive.expression = for_names(parser)
    return directive
