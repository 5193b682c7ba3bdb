"""Values of the root module's variables, from everywhere that Terraform takes them from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.hcl.configuration.variables import Spelled
from pytest_ecsfargate.plan.model import Plan

Evaluated = Callable[..., Plan]
ONE = 'variable "x" {\n  default = "default"\n}\n'
SOURCES: list[tuple[str, dict[str, str], dict[str, Any]]] = [
    ("default", {}, {}),
    ("environment", {"TF_VAR_x": "environment"}, {}),
    ("terraform.tfvars", {}, {"terraform.tfvars": 'x = "terraform.tfvars"'}),
    ("json", {}, {"terraform.tfvars.json": '{"x": "json"}'}),
    ("a.auto", {}, {"a.auto.tfvars": 'x = "a.auto"'}),
    ("b.auto", {}, {"b.auto.tfvars.json": '{"x": "b.auto"}'}),
    ("first", {}, {"first.tfvars": 'x = "first"'}),
    ("second", {}, {"second.tfvars": 'x = "second"'}),
    ("given", {}, {}),
]


@pytest.mark.parametrize("last", range(len(SOURCES)), ids=[name for name, _, _ in SOURCES])
def test_later_sources_win(last: int, evaluated: Evaluated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files: dict[str, str] = {}
    for _, environment, written in SOURCES[: last + 1]:
        files.update(written)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
    var_files = [tmp_path / name for name in ("first.tfvars", "second.tfvars") if name in files]
    given = {"x": "given"} if SOURCES[last][0] == "given" else {}
    assert evaluated(ONE, files, variables=given, var_files=var_files).variables["x"].value == SOURCES[last][0]


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("list(string)", '["a", 1]', ["a", "1"]),
        ("map(number)", '{ a = "1" }', {"a": 1}),
        ('object({ a = optional(string, "d") })', "{}", {"a": "d"}),
        ("string", '["a"]', '["a"]'),
        ("number", "5", 5),
        ("bool", "true", True),
        ("any", "text", "text"),
        ("any", '{ a = "x" }', '{ a = "x" }'),
        ("any", Spelled("{ a = [true, null] }"), {"a": [True, None]}),
        ("any", Spelled("5"), 5),
        ("any", Spelled("text"), "text"),
        ("string", Spelled("[1]"), "[1]"),
        ("list(string)", ["a", 1], ["a", "1"]),
        ("number", 0.1, 0.1),
        ("set(string)", ["b", "a"], ["a", "b"]),
        ("any", {"a": [None, True]}, {"a": [None, True]}),
    ],
)
def test_given_values_become_the_type(kind: str, given: Any, expected: Any, evaluated: Evaluated) -> None:
    found = evaluated(f'variable "x" {{\n  type = {kind}\n}}\n', variables={"x": given})
    assert found.diagnostics == ()
    assert found.variables["x"].value == expected


@pytest.mark.parametrize(
    ("options", "given", "expected"),
    [
        ('default = "d"', None, None),
        ('default  = "d"\n  nullable = false', None, "d"),
        ("default = null", "x", "x"),
        ('type    = number\n  default = "3"', "7", 7),
    ],
)
def test_null_and_defaults(options: str, given: Any, expected: Any, evaluated: Evaluated) -> None:
    assert evaluated(f'variable "x" {{\n  {options}\n}}\n', variables={"x": given}).variables["x"].value == expected


def test_a_variable_without_a_value_is_unknown_by_its_name(evaluated: Evaluated) -> None:
    found = evaluated('variable "x" {\n  type = list(string)\n}\noutput "x" {\n  value = var.x\n}\n')
    assert found.outputs["x"].text == "<unknown from var.x>"
    assert str(found.outputs["x"].type) == "list(string)"


@pytest.mark.parametrize("mark", ["sensitive", "ephemeral"])
def test_a_sensitive_variable_is_marked(mark: str, evaluated: Evaluated) -> None:
    found = evaluated(
        f'variable "x" {{\n  default = "s"\n  {mark} = true\n}}\noutput "x" {{\n  value = "a-${{var.x}}"\n}}\n'
    )
    assert found.outputs["x"].sensitive
    assert repr(found.outputs["x"]) == "<Value sensitive string from main.tf:6:11>"


@pytest.mark.parametrize(
    ("main", "files", "variables", "expected"),
    [
        (ONE, {}, {"y": 1}, ['A value is given for "y", but the module has no such variable.']),
        (
            'variable "image" {\n  default = 1\n}\n',
            {"terraform.tfvars": "imgae = 1\n"},
            {},
            [
                (
                    'terraform.tfvars:1:9: A value is given for "imgae", but the module has no such variable.\n'
                    'Did you mean "image"?'
                )
            ],
        ),
        (
            'variable "x" {\n  type = number\n}\n',
            {"terraform.tfvars": 'x = "five"\n'},
            {},
            ['terraform.tfvars:1:5: The value of variable "x" does not fit its type: a number is required'],
        ),
        (
            'variable "x" {\n  type = number\n}\n',
            {},
            {"x": "five"},
            ['main.tf:1:1: The value of variable "x" does not fit its type: a number is required'],
        ),
        (
            'variable "x" {\n  type = list(string)\n}\n',
            {},
            {"x": "a b"},
            ['main.tf:1:1: The value given for variable "x" is no valid expression: '],
        ),
        (
            'variable "x" {\n  type      = list(string)\n  sensitive = true\n}\n',
            {},
            {"x": "canary"},
            ['main.tf:1:1: The value given for variable "x" is no valid expression.'],
        ),
        (
            ONE,
            {"terraform.tfvars": "block {}\n"},
            {},
            ["terraform.tfvars:1:1: A values file holds arguments only; a block block"],
        ),
        (ONE, {"terraform.tfvars": "x = var.y\n"}, {}, ['terraform.tfvars:1:5: There is no variable named "var".']),
        (ONE, {"terraform.tfvars.json": "{"}, {}, ["terraform.tfvars.json:1:2: The file is not valid JSON: "]),
        (
            ONE,
            {"terraform.tfvars.json": "[]"},
            {},
            ["terraform.tfvars.json:1:1: A values file in JSON must hold one object."],
        ),
    ],
)
def test_what_is_wrong_is_told(
    main: str,
    files: dict[str, str],
    variables: dict[str, Any],
    expected: list[str],
    told: Callable[..., list[str]],
) -> None:
    found = told(main, files, variables=variables)
    assert len(found) == len(expected)
    assert all(text.startswith(start) for text, start in zip(found, expected, strict=True)), found


def test_a_values_file_that_is_not_there_is_told(told: Callable[..., list[str]], tmp_path: Path) -> None:
    assert told(ONE, var_files=[tmp_path / "nope.tfvars"]) == [
        "nope.tfvars:1:1: The file cannot be read: No such file or directory."
    ]
