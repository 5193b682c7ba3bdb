from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate import assert_containers_log

TASK = "aws_ecs_task_definition.web"
LOGS = """
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        "awslogs-group"         = aws_cloudwatch_log_group.web.name
        "awslogs-region"        = "eu-central-1"
        "awslogs-stream-prefix" = "web"
      }
    }
"""
GOOD = f"""
variable "unset" {{
  type = any
}}

provider "aws" {{
  region = "eu-central-1"
}}

resource "aws_cloudwatch_log_group" "web" {{
  name = "/ecs/web"
}}

resource "aws_ecs_task_definition" "web" {{
  family = "web"
  container_definitions = jsonencode([{{
    name  = "web"
    image = "web:1"
{LOGS}
  }}])
}}
"""
GROUP = "aws_cloudwatch_log_group.web.name"
ROUTER = '}, { name = "router", image = "router:1", firelensConfiguration = { type = "fluentbit" },' + LOGS


def test_the_good_module_passes(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_containers_log, module(GOOD)) == (set(), set())


@pytest.mark.parametrize(
    ("old", "new", "failed", "unknown"),
    [
        pytest.param(LOGS, "", {TASK}, set(), id="no log configuration"),
        pytest.param(GROUP, f'"${{{GROUP}}}"', set(), set(), id="template of the name"),
        pytest.param(GROUP, f'"${{{GROUP}}}-typo"', {TASK}, set(), id="a longer name"),
        pytest.param(GROUP, f'"${{dirname({GROUP})}}/api"', {TASK}, set(), id="another group's name"),
        pytest.param(GROUP, "aws_cloudwatch_log_group.web.arn", {TASK}, set(), id="arn in place of the name"),
        pytest.param('"awslogs"', '"json-file"', {TASK}, set(), id="driver that fargate does not have"),
        pytest.param('"awslogs"', '"splunk"', {TASK}, set(), id="another driver"),
        pytest.param('"awslogs"', "var.unset", set(), {TASK}, id="unknown driver"),
        pytest.param(f'        "awslogs-group"         = {GROUP}\n', "", {TASK}, set(), id="no group"),
        pytest.param('        "awslogs-region"        = "eu-central-1"\n', "", {TASK}, set(), id="no region"),
        pytest.param('        "awslogs-stream-prefix" = "web"\n', "", {TASK}, set(), id="no prefix"),
        pytest.param('prefix" = "web"', 'prefix" = ""', {TASK}, set(), id="empty prefix"),
        pytest.param('prefix" = "web"', 'prefix" = var.unset', set(), {TASK}, id="unknown prefix"),
        pytest.param('prefix" = "web"', 'prefix" = "x-${var.unset}"', set(), set(), id="prefix with a known part"),
        pytest.param(GROUP, '"/ecs/web"', set(), set(), id="group by its name"),
        pytest.param(GROUP, '"/ecs/wbe"', {TASK}, set(), id="group that is not there"),
        pytest.param(GROUP, "var.unset", set(), {TASK}, id="unknown group"),
        pytest.param(GROUP, '"/ecs/x"\n        "awslogs-create-group" = "true"', set(), set(), id="made by the driver"),
        pytest.param('region"        = "eu-central-1"', 'region"        = "us-west-2"', {TASK}, set(), id="region"),
        pytest.param('region"        = "eu-central-1"', 'region"        = var.unset', set(), {TASK}, id="any region"),
        pytest.param('  region = "eu-central-1"\n', "", set(), set(), id="the provider says no region"),
        pytest.param("jsonencode([{", "var.unset ? var.unset : jsonencode([{", set(), {TASK}, id="unknown containers"),
        pytest.param(LOGS, LOGS.replace("awslogs", "awsfirelens", 1), {TASK}, set(), id="firelens without router"),
        pytest.param(LOGS, LOGS.replace("awslogs", "awsfirelens", 1) + ROUTER, set(), set(), id="firelens"),
    ],
)
def test_one_thing_changed(module: Any, outcomes: Any, old: str, new: str, failed: set[str], unknown: set[str]) -> None:
    assert old in GOOD
    assert outcomes(assert_containers_log, module(GOOD.replace(old, new))) == (failed, unknown)


ROUTED = LOGS.replace("awslogs", "awsfirelens", 1).replace('"awslogs-group" ', '"log_group_name"')


@pytest.mark.parametrize(
    ("group", "failed", "unknown"),
    [
        pytest.param(GROUP, set(), set(), id="by reference"),
        pytest.param('"/ecs/web"', set(), set(), id="by its name"),
        pytest.param('"/ecs/wbe"', {TASK}, set(), id="not there"),
        pytest.param('"/ecs/x"\n        "auto_create_group" = "true"', set(), set(), id="made by the router"),
        pytest.param("aws_cloudwatch_log_group.api.name", {TASK}, set(), id="of another service"),
        pytest.param('"/ecs/$(ecs_task_definition)"', set(), {TASK}, id="filled in by the router"),
        pytest.param("var.unset", set(), {TASK}, id="unknown"),
    ],
)
def test_the_group_that_a_log_router_writes_to(
    module: Any, outcomes: Any, group: str, failed: set[str], unknown: set[str]
) -> None:
    api = GOOD[GOOD.index('resource "aws_cloudwatch') :].replace("web", "api")
    text = GOOD.replace(LOGS, ROUTED.replace(GROUP, group) + ROUTER) + api
    assert outcomes(assert_containers_log, module(text)) == (failed, unknown)


def test_a_group_of_another_stack_may_be_read(module: Any, outcomes: Any) -> None:
    data = 'data "aws_cloudwatch_log_group" "shared" {\n  name = "/ecs/shared"\n}\n'
    text = GOOD.replace(GROUP, "data.aws_cloudwatch_log_group.shared.name") + data
    assert outcomes(assert_containers_log, module(text)) == (set(), set())


API = GOOD[GOOD.index('resource "aws_ecs_task') :].replace('"web"', '"api"')


def test_a_group_of_another_service_by_block_name(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_containers_log, module(GOOD + API)) == ({"aws_ecs_task_definition.api"}, set())


def test_a_group_of_nobody_may_be_shared(module: Any, outcomes: Any) -> None:
    text = (GOOD + API).replace("log_group.web", "log_group.shared").replace('_group" "web"', '_group" "shared"')
    assert outcomes(assert_containers_log, module(text)) == (set(), set())


KEYED = """
resource "aws_cloudwatch_log_group" "all" {
  for_each = toset(["web", "api"])
  name     = "/ecs/${each.key}"
}

resource "aws_ecs_task_definition" "all" {
  for_each = toset(["web", "api"])
  family   = each.key
  container_definitions = jsonencode([{
    name = each.key
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        "awslogs-group"         = aws_cloudwatch_log_group.all[%s].name
        "awslogs-region"        = "eu-central-1"
        "awslogs-stream-prefix" = "x"
      }
    }
  }])
}
"""


def test_a_group_of_another_service_by_instance_key(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_containers_log, module(KEYED % "each.key")) == (set(), set())
    wrong = module(KEYED % '"web"')
    assert outcomes(assert_containers_log, wrong) == ({'aws_ecs_task_definition.all["api"]'}, set())


def test_a_group_whose_name_aws_completes(module: Any, outcomes: Any) -> None:
    text = GOOD.replace('  name = "/ecs/web"', '  name_prefix = "/ecs/web-"')
    assert outcomes(assert_containers_log, module(text)) == (set(), set())
    chosen = text.replace(GROUP, f"var.unset ? {GROUP} : null")
    assert outcomes(assert_containers_log, module(chosen)) == (set(), {TASK})


@pytest.mark.parametrize(
    ("inside", "failed"),
    [("", set()), ('name = "us-west-2"', {TASK}), ("provider = aws.other", {TASK})],
    ids=["the provider's", "named", "another provider's"],
)
def test_the_region_as_aws_tells_it(module: Any, outcomes: Any, inside: str, failed: set[str]) -> None:
    other = 'provider "aws" {\n  alias  = "other"\n  region = "us-west-2"\n}\n'
    data = f'data "aws_region" "current" {{\n  {inside}\n}}\n'
    text = GOOD.replace('region"        = "eu-central-1"', 'region"        = data.aws_region.current.name')
    assert outcomes(assert_containers_log, module(text + other + data)) == (failed, set())


COUNT = "  count = var.unset ? 1 : 0\n"
MAYBE = GOOD.replace('  name = "/ecs/web"', COUNT + '  name = "/ecs/web"')


def test_a_group_that_may_not_exist_is_unknown_unless_it_exists_where_the_task_does(module: Any, outcomes: Any) -> None:
    named = MAYBE.replace(GROUP, '"/ecs/web"')
    assert outcomes(assert_containers_log, module(named)) == (set(), {TASK})
    together = named.replace('  family = "web"', COUNT + '  family = "web"')
    assert outcomes(assert_containers_log, module(together)) == (set(), set())
