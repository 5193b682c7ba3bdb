from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_ecsfargate.aws.iam_patterns import (
    ANYTHING,
    all_of,
    any_of,
    covers,
    negated,
    unknown_character,
    unknown_identifier,
    unknown_part,
    unknown_word,
)

A, B = unknown_part(1), unknown_part(2)
WORD = unknown_word(3)
CHARACTER = unknown_character(4)
KEY, OTHER = unknown_identifier(5), unknown_identifier(6)


@pytest.mark.parametrize(
    ("pattern", "text", "answer"),
    [
        ("", "", True),
        ("a", "a", True),
        ("a", "b", False),
        ("*", "", True),
        ("**", "a:b/c", True),
        ("a*c", "abbc", True),
        ("a*c", "abb", False),
        ("a?c", "abc", True),
        ("a?c", "ac", False),
        ("*a*b*", "xxaxxbxx", True),
        ("*a*b*", "xxbxxaxx", False),
        ("a", "A", False),
        (A, A, True),
        (A, B, None),
        (A, "anything", None),
        (ANYTHING, ANYTHING, None),
        ("*", ANYTHING, True),
        (f"{ANYTHING}x", f"{ANYTHING}y", False),
        (f"{A}:*", f"{A}:x", True),
        (f"{A}:*", A, None),
        (f"{A}/x", f"{A}/y", False),
        (f"x{A}", f"y{A}", False),
        ("*", A, True),
        ("?", A, None),
        ("?", CHARACTER, True),
        ("??", CHARACTER, False),
        ("a*", f"b{A}", False),
        (f"{A}b", "ab", None),
        (f"{A}b", "ac", False),
        (f"arn:{WORD}:prod/*", "arn:1:dev/x", False),
        ("arn:1:prod/*", f"arn:{WORD}:dev/prod/x", False),
        ("arn:1:prod/*", f"arn:{A}:dev/prod/x", None),
        (f"arn:{WORD}:x", "arn:1:x", None),
        (f"arn:{WORD}:x", "arn:1:2:x", False),
        (f"key/{KEY}", f"key/{KEY}", True),
        (f"key/{KEY}", f"key/{OTHER}", False),
        (f"key/{KEY}", "key/1-2", None),
        ("key/1-2", f"key/{KEY}", None),
        (f"key/{KEY}", f"alias/{KEY}", False),
        ("key/*", f"key/{KEY}", True),
        (f"key/{KEY}", f"key/{A}", None),
        (f"key/{A}", f"key/{KEY}", None),
        ("key/", f"key/{KEY}", False),
        (f"key/{KEY}", "key/", False),
    ],
)
def test_covers(pattern: str, text: str, answer: bool | None) -> None:
    assert covers(pattern, text) is answer


TEXT = st.text(alphabet="ab:/", max_size=6)
PARTS = st.lists(st.one_of(TEXT, st.sampled_from([A, B, WORD, KEY, OTHER])), max_size=4)
IDENTIFIERS = st.permutations(["aab", "abb", "bab"])


@given(PARTS, PARTS, TEXT, TEXT, st.text(alphabet="ab", max_size=3), IDENTIFIERS)
def test_what_is_said_of_unknown_parts_holds_whatever_they_are(
    pattern: list[str], text: list[str], one: str, other: str, word: str, identifiers: list[str]
) -> None:
    answer = covers("".join(pattern), "".join(text))
    known = str.maketrans({A: one, B: other, WORD: word, KEY: identifiers[0], OTHER: identifiers[1]})
    found = covers("".join(pattern).translate(known), "".join(text).translate(known))
    assert answer is None or answer is found


@pytest.mark.parametrize("made", [unknown_part, unknown_word, unknown_character])
def test_there_are_enough_parts_or_they_are_equal_to_nothing(made: Callable[[int], str]) -> None:
    assert covers(made(0), made(0)) is True
    assert covers(made(0), made(1)) is None
    assert covers(made(10**6), made(10**6)) is None


def test_answers_that_are_not_known() -> None:
    assert any_of([False, None, True]) is True
    assert any_of([False, None]) is None
    assert any_of([]) is False
    assert all_of([True, None]) is None
    assert all_of([None, False]) is False
    assert all_of([]) is True
    assert negated(None) is None
