"""Limits on the work of one evaluation: hostile source ends in a diagnostic, not in a hang or in all of the memory."""

from __future__ import annotations

from time import process_time
from typing import Final

from ...source import Span
from ..errors import EvaluationError, Unrecoverable
from ..values import PartialString, Value

MAX_STEPS: Final = 300_000
MAX_SECONDS: Final = 10.0
MAX_INSTANCES: Final = 20_000
MAX_WEIGHT: Final = 1_000_000
MAX_DEPTH: Final = 200
MAX_PARTS: Final = 10_000
MAX_TEXT: Final = 10 * 1024 * 1024
_STEPS_BETWEEN_LOOKS: Final = 1_000


class BudgetExceeded(Unrecoverable):
    """The evaluation as a whole was stopped."""


class Budget:
    """Steps and time for one evaluation. A step is one round of a loop, one call, one value that is read.

    Time is the processor's, so that a busy machine does not change what is found.
    """

    __slots__ = ("_deadline", "_instances", "_left", "_look_below", "problem")

    def __init__(self, steps: int = MAX_STEPS, seconds: float = MAX_SECONDS, instances: int = MAX_INSTANCES) -> None:
        self._left = steps
        self._instances = instances
        self._look_below = steps
        self._deadline = process_time() + seconds
        self.problem = ""

    def spend(self, steps: int = 1, span: Span | None = None) -> None:
        """Counts work before it is done. Raises BudgetExceeded where there is no budget for it."""
        self._left -= steps
        if self._left < self._look_below:
            self._look(span)

    def spend_instances(self, count: int, span: Span) -> None:
        """Counts instances of resources and modules before they are made. Raises BudgetExceeded for too many."""
        self._instances -= count
        if self._instances < 0 and not self.problem:
            self.problem = "The evaluation was stopped: the module has too many instances."
        if self.problem:
            raise BudgetExceeded(self.problem, span)

    def _look(self, span: Span | None) -> None:
        if not self.problem and self._left < 0:
            self.problem = "The evaluation was stopped: it takes too many steps."
        elif not self.problem and process_time() > self._deadline:
            self.problem = "The evaluation was stopped: it takes too long."
        if self.problem:
            raise BudgetExceeded(self.problem, span)
        self._look_below = max(self._left - _STEPS_BETWEEN_LOOKS, 0)


def bounded(value: Value, span: Span | None) -> Value:
    """The value, if it is not too large. Raises EvaluationError where it is.

    Locals that repeat each other grow by doubling: each is small, as parts are shared, but not the text of them all.
    """
    data = value.data
    if isinstance(data, str) and len(data) > MAX_TEXT:
        raise EvaluationError(f"This string is longer than {MAX_TEXT // 2**20} MB.", span)
    if isinstance(data, PartialString) and len(data.parts) > MAX_PARTS:
        raise EvaluationError(f"This string is put together from more than {MAX_PARTS:,} parts.", span)
    facts = value.facts
    if facts.weight > MAX_WEIGHT:
        raise EvaluationError(f"This value is too large: it has more than {MAX_WEIGHT:,} elements.", span)
    if facts.depth > MAX_DEPTH:
        raise EvaluationError(f"This value is nested more than {MAX_DEPTH} levels deep.", span)
    return value
