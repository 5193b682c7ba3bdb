"""Functions that look into collections, choose between them or combine them: elements stay what they were."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.hcl.errors import EvaluationError
from pytest_ecsfargate.hcl.evaluation.evaluate import evaluate_text
from pytest_ecsfargate.hcl.operations.convert import convert
from pytest_ecsfargate.hcl.origins import hop, leaf
from pytest_ecsfargate.hcl.types import DYNAMIC, NUMBER, STRING, ListType, MapType, ObjectType, SetType
from pytest_ecsfargate.hcl.values import (
    UNKNOWN,
    JsonString,
    PartialString,
    ResourceObject,
    Value,
    from_python,
    null,
    unknown,
)
from tests.hcl.functions.conftest import Run

A = Value("a", STRING, leaf("aws_a.x"))
B = Value("b", STRING, leaf("aws_b.x"), sensitive=True)
U = unknown(STRING, leaf("aws_u.x"))
WAY = hop("local.all", None, leaf("x"))
LISTED = Value((A, B, U), None, WAY)
NAMED = Value({"a": A, "b": B, "u": U}, None, WAY)


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("length", [[1, 2]], 2),
        ("length", [{"a": 1}], 1),
        ("length", ["abc"], 3),
        ("length", ["a\r\nb"], 3),
        ("element", [["a", "b"], 3], "b"),
        ("lookup", [{"a": 1}, "a", 2], 1),
        ("lookup", [{"a": 1}, "b", 2], 2),
        ("keys", [{"b": 1, "a": 2}], ["a", "b"]),
        ("values", [{"b": 1, "a": 2}], [2, 1]),
        ("contains", [[1, 2], "1"], False),
        ("contains", [[1, 2], 2], True),
        ("index", [["a", "b"], "b"], 1),
        ("one", [[]], None),
        ("one", [["a"]], "a"),
        ("coalesce", [None, "", "a"], "a"),
        ("coalesce", [None, 1, "a"], "1"),
        ("coalescelist", [[], ["a"]], ["a"]),
        ("merge", [{"a": 1}, None, {"a": 2, "b": 3}], {"a": 2, "b": 3}),
        ("zipmap", [["a", "b"], [1, "x"]], {"a": 1, "b": "x"}),
        ("matchkeys", [["a", "b"], ["x", "y"], ["y"]], ["b"]),
        ("transpose", [{"a": ["1", "2"], "b": ["2"]}], {"1": ["a"], "2": ["a", "b"]}),
        ("alltrue", [[True, None]], False),
        ("anytrue", [[None, True]], True),
    ],
)
def test_known(run: Run, name: str, args: list[Any], expected: Any) -> None:
    assert run(name, *args).value == expected


@pytest.mark.parametrize(
    ("name", "args", "message"),
    [
        ("length", [1], "argument must be a string, a collection type, or a structural type"),
        ("element", [{}, 0], "cannot read elements from object"),
        ("element", [["a", "b"], -1], "a tuple has no element at a negative index"),
        ("lookup", [{}, "a"], 'lookup failed to find key "a"'),
        ("lookup", [{}, "a", 1, 2], "lookup() takes two or three arguments, got 4"),
        ("lookup", [[], "a", 1], "lookup() requires a map as the first argument"),
        ("keys", [[]], "must have map or object type"),
        ("values", [[]], "values() requires a map as the first argument"),
        ("contains", [{}, 1], "argument must be list, tuple, or set"),
        ("index", [["a"], "b"], "item not found"),
        ("index", [[], "b"], "cannot search an empty list"),
        ("one", [[1, 2]], "must be a list, set, or tuple value with either zero or one elements"),
        ("coalesce", [None, ""], "no non-null, non-empty-string arguments"),
        ("coalesce", [1, []], "all arguments must have the same type"),
        ("coalescelist", [[], []], "no non-null arguments"),
        ("coalescelist", ["a"], "coalescelist arguments must be lists or tuples"),
        ("merge", [{}, []], 'arguments must be maps or objects, got "tuple"'),
        ("zipmap", [["a"], [1, 2]], "number of keys (1) does not match number of values (2)"),
        ("zipmap", [["a"], {}], "values argument must be a list or tuple value"),
        ("matchkeys", [["a"], [1, 2], [1]], "length of keys and values should be equal"),
        ("transpose", [{"a": None}], "input must not contain null list"),
    ],
)
def test_refused(run: Run, name: str, args: list[Any], message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        run(name, *args)
    assert caught.value.message == f'Call to function "{name}" failed: {message}.'


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("element", [LISTED, 0]),
        ("lookup", [NAMED, "a"]),
        ("one", [Value((A,), None, WAY)]),
        ("coalesce", [null(), Value((A,), None, WAY)]),
        ("coalescelist", [[], Value((A,), None, WAY)]),
    ],
)
def test_an_element_taken_out_is_the_element(run: Run, name: str, args: list[Any]) -> None:
    found = run(name, *args)
    found = found[0] if isinstance(found.data, tuple) else found
    assert found.data == "a"
    assert found.origins[0].ref == "aws_a.x"
    assert [each.ref for each in found.origins[0].hops] == ["local.all"]


@pytest.mark.parametrize(
    ("name", "args", "path"),
    [
        ("values", [NAMED], 1),
        ("merge", [NAMED, {"c": 1}], "b"),
        ("zipmap", [["x", "y", "z"], LISTED], "y"),
        ("coalescelist", [LISTED], 1),
    ],
)
def test_elements_keep_their_marks_and_origins(run: Run, name: str, args: list[Any], path: int | str) -> None:
    made = run(name, *args)
    assert made.known is False
    found = made[path]
    assert (found.data, found.sensitive) == ("b", True)
    assert found.origins[0].ref == "aws_b.x"
    if name != "coalescelist":
        assert not made.sensitive


def test_a_mark_on_a_collection_is_on_what_is_made_of_it(run: Run) -> None:
    marked = from_python({"a": 1}).marked()
    for name in ("keys", "values", "length"):
        assert run(name, marked).sensitive
    assert run("merge", marked, {"b": 2}).sensitive
    assert run("lookup", marked, "a").sensitive
    assert run("lookup", {"a": 1}, Value("a", sensitive=True)).sensitive
    assert not run("length", Value((B,))).sensitive


def test_a_default_is_converted_to_the_type_of_the_elements(run: Run) -> None:
    texts = convert(from_python({"a": "x"}), MapType(STRING))
    assert run("lookup", texts, "b", 2).data == "2"
    with pytest.raises(EvaluationError):
        run("lookup", texts, "b", [])


def test_maps_stay_maps(run: Run) -> None:
    numbers = convert(from_python({"a": 1}), MapType(NUMBER))
    assert run("merge", numbers, numbers).type == MapType(NUMBER)
    assert isinstance(run("merge", numbers, {"b": 1}).type, ObjectType)
    assert run("zipmap", ["a"], convert(from_python([1]), ListType(NUMBER))).type == MapType(NUMBER)
    assert run("keys", numbers).type == ListType(STRING)


def test_lengths_that_are_not_known(run: Run) -> None:
    assert run("length", LISTED).data == 3
    assert run("length", U).data is UNKNOWN
    assert run("length", unknown(ListType(STRING))).data is UNKNOWN
    assert run("length", convert(Value((U, A)), SetType(STRING))).data is UNKNOWN
    assert run("length", Value(JsonString(from_python([1])), STRING)).data == 3


def test_unknown_elements_may_be_the_one(run: Run) -> None:
    assert run("contains", LISTED, "a").data is True
    assert run("contains", LISTED, "z").data is UNKNOWN
    assert run("index", LISTED, "a").data == 0
    assert run("index", LISTED, "z").data is UNKNOWN
    assert run("alltrue", Value((Value(False), unknown()))).data is False
    assert run("anytrue", Value((Value(False), unknown()))).data is UNKNOWN


def test_a_string_of_which_a_part_is_known_is_chosen(run: Run) -> None:
    partial = Value(PartialString((Value("a-", STRING), U)), STRING)
    assert run("coalesce", partial, "b").data is partial.data
    assert run("coalesce", U, "b").data is UNKNOWN
    assert run("coalesce", "b", U).data == "b"


def test_a_resource_is_looked_into(run: Run) -> None:
    resource = Value(ResourceObject("aws_a.x", {"arn": A}.get), DYNAMIC)
    assert run("lookup", resource, "arn", "").data == "a"
    assert run("lookup", resource, "nope", "").data is UNKNOWN
    assert run("merge", resource, {"a": 1}).data is UNKNOWN
    assert run("keys", resource).data is UNKNOWN


def test_lookup_has_the_mark_of_a_default_only_where_that_is_taken() -> None:
    assert not evaluate_text('lookup({ a = 1 }, "a", sensitive(2))').sensitive
    assert evaluate_text('lookup({ a = 1 }, "b", sensitive(2))').sensitive
    assert evaluate_text('lookup({ a = 1 }, sensitive("a"), 2)').sensitive
