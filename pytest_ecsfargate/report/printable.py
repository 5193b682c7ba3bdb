"""Text made fit for a terminal: nothing in it moves the cursor, changes colours or hides other text."""

from __future__ import annotations

import unicodedata

WIDTH = 88
"""How many columns a failure text has."""

ELLIPSIS = "..."


def printable(text: str) -> str:
    """The text with control, format and line break characters written as escapes, and tabs as four spaces."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character == "\t":
        return "    "
    if character == " " or character.isprintable():
        return character
    # unicode_escape writes \x1b, \u202e and the like, and \n and \r in their usual way.
    return character.encode("unicode_escape").decode("ascii")


def columns(text: str) -> int:
    """How many columns printable text takes: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def shortened(text: str, room: int) -> str:
    """The text, or its start and its end with `...` between them, in so many columns."""
    if columns(text) <= room:
        return text
    tail = max(room // 3, 1)
    head = room - tail - len(ELLIPSIS)
    return text[:head] + ELLIPSIS + text[len(text) - tail :]
