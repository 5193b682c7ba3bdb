"""Encoding functions: what is encoded keeps its structure."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from pytest_ecsfargate.hcl.errors import EvaluationError
from pytest_ecsfargate.hcl.evaluation.evaluate import evaluate_text
from pytest_ecsfargate.hcl.functions.yaml_text import yaml_text
from pytest_ecsfargate.hcl.origins import leaf
from pytest_ecsfargate.hcl.types import STRING
from pytest_ecsfargate.hcl.values import UNKNOWN, JsonString, PartialString, Value, from_python, unknown
from tests.hcl.functions.conftest import Run

U = unknown(STRING, leaf("aws_u.x"))
SECRET = Value("hunter2", STRING, sensitive=True)


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("jsonencode", [{"b": 1, "a": [None]}], '{"a":[null],"b":1}'),
        ("jsondecode", ['{"a":[1,"x"]}'], {"a": [1, "x"]}),
        ("yamlencode", [{"a": ["x"], "b": {}}], '"a":\n- "x"\n"b": {}\n'),
        ("yamldecode", ["a: 1\nb: [x, true]"], {"a": 1, "b": ["x", True]}),
        ("base64encode", ["\u00e9"], "w6k="),
        ("base64decode", ["w6k="], "\u00e9"),
        ("urlencode", ["a b/\u00e9"], "a+b%2F%C3%A9"),
        ("csvdecode", ["a,b\n1,2\n"], [{"a": "1", "b": "2"}]),
        ("textencodebase64", ["a", "UTF-16LE"], "YQA="),
        ("textdecodebase64", ["YQA=", "UTF-16LE"], "a"),
    ],
)
def test_known(run: Run, name: str, args: list[Any], expected: Any) -> None:
    assert run(name, *args).value == expected


@pytest.mark.parametrize(
    ("name", "args", "message"),
    [
        ("jsonencode", [Value(float("inf"))], "cannot serialize infinity as JSON"),
        ("jsondecode", ["{"], "invalid JSON document"),
        ("base64decode", ["YWJj="], "failed to decode base64 data"),
        ("base64decode", ["/w=="], "the result of decoding the provided string is not valid UTF-8"),
        ("csvdecode", [""], "missing header line"),
        ("csvdecode", ["a,a\n"], "duplicate column name"),
        ("csvdecode", ["a,b\n1"], "CSV parse error: wrong number of fields"),
        (
            "textencodebase64",
            ["\u65e5", "ISO-8859-1"],
            "the given string contains characters that cannot be represented",
        ),
    ],
)
def test_refused(run: Run, name: str, args: list[Any], message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        run(name, *args)
    assert caught.value.message == f'Call to function "{name}" failed: {message}.'


def test_encoded_json_keeps_structure_origins_and_marks(run: Run) -> None:
    made = run("jsonencode", Value({"image": U, "password": SECRET, "cpu": Value(256, origin=leaf("var.cpu"))}))
    assert isinstance(made.data, JsonString)
    assert made.is_unknown
    assert made["cpu"].comes_from("var.cpu")
    assert made["image"].data is UNKNOWN
    assert made["password"].sensitive
    assert made.any_sensitive
    assert not made["cpu"].sensitive


def test_decoding_gives_back_what_was_encoded(run: Run) -> None:
    made = run("jsondecode", run("jsonencode", Value({"image": U, "cpu": Value(256)})))
    assert made.value == {"image": UNKNOWN, "cpu": 256}
    marked = run("jsondecode", run("jsonencode", Value({"a": SECRET, "b": Value(1)})))
    assert marked.sensitive


def test_text_with_unknown_parts_is_decoded_after_apply(run: Run) -> None:
    partial = Value(PartialString((Value('{"a": "', STRING), U, Value('"}', STRING))), STRING)
    assert run("jsondecode", partial).data is UNKNOWN


def test_names_that_stand_twice_are_left_to_terraform(run: Run) -> None:
    assert run("jsondecode", '{"a":1,"a":2}').data is UNKNOWN
    assert run("yamldecode", "a: 1\na: 2").data is UNKNOWN


@pytest.mark.parametrize(
    "document",
    [
        "a: yes",
        "a: 0x1F",
        "a: 2020-01-01",
        "a: &x 1\nb: *x",
        "a: !!str 1",
        "--- 1\n--- 2",
        "a: 1:30",
        "a: .inf",
        "\ta: 1",
        "[",
    ],
)
def test_what_readers_of_yaml_differ_in_is_left_to_terraform(run: Run, document: str) -> None:
    made = run("yamldecode", document)
    assert made.data is UNKNOWN
    assert made.origins[0].reason


def test_a_yaml_bomb_is_not_read(run: Run) -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
    )
    assert run("yamldecode", bomb).data is UNKNOWN
    assert run("yamldecode", "[" * 5000 + "]" * 5000).data is UNKNOWN


def test_without_pyyaml_nothing_is_guessed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    made = run("yamldecode", "a: 1")
    assert made.origins[0].reason == "YAML is read with the package PyYAML, which is not installed"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("a", '"a"\n'),
        (1, "1\n...\n"),
        ([], "[]\n"),
        ([[1, 2], {"a": [{"b": 1}]}], '- - 1\n  - 2\n- "a":\n  - "b": 1\n'),
        ({"a": "x\ny\n", "b": "p\n\nq"}, '"a": |\n  x\n  y\n"b": |-\n  p\n\n  q\n'),
    ],
)
def test_yaml_layout(data: Any, text: str) -> None:
    assert yaml_text(from_python(data)) == text


def test_long_lines_of_yaml_are_left_to_terraform(run: Run) -> None:
    assert run("yamlencode", {"a": "word " * 30}).data is UNKNOWN
    assert run("yamlencode", {"a": "x" * 300}).known


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("[" * 20_000, "the YAML document has tags or anchors, or is nested too deeply"),
        ("a" * 100_001, "the YAML document is too long to be read here"),
    ],
)
def test_yaml_that_would_take_long_is_not_read(document: str, reason: str) -> None:
    value = evaluate_text(f'yamldecode("{document}")')
    assert not value.known
    assert reason in {trace.reason for trace in value.origins}
