"""Conversion and unification of types."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.hcl.errors import EvaluationError
from pytest_ecsfargate.hcl.operations.convert import convert, unify, unify_values
from pytest_ecsfargate.hcl.origins import leaf
from pytest_ecsfargate.hcl.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
)
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

OBJECT = ObjectType.of({"a": STRING, "b": NUMBER}, frozenset({"b"}))


@pytest.mark.parametrize(
    ("given", "wanted", "expected"),
    [
        (1, STRING, "1"),
        (1.5, STRING, "1.5"),
        (True, STRING, "true"),
        ("1.50", NUMBER, 1.5),
        ("true", BOOL, True),
        ("1", BOOL, True),
        ("0", BOOL, False),
        ([1, "a"], ListType(STRING), ["1", "a"]),
        ([1, "a", True], ListType(DYNAMIC), ["1", "a", "true"]),
        ([2, 1, 2], SetType(NUMBER), [1, 2]),
        (["b", "a", "b"], SetType(DYNAMIC), ["a", "b"]),
        ({"b": 1, "a": 2}, MapType(STRING), {"a": "2", "b": "1"}),
        ({"a": 1, "b": "2", "c": 3}, OBJECT, {"a": "1", "b": 2}),
        ({"a": 1}, OBJECT, {"a": "1", "b": None}),
        ([1, "x"], TupleType((STRING, STRING)), ["1", "x"]),
        ([], ListType(STRING), []),
        ({}, MapType(STRING), {}),
        ([[1], ["a", "b"]], ListType(DYNAMIC), [["1"], ["a", "b"]]),
        ([{"a": 1}, {"b": "x"}], ListType(DYNAMIC), [{"a": "1"}, {"b": "x"}]),
        (None, ListType(STRING), None),
        ([None, 1], ListType(DYNAMIC), [None, 1]),
        ("x", DYNAMIC, "x"),
    ],
)
def test_converts(given: Any, wanted: Type, expected: Any) -> None:
    assert convert(from_python(given), wanted).value == expected


@pytest.mark.parametrize(
    ("given", "wanted", "message"),
    [
        ("x", NUMBER, "a number is required"),
        ("yes", BOOL, "a bool is required"),
        ("True", BOOL, 'a bool is required; to convert from string, use lowercase "true"'),
        (1, BOOL, "bool required"),
        ([], STRING, "string required"),
        ("x", ListType(STRING), "list of string required"),
        ([1, []], ListType(DYNAMIC), "all list elements must have the same type"),
        ([1, []], SetType(DYNAMIC), "all set elements must have the same type"),
        ({"a": 1, "b": []}, MapType(DYNAMIC), "all map elements must have the same type"),
        (["a", []], ListType(STRING), "element 1: string required"),
        ({"b": 1}, OBJECT, 'attribute "a" is required'),
        ({"a": []}, OBJECT, 'attribute "a": string required'),
        ([1], TupleType((NUMBER, NUMBER)), "tuple required"),
    ],
)
def test_refuses(given: Any, wanted: Type, message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        convert(from_python(given), wanted)
    assert caught.value.message == message


def test_a_map_lacks_an_attribute() -> None:
    given = convert(from_python({"x": "1"}), MapType(STRING))
    with pytest.raises(EvaluationError, match='map has no element for required attribute "a"'):
        convert(given, OBJECT)


def test_elements_keep_origins_and_marks() -> None:
    first, second = leaf("aws_a.x"), leaf("aws_b.y")
    given = Value((Value(1, NUMBER, first), Value(2, NUMBER, second, sensitive=True)))
    made = convert(given, ListType(STRING))
    assert [item.origin for item in made] == [first, second]  # type: ignore[attr-defined]
    assert not made.sensitive
    assert made.any_sensitive
    assert made[1].data == "2"


def test_a_set_of_marked_elements_is_marked() -> None:
    given = Value((Value("a", STRING, sensitive=True), Value("b", STRING)))
    assert convert(given, SetType(STRING)).sensitive


def test_unknown_elements_stay_in_their_place() -> None:
    given = Value((unknown(STRING, leaf("aws_a.x")), Value(1)))
    made = convert(given, ListType(STRING))
    assert made.value == [UNKNOWN, "1"]
    assert made[0].comes_from("aws_a.x")


def test_the_type_of_an_unknown_element_decides_for_the_others() -> None:
    made = convert(Value((unknown(), Value(1))), ListType(DYNAMIC))
    assert made.value == [UNKNOWN, UNKNOWN]
    assert convert(Value((unknown(), Value("a"))), ListType(DYNAMIC)).value == [UNKNOWN, "a"]


@pytest.mark.parametrize("wanted", [NUMBER, BOOL])
def test_strings_that_are_not_known_become_unknown(wanted: Type) -> None:
    partial = Value(PartialString((Value("a", STRING), unknown(STRING))), STRING)
    assert convert(partial, wanted).data is UNKNOWN
    assert convert(Value(JsonString(unknown()), STRING), wanted).data is UNKNOWN


def test_json_text_is_converted_as_text() -> None:
    assert convert(Value(JsonString(Value(15)), STRING), NUMBER).data == 15


def test_a_resource_becomes_an_object_of_the_attributes_asked_for() -> None:
    attributes = {"a": Value("x", STRING), "b": unknown(NUMBER, leaf("aws_a.x.b"))}
    given = Value(ResourceObject("aws_a.x", attributes.get), DYNAMIC)
    made = convert(given, OBJECT)
    assert made.value == {"a": "x", "b": UNKNOWN}
    assert convert(given, MapType(STRING)).data is UNKNOWN


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ([STRING, NUMBER], STRING),
        ([NUMBER, BOOL], None),
        ([NUMBER, NUMBER], NUMBER),
        ([TupleType((NUMBER,)), TupleType((STRING,))], TupleType((STRING,))),
        ([TupleType((NUMBER,)), TupleType((STRING, STRING))], ListType(STRING)),
        ([TupleType(()), TupleType((STRING,))], ListType(STRING)),
        ([TupleType((NUMBER,)), ListType(STRING)], ListType(STRING)),
        ([ObjectType.of({"a": NUMBER}), ObjectType.of({"a": STRING})], ObjectType.of({"a": STRING})),
        ([ObjectType.of({"a": NUMBER}), ObjectType.of({"b": STRING})], MapType(STRING)),
        ([ObjectType.of({"a": NUMBER}), MapType(STRING)], MapType(STRING)),
        ([ListType(STRING), SetType(STRING)], ListType(STRING)),
        ([TupleType(()), ObjectType.of({})], None),
        ([DYNAMIC, STRING], STRING),
        ([DYNAMIC, NUMBER], DYNAMIC),
        ([], None),
    ],
)
def test_unify(types: list[Type], expected: Type | None) -> None:
    assert unify(types) == expected


def test_unify_values_converts_each() -> None:
    kind, (first, second, third) = unify_values([Value(1), null(), Value("a")])
    assert kind is STRING
    assert (first.data, second.data, third.data) == ("1", None, "a")
    assert second.type is STRING


def test_unify_values_has_no_type() -> None:
    with pytest.raises(EvaluationError, match="all values must have the same type"):
        unify_values([Value(1), Value(())])
