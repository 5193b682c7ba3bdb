"""Where something is written: files, spans of text in them, and places that a person can open.

Columns count code points from 1 (Terraform counts grapheme clusters; for ASCII the two agree).
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_CHECKOUT = (".git", ".hg", ".svn")


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in the user's tree: a path relative to the root module, a line and a column from 1."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class SourceFile:
    """The text of one file and its path relative to the root module, with forward slashes."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    def __repr__(self) -> str:
        return f"SourceFile({self.path!r})"

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        find = self.text.find
        at = find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = find("\n", at + 1)
        return starts

    def location(self, offset: int) -> Location:
        """The line and column of a code point offset (one past the end is allowed)."""
        line = bisect_right(self._line_starts, offset)
        return Location(self.path, line, offset - self._line_starts[line - 1] + 1)

    def offset(self, number: int) -> int:
        """The code point offset at which a line starts, counted from 1."""
        return self._line_starts[number - 1]

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its line ending.

        Raises IndexError when the file has no such line.
        """
        if not 1 <= number <= len(self._line_starts):
            raise IndexError(f"{self.path} has no line {number}")
        start = self._line_starts[number - 1]
        end = self._line_starts[number] if number < len(self._line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


@dataclass(slots=True, unsafe_hash=True)
class Span:
    """A stretch of a file's text, from offset `start` up to and without `end`. It is never changed.

    Evaluation makes one for nearly every expression, and a frozen class takes three times as long to make.
    """

    file: SourceFile
    start: int
    end: int

    @property
    def location(self) -> Location:
        """Where the span starts."""
        return self.file.location(self.start)

    @property
    def end_location(self) -> Location:
        """Where the span ends: the place just behind its last character."""
        return self.file.location(self.end)

    @property
    def text(self) -> str:
        """The text of the span."""
        return self.file.text[self.start : self.end]

    def holds(self, other: Span) -> bool:
        """Whether the other span lies within this one."""
        return self.file is other.file and self.start <= other.start and other.end <= self.end


def checkout_of(folder: Path) -> Path | None:
    """The root of the version control checkout that a folder is in; None where it is in none."""
    checkouts = (above for above in (folder, *folder.parents) if any((above / name).exists() for name in _CHECKOUT))
    return next(checkouts, None)


def reach_of(folders: Sequence[Path]) -> Path:
    """The outermost folder that belongs to a module: the first of these is its own, the others those that it calls.

    That is the checkout around it; where there is none, the folder around all of them.
    """
    found = checkout_of(folders[0])
    if found is not None:
        return found
    around = Path(os.path.commonpath(folders))
    # Modules that have no more in common than the file system are in no place of their own.
    return around if around != around.parent else folders[0]
