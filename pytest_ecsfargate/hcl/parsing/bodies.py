"""Bodies: arguments and blocks, and how reading goes on behind a syntax error."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ...source import Span
from ..syntax import Attribute, Block, Body, HCLError
from .expressions import ExpressionParser
from .literals import unescaped_quoted
from .scanner import END, IDENTIFIER, NEWLINE, PATH, QUOTE, STRING, WORD, WORD_PART

if TYPE_CHECKING:
    from ...source import SourceFile

MAX_ERRORS: Final = 100
"""Reading ends at this many errors in a file."""

_LABEL = re.compile(r'"((?:[^"\\$%\r\n]|\\[^\r\n]|\$\$\{|%%\{|[$%](?!\{)){0,9999})"')
_BLOCK_LINE = re.compile(rf'^{WORD}(?:[ \t]+(?:"[^"\r\n]*"|{WORD_PART}+))*[ \t]*\{{', re.MULTILINE)


class BodyParser(ExpressionParser):
    """Reads bodies; `errors` collects what is wrong without ending the reading."""

    __slots__ = ("_faults", "_item_start", "_rescans", "errors")

    def __init__(self, file: SourceFile) -> None:
        super().__init__(file)
        self.errors: Final[list[HCLError]] = []
        self._faults = 0
        self._item_start = 0
        self._rescans = len(file.text) + 4096

    def parse(self) -> tuple[Body, list[HCLError]]:
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        while True:
            try:
                self.advance()
                while self.kind is not END:
                    self._item_start = self.start
                    self._item(attributes, blocks, None)
                break
            except HCLError as error:
                self._report(error)
            except RecursionError:
                self._report(self.too_deep())
            if len(self.errors) >= MAX_ERRORS or not self._recovered():
                break
        self.errors.sort(key=lambda error: error.span.start)
        return Body(self.file, 0, len(self.text), attributes, blocks, partial=bool(self.errors)), self.errors

    def _report(self, error: HCLError) -> None:
        """Adds an error, unless text that was read again gave it before."""
        self._faults += 1
        if len(self.errors) < MAX_ERRORS and all(
            known.span.start != error.span.start or known.message != error.message for known in self.errors
        ):
            self.errors.append(error)

    def _recovered(self) -> bool:
        """Moves to the next block at column 1: the next behind the first line of the broken item.

        A block that lacks its brace would else swallow all blocks behind it. Where that would have too much text read
        again, the search starts where reading ended.
        """
        reached = max(self.start, self._item_start)
        self._rescans -= reached - self._item_start
        line_end = self.text.find("\n", self._item_start if self._rescans >= 0 else reached)
        found = _BLOCK_LINE.search(self.text, line_end + 1) if line_end >= 0 else None
        if found is None:
            return False
        self.end = self._item_start = found.start()
        self.newlines = True
        self.depth = 0
        return True

    def _item(self, attributes: dict[str, Attribute], blocks: list[Block], opening: int | None) -> None:
        """One attribute or block of a body, up to and with its newline; a newline alone is none."""
        if self.kind is NEWLINE:
            self.advance()
            return
        if self.kind is not IDENTIFIER:
            raise self._no_item(opening)
        start, end = self.start, self.end
        name = self.taken()
        if self.kind == "=":
            self._add(attributes, self._attribute(start, name))
            what = "the value of the argument"
        elif self.kind == "{" or self.kind is IDENTIFIER or self.kind is STRING or self.kind is QUOTE:
            blocks.append(self._block(start, end, name))
            what = "the block"
        else:
            raise self.error(f'Expected "=" or a block after "{name}", found {self.found()}.')
        if opening is None:
            self._item_start = self.start
        if self.kind is NEWLINE:
            self.advance()
        elif self.kind is not END:
            raise self.error(f"Expected a new line after {what}, found {self.found()}.")

    def _no_item(self, opening: int | None) -> HCLError:
        if self.kind is END and opening is not None:
            line = self.file.location(opening).line
            return self.error(f'Expected "}}" to close the block that starts at line {line}.')
        if self.kind is PATH or self.kind in (STRING, QUOTE):
            return self.error(f"Expected a name without quotes or dots, found {self.found()}.")
        return self.error(f"Expected an argument or a block, found {self.found()}.")

    def _attribute(self, start: int, name: str) -> Attribute:
        self.advance()
        value = self.expression()
        return Attribute(self.file, start, value.end, name, value)

    def _add(self, attributes: dict[str, Attribute], attribute: Attribute) -> None:
        before = attributes.setdefault(attribute.name, attribute)
        if before is attribute:
            return
        line = before.span.location.line
        message = f'The argument "{attribute.name}" was already set at line {line}; each argument may be set once.'
        self._report(HCLError(message, self.file, attribute.start, attribute.start + len(attribute.name)))

    def _block(self, start: int, header_end: int, type: str) -> Block:
        labels: list[str] = []
        while self.kind != "{":
            header_end, label = self._label()
            labels.append(label)
        self.nest()
        opening = self.end
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        faults = self._faults
        self.advance()
        if self.kind is NEWLINE:
            while self.kind != "}":
                if self.kind is END:
                    raise self._no_item(start)
                self._item(attributes, blocks, start)
        elif self.kind != "}":
            self._single_argument(attributes, start)
        body = Body(self.file, opening, self.start, attributes, blocks, partial=self._faults > faults)
        end = self.end
        self.depth -= 1
        self.advance()
        return Block(self.file, start, end, type, tuple(labels), body, Span(self.file, start, header_end))

    def _single_argument(self, attributes: dict[str, Attribute], start: int) -> None:
        if self.kind is not IDENTIFIER:
            raise self._no_item(start)
        at = self.start
        name = self.taken()
        if self.kind != "=":
            message = f'Expected "=": a block on one line holds one argument and no block, found {self.found()}.'
            raise self.error(message)
        attributes[name] = self._attribute(at, name)
        if self.kind != "}":
            raise self.error(f'Expected "}}": a block on one line holds one argument, found {self.found()}.')

    def _label(self) -> tuple[int, str]:
        start, end = self.start, self.end
        if self.kind is IDENTIFIER:
            label = self.taken()
        elif self.kind is STRING:
            label = self.taken()[1:-1]
        elif self.kind is QUOTE:
            found = _LABEL.match(self.text, start)
            if found is None:
                raise self.error("Expected a label in double quotes, without interpolation.")
            label = unescaped_quoted(found[1], self.file, start + 1)
            self.end = end = found.end()
            self.advance()
        else:
            raise self.error(f'Expected a label or "{{" on the line where the block starts, found {self.found()}.')
        return end, label
