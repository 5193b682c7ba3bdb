"""Type constraints of variables, and defaults of optional attributes applied on all levels."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.hcl.configuration.constraints import Constraint, read_constraint
from pytest_ecsfargate.hcl.errors import EvaluationError
from pytest_ecsfargate.hcl.evaluation.evaluate import evaluate, evaluate_text
from pytest_ecsfargate.hcl.evaluation.scope import NoModule, Scope
from pytest_ecsfargate.hcl.functions.registry import FunctionContext
from pytest_ecsfargate.hcl.origins import leaf
from pytest_ecsfargate.hcl.parsing.parser import parse_expression
from pytest_ecsfargate.hcl.values import unknown
from pytest_ecsfargate.source import SourceFile


def scope() -> Scope:
    """Made for each evaluation: its budget is for one."""
    return Scope(NoModule(FunctionContext.nowhere()))


def constraint(text: str) -> Constraint:
    return read_constraint(parse_expression(SourceFile("main.tf", text)), lambda node: evaluate(node, scope()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("string", "string"),
        ("any", "dynamic"),
        ("list", "list(dynamic)"),
        ("set(number)", "set(number)"),
        ("map(list(bool))", "map(list(bool))"),
        ("tuple([string, any])", "tuple([string, dynamic])"),
        ("object({ b = string, a = optional(number, 1) })", "object({a=number, b=string})"),
    ],
)
def test_types(text: str, expected: str) -> None:
    assert str(constraint(text).type) == expected


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("object({ a = optional(number, 1) })", "{}", {"a": 1}),
        ("object({ a = optional(number, 1) })", "{ a = null }", {"a": 1}),
        ("object({ a = optional(number, 1) })", '{ a = "2", b = 3 }', {"a": 2}),
        ("object({ a = optional(number) })", "{}", {"a": None}),
        ('object({ a = optional(object({ b = optional(string, "x") }), {}) })', "{}", {"a": {"b": "x"}}),
        ('object({ a = optional(object({ b = optional(string, "x") })) })', "{}", {"a": None}),
        ("list(object({ a = optional(number, 1) }))", "[{}, { a = 2 }]", [{"a": 1}, {"a": 2}]),
        ("map(object({ a = optional(number, 1) }))", "{ k = {} }", {"k": {"a": 1}}),
        ("set(object({ a = optional(number, 1) }))", "[{}, { a = 1 }]", [{"a": 1}]),
        ("tuple([object({ a = optional(number, 1) }), string])", "[{}, 5]", [{"a": 1}, "5"]),
        ("any", '{ a = [1, "x"] }', {"a": [1, "x"]}),
        ("list(any)", '[1, "x"]', ["1", "x"]),
    ],
)
def test_values_get_defaults_and_the_type(text: str, given: str, expected: Any) -> None:
    assert constraint(text).apply(evaluate_text(given)).value == expected


def test_elements_keep_their_origins_and_defaults_have_their_own() -> None:
    kind = constraint('map(object({ a = string, b = optional(string, "d") }))')
    found = kind.apply(evaluate(parse_expression(SourceFile("x.tfvars", '{ k = { a = "v" } }')), scope()))["k"]
    assert [str(trace) for name in ("a", "b") for trace in found[name].origins] == [
        "literal (x.tfvars:1:13)",
        "literal (main.tf:1:47)",
    ]


def test_what_is_unknown_gets_the_type() -> None:
    found = constraint("object({ a = optional(number, 1) })").apply(unknown(origin=leaf("aws_x.y.z")))
    assert not found.known
    assert str(found.type) == "object({a=number})"


@pytest.mark.parametrize("text", ["strin", "list(string, number)", "object(string)", "5", "optional(string)"])
def test_what_is_no_type(text: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        constraint(text)
    assert caught.value.message.startswith("This is not a type: write string, number, bool, any, list(")


@pytest.mark.parametrize(
    ("text", "given"), [("number", '"x"'), ("list(string)", "{}"), ("object({ a = string })", "{}"), ("bool", "5")]
)
def test_what_does_not_fit(text: str, given: str) -> None:
    with pytest.raises(EvaluationError):
        constraint(text).apply(evaluate_text(given))
