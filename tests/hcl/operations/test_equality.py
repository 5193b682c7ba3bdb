"""Equality, and the order of sets."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_ecsfargate.hcl.operations.convert import convert
from pytest_ecsfargate.hcl.operations.equality import Elements, equal, is_settled, make_set, same
from pytest_ecsfargate.hcl.operations.numbers import neg
from pytest_ecsfargate.hcl.types import BOOL, DYNAMIC, NUMBER, STRING, ListType, MapType, SetType, Type
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

TEXT = unknown(STRING)
PARTIAL = Value(PartialString((Value("a", STRING), TEXT)), STRING)
RESOURCE = Value(ResourceObject("aws_a.x", lambda name: None), DYNAMIC)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (1, 1, True),
        (1, "1", False),
        (True, "true", False),
        (0.5, 0.5, True),
        ("a", "b", False),
        (None, None, True),
        (None, "", False),
        ([1, 2], [1, 2], True),
        ([1, 2], [2, 1], False),
        ([1], [1, 2], False),
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1}, {"b": 1}, False),
        ({"a": None}, {"a": None}, True),
        ([None], [None], True),
        ([None], [1], False),
    ],
)
def test_known(left: Any, right: Any, expected: bool) -> None:
    assert same(from_python(left), from_python(right)) is expected
    assert same(from_python(right), from_python(left)) is expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (TEXT, Value("a"), None),
        (TEXT, Value(1), False),
        (TEXT, null(), None),
        (TEXT, TEXT, None),
        (TEXT, unknown(NUMBER), None),
        (unknown(), Value(1), None),
        (PARTIAL, Value("a"), None),
        (PARTIAL, Value(1), False),
        (PARTIAL, null(), False),
        (RESOURCE, null(), False),
        (RESOURCE, Value(1), None),
        (Value((TEXT, Value(1))), Value((Value("x"), Value(2))), None),
        (Value((Value(1), TEXT)), Value((Value(2), Value("x"))), False),
        (Value((TEXT,)), Value((Value(1),)), False),
        (Value((TEXT,)), Value((Value("a"), Value("b"))), False),
        (Value({"a": TEXT}), Value({"a": Value("x")}), None),
        (Value({"a": TEXT}), Value({"b": Value("x")}), False),
    ],
)
def test_partly_known(left: Value, right: Value, expected: bool | None) -> None:
    assert same(left, right) is expected
    assert same(right, left) is expected


def test_kinds_of_collections_differ() -> None:
    items = from_python([1])
    as_list = convert(items, ListType(NUMBER))
    assert same(items, as_list) is False
    assert same(as_list, convert(items, ListType(NUMBER))) is True
    assert same(as_list, convert(items, SetType(NUMBER))) is False
    assert same(from_python({"a": 1}), convert(from_python({"a": 1}), MapType(NUMBER))) is False


def test_json_text_equals_its_text() -> None:
    assert same(Value(JsonString(from_python({"b": 1, "a": [2]})), STRING), Value('{"a":[2],"b":1}')) is True


def test_the_result_has_all_origins_and_marks() -> None:
    result = equal(Value("a", STRING, sensitive=True), Value("b", STRING))
    assert (result.data, result.type, result.sensitive) == (False, BOOL, True)
    assert equal(TEXT, Value("a")).data is UNKNOWN


@pytest.mark.parametrize(
    ("items", "kind", "expected"),
    [
        (["b", "a", "C", "1", "\u00e9", "z"], STRING, ["1", "C", "a", "b", "z", "\u00e9"]),
        ([3, 10, 2, 2], NUMBER, [2, 3, 10]),
        ([True, False], BOOL, [False, True]),
        ([None, "a"], STRING, ["a", None]),
        ([{"n": 2}, {"n": 10}, {"n": 1}], DYNAMIC, [{"n": 10}, {"n": 1}, {"n": 2}]),
        ([["b"], ["a"]], DYNAMIC, [["a"], ["b"]]),
    ],
)
def test_sets_are_ordered_and_have_no_repeats(items: list[Any], kind: Type, expected: list[Any]) -> None:
    assert make_set([from_python(item) for item in items], kind).value == expected


def test_negative_zero_is_another_element() -> None:
    assert len(make_set([Value(0), Value(neg(0))], NUMBER)) == 2


def test_unknown_elements_are_kept_and_leave_the_length_open() -> None:
    made = make_set([TEXT, Value("a"), unknown(STRING)], STRING)
    assert made.value == ["a", UNKNOWN, UNKNOWN]
    assert not is_settled(made)
    assert is_settled(make_set([TEXT], STRING))
    assert is_settled(make_set([Value("a"), Value("b")], STRING))


def test_membership() -> None:
    made = make_set([from_python({"a": 1}), from_python({"a": 2})], DYNAMIC)
    assert from_python({"a": 2}) in Elements(made)
    assert from_python({"a": 3}) not in Elements(made)


_SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.text("ab", max_size=2))
_DATA = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=6,
)


@given(_DATA, _DATA)
def test_equality_is_symmetric_and_reflexive(left: Any, right: Any) -> None:
    one, two = from_python(left), from_python(right)
    assert same(one, two) is same(two, one)
    assert same(one, one) is True


@given(st.lists(st.text("abc\u00e9", max_size=3)))
def test_a_set_is_the_same_in_any_order(items: list[str]) -> None:
    values = [Value(item, STRING) for item in items]
    forward, backward = make_set(values, STRING), make_set(values[::-1], STRING)
    assert forward.value == backward.value == sorted(set(items))
