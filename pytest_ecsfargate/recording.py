"""What was judged in this process, for the reports of a run: each judgement with the plan it is about.

Whoever wants to know sets `RECORDER` to a list; without one nothing is kept.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .declaration import Judgement
    from .plan.model import Plan


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement and its plan. `skipped` says why a suite does not hold it against the module."""

    judgement: Judgement
    plan: Plan
    skipped: str = ""


RECORDER: ContextVar[list[Judged] | None] = ContextVar("ecsfargate_recorder", default=None)


def record(judgement: Judgement, plan: Plan, skipped: str = "") -> None:
    """Keeps a judgement for whoever reports it."""
    found = RECORDER.get()
    if found is not None:
        found.append(Judged(judgement, plan, skipped))
