"""Expressions that stand alone: values, what is unknown, and what Terraform refuses."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from pytest_ecsfargate.hcl.errors import Diagnostic, EvaluationError
from pytest_ecsfargate.hcl.evaluation.evaluate import evaluate, evaluate_safely, evaluate_text
from pytest_ecsfargate.hcl.evaluation.scope import NoModule, Scope
from pytest_ecsfargate.hcl.functions.registry import FunctionContext
from pytest_ecsfargate.hcl.origins import leaf
from pytest_ecsfargate.hcl.parsing.parser import parse_expression
from pytest_ecsfargate.hcl.types import NUMBER, STRING
from pytest_ecsfargate.hcl.values import UNKNOWN, Value, from_python, unknown
from pytest_ecsfargate.source import SourceFile

NAMES = {
    "u": unknown(STRING, leaf("aws_x.y.id")),
    "n": unknown(NUMBER, leaf("aws_x.y.size")),
    "any": unknown(origin=leaf("aws_x.y.any")),
    "secret": Value("s3cr3t", sensitive=True),
    "o": from_python({"a": 1, "list": ["x", "y"]}),
}


def scope() -> Scope:
    """Made for each evaluation: its budget is for one."""
    return Scope(NoModule(FunctionContext.nowhere()), NAMES)


def value_of(text: str) -> Value:
    return evaluate(parse_expression(SourceFile("main.tf", text)), scope())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("null", None),
        ("1.50", 1.5),
        ('"a${1}b${true}"', "a1btrue"),
        ('"${[1]}"', [1]),
        ("[1, [2]][1][0]", 2),
        ('{ b = 1, ("a") = 2 }', {"a": 2, "b": 1}),
        ("{ a = 1, a = 2 }", {"a": 2}),
        ('{ 1 = "x" }["1"]', "x"),
        ("o.list[1]", "y"),
        ('o["a"]', 1),
        ('true ? 1 : tonumber("x")', 1),
        ('1 == 1 ? [1] : ["a", "b"]', ["1"]),
        ("try(o.nope, o.list[9], 3)", 3),
        ("try(nofunction(1), 2)", 2),
        ("[can(o.a), can(o.b)]", [True, False]),
        ("core::can(o.a)", True),
        ("max([1, 3, 2]...)", 3),
        ('"%{ if true }a%{ else }${tonumber("x")}%{ endif }"', "a"),
    ],
)
def test_known_values(text: str, expected: Any) -> None:
    assert value_of(text).value == expected


def test_an_expression_may_stand_alone() -> None:
    assert evaluate_text("1 / 3").data == Fraction(1, 3) or evaluate_text("1 + 2").data == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"${u}:latest"', '"${aws_x.y.id}:latest"'),
        ("[1, u]", "[1, <unknown from aws_x.y.id>]"),
        ('{ a = "x", b = u }', '{a = "x", b = <unknown from aws_x.y.id>}'),
        (
            'jsonencode([{ image = "nginx", arn = u }])',
            'jsonencode([{arn = <unknown from aws_x.y.id>, image = "nginx"}])',
        ),
        ("n > 1 ? u : null", "<unknown from aws_x.y.id>"),
        ("any.name", "<unknown from aws_x.y.any.name>"),
        ("any[n]", "<unknown from aws_x.y.any>"),
        ("{ (u) = 1 }", "<unknown from aws_x.y.id>"),
        ("max(any...)", "<unknown from aws_x.y.any>"),
        ("try({ a = tonumber(u), b = 1 }, 2)", "<unknown from aws_x.y.id>"),
        ("try({ a = u, b = 1 }, 2)", "{a = <unknown from aws_x.y.id>, b = 1}"),
        ("can(tonumber(u))", "<unknown from aws_x.y.id>"),
    ],
)
def test_what_is_unknown_keeps_its_structure(text: str, expected: str) -> None:
    found = value_of(text)
    assert not found.known
    assert found.text == expected


def test_errors_in_an_arm_that_may_not_be_chosen_are_none() -> None:
    found = value_of('n > 1 ? tonumber("x") : 1')
    assert found.data is UNKNOWN
    with pytest.raises(EvaluationError):
        value_of('true ? tonumber("x") : 1')


@pytest.mark.parametrize(
    "text",
    [
        'secret == "x"',
        '"a${secret}"',
        'secret == "x" ? 1 : 2',
        '"%{ if secret == "x" }a%{ endif }"',
        "{ (secret) = 1 }",
        '[for x in [1] : x if secret != ""]',
        "upper(secret)",
        "sensitive(1)",
    ],
)
def test_the_sensitive_mark_spreads(text: str) -> None:
    assert value_of(text).sensitive


def test_the_sensitive_mark_stays_on_the_element() -> None:
    found = value_of("[1, secret]")
    assert not found.sensitive
    assert found.any_sensitive
    assert [item.sensitive for item in (found[0], found[1])] == [False, True]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("nope", "nope", 'There is no variable named "nope".'),
        ("o.nope", "o.nope", 'This object does not have an attribute named "nope".'),
        ("nofunction(1)", "nofunction(1)", 'There is no function named "nofunction".'),
        ("null ? 1 : 2", "null", "The condition is null; it must be either true or false."),
        ("{ (null) = 1 }", "(null)", "A key of an object must not be null."),
        ("try()", "try()", "try needs at least one argument."),
        ("can()", "can()", "can needs exactly one argument."),
        ("max(1...)", "1", 'Only a list, set or tuple can be expanded with "...".'),
        (
            "try(o.nope)",
            "try(o.nope)",
            (
                "No expression of this try succeeded; the last one says: "
                'This object does not have an attribute named "nope".'
            ),
        ),
    ],
)
def test_errors_say_what_and_where(text: str, place: str, message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        value_of(text)
    assert caught.value.message == message
    assert caught.value.span is not None
    assert caught.value.span.text == place


def test_an_error_becomes_a_diagnostic_and_an_unknown_value() -> None:
    told: list[Diagnostic] = []
    found = evaluate_safely(parse_expression(SourceFile("main.tf", "[1, nope]")), scope(), told)
    assert [str(item) for item in told] == ['main.tf:1:5: There is no variable named "nope".']
    assert found.text == "<unknown from an error at main.tf:1:5>"
