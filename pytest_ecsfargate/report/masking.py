"""What of a line of source is not shown: every text on it but the one that is pointed at.

A secret may stand beside any finding, under any name; names of attributes, keys, labels, references and numbers stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..aws.secret_names import looks_secret, names_secret
from ..plan.source_tree import is_template_text
from ..source import SourceFile

MASK = '"..."'
_NAME = re.compile(r"[A-Za-z_][\w-]*")
_BLOCK_HEADER = re.compile(r'\s*[A-Za-z_]\w*(?:\s+"[\w.-]*")*\s*\{\s*')
_QUOTE_OR_BRACE = re.compile(r'\\.|[$%]\{|["{}]')
_KEY_FOLLOWS = re.compile(r"\s*(?::|=(?![=>]))")
_INDEX = re.compile(r"[\w\])]\[$")
_ASSIGNED = re.compile(r"(?:(?<![=!<>])=|[{,\s]\"?[\w-]+\"?\s*:)\s*\(?$")
_WORD = re.compile(r"[$%]\{[^{}]*\}|[^\s{}\[\](),:;=\"'<>|]+")
_PLAIN_WORD = re.compile(r"[$%]\{.*|-?\d+(?:\.\d+)?|true|false|null|[^\w]+")
_WORD_IS_NAME = re.compile(r"\s*(?::(?:\s|$)|=)")


@dataclass(frozen=True, slots=True)
class Masked:
    """A stretch of a line, and what is shown for it."""

    start: int
    end: int
    text: str = MASK


def masked(file: SourceFile, number: int, pointed: tuple[int, int] | None, *, hidden: bool) -> list[Masked]:
    """The stretches of a line that are not shown, in order. `hidden` says that what is pointed at is not either."""
    line = _Line(file, number, pointed)
    found = [*line.strings(hidden=hidden), *line.words()]
    if hidden and pointed is not None and pointed[0] < pointed[1]:
        start, end = pointed
        outside = [stretch for stretch in found if stretch.end <= start or end <= stretch.start]
        found = [*outside, Masked(start, end)]
    return sorted(found, key=lambda stretch: stretch.start)


class _Line:
    def __init__(self, file: SourceFile, number: int, pointed: tuple[int, int] | None) -> None:
        self.raw = file.line(number)
        self.pointed = pointed
        self._text = file.text
        self._offset = file.offset(number)
        self._template = is_template_text(file, self._offset)
        self._strings = list(_strings(self.raw))
        header = None if self._template else _BLOCK_HEADER.match(self.raw)
        self._labels_end = header.end() if header is not None else 0

    def strings(self, *, hidden: bool) -> Iterator[Masked]:
        """Strings, or the parts of them around what is pointed at."""
        suspicious = any(names_secret(found[0]) for found in _NAME.finditer(self.raw))
        for start, end in self._strings:
            inner = self.raw[start:end].strip('"')
            if looks_secret(inner):
                yield Masked(start, end)
            elif not inner or end <= self._labels_end or self._is_name(start, end):
                continue
            elif self.pointed is None or hidden:
                yield Masked(start, end)
            else:
                yield from self._beside(start, end, *self.pointed, suspicious=suspicious)

    def _beside(self, start: int, end: int, first: int, last: int, *, suspicious: bool) -> Iterator[Masked]:
        """What is masked of a string on a line with something that is pointed at."""
        if start <= first < last <= end:
            if first - start > 1:
                yield Masked(start, first, '"...')
            if end - last > 1:
                yield Masked(last, end, '..."')
        elif not first <= start < end <= last or suspicious or _ASSIGNED.search(self.raw, first, start):
            yield Masked(start, end)

    def _is_name(self, start: int, end: int) -> bool:
        """Whether a string is a key: of an object or a JSON document, or of an element that is read."""
        if _INDEX.search(self.raw, 0, start) and self.raw[end : end + 1] == "]":
            return True
        if not _KEY_FOLLOWS.match(self.raw, end):
            return False
        before = self._text[max(self._offset + start - 2000, 0) : self._offset + start]
        bare = before.rstrip()
        # The first arm of a conditional is followed by a colon too.
        return bare[-1:] in ("", "{", ",", "[") or ("\n" in before[len(bare) :] and bare[-1:] != "?")

    def words(self) -> Iterator[Masked]:
        """The words of a heredoc or a template file that stand without quotes."""
        if not self._template:
            return
        taken = [*self._strings, *([self.pointed] if self.pointed is not None else ())]
        for found in _WORD.finditer(self.raw):
            start, end = found.span()
            free = all(end <= first or last <= start for first, last in taken)
            if free and not _PLAIN_WORD.fullmatch(found[0]) and not _WORD_IS_NAME.match(self.raw, end):
                yield Masked(start, end, "...")


def _strings(raw: str) -> Iterator[tuple[int, int]]:
    """The quoted strings of a line, each with the strings in its `${ }`; one that does not end reaches to the end."""
    start = 0
    nesting: list[str] = []
    for found in _QUOTE_OR_BRACE.finditer(raw):
        mark = found[0]
        quoted = nesting[-1:] == ['"']
        if mark == '"' and quoted:
            nesting.pop()
            if not nesting:
                yield start, found.end()
        elif mark == '"':
            if not nesting:
                start = found.start()
            nesting.append(mark)
        elif nesting and (mark in ("${", "%{") if quoted else mark == "{"):
            nesting.append("{")
        elif nesting and mark == "}" and not quoted:
            nesting.pop()
    if nesting:
        yield start, len(raw)
