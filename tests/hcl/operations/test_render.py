"""Values as one line for people."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.hcl.operations.operators import conditional, template
from pytest_ecsfargate.hcl.operations.render import printable, render
from pytest_ecsfargate.hcl.origins import leaf
from pytest_ecsfargate.hcl.types import BOOL, DYNAMIC, STRING
from pytest_ecsfargate.hcl.values import JsonString, ResourceObject, Value, from_python, unknown

URL = unknown(STRING, leaf('data.aws_ecr_repository.services["web"].repository_url'))
SECRET = Value("hunter2", STRING, sensitive=True)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (None, "null"),
        (True, "true"),
        (1, "1"),
        (0.5, "0.5"),
        ("a", '"a"'),
        ('a"b\\c\nd', '"a\\"b\\\\c\\nd"'),
        ("${x} %{y}", '"$${x} %%{y}"'),
        ([], "[]"),
        ({}, "{}"),
        ([1, "a", None], '[1, "a", null]'),
        ({"a": 1, "b-c": [2], "d e": {}}, '{a = 1, b-c = [2], "d e" = {}}'),
    ],
)
def test_known(data: Any, text: str) -> None:
    assert render(from_python(data), redact=True) == text


def test_unknown() -> None:
    assert render(unknown(DYNAMIC, leaf("aws_a.x.arn")), redact=True) == "<unknown from aws_a.x.arn>"
    assert render(unknown(), redact=True) == "<unknown from something that is not known>"
    undecided = conditional(unknown(BOOL, leaf("aws_a.x.on")), Value(1), Value(2), None)
    assert render(undecided, redact=True) == "<unknown from aws_a.x.on>"
    assert render(Value(ResourceObject("aws_a.x", lambda name: None), DYNAMIC), redact=True) == "aws_a.x"


def test_partly_unknown() -> None:
    made = template([URL, Value(":latest", STRING)], None)
    shown = '"${data.aws_ecr_repository.services["web"].repository_url}:latest"'
    assert render(made, redact=True) == shown


def test_json_text() -> None:
    assert render(Value(JsonString(from_python({"a": 1})), STRING), redact=True) == '"{\\"a\\":1}"'
    made = Value(JsonString(Value({"a": unknown(DYNAMIC, leaf("aws_a.x.arn"))})), STRING)
    assert render(made, redact=True) == "jsonencode({a = <unknown from aws_a.x.arn>})"


def test_secrets_are_hidden_where_they_are() -> None:
    assert render(SECRET, redact=True) == "(sensitive)"
    assert render(Value({"user": Value("bob"), "password": SECRET}), redact=True) == (
        '{user = "bob", password = (sensitive)}'
    )
    shown = '"(sensitive)${data.aws_ecr_repository.services["web"].repository_url}"'
    assert render(template([Value("pw=", STRING), SECRET, URL], None), redact=True) == shown
    made = Value(JsonString(Value({"a": Value(1), "b": SECRET})), STRING)
    assert render(made, redact=True) == "jsonencode({a = 1, b = (sensitive)})"
    assert render(SECRET, redact=False) == '"hunter2"'


def test_a_marked_string_with_unknown_parts() -> None:
    made = template([Value("a", STRING), URL], None)
    assert render(made.marked(), redact=True) == '"(sensitive)(sensitive)"'


@pytest.mark.parametrize("char", ["\x1b", "\x00", "\x07", "\u202e", "\u200b", "\x9b", "\u2028", "\U000e0001"])
def test_nothing_that_a_terminal_obeys(char: str) -> None:
    shown = render(Value({f"k{char}": Value(f"v{char}")}), redact=True)
    assert char not in shown
    assert shown.isprintable()
    assert printable(char) == (f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}")


def test_long_values_are_cut() -> None:
    assert render(Value("a" * 100), redact=True, limit=10) == '"aaaaaa...'
    assert render(Value("a"), redact=True, limit=3) == '"a"'
    assert len(render(from_python(list(range(100_000))), redact=True, limit=40)) == 40
