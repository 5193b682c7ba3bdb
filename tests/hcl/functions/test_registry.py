"""What is the same for all functions: arguments, nulls, what is unknown, marks, errors."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.hcl.errors import EvaluationError
from pytest_ecsfargate.hcl.functions.registry import names
from pytest_ecsfargate.hcl.origins import Kind, leaf
from pytest_ecsfargate.hcl.types import DYNAMIC, NUMBER, STRING
from pytest_ecsfargate.hcl.values import UNKNOWN, PartialString, ResourceObject, Value, unknown
from tests.hcl.functions.conftest import SPAN, Run

URL = unknown(STRING, leaf("aws_a.x.url"))


@pytest.mark.parametrize(
    ("name", "args", "message"),
    [
        ("nope", [], 'There is no function named "nope".'),
        ("core::nope", [], 'There is no function named "core::nope".'),
        ("upper", [], 'Function "upper" expects 1 argument(s). Missing value for "str".'),
        ("join", [], 'Function "join" expects at least 1 argument(s). Missing value for "separator".'),
        ("upper", ["a", "b"], 'Function "upper" expects only 1 argument(s).'),
        ("upper", [[]], 'Invalid value for "str" parameter: string required.'),
        ("upper", [None], 'Invalid value for "str" parameter: argument must not be null.'),
        ("abs", ["x"], 'Invalid value for "num" parameter: a number is required.'),
        ("element", [[], 0], 'Call to function "element" failed: cannot use element function with an empty list.'),
    ],
)
def test_errors(run: Run, name: str, args: list[Any], message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        run(name, *args)
    assert (caught.value.message, caught.value.span) == (message, SPAN)


def test_core_functions_have_two_names(run: Run) -> None:
    assert run("core::upper", "a").data == "A"


def test_all_functions_are_there() -> None:
    assert len(names()) == 118


def test_arguments_are_converted(run: Run) -> None:
    assert run("upper", True).data == "TRUE"
    assert run("abs", "-5").data == 5


def test_the_origin_is_the_call_and_leads_to_the_arguments(run: Run) -> None:
    made = run("upper", Value("a", STRING, leaf("var.x")))
    assert made.origin.kind is Kind.MIX
    assert (made.origin.ref, made.span) == ("upper", SPAN)
    assert made.comes_from("var.x")


@pytest.mark.parametrize(
    "arg",
    [
        URL,
        unknown(),
        Value(PartialString((Value("a", STRING), URL)), STRING),
        Value(ResourceObject("aws_a.x", lambda name: None), DYNAMIC),
    ],
)
def test_what_is_not_known_gives_what_is_not_known(run: Run, arg: Value) -> None:
    made = run("upper", arg)
    assert (made.data, made.type) == (UNKNOWN, STRING)
    assert made.origins == arg.origins


def test_marks_anywhere_in_an_argument_count(run: Run) -> None:
    assert run("upper", Value("a", STRING, sensitive=True)).sensitive
    assert run("sum", Value((Value(1, NUMBER, sensitive=True), Value(2)))).sensitive
    assert run("upper", URL.marked()).sensitive


def test_functions_of_other_providers_are_unknown(run: Run) -> None:
    made = run("provider::time::rfc3339_parse", Value("x", STRING, leaf("var.x"), sensitive=True))
    assert (made.data, made.type, made.sensitive) == (UNKNOWN, DYNAMIC, True)
    assert [(trace.ref, trace.reason) for trace in made.origins] == [
        ("provider::time::rfc3339_parse()", "functions of providers are not evaluated"),
        ("var.x", ""),
    ]


@pytest.mark.parametrize(
    ("name", "args", "reason"),
    [
        ("timestamp", [], "it is the time at which Terraform applies"),
        ("plantimestamp", [], "it is the time at which Terraform plans"),
        ("uuid", [], "it is random"),
        ("bcrypt", ["a"], "it has a random salt"),
        ("rsadecrypt", ["a", "b"], "secrets are not decrypted here"),
        ("base64gzip", ["a"], "the compressed bytes are those of Terraform's own compressor"),
        ("abspath", ["a"], "it depends on the folder in which Terraform runs"),
        ("pathexpand", ["~/a"], "it depends on who runs Terraform"),
        ("file", ["a"], "there are no files here"),
        ("fileexists", ["a"], "there are no files here"),
        ("templatefile", ["a", {}], "there are no files here"),
        ("templatestring", ["a", {}], "templates are not rendered here"),
        ("pow", [2, 1.5], "the last digit of a power that is no whole number depends on Terraform's runtime"),
        ("indent", [10**9, "a\nb"], "the text is too long"),
        ("setproduct", [list(range(1000)), list(range(1000))], "there are too many combinations"),
        ("format", ["%999999s", "a"], "the width is too large"),
        ("replace", ["a" * 10_000, "a", "b" * 10_000], "the text is too long"),
    ],
)
def test_reasons(run: Run, name: str, args: list[Any], reason: str) -> None:
    made = run(name, *args)
    assert made.data is UNKNOWN
    assert made.origins[0].ref == f"{name}()"
    assert made.origins[0].reason == reason


@pytest.mark.parametrize(
    ("name", "args", "message"),
    [
        ("cidrhost", ["canary-9/x", 1], "invalid CIDR expression: invalid CIDR address: (sensitive value)"),
        ("formatdate", ["canary-9 QQ", "2020-01-01T00:00:00Z"], "invalid date format verb (sensitive value)"),
        ("parseint", ["canary", 10], "cannot parse the string as a base 10 integer"),
    ],
)
def test_errors_say_nothing_of_what_is_sensitive(run: Run, name: str, args: list[Any], message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        run(name, Value(args[0], STRING).marked(), *args[1:])
    assert caught.value.message == f'Call to function "{name}" failed: {message}.'
    with pytest.raises(EvaluationError) as caught:
        run(name, *args)
    assert "sensitive" not in caught.value.message
