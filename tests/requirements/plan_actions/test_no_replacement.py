from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate import RequirementNotMet, assert_no_replacement, load_plan
from pytest_ecsfargate.engines import make_plan
from pytest_ecsfargate.plan.request import PlanRequest

BEFORE = """
    resource "terraform_data" "web" {
      input            = "x"
      triggers_replace = "1"
    }
"""
ADDRESS = "terraform_data.web"
ALL = {"types": None}


@pytest.mark.parametrize(
    ("old", "new", "failed"),
    [
        pytest.param("", "", set(), id="nothing changes"),
        pytest.param('"x"', '"y"', set(), id="change in place"),
        pytest.param('"web"', '"api"', set(), id="deleted and created, which is another matter"),
        pytest.param('= "1"', '= "2"', {ADDRESS}, id="replaced"),
        pytest.param(
            '= "1"', '= "2"\nlifecycle {\n  create_before_destroy = true\n}', {ADDRESS}, id="the new one first"
        ),
        pytest.param('= "1"', "= timestamp()", {ADDRESS}, id="known after apply"),
    ],
)
def test_one_thing_changed(changed: Any, outcomes: Any, old: str, new: str, failed: set[str]) -> None:
    assert old in BEFORE
    assert outcomes(assert_no_replacement, changed(BEFORE, BEFORE.replace(old, new)), **ALL) == (failed, set())


def test_a_replacement_that_is_asked_for(changed: Any) -> None:
    plan = changed(BEFORE, BEFORE, f"-replace={ADDRESS}")
    (verdict,) = assert_no_replacement.check(plan, types=[ADDRESS.partition(".")[0]])
    assert verdict.note == "replaced (delete, then create), because the -replace option says so"


def test_only_what_would_be_felt_is_examined_unless_types_are_named(changed: Any, outcomes: Any) -> None:
    plan = changed(BEFORE, BEFORE.replace('= "1"', '= "2"'))
    with pytest.raises(RequirementNotMet, match="nothing to check"):
        assert_no_replacement(plan)
    assert outcomes(assert_no_replacement, plan, types=None, addresses=["*.web"]) == ({ADDRESS}, set())


@pytest.mark.parametrize(
    "kind", ["aws_ecs_service", "aws_ecs_cluster", "aws_lb", "aws_alb_target_group", "aws_cloudwatch_log_group"]
)
def test_the_types_by_default(kind: str, outcomes: Any) -> None:
    change = {"actions": ["create", "delete"], "before": {"name": "a"}, "after": {"name": "b"}}
    item = {"address": f"{kind}.x", "mode": "managed", "type": kind, "name": "x", "change": change}
    plan = load_plan({"format_version": "1.2", "resource_changes": [item]})
    assert outcomes(assert_no_replacement, plan) == ({f"{kind}.x"}, set())


def test_the_text_shows_what_forces_it(changed: Any, tmp_path: Path) -> None:
    after = BEFORE.replace('= "1"', '= "2"')
    changed(BEFORE, after)
    document = json.loads((tmp_path / "shown.json").read_text())
    plan = make_plan(PlanRequest(tmp_path), saved=document)
    with pytest.raises(RequirementNotMet) as caught:
        assert_no_replacement(plan, types=None)
    assert str(caught.value).splitlines()[:12] == [
        "ECSF812 no-replacement: 1 of 1 failed  [high]",
        "The plan replaces no service, load balancer, target group, log group or cluster.",
        "",
        "  terraform_data.web",
        "    --> main.tf:4:22",
        '   2 | resource "terraform_data" "web" {',
        '   4 |   triggers_replace = "2"',
        "     |                      ^^^",
        "     = attribute  triggers_replace",
        "     = expected   a change in place, or none",
        '     = actual     "2"',
        "     = note       replaced (delete, then create), because it cannot be changed in place",
    ]


def test_a_plan_without_state_is_unknown(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_no_replacement, module('resource "terraform_data" "x" {}'), types=None) == (set(), {"."})
