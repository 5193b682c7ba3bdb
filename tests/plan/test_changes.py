"""`Plan.changes` and `Plan.drift`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate import Change, Plan, load_plan, plan_module
from pytest_ecsfargate.plan.changes import Action
from pytest_ecsfargate.plan.errors import PlanError
from pytest_ecsfargate.plan.json.from_json import plan_from_json


def document(*actions: str, **more: Any) -> dict[str, Any]:
    change = {"actions": list(actions), "before": {"a": 1}, "after": {"a": 1}, **more.pop("change", {})}
    item = {"address": "aws_lb.x", "mode": "managed", "type": "aws_lb", "name": "x", "change": change, **more}
    return {"format_version": "1.2", "resource_changes": [item]}


def only(plan: Plan) -> Change:
    assert plan.changes is not None
    (change,) = plan.changes
    return change


@pytest.mark.parametrize(
    ("actions", "action", "destroys", "first"),
    [
        (("no-op",), Action.NO_OP, False, False),
        (("create",), Action.CREATE, False, False),
        (("read",), Action.READ, False, False),
        (("update",), Action.UPDATE, False, False),
        (("delete",), Action.DELETE, True, False),
        (("forget",), Action.FORGET, False, False),
        (("delete", "create"), Action.REPLACE, True, False),
        (("create", "delete"), Action.REPLACE, True, True),
        (("create", "forget"), Action.REPLACE, False, True),
        (("melt",), Action.UNKNOWN, False, False),
        ((), Action.UNKNOWN, False, False),
    ],
)
def test_the_actions_in_one_word(actions: tuple[str, ...], action: Action, destroys: bool, first: bool) -> None:
    change = only(load_plan(document(*actions)))
    assert (change.action, change.destroys, change.create_before_destroy) == (action, destroys, first)
    assert change.actions == actions


def test_what_terraform_says_of_a_change() -> None:
    change = only(
        load_plan(
            document(
                "delete",
                "create",
                previous_address="aws_lb.old",
                action_reason="replace_because_cannot_update",
                change={
                    "before": {"a": 1, "b": [1], "same": 1},
                    "after": {"a": 2, "same": 1},
                    "after_unknown": {"b": [True], "none": [], "arn": True},
                    "replace_paths": [["a"], ["b", 0, "c d"]],
                    "importing": {"id": "x"},
                },
            )
        )
    )
    assert change == Change(
        "aws_lb.x",
        "aws_lb",
        ("delete", "create"),
        previous_address="aws_lb.old",
        imported=True,
        reason="replace_because_cannot_update",
        replace_paths=("a", 'b[0]["c d"]'),
        changed=("a", "arn", "b"),
    )
    assert change.moved


def test_a_deposed_object_is_a_change_and_no_resource() -> None:
    plan = load_plan(document("delete", deposed="6f8f3b2c"))
    assert only(plan).deposed == "6f8f3b2c"
    assert len(plan) == 0


@pytest.mark.parametrize(
    ("before", "after", "differs"),
    [
        (None, {}, False),
        ([], None, False),
        ("", None, False),
        (None, False, False),
        ({"a": None}, {"b": ""}, False),
        ([{"a": 1}], [{"a": 1, "b": None}], False),
        (None, True, True),
        (7, 0, True),
        ([None], [], True),
        ("a", "", True),
    ],
)
def test_null_and_nothing_do_not_differ(before: object, after: object, differs: bool) -> None:
    change = only(load_plan(document("update", change={"before": {"x": before}, "after": {"x": after}})))
    assert change.changed == (("x",) if differs else ())


def test_no_value_is_kept() -> None:
    change = only(load_plan(document("update", change={"after": {"a": "canary"}})))
    assert "canary" not in repr(change)


def test_what_is_no_change_as_terraform_writes_it() -> None:
    with pytest.raises(PlanError, match="no plan as terraform writes it"):
        load_plan({"format_version": "1.2", "resource_changes": [], "resource_drift": [{"address": "x"}]})


def test_the_source_alone_knows_of_no_change(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_lb" "x" {}\n')
    plan = plan_module(tmp_path)
    assert plan.changes is plan.drift is None


def test_a_plan_that_the_engine_made_starts_from_an_empty_state() -> None:
    assert plan_from_json(document("create"), engine="terraform").from_empty_state
    assert not load_plan(document("create")).from_empty_state
