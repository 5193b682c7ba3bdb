from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_ecsfargate.plan.json.text import plan_document

data = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(data, st.sampled_from([None, 0, 2]))
def test_what_is_no_plan_is_read_as_it_is(content: Any, indent: int | None) -> None:
    assert plan_document(json.dumps(content, indent=indent)) == content


@pytest.mark.parametrize("part", ["resource_changes", "resource_drift"])
def test_what_was_before_is_read_only_of_what_changes(part: str) -> None:
    more = {"replace_paths": [["a"]], "importing": {"id": "x"}}
    change = {"before": {"a": 1}, "after": {"a": 2}, "before_sensitive": {}, "after_unknown": {}, **more}
    text = json.dumps(
        {
            part: [
                {"address": "a.b", "change": {"actions": ["update"], **change}},
                {"address": "a.c", "change": {"actions": ["no-op"], **change}},
                {"change": 1},
                2,
            ]
        }
    )
    kept = {"after": {"a": 2}, "after_unknown": {}, **more}
    assert plan_document(text) == {
        part: [
            {"address": "a.b", "change": {"actions": ["update"], "before": {"a": 1}, **kept}},
            {"address": "a.c", "change": {"actions": ["no-op"], **kept}},
            {"change": 1},
            2,
        ]
    }


def test_a_plan_without_what_is_said_twice() -> None:
    document = {"format_version": "1.2", "planned_values": {"a": 1}, "checks": [2], "x": [3]}
    assert plan_document(json.dumps(document)) == {
        "format_version": "1.2",
        "planned_values": None,
        "checks": None,
        "x": [3],
    }


def test_of_the_state_only_data_sources_are_read() -> None:
    managed, read = {"mode": "managed", "values": {"password": "p"}}, {"mode": "data", "values": {}}
    module = {"resources": [managed, read], "child_modules": [{"address": "module.m", "resources": [read, managed]}]}
    state = {"format_version": "1.0", "values": {"outputs": {"o": {"value": "s"}}, "root_module": module}}
    assert plan_document(json.dumps({"prior_state": state})) == {
        "prior_state": {
            "values": {
                "root_module": {
                    "resources": [read],
                    "child_modules": [{"address": "module.m", "resources": [read]}],
                }
            }
        }
    }


@pytest.mark.parametrize("part", ["resource_changes", "prior_state", "planned_values"])
@pytest.mark.parametrize("content", [None, 1, "x", [], {}, [[]], {"values": 1}, {"values": {"root_module": [1]}}])
def test_parts_of_another_form_are_for_others_to_judge(part: str, content: Any) -> None:
    assert part in plan_document(json.dumps({part: content}))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "{",
        "[1",
        '{"a"}',
        '{"a":}',
        '{"a": 1,}',
        '{"a": 1 "b": 2}',
        "{1: 2}",
        '{"a": 1} {"b": 2}',
        "{} x",
        '{"resource_changes": [1,]}',
        '{"resource_changes": [1',
        '{"resource_changes": [{"change": ',
    ],
)
def test_what_is_no_json(text: str) -> None:
    with pytest.raises(ValueError, match=r"xpect|behind its end"):
        plan_document(text)


@pytest.mark.parametrize("start", ["[", '{"a":', '{"resource_changes":[', '{"prior_state":'])
def test_what_is_nested_too_deep(start: str) -> None:
    with pytest.raises(RecursionError):
        plan_document(start + "[" * 200_000)
