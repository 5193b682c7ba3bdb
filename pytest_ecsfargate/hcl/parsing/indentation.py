"""The indentation that a `<<-` heredoc takes away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .directives import Piece, Text

SPACES: Final = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What trimming takes for white space: Unicode's White_Space, which is not quite `str.isspace`."""


def without_indentation(pieces: Sequence[Piece]) -> None:
    """Takes the least indentation of the lines from the text that starts them.

    A line that starts with a sequence has none; one of white space only does not count, and keeps what it has.
    """
    least: int | None = None
    starts: list[Text] = []
    newline = True
    for piece in pieces:
        text = piece.value if isinstance(piece, Text) else ""
        if newline:
            rest = text.lstrip(SPACES)
            if rest or not text.endswith("\n"):
                indentation = len(text) - len(rest)
                least = indentation if least is None else min(least, indentation)
                if isinstance(piece, Text):
                    starts.append(piece)
        newline = text.endswith("\n")
    for piece in starts:
        piece.value = piece.value[least:]
