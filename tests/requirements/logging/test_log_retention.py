from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pytest_ecsfargate import RequirementNotMet, assert_log_retention

GROUP = "aws_cloudwatch_log_group.web"
TASK = "aws_ecs_task_definition.web"
GOOD = """
variable "environment" {
  type    = string
  default = "dev"
}

variable "unset" {
  type = any
}

resource "aws_cloudwatch_log_group" "web" {
  name              = "/ecs/web"
  retention_in_days = 7
}

resource "aws_ecs_task_definition" "web" {
  family = "web"
  container_definitions = jsonencode([{
    name  = "web"
    image = "web:1"
    logConfiguration = {
      logDriver = "awslogs"
      options   = { "awslogs-group" = aws_cloudwatch_log_group.web.name }
    }
  }])
}
"""
DAYS = "retention_in_days = 7"
REFERENCE = "aws_cloudwatch_log_group.web.name"


def test_the_good_module_passes(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_log_retention, module(GOOD)) == (set(), set())


@pytest.mark.parametrize(
    ("old", "new", "failed", "unknown"),
    [
        pytest.param(DAYS, "retention_in_days = 14", {GROUP}, set(), id="other number"),
        pytest.param(DAYS, 'retention_in_days = "7"', set(), set(), id="number in a string"),
        pytest.param(DAYS, "retention_in_days = 0", {GROUP}, set(), id="never expires"),
        pytest.param(DAYS, "", {GROUP}, set(), id="nothing"),
        pytest.param(DAYS, "retention_in_days = null", {GROUP}, set(), id="null"),
        pytest.param(DAYS, "retention_in_days = var.unset", set(), {GROUP}, id="unknown"),
        pytest.param(
            DAYS, "retention_in_days = lookup({ dev = 7, prod = 30 }, var.environment)", set(), set(), id="map"
        ),
        pytest.param(REFERENCE, '"/ecs/web"', set(), set(), id="by equal name"),
        pytest.param(REFERENCE, '"/ecs/other"', set(), {TASK}, id="of another stack"),
        pytest.param(
            REFERENCE, '"/ecs/other", "awslogs-create-group" = "true"', {TASK}, set(), id="made by the driver"
        ),
        pytest.param(REFERENCE, f'{REFERENCE}, "awslogs-create-group" = "true"', set(), set(), id="made by both"),
        pytest.param(REFERENCE, "var.unset", set(), {TASK}, id="unknown group"),
        pytest.param('"/ecs/web"', '"/ecs/${var.unset}"', set(), set(), id="partly unknown name"),
        pytest.param('"dev"', '"prod"', {GROUP}, set(), id="another environment"),
        pytest.param('"dev"', '"staging"', set(), set(), id="environment that is not listed"),
    ],
)
def test_one_thing_changed(module: Any, outcomes: Any, old: str, new: str, failed: set[str], unknown: set[str]) -> None:
    assert old in GOOD
    assert outcomes(assert_log_retention, module(GOOD.replace(old, new))) == (failed, unknown)


def test_the_environment(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_log_retention, module(GOOD, environment="prod"), environment="prod") == ({GROUP}, set())
    no_variable = GOOD.replace('variable "environment" {\n  type    = string\n  default = "dev"\n}\n', "")
    assert outcomes(assert_log_retention, module(no_variable, environment="prod")) == ({GROUP}, set())
    assert outcomes(assert_log_retention, module(no_variable)) == (set(), set())
    no_value = GOOD.replace('  default = "dev"\n', "")
    assert outcomes(assert_log_retention, module(no_value)) == (set(), {"var.environment"})
    assert outcomes(assert_log_retention, module(no_value, environment="dev")) == (set(), set())


def test_other_agreements(module: Any, outcomes: Any) -> None:
    plan = module(GOOD)
    assert outcomes(assert_log_retention, plan, days={"dev": 3}) == ({GROUP}, set())
    assert outcomes(assert_log_retention, plan, days={}, default=14) == ({GROUP}, set())
    assert outcomes(assert_log_retention, plan, days={}, default=None) == (set(), set())


def test_nothing_agreed_wants_any_retention(module: Any, outcomes: Any) -> None:
    for days, failed in (("= 365", set()), ("= 0", {GROUP})):
        plan = module(GOOD.replace("= 7", days))
        assert outcomes(assert_log_retention, plan, days=None, default=None) == (failed, set())


def test_the_group_of_a_firelens_router(module: Any, outcomes: Any) -> None:
    text = GOOD.replace('"awslogs"', '"awsfirelens"').replace(
        '"awslogs-group" =', 'Name = "cloudwatch", log_group_name ='
    )
    assert outcomes(assert_log_retention, module(text)) == (set(), set())
    assert outcomes(assert_log_retention, module(text.replace("= 7", "= 8"))) == ({GROUP}, set())
    created = text.replace(REFERENCE, '"/ecs/x", auto_create_group = "true"')
    assert outcomes(assert_log_retention, module(created)) == ({TASK}, set())


def test_the_same_name_of_which_a_part_is_not_known(module: Any, outcomes: Any) -> None:
    text = GOOD.replace('"/ecs/web"', '"/ecs/${var.unset}"').replace(REFERENCE, '"/ecs/${var.unset}"')
    assert outcomes(assert_log_retention, module(text)) == (set(), set())


def test_unknown_containers(module: Any, outcomes: Any) -> None:
    text = GOOD.replace("  }])", "  }, var.unset])")
    assert outcomes(assert_log_retention, module(text)) == (set(), {TASK})


def test_groups_that_no_container_uses_are_not_examined(module: Any, outcomes: Any) -> None:
    other = 'resource "aws_cloudwatch_log_group" "other" {\n  name = "other"\n}\n'
    assert outcomes(assert_log_retention, module(GOOD + other)) == (set(), set())
    with pytest.raises(RequirementNotMet, match="nothing to check: the plan has no log group"):
        assert_log_retention(module(other))


def test_groups_by_for_each_and_definitions_in_heredocs(module: Any, outcomes: Any) -> None:
    text = GOOD.replace(
        '"web" {\n  name              = "/ecs/web"', '"web" {\n  for_each = toset(["a", "b"])\n  name = each.key'
    )
    text = text.replace("= 7", '= each.key == "a" ? 7 : 9')
    start = text.index("jsonencode")
    text = text[:start] + (
        '<<-JSON\n    [{"name": "web", "image": "web:1", "logConfiguration": {"logDriver": "awslogs",\n'
        '      "options": {"awslogs-group": "${aws_cloudwatch_log_group.web["b"].name}"}}}]\n  JSON\n}\n'
    )
    assert outcomes(assert_log_retention, module(text)) == ({f'{GROUP}["b"]'}, set())


def test_a_seeded_group_has_the_address_that_it_has_without_seeds(module: Any, outcomes: Any) -> None:
    text = GOOD.replace(REFERENCE, "data.aws_cloudwatch_log_group.shared.name")
    source = module(text + 'data "aws_cloudwatch_log_group" "shared" {\n  name = "/shared"\n}\n')
    for plan in (source, replace(source, seeded=True)):
        assert outcomes(assert_log_retention, plan) == (set(), {"data.aws_cloudwatch_log_group.shared"})


def test_a_group_that_may_not_exist_is_unknown_where_it_is_only_named(module: Any, outcomes: Any) -> None:
    maybe = GOOD.replace('  name              = "/ecs', '  count = var.unset ? 1 : 0\n  name = "/ecs')
    assert outcomes(assert_log_retention, module(maybe.replace(REFERENCE, '"/ecs/web"'))) == (set(), {TASK})
    assert outcomes(assert_log_retention, module(maybe.replace("web.name", "web[0].name"))) == (set(), set())


def test_a_group_that_keeps_all_is_wrong_in_any_environment(module: Any, outcomes: Any) -> None:
    text = """
    variable "environment" {
      type = string
    }

    resource "aws_cloudwatch_log_group" "web" {
      name = "/ecs/web"
    }

    resource "aws_ecs_task_definition" "web" {
      family = "web"
      container_definitions = jsonencode([{
        name             = "web"
        logConfiguration = { options = { "awslogs-group" = aws_cloudwatch_log_group.web.name } }
      }])
    }
    """
    failed, unknown = outcomes(assert_log_retention, module(text))
    assert (failed, unknown) == ({"aws_cloudwatch_log_group.web"}, {"var.environment"})
