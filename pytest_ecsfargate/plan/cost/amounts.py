"""Amounts of which it is known how much they are at least and at most, and why no more than that."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...hcl.values import Value
from ..ecs.ecs import TaskDefinition
from ..ecs.sizes import amount_of
from ..provenance import is_data

if TYPE_CHECKING:
    from ..model import Plan


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from `low` to `high`, which is infinite where nothing bounds it. `why` says why they are not one."""

    low: float
    high: float
    why: tuple[str, ...] = ()

    @classmethod
    def exactly(cls, number: float) -> Range:
        """One number."""
        return cls(number, number)

    @classmethod
    def anything(cls, why: str) -> Range:
        """Nothing is known but that it is 0 or more, because of this."""
        return cls(0, math.inf, (why,))

    @property
    def exact(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.high + other.high, _joined(self.why, other.why))

    def __mul__(self, other: Range) -> Range:
        # Nothing of what nobody can tell is nothing.
        high = 0 if 0 in (self.high, other.high) else self.high * other.high
        return Range(self.low * other.low, high, _joined(self.why, other.why) if high else ())

    def or_nothing(self, why: str) -> Range:
        """The same, of something that may not be there."""
        return Range(0, self.high, _joined(self.why, (why,)))


def total(ranges: Iterable[Range]) -> Range:
    """All of them together."""
    found = Range.exactly(0)
    for each in ranges:
        found += each
    return found


def _joined(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def known_amount(definition: TaskDefinition, name: str) -> int | None:
    """The `cpu` or `memory` of a task definition; None where it is no amount, or only what an account was given."""
    return None if _given(definition.plan, definition.at(name)) else amount_of(definition, name).number


def _given(plan: Plan, value: Value) -> bool:
    """Whether a value is what an emulated account was given for a data source: it says nothing of the real one."""
    return plan.seeded and any(trace.ref is not None and is_data(trace.ref) for trace in value.origins)


def known_number(plan: Plan, value: Value) -> float | None:
    """The number, 0 or more, that a value is; None where it is not known, or only what an account was given."""
    if not value.known or value.is_null or _given(plan, value):
        return None
    try:
        number = float(value.value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) and number >= 0 else None
