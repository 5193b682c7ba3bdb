"""What was judged and planned in this process, for the reports of a run.

Whoever wants to know sets `RECORDER` and `PLANNINGS` to lists; without them nothing is kept.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
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


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan that was made in so many seconds, or what was told in its place."""

    module: Path
    environment: str | None
    engine: str
    seconds: float
    problem: str = ""


RECORDER: ContextVar[list[Judged] | None] = ContextVar("ecsfargate_recorder", default=None)


PLANNINGS: ContextVar[list[Planned] | None] = ContextVar("ecsfargate_plannings", default=None)


def record(judgement: Judgement, plan: Plan, skipped: str = "") -> None:
    """Keeps a judgement for whoever reports it."""
    found = RECORDER.get()
    if found is not None:
        found.append(Judged(judgement, plan, skipped))


def record_planning(planned: Planned) -> None:
    """Keeps what a plan took, or why there is none, for whoever reports it."""
    found = PLANNINGS.get()
    if found is not None:
        found.append(planned)
