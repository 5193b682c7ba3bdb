"""Conversions and marks."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.hcl.errors import EvaluationError
from pytest_ecsfargate.hcl.origins import leaf
from pytest_ecsfargate.hcl.types import DYNAMIC, STRING, ListType, MapType, SetType
from pytest_ecsfargate.hcl.values import UNKNOWN, JsonString, PartialString, ResourceObject, Value, null, unknown
from tests.hcl.functions.conftest import Run

U = unknown(STRING, leaf("aws_u.x"))
SECRET = Value("s", STRING, leaf("var.s"), sensitive=True)


@pytest.mark.parametrize(
    ("name", "arg", "expected"),
    [
        ("tostring", 1, "1"),
        ("tonumber", "1.5", 1.5),
        ("tobool", "true", True),
        ("tolist", [1, "a"], ["1", "a"]),
        ("toset", ["b", "a", "b"], ["a", "b"]),
        ("tomap", {"b": 1, "a": "x"}, {"a": "x", "b": "1"}),
        ("tostring", None, None),
    ],
)
def test_known(run: Run, name: str, arg: Any, expected: Any) -> None:
    assert run(name, arg).value == expected


@pytest.mark.parametrize(
    ("name", "arg", "message"),
    [
        ("tonumber", "x", "cannot convert string to number: a number is required"),
        ("tostring", [], "cannot convert tuple to string: string required"),
        ("tobool", SECRET, "cannot convert this sensitive value to bool: a bool is required"),
        (
            "tolist",
            [1, []],
            "cannot convert tuple to list of any single type: all list elements must have the same type",
        ),
    ],
)
def test_refused(run: Run, name: str, arg: Any, message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        run(name, arg)
    assert caught.value.message == f'Call to function "{name}" failed: {message}.'


@pytest.mark.parametrize(("name", "kind"), [("tolist", ListType(STRING)), ("toset", SetType(STRING))])
def test_elements_keep_their_marks_and_origins(run: Run, name: str, kind: Any) -> None:
    made = run(name, Value((SECRET, Value(1))))
    assert made.type == kind
    found = made[0] if name == "tolist" else made[1]
    assert (found.data, found.sensitive, found.origins[0].ref) == ("s", True, "var.s")


def test_unknown_elements_stay(run: Run) -> None:
    assert run("tolist", Value((U, Value("a")))).value == [UNKNOWN, "a"]
    assert run("tomap", Value({"a": U})).type == MapType(STRING)
    assert run("tonumber", U).data is UNKNOWN
    assert run("tomap", Value(ResourceObject("aws_a.x", lambda name: None), DYNAMIC)).data is UNKNOWN


def test_marks(run: Run) -> None:
    assert run("sensitive", "a").sensitive
    assert not run("nonsensitive", SECRET).sensitive
    assert run("nonsensitive", Value((SECRET,))).any_sensitive
    assert run("nonsensitive", SECRET).origins[0].ref == "var.s"


def test_marks_of_strings_in_parts(run: Run) -> None:
    partial = Value(PartialString((Value("a", STRING), U)), STRING)
    marked = run("sensitive", partial)
    assert marked.sensitive
    assert all(part.sensitive for part in marked.parts)
    cleared = run("nonsensitive", marked)
    assert not cleared.sensitive
    assert not any(part.sensitive for part in cleared.parts)
    encoded = Value(JsonString(Value({"a": SECRET})), STRING)
    assert not run("nonsensitive", encoded).any_sensitive


@pytest.mark.parametrize(
    ("arg", "expected"),
    [
        (Value("a"), False),
        (SECRET, True),
        (Value((SECRET,)), False),
        (Value(JsonString(Value((SECRET,))), STRING), True),
        (U.marked(), True),
        (U, UNKNOWN),
    ],
)
def test_issensitive(run: Run, arg: Value, expected: Any) -> None:
    made = run("issensitive", arg)
    assert made.data is expected
    assert not made.sensitive


def test_ephemeralasnull(run: Run) -> None:
    assert run("ephemeralasnull", "a").data == "a"
    assert run("ephemeralasnull", null()).is_null
    assert run("ephemeralasnull", SECRET).data is UNKNOWN
    assert run("ephemeralasnull", U).data is UNKNOWN


def test_a_secret_inside_of_what_is_left_unknown_marks_it(run: Run) -> None:
    made = run("ephemeralasnull", ["a", SECRET])
    assert made.data is UNKNOWN
    assert made.sensitive
    assert run("length", made).sensitive
    assert not run("ephemeralasnull", ["a", U]).sensitive
