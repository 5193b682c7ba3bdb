"""Operators, conditionals, templates and element access on values."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.hcl.errors import EvaluationError
from pytest_ecsfargate.hcl.operations.json_text import normalised
from pytest_ecsfargate.hcl.operations.operators import attribute, binary, conditional, index, template, unary
from pytest_ecsfargate.hcl.origins import Kind, hop, leaf, literal
from pytest_ecsfargate.hcl.types import BOOL, DYNAMIC, NUMBER, STRING, ListType, MapType, ObjectType, SetType
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
from pytest_ecsfargate.source import SourceFile, Span

FILE = SourceFile("main.tf", 'x = cond ? "a" : "b"')
SPAN = Span(FILE, 4, 20)
URL = unknown(STRING, leaf("data.aws_ecr_repository.web.repository_url"))


def text(content: str, start: int = 0, sensitive: bool = False) -> Value:
    """A literal that stands at an offset of FILE."""
    return Value(content, STRING, literal(Span(FILE, start, start + 1)), sensitive)


@pytest.mark.parametrize(
    ("op", "left", "right", "expected"),
    [
        ("+", 1, 2, 3),
        ("+", "1", 2, 3),
        ("-", 1, 2, -1),
        ("*", 2, 3, 6),
        ("/", 7, 2, 3.5),
        ("%", -7, 3, -1),
        ("<", 1, 2, True),
        (">=", "10", 9, True),
        ("==", 1, "1", False),
        ("!=", None, 1, True),
        ("&&", True, "false", False),
        ("||", False, "true", True),
    ],
)
def test_binary(op: str, left: Any, right: Any, expected: Any) -> None:
    assert binary(op, from_python(left), from_python(right), SPAN).value == expected


@pytest.mark.parametrize(
    ("op", "left", "right", "message"),
    [
        ("+", "a", 1, "Unsuitable value for left operand: a number is required."),
        ("+", 1, [], "Unsuitable value for right operand: number required."),
        ("+", None, 1, "Unsuitable value for left operand: argument must not be null."),
        ("&&", False, "x", "Unsuitable value for right operand: a bool is required."),
        ("/", 0, 0, "Error during operation: can't divide zero by zero or infinity by infinity."),
    ],
)
def test_binary_refuses(op: str, left: Any, right: Any, message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        binary(op, from_python(left), from_python(right), SPAN)
    assert (caught.value.message, caught.value.span) == (message, SPAN)


@pytest.mark.parametrize(("op", "kind"), [("+", NUMBER), ("<", BOOL), ("&&", BOOL)])
def test_binary_of_unknown(op: str, kind: Any) -> None:
    made = binary(op, unknown(DYNAMIC, leaf("aws_a.x"), sensitive=True), from_python(True if op == "&&" else 1), SPAN)
    assert (made.data, made.type, made.sensitive) == (UNKNOWN, kind, True)
    assert made.comes_from("aws_a.x")


def test_unary() -> None:
    assert unary("-", Value("5", STRING), SPAN).data == -5
    assert unary("!", Value("true", STRING), SPAN).data is False
    assert unary("!", unknown(), SPAN).type is BOOL
    with pytest.raises(EvaluationError, match="Unsuitable value for unary operand: bool required"):
        unary("!", Value(1), SPAN)


# Conditionals


def test_the_chosen_arm_has_the_type_of_both() -> None:
    assert conditional(Value(True), Value(1), Value("a"), SPAN).data == "1"
    made = conditional(Value(True), from_python([1]), from_python(["a", "b"]), SPAN)
    assert (made.value, made.type) == (["1"], ListType(STRING))
    made = conditional(Value(True), from_python({"a": 1}), from_python({"b": 2}), SPAN)
    assert made.type == MapType(NUMBER)


def test_a_null_has_the_type_of_the_other_arm() -> None:
    assert conditional(Value(True), null(), Value("a"), SPAN).type is STRING
    assert conditional(Value(False), null(), from_python([1, "a"]), SPAN).value == [1, "a"]


def test_the_origin_is_the_choice_and_leads_to_the_arm() -> None:
    made = conditional(Value(True), text("a", 11), text("b", 17), SPAN)
    assert made.origin.kind is Kind.CHOICE
    assert made.span == SPAN
    assert [str(trace.location) for trace in made.origins] == ["main.tf:1:12"]


def test_elements_of_the_chosen_arm_keep_their_way() -> None:
    listed = Value((text("a"),), None, hop("local.images", SPAN, leaf("x")))
    made = conditional(Value(True), listed, from_python([]), SPAN)
    assert made[0].origins[0].hops[0].ref == "local.images"


def test_an_unknown_condition_leaves_both_arms_visible() -> None:
    made = conditional(unknown(BOOL), text("a", 11), URL, SPAN)
    assert made.data is UNKNOWN
    assert [trace.ref for trace in made.origins] == [None, "data.aws_ecr_repository.web.repository_url"]


def test_null_in_both_arms_is_null_whatever_the_condition() -> None:
    assert conditional(unknown(BOOL), null(), null(), SPAN).is_null


def test_an_arm_of_unknown_type_may_want_the_other_converted() -> None:
    other = unknown()
    assert conditional(Value(True), Value("a"), other, SPAN).data == "a"
    assert conditional(Value(True), Value(1), other, SPAN).data is UNKNOWN
    assert conditional(Value(True), from_python(["b", "a"]), other, SPAN).data is UNKNOWN
    assert conditional(Value(True), from_python({"a": "x", "b": 1}), other, SPAN).value == {"a": "x", "b": UNKNOWN}


def test_beside_an_arm_of_unknown_type_a_list_stays_a_list_and_a_map_a_map() -> None:
    for given in (
        Value((), ListType(DYNAMIC)),
        Value((Value("a", STRING),), ListType(STRING)),
        Value({}, MapType(DYNAMIC)),
    ):
        chosen = conditional(from_python(True), given, unknown(DYNAMIC), None)
        assert binary("==", given, chosen, None).data is True
        assert binary("==", from_python([] if isinstance(given.data, tuple) else {}), chosen, None).data is False
    number = conditional(from_python(True), Value((Value(1, NUMBER),), ListType(NUMBER)), unknown(DYNAMIC), None)
    assert number.type == ListType(DYNAMIC)
    assert number[0].data is UNKNOWN


def test_marks_of_all_three_count() -> None:
    for marked in range(3):
        condition, then, otherwise = (
            value.marked(at == marked) for at, value in enumerate((Value(True), Value("a"), Value("b")))
        )
        assert conditional(condition, then, otherwise, SPAN).sensitive


def test_marks_inside_json_text_stay_there() -> None:
    arm = Value(JsonString(Value({"a": Value("x", sensitive=True), "b": Value("y")})), STRING)
    assert not conditional(Value(True), arm, Value("[]"), SPAN).sensitive
    assert conditional(Value(False), arm, Value("[]"), SPAN).sensitive


@pytest.mark.parametrize(
    ("condition", "then", "otherwise", "message"),
    [
        (None, 1, 2, "The condition value is null. Conditions must either be true or false."),
        ("yes", 1, 2, "The condition expression must be of type bool."),
        (
            True,
            1,
            [],
            (
                "The true and false result expressions must have consistent types. "
                "The 'true' value is number, but the 'false' value is tuple."
            ),
        ),
    ],
)
def test_conditional_refuses(condition: Any, then: Any, otherwise: Any, message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        conditional(from_python(condition), from_python(then), from_python(otherwise), SPAN)
    assert caught.value.message == message


# Templates


def test_known_parts_become_one_string() -> None:
    made = template([text("a", 0), Value(1), Value(True)], SPAN)
    assert made.data == "a1true"
    assert made.origin.kind is Kind.MIX


def test_unknown_parts_stay_visible() -> None:
    made = template([URL, text(":latest", 9)], SPAN)
    assert isinstance(made.data, PartialString)
    assert made.text == '"${data.aws_ecr_repository.web.repository_url}:latest"'
    assert made.comes_from("data.aws_ecr_repository")
    assert [trace.is_literal for trace in made.origins] == [False, True]


def test_templates_in_templates_are_flat() -> None:
    inner = template([text("a"), URL, text("b")], SPAN)
    made = template([text("x"), inner, text("y", 3)], SPAN)
    assert isinstance(made.data, PartialString)
    assert [part.data for part in made.data.parts] == ["xa", UNKNOWN, "by"]
    # What was merged still knows all its places.
    assert [str(trace.location) for trace in made.data.parts[2].origins] == ["main.tf:1:1", "main.tf:1:4"]


def test_empty_text_is_no_part() -> None:
    made = template([text(""), URL, text("")], SPAN)
    assert [part.data for part in made.parts] == [UNKNOWN]


def test_marks_of_parts() -> None:
    made = template([text("a"), URL, text("s", sensitive=True)], SPAN)
    assert made.sensitive
    assert [part.sensitive for part in made.parts] == [False, False, True]


def test_json_text_in_a_template() -> None:
    known = Value(JsonString(normalised(from_python({"a": 1}))), STRING)
    assert template([text("x="), known], SPAN).data == 'x={"a":1}'
    open_ended = Value(JsonString(Value({"a": URL})), STRING)
    made = template([text("x="), open_ended], SPAN)
    assert made.parts[1].data is open_ended.data


def test_text_is_normalised() -> None:
    assert template([text("e"), text("\u0301")], SPAN).data == "\u00e9"


@pytest.mark.parametrize("part", [null(), Value(()), Value({})])
def test_template_refuses(part: Value) -> None:
    with pytest.raises(EvaluationError, match=r"^(The expression result is null|Cannot include the given value)"):
        template([text("a"), part], SPAN)


# Elements


def test_elements() -> None:
    listed = from_python(["a", "b"])
    assert index(listed, Value(1), SPAN).data == "b"
    assert index(listed, Value("0", STRING), SPAN).data == "a"
    assert index(from_python({"1": "x"}), Value(1), SPAN).data == "x"
    assert attribute(from_python({"a": 1}), "a", SPAN).data == 1


def test_an_element_carries_the_way_and_the_mark_of_its_collection() -> None:
    listed = Value((text("a"),), None, hop("local.list", SPAN, leaf("x")), sensitive=True)
    found = index(listed, Value(0), SPAN)
    assert found.sensitive
    assert found.origins[0].hops[0].ref == "local.list"
    assert index(from_python(["a"]), Value(0, sensitive=True), SPAN).sensitive


@pytest.mark.parametrize(
    ("collection", "key", "message"),
    [
        (None, 0, "This value is null, so it does not have any indices."),
        ([1], None, "Can't use a null value as an indexing key."),
        ([1], 1, "the given index is greater than or equal to the length of the collection."),
        ([], 0, "the collection has no elements."),
        ([1], -1, "a negative number is not a valid index for a sequence."),
        ([1], 0.5, "indexing a sequence requires a whole number, but the given index has a fractional part."),
        ([1], "x", "The given key does not identify an element in this collection value: a number is required."),
        ({"a": 1}, "b", "The given key does not identify an element in this collection value."),
        ("abc", 0, "This value does not have any indices."),
    ],
)
def test_index_refuses(collection: Any, key: Any, message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        index(from_python(collection), from_python(key), SPAN)
    assert caught.value.message.endswith(message)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (null(), "This value is null, so it does not have any attributes."),
        (from_python({"a": 1}), 'This object does not have an attribute named "x".'),
        (Value({}, MapType(STRING)), 'This map does not have an element with the key "x".'),
        (
            from_python([1]),
            (
                "Can't access attributes on a list of values. "
                "Did you mean to access an attribute for a specific element of the list?"
            ),
        ),
        (
            Value((), SetType(STRING)),
            (
                "Can't access attributes on a set of values. "
                "Did you mean to access an attribute across all elements of the set?"
            ),
        ),
        (Value("a"), "Can't access attributes on a primitive-typed value (string)."),
    ],
)
def test_attribute_refuses(target: Value, message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        attribute(target, "x", SPAN)
    assert caught.value.message == message


def test_what_is_not_known_has_elements_that_are_not_known() -> None:
    listed = unknown(ListType(NUMBER), leaf("aws_a.x.ports"))
    assert index(listed, Value(0), SPAN).type is NUMBER
    thing = unknown(ObjectType.of({"a": STRING}), leaf("aws_a.x"))
    found = attribute(thing, "a", SPAN)
    assert found.type is STRING
    assert [trace.ref for trace in found.origins] == ["aws_a.x.a"]
    with pytest.raises(EvaluationError):
        attribute(thing, "b", SPAN)


def test_resources_are_read() -> None:
    resource = Value(ResourceObject("aws_a.x", {"arn": text("arn:x")}.get), DYNAMIC)
    assert attribute(resource, "arn", SPAN).data == "arn:x"
    assert index(resource, Value("arn"), SPAN).data == "arn:x"
    with pytest.raises(EvaluationError, match='This object does not have an attribute named "nope"'):
        attribute(resource, "nope", SPAN)
