"""Splits HCL text into tokens, one at a time, as the parser asks for them.

The tokens are those of https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#lexical-elements. What stands
inside a quoted template or a heredoc is read by `templates`, which moves the scanner to where the text goes on.
"""

from __future__ import annotations

import re
from typing import Final
from unicodedata import category

from ...source import SourceFile
from ..syntax import HCLError

IDENTIFIER: Final[str] = "identifier"
PATH: Final[str] = "path"
"""Identifiers joined by dots without space, such as `var.name`."""
NEWLINE: Final[str] = "newline"
STRING: Final[str] = "string"
"""A quoted string without escapes, interpolations and directives."""
QUOTE: Final[str] = "quote"
"""The opening quote of any other quoted string."""
NUMBER: Final[str] = "number"
HEREDOC: Final[str] = "heredoc"
"""The line that opens a heredoc, with its newline."""
END: Final[str] = "end"
_COMMENT: Final[str] = "comment"

WORD_PART: Final = r"[^\x00-,./:-@\[-^`{-\x7f]"
"""An ASCII letter, digit, `_` or `-`, or any other character but ASCII, in a regular expression."""
WORD: Final = rf"[^\x00-@\[-^`{{-\x7f]{WORD_PART}*"
"""An identifier, where those with other characters than ASCII are still to be checked."""
_TOKEN = re.compile(
    rf"""[ \t]*(?:
      ({WORD})((?:\.{WORD})+)?
    | ((?:(?:\#|//)[^\n]*)?\r?\n (?:[ \t]*(?:(?:\#|//)[^\n]*)?\r?\n){{0,99}})
    | (=[=>]? | \.(?:\.\.)? | ::? | [][(){{}},?*+%-] | /(?![/*]) | ![=]? | <(?!<)=? | <(?=<<-?{WORD}\r?\n) | >=?
        | && | \|\| | ~\}})
    | ("[^"\\$%\r\n]*(?:[$%](?!\{{)[^"\\$%\r\n]*){{0,99}}")
    | ([0-9]+(?:\.*(?:[0-9]|[eE][+-]?[0-9]))*)
    | (")
    | (<<-?{WORD}\r?\n)
    | ((?:\#|//)[^\n]*\Z | /\*(?s:.*?)\*/)
    | (\Z)
    )""",
    re.VERBOSE,
)
_next_token: Final = _TOKEN.match
_KINDS: Final = ("", IDENTIFIER, PATH, NEWLINE, "", STRING, NUMBER, QUOTE, HEREDOC, _COMMENT, END)
_PUNCTUATION: Final = _KINDS.index("", 1)
_OTHER_START: Final = "\u1885\u1886\u2118\u212e\u309b\u309c"
_OTHER_CONTINUE: Final = "\u00b7\u0387\u1369\u136a\u136b\u136c\u136d\u136e\u136f\u1370\u1371\u19da"
_VERTICAL_TILDE: Final = "\u2e2f"
_BYTE_ORDER_MARK: Final = "\ufeff"


class Scanner:
    """The token at hand: its `kind` (one of the names above, or the punctuation itself), `start` and `end`.

    `newlines` says whether line ends are tokens; between brackets they are not.
    """

    __slots__ = ("_ascii", "end", "file", "kind", "newlines", "start", "text")

    def __init__(self, file: SourceFile) -> None:
        self.file: Final = file
        self.text: Final = file.text
        self._ascii: Final = file.text.isascii()
        self.kind = ""
        self.newlines = True
        self.start = 0
        self.end = 1 if file.text.startswith(_BYTE_ORDER_MARK) else 0

    def advance(self) -> None:
        """Moves on to the next token that counts; at the end of the text the kind is END. Raises HCLError."""
        while True:
            found = _next_token(self.text, self.end)
            if found is None or found.lastindex is None:
                raise self._unreadable()
            index = found.lastindex
            self.start, self.end = found.span(index)
            if index == _PUNCTUATION:
                self.kind = found[index]
                return
            kind = _KINDS[index]
            if kind is _COMMENT or (kind is NEWLINE and not self.newlines):
                continue
            self.kind = kind
            if kind is PATH:
                self.start = found.start(1)
            if not self._ascii and index <= 2:
                self._check_identifiers()
            return

    def taken(self) -> str:
        """The text of the token at hand; moves on to the next one."""
        text = self.text[self.start : self.end]
        self.advance()
        return text

    def error(self, message: str) -> HCLError:
        """An error about the token at hand."""
        return HCLError(message, self.file, self.start, max(self.end, self.start + 1))

    def found(self) -> str:
        """The token at hand in the words of a message: what was found instead of what was expected."""
        if self.kind in (END, NEWLINE):
            return "the end of the text" if self.kind is END else "the end of the line"
        if self.kind in (QUOTE, STRING):
            return "a string"
        if self.kind is HEREDOC:
            return "a heredoc"
        text = self.text[self.start : self.end]
        return f'"{text}"' if len(text) <= 40 else f'"{text[:40]}…"'

    def _check_identifiers(self) -> None:
        start = True
        for offset, char in enumerate(self.text[self.start : self.end], self.start):
            if not char.isascii() and not _in_identifier(char, start):
                raise HCLError(_not_allowed(char), self.file, offset)
            start = char == "."

    def _unreadable(self) -> HCLError:
        at = self.end
        while self.text[at] in " \t":
            at += 1
        char = self.text[at]
        self.start = at
        if self.text.startswith("/*", at):
            return HCLError('This comment has no "*/" at its end.', self.file, at, at + 2)
        if self.text.startswith("<<", at):
            message = 'Expected the end of the line right after the marker of the heredoc, as in "<<EOT".'
            return HCLError(message, self.file, at, at + 2)
        if char in "&|":
            return HCLError(f'Expected "{char * 2}"; the bitwise operator "{char}" does not exist.', self.file, at)
        return HCLError(_not_allowed(char), self.file, at)


def is_identifier(text: str) -> bool:
    """Whether the text can stand as a name."""
    return re.fullmatch(WORD, text) is not None and all(
        char.isascii() or _in_identifier(char, start=not at) for at, char in enumerate(text)
    )


def _in_identifier(char: str, start: bool) -> bool:
    """Whether a character has Unicode's ID_Start or, unless it is at the start, ID_Continue."""
    kind = category(char)
    if kind[0] == "L" or kind == "Nl" or char in _OTHER_START:
        return char != _VERTICAL_TILDE
    return not start and (kind in ("Mn", "Mc", "Nd", "Pc") or char in _OTHER_CONTINUE)


def _not_allowed(char: str) -> str:
    if char == "'":
        return "Expected double quotes around a string: single quotes are not allowed."
    if char == "$":
        return 'The character "$" is not allowed here: "${ }" stands inside of double quotes only.'
    if char == "\r":
        return "Expected a line feed after the carriage return: a line ends in LF or CR LF."
    shown = f'"{char}" ' if char.isprintable() and not char.isspace() else ""
    return f"The character {shown}(U+{ord(char):04X}) is not allowed here."
