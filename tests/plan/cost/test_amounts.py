from __future__ import annotations

import math
from typing import Any

import pytest

from pytest_ecsfargate import UNKNOWN, Plan, Value
from pytest_ecsfargate.hcl.origins import leaf
from pytest_ecsfargate.hcl.values import from_python
from pytest_ecsfargate.plan.cost.amounts import Range, known_number, total

TWO = Range.exactly(2)
SOME = Range(1, 3, ("it varies",))
ANYTHING = Range.anything("nobody knows")


def test_sums_keep_both_ends_and_each_reason_once() -> None:
    assert total([]) == Range.exactly(0)
    assert total([TWO, TWO]) == Range.exactly(4)
    assert total([TWO, SOME, SOME]) == Range(4, 8, ("it varies",))
    assert total([SOME, ANYTHING]) == Range(1, math.inf, ("it varies", "nobody knows"))


def test_products() -> None:
    assert Range(2, 6, ("it varies",)) == TWO * SOME
    assert Range(0, math.inf, ("nobody knows",)) == ANYTHING * TWO
    assert ANYTHING * Range.exactly(0) == Range.exactly(0)
    assert Range.exactly(0) * ANYTHING == Range.exactly(0)


def test_what_may_not_be_there_costs_nothing_at_least() -> None:
    assert TWO.or_nothing("perhaps") == Range(0, 2, ("perhaps",))
    assert not TWO.or_nothing("perhaps").exact


def value(data: object, ref: str | None = None) -> Value:
    found: Value = from_python(data)
    return found.at(leaf(ref, None)) if ref else found


@pytest.mark.parametrize(
    ("data", "number"),
    [(3, 3), ("3", 3), (0, 0), (2.5, 2.5), (None, None), (UNKNOWN, None), ("many", None), (-1, None), ([1], None)],
)
def test_numbers(data: Any, number: float | None) -> None:
    assert known_number(Plan({}), value(data)) == number


def test_what_an_emulated_account_was_given_is_no_number() -> None:
    read = value(3, "data.aws_ssm_parameter.tasks.value")
    assert known_number(Plan({}), read) == 3
    assert known_number(Plan({}, seeded=True), read) is None
    assert known_number(Plan({}, seeded=True), value(3, "var.tasks")) == 3
