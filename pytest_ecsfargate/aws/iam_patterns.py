"""Whether a pattern of an IAM policy covers a text, where parts of both may not be known yet.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html: `*` stands for any run of
characters, `?` for one. A part that is not known is one private character, the same wherever it is the same thing: so
`${aws_ssm_parameter.x.arn}` covers itself before anybody knows what it says.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_ANY_LENGTH: Final = 0xF0000
_WORD: Final = 0xF8000
_IDENTIFIER: Final = 0xFC000
_ONE_CHARACTER: Final = 0x100000
_LAST: Final = 0x10FFFD

ANYTHING: Final = chr(_WORD - 1)
"""What stands for a part that is not known to be the same as any other, not even as itself elsewhere."""

_ANY_CHARACTER: Final = chr(_LAST)
_EQUAL_TO_NOTHING: Final = (ANYTHING, _ANY_CHARACTER)


def unknown_part(number: int) -> str:
    """What stands for the unknown part of this number."""
    return chr(min(_ANY_LENGTH + number, ord(ANYTHING)))


def unknown_word(number: int) -> str:
    """What stands for the unknown part of this number, in which there is neither a colon nor a slash."""
    return chr(_WORD + number) if _WORD + number < _IDENTIFIER else ANYTHING


def unknown_identifier(number: int) -> str:
    """What stands for an identifier that AWS makes up: a word, as long as every other one, and none of them."""
    return chr(_IDENTIFIER + number) if _IDENTIFIER + number < _ONE_CHARACTER else ANYTHING


def unknown_character(number: int) -> str:
    """What stands for the part of this number that is one character long, and not known."""
    return chr(min(_ONE_CHARACTER + number, _LAST))


def has_unknown(text: str) -> bool:
    """Whether a part of the text is not known."""
    return any(ord(char) >= _ANY_LENGTH for char in text)


@lru_cache(maxsize=4096)
def covers(pattern: str, text: str) -> bool | None:
    """Whether the pattern covers the text; None where that depends on what is not known."""
    if _surely(pattern, text):
        return True
    if not has_unknown(pattern) and not has_unknown(text):
        return False
    return None if _perhaps(pattern, text) else False


def _surely(pattern: str, text: str) -> bool:
    at, star, back = 0, -1, 0
    here = 0
    while here < len(text):
        if at < len(pattern) and pattern[at] == "*":
            star, back = at, here
            at += 1
        elif at < len(pattern) and _is_one(pattern[at], text[here]):
            at += 1
            here += 1
        elif star >= 0:
            back += 1
            at, here = star + 1, back
        else:
            return False
    return not pattern[at:].strip("*")


def _is_one(char: str, other: str) -> bool:
    """Whether a character of a pattern surely stands for one of a text."""
    return (char == other and char not in _EQUAL_TO_NOTHING) or (char == "?" and not _is_run(other))


def _is_run(char: str) -> bool:
    return _ANY_LENGTH <= ord(char) < _ONE_CHARACTER


def _is_identifier(char: str) -> bool:
    return _IDENTIFIER <= ord(char) < _ONE_CHARACTER


def _may_be_empty(char: str) -> bool:
    return _is_run(char) and not _is_identifier(char)


def _perhaps(pattern: str, text: str) -> bool:
    """Whether some values of the unknown parts make the pattern cover the text."""
    # reached[j]: the pattern so far can be used up by the first j characters of the text.
    reached = [True]
    for char in text:
        reached.append(reached[-1] and _may_be_empty(char))
    for char in pattern:
        after = [reached[0] and (char == "*" or _may_be_empty(char))]
        for at, other in enumerate(text):
            if _is_identifier(char):
                after.append(_within(char, other, reached[at], after[at], reached[at + 1]))
            elif char == "*" or _is_run(char):
                after.append(reached[at + 1] or (after[at] and _may_hold(char, other)))
            elif _is_run(other):
                held = (reached[at + 1] or reached[at]) and _may_hold(other, char)
                after.append(held or (after[at] and _may_be_empty(other)))
            else:
                after.append(reached[at] and _fits(char, other))
        if True not in after:
            return False
        reached = after
    return reached[-1]


def _within(identifier: str, other: str, before: bool, begun: bool, shared: bool) -> bool:
    """Whether a part of an identifier may be this part of a text: `before` it, or `begun` before, or a run `shared`."""
    if _is_identifier(other):
        return identifier == other and before
    return _may_hold(identifier, other) and (before or begun or (shared and _is_run(other)))


def _may_hold(run: str, char: str) -> bool:
    """Whether this character, or what it stands for, may be within the run."""
    return char not in (":", "/") or not _WORD <= ord(run) < _ONE_CHARACTER


def _fits(char: str, other: str) -> bool:
    return char == other or char == "?" or max(ord(char), ord(other)) >= _ONE_CHARACTER


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """Whether one of them is true; None where none is and one is not known."""
    found: bool | None = False
    for answer in answers:
        if answer:
            return True
        found = None if answer is None else found
    return found


def all_of(answers: Iterable[bool | None]) -> bool | None:
    """Whether all of them are true; None where none is false and one is not known."""
    return negated(any_of(negated(answer) for answer in answers))


def negated(answer: bool | None) -> bool | None:
    """The opposite; what is not known stays so."""
    return None if answer is None else not answer
