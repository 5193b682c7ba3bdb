"""Questions to AWS about what runs: one that AWS refuses to answer leaves a verdict unknown, and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ...plan.model import Plan
from ..clients import why_not
from ..deployment import Deployment

T = TypeVar("T")

_MOST = 3


@dataclass(frozen=True, slots=True)
class Refused:
    """A question without an answer: why, in a few words, and the code of AWS's error, if it was one."""

    reason: str
    code: str = ""


def asked(question: Callable[[], T]) -> T | Refused:
    """What AWS answers. Raises what boto3 raises where these credentials cannot ask AWS at all."""
    try:
        return question()
    except Exception as error:
        from ...account.session import error_code, is_unreachable

        if is_unreachable(error):
            return Refused(f"AWS cannot be asked: {error}")
        reason = why_not(error)
        if reason is None:
            raise
        return Refused(reason, error_code(error))


def must_run(plan: Plan) -> Deployment:
    """The deployment that a plan is. Raises NeverRuns in an emulated account.

    There no task runs, nothing scans an image or simulates a policy, and what an image or secret is there was put there
    for this run: nothing that an emulated account answers is evidence of what runs.
    """
    assert isinstance(plan, Deployment)
    plan.must_run()
    return plan


def batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items, so many at once as AWS takes in one question."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def noted(texts: Sequence[str]) -> str:
    """Several texts as one note: the first of them, each once, and how many more there are."""
    each = [f"{text} ({count} times)" if (count := texts.count(text)) > 1 else text for text in dict.fromkeys(texts)]
    more = len(each) - _MOST
    return "; ".join([*each[:_MOST], *([f"and {more} more"] if more > 0 else [])])
