"""Terraform's answers to many texts at once, where one of them may keep it busy for ever."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Found = TypeVar("Found")


class NoAnswer(Exception):
    """Terraform was stopped as it took too long, or it stopped by itself with an error that is no answer."""


def in_halves(
    answers: Callable[[Sequence[str]], dict[str, Found]], texts: Sequence[str], unanswered: list[str]
) -> dict[str, Found]:
    """The answers to all texts; where there are none, those to their halves.

    `answers` raises NoAnswer where terraform gives none. A text alone for which it does is appended to `unanswered`.
    """
    try:
        return answers(texts)
    except NoAnswer:
        if len(texts) == 1:
            unanswered.append(texts[0])
            return {}
    half = len(texts) // 2
    return {**in_halves(answers, texts[:half], unanswered), **in_halves(answers, texts[half:], unanswered)}
