from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate import RequirementNotMet, assert_no_destroy, load_plan

BEFORE = """
    resource "terraform_data" "kept" {
      input = "x"
    }

    resource "terraform_data" "each" {
      for_each         = toset(["a", "b"])
      input            = each.key
      triggers_replace = "1"
    }
"""
CREATE_FIRST = "lifecycle {\n  create_before_destroy = true\n}"


@pytest.mark.parametrize(
    ("old", "new", "failed"),
    [
        pytest.param("", "", set(), id="nothing changes"),
        pytest.param('input = "x"', 'input = "y"', set(), id="change in place"),
        pytest.param('"a", "b"', '"a"', {'terraform_data.each["b"]'}, id="key gone"),
        pytest.param('"kept"', '"other"', {"terraform_data.kept"}, id="renamed"),
        pytest.param(
            'resource "terraform_data" "kept"',
            'moved {\n  from = terraform_data.kept\n  to = terraform_data.other\n}\nresource "terraform_data" "other"',
            set(),
            id="moved",
        ),
        pytest.param(
            'resource "terraform_data" "kept" {\n      input = "x"\n    }',
            "removed {\n  from = terraform_data.kept\n  lifecycle {\n    destroy = false\n  }\n}",
            set(),
            id="forgotten",
        ),
        pytest.param(
            'triggers_replace = "1"',
            'triggers_replace = "2"',
            {'terraform_data.each["a"]', 'terraform_data.each["b"]'},
            id="replaced",
        ),
        pytest.param(
            'triggers_replace = "1"',
            f'triggers_replace = "2"\n{CREATE_FIRST}',
            {'terraform_data.each["a"]', 'terraform_data.each["b"]'},
            id="replaced, the new one first",
        ),
    ],
)
def test_one_thing_changed(changed: Any, outcomes: Any, old: str, new: str, failed: set[str]) -> None:
    assert old in BEFORE
    assert outcomes(assert_no_destroy, changed(BEFORE, BEFORE.replace(old, new))) == (failed, set())


def test_all_is_destroyed(changed: Any, outcomes: Any) -> None:
    plan = changed(BEFORE, BEFORE, "-destroy")
    each = {'terraform_data.each["a"]', 'terraform_data.each["b"]'}
    assert outcomes(assert_no_destroy, plan) == ({"terraform_data.kept", *each}, set())
    assert outcomes(assert_no_destroy, plan, addresses=["terraform_data.each"]) == (each, set())
    assert outcomes(assert_no_destroy, plan, addresses=['*["a"]']) == ({'terraform_data.each["a"]'}, set())
    assert outcomes(assert_no_destroy, plan, types=["terraform_data"], addresses=["*.kept"]) == (
        {"terraform_data.kept"},
        set(),
    )


def test_types_that_the_plan_does_not_have_are_not_examined(changed: Any) -> None:
    with pytest.raises(RequirementNotMet, match="nothing to check: the plan has no managed resource"):
        assert_no_destroy(changed(BEFORE, BEFORE), types=["aws_db_instance"])


def test_replacements_may_be_left_out(changed: Any, outcomes: Any) -> None:
    plan = changed(BEFORE, BEFORE.replace('"1"', '"2"').replace('"kept"', '"other"'))
    assert outcomes(assert_no_destroy, plan, replacements=False) == ({"terraform_data.kept"}, set())


def test_a_plan_of_some_resources_only_proves_nothing(changed: Any, outcomes: Any) -> None:
    plan = changed(BEFORE, BEFORE.replace('"kept"', '"other"'), '-target=terraform_data.each["a"]')
    assert outcomes(assert_no_destroy, plan) == (set(), {"."})


def test_a_deposed_object() -> None:
    item = {"address": "aws_lb.x", "mode": "managed", "type": "aws_lb", "name": "x", "deposed": "6f8f3b2c"}
    plan = load_plan(
        {"format_version": "1.2", "resource_changes": [{**item, "change": {"actions": ["delete"], "before": {}}}]}
    )
    (verdict,) = assert_no_destroy.check(plan)
    assert verdict.outcome == "not met"
    assert verdict.note == "deleted (the deposed object 6f8f3b2c, which an earlier replacement left)"


@pytest.mark.parametrize(("actions", "outcome"), [(["melt"], "unknown"), (["melt", "delete"], "not met")])
def test_actions_that_are_not_known(actions: list[str], outcome: str) -> None:
    item = {"address": "aws_lb.x", "mode": "managed", "type": "aws_lb", "name": "x", "change": {"actions": actions}}
    (verdict,) = assert_no_destroy.check(load_plan({"format_version": "1.2", "resource_changes": [item]}))
    assert verdict.outcome == outcome


def test_the_text(changed: Any) -> None:
    with pytest.raises(RequirementNotMet) as caught:
        assert_no_destroy(changed(BEFORE, BEFORE.replace('"kept"', '"other"')))
    assert str(caught.value).splitlines()[:6] == [
        "ECSF811 no-destroy: 1 of 4 failed  [high]",
        "The plan destroys nothing.",
        "",
        "  terraform_data.kept",
        "     = expected   an object that stays",
        "     = note       deleted, because its block is gone",
    ]


def test_a_plan_without_state_is_unknown(module: Any, changed: Any, tmp_path: Path) -> None:
    with pytest.raises(RequirementNotMet) as caught:
        assert_no_destroy(module('resource "terraform_data" "x" {}'))
    assert str(caught.value).splitlines()[:7] == [
        "ECSF811 no-destroy: 1 of 1 unknown  [high]",
        "The plan destroys nothing.",
        "",
        "  .",
        "     = expected   an object that stays",
        "     = note       the source engine knows no state: what is deployed is not known",
        "",
    ]
    assert "--ecsfargate-plan" in str(caught.value)
    made = replace(changed(BEFORE, BEFORE), from_empty_state=True)
    (verdict,) = assert_no_destroy.check(made)
    assert verdict.outcome == "unknown"
    assert verdict.note == "this plan was made from an empty state: it does not show what is deployed"
