"""Arms that fail and are not chosen: Terraform knows of what type they are all the same."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.hcl.errors import EvaluationError
from pytest_ecsfargate.hcl.evaluation.evaluate import evaluate, evaluate_text
from pytest_ecsfargate.hcl.evaluation.scope import NoModule, Scope
from pytest_ecsfargate.hcl.functions.registry import FunctionContext
from pytest_ecsfargate.hcl.parsing.parser import parse_expression
from pytest_ecsfargate.hcl.values import UNKNOWN, unknown
from pytest_ecsfargate.source import SourceFile


@pytest.mark.parametrize(
    ("text", "expected", "type"),
    [
        ('true ? [1, "a"] : [upper([])]', ["1", "a"], "list(string)"),
        ('true ? { a = 1 } : { a = 1 + {}, b = "x" }', {"a": "1"}, "map(string)"),
        ("true ? 5 : (1 + {})", 5, "number"),
        ('true ? 1 : "${[]}x"', "1", "string"),
        ("true ? [1, 2] : [{ (null) = 1 }, 1]", [1, 2], "tuple([number, number])"),
        ("true ? true : (true ? [][0] : 1)", True, "bool"),
        ("true ? true : (true ? (false ? 1 : upper([])) : 1)", True, "bool"),
        ('true ? { x = "a", y = 1 } : { a = null, c = [], d = "x" }', {"x": "a", "y": "1"}, "map(string)"),
    ],
)
def test_the_type_of_an_arm_that_fails_decides(text: str, expected: Any, type: str) -> None:
    value = evaluate_text(text)
    assert (value.value, str(value.type)) == (expected, type)


@pytest.mark.parametrize(
    "text", ["true ? [1, 2] : [!{}]", "true ? true : (1 + {})", 'true ? "a" : tolist(null)', "true ? [[]] : [[], {}.a]"]
)
def test_arms_of_types_that_do_not_suit_each_other_are_refused(text: str) -> None:
    with pytest.raises(EvaluationError, match=r"must have consistent types|wrong type"):
        evaluate_text(text)


@pytest.mark.parametrize("text", ["true ? [1, 2] : [x]", "true ? [[1]] : [[x], [x]]", "true ? { a = 1 } : { b = x }"])
def test_elements_beside_one_of_a_type_that_is_not_known_are_not_known(text: str) -> None:
    node = parse_expression(SourceFile("<expression>", text))
    value = evaluate(node, Scope(NoModule(FunctionContext.nowhere()), {"x": unknown()}))
    assert not value.known
    assert UNKNOWN in _leaves(value.value)
    assert "to what type it is converted is not known" in {trace.reason for trace in value.origins}


def _leaves(data: Any) -> list[Any]:
    inside = data.values() if isinstance(data, dict) else data if isinstance(data, list) else None
    return [data] if inside is None else [leaf for item in inside for leaf in _leaves(item)]
