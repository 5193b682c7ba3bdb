from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate import assert_deployments_left_to_ci, load_plan

SERVICE = "aws_ecs_service.web"
IGNORE = "    ignore_changes = [desired_count, task_definition]\n"
GOOD = f"""
variable "unset" {{
  type = any
}}

resource "aws_ecs_service" "web" {{
  name    = "web"
  cluster = "shop"

  lifecycle {{
{IGNORE}  }}
}}
"""
TARGET = """
resource "aws_appautoscaling_target" "web" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = %s
  min_capacity       = 1
  max_capacity       = 2
}
"""
SCALED = TARGET % '"service/shop/${aws_ecs_service.web.name}"'


@pytest.mark.parametrize(
    ("old", "new", "failed"),
    [
        pytest.param("", "", set(), id="both"),
        pytest.param("[desired_count, task_definition]", "all", set(), id="all"),
        pytest.param("desired_count, ", "", {SERVICE}, id="no desired count"),
        pytest.param(", task_definition", "", {SERVICE}, id="no task definition"),
        pytest.param(IGNORE, "", {SERVICE}, id="nothing ignored"),
        pytest.param(f"  lifecycle {{\n{IGNORE}  }}\n", "", {SERVICE}, id="no lifecycle"),
        pytest.param("[desired_count, task_definition]", '["desired_count", "task_definition"]', set(), id="quoted"),
        pytest.param("task_definition]", "task_definition, tags]", set(), id="more"),
    ],
)
def test_a_scaled_service(module: Any, outcomes: Any, old: str, new: str, failed: set[str]) -> None:
    assert outcomes(assert_deployments_left_to_ci, module(GOOD.replace(old, new) + SCALED)) == (failed, set())


@pytest.mark.parametrize(
    ("target", "failed", "unknown"),
    [
        pytest.param("", set(), set(), id="none"),
        pytest.param(SCALED, {SERVICE}, set(), id="by reference"),
        pytest.param(TARGET % '"service/shop/web"', {SERVICE}, set(), id="by name"),
        pytest.param(TARGET % '"service/${var.unset}/web"', {SERVICE}, set(), id="by name in an unknown cluster"),
        pytest.param(TARGET % '"service/shop/other"', set(), set(), id="of another service"),
        pytest.param(TARGET % '"service/shop/${aws_ecs_service.web.name}-old"', set(), set(), id="of a longer name"),
        pytest.param(
            SCALED.replace("{\n", "{\n  count = var.unset\n", 1), set(), {SERVICE}, id="one that may not exist"
        ),
        pytest.param(TARGET % "var.unset", set(), {SERVICE}, id="of some service"),
        pytest.param(
            (TARGET % '"table/web"').replace("ecs:service:DesiredCount", "dynamodb:table:ReadCapacityUnits"),
            set(),
            set(),
            id="of a table",
        ),
    ],
)
def test_the_plan_says_whether_a_service_is_scaled(
    module: Any, outcomes: Any, target: str, failed: set[str], unknown: set[str]
) -> None:
    text = GOOD.replace("desired_count, ", "") + target
    assert outcomes(assert_deployments_left_to_ci, module(text)) == (failed, unknown)


def test_autoscaled_may_be_said(module: Any, outcomes: Any) -> None:
    plan = module(GOOD.replace("desired_count, ", ""))
    assert outcomes(assert_deployments_left_to_ci, plan, autoscaled=True) == ({SERVICE}, set())
    plan = module(GOOD.replace("desired_count, ", "") + SCALED)
    assert outcomes(assert_deployments_left_to_ci, plan, autoscaled=False) == (set(), set())


def test_a_plan_without_source_does_not_say(outcomes: Any) -> None:
    change = {"actions": ["create"], "before": None, "after": {"name": "web"}, "after_unknown": {}}
    service = {"address": SERVICE, "mode": "managed", "type": "aws_ecs_service", "name": "web", "change": change}
    plan = load_plan({"format_version": "1.2", "resource_changes": [service]})
    assert outcomes(assert_deployments_left_to_ci, plan) == (set(), {SERVICE})


def test_the_fix_names_what_is_ignored_already(module: Any) -> None:
    text = GOOD.replace("[desired_count, task_definition]", "[tags]")
    wrong = [found for found in assert_deployments_left_to_ci.check(module(text)) if found.outcome == "not met"]
    assert [found.hint for found in wrong] == [
        "Set ignore_changes = [tags, task_definition] in the lifecycle block of the service."
    ]


def test_whether_a_target_that_may_not_exist_scales_a_service_is_unknown(module: Any, outcomes: Any) -> None:
    count = "  count = var.unset ? 1 : 0\n"
    maybe = SCALED.replace("  service_namespace", count + "  service_namespace")
    text = GOOD.replace("desired_count, ", "")
    assert outcomes(assert_deployments_left_to_ci, module(text + maybe)) == (set(), {SERVICE})
    assert outcomes(assert_deployments_left_to_ci, module(GOOD + maybe)) == (set(), set())
    other = SCALED.replace('" "web"', '" "other"')
    assert outcomes(assert_deployments_left_to_ci, module(text + maybe + other)) == ({SERVICE}, set())
