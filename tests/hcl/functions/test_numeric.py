"""Numeric functions."""

from __future__ import annotations

from math import inf
from typing import Any

import pytest

from pytest_ecsfargate.hcl.errors import EvaluationError
from pytest_ecsfargate.hcl.operations.numbers import number_text
from pytest_ecsfargate.hcl.values import UNKNOWN, Value, unknown
from tests.hcl.functions.conftest import Run


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("abs", [-1.5], "1.5"),
        ("ceil", [1.2], "2"),
        ("ceil", [-0.5], "0"),
        ("floor", [-1.2], "-2"),
        ("max", [1, "10", 9], "10"),
        ("min", [3, 2.5], "2.5"),
        ("signum", [-5], "-1"),
        ("sum", [["1", 0.5]], "1.5"),
        ("parseint", ["-FF", 16], "-255"),
        ("parseint", ["aZ", 62], "681"),
        ("pow", [2, 60], "1152921504606847000"),
        ("pow", [2, -1], "0.5"),
        ("pow", [2, 0.5], "1.4142135623730951"),
        ("log", [8, 2], "3"),
        ("log", [50, 7], "2.0103821378018547"),
        ("pow", [10, 400], "+Inf"),
        ("log", [0, 10], "-Inf"),
    ],
)
def test_known(run: Run, name: str, args: list[Any], expected: str) -> None:
    data = run(name, *args).data
    assert isinstance(data, int | float) or hasattr(data, "denominator")
    assert number_text(data) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "args", "message"),
    [
        ("max", [], "must pass at least one number"),
        ("signum", [1.5], "a whole number is required"),
        ("sum", [[]], "cannot sum an empty list"),
        ("sum", [{}], "cannot sum noniterable"),
        ("sum", [["a"]], "argument must be list, set, or tuple of number values"),
        ("sum", [Value((Value(inf), Value(-inf)))], "can't compute sum of opposing infinities"),
        ("parseint", [10, 10], "first argument must be a string"),
        ("parseint", ["12", 2], "cannot parse the string as a base 2 integer"),
        ("parseint", ["1", 63], "base must be a whole number between 2 and 62 inclusive"),
        ("log", [-1, 10], "the result is not a number"),
    ],
)
def test_refused(run: Run, name: str, args: list[Any], message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        run(name, *args)
    assert caught.value.message == f'Call to function "{name}" failed: {message}.'


def test_an_unknown_number_leaves_the_sum_unknown(run: Run) -> None:
    assert run("sum", Value((Value(1), unknown()))).data is UNKNOWN


def test_huge_numbers_are_given_up(run: Run) -> None:
    assert run("parseint", "9" * 5000, 10).data is UNKNOWN
