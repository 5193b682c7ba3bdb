from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate import assert_task_sizes

CLUSTER = "aws_ecs_cluster.main"
GOOD = """
variable "unset" {
  type = any
}

resource "aws_ecs_cluster" "main" {
  name = "shop"
}

resource "aws_ecs_task_definition" "web" {
  family                = "web"
  cpu                   = 256
  memory                = 512
  container_definitions = jsonencode([{ name = "web", image = "web:1" }])
}

resource "aws_ecs_service" "web" {
  name            = "dev-web-pr7"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.web.arn
}
"""
SIZES = {"web": (256, 512)}
TASK = "aws_ecs_task_definition.web"
SERVICE = "aws_ecs_service.web"


def test_the_good_module_passes(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_task_sizes, module(GOOD), sizes=SIZES) == (set(), set())


@pytest.mark.parametrize(
    ("old", "new", "failed", "unknown"),
    [
        pytest.param("= 256", "= 512", {TASK}, set(), id="other cpu"),
        pytest.param("= 512", "= 1024", {TASK}, set(), id="other memory"),
        pytest.param("= 256", '= ".25 vCPU"', set(), set(), id="cpu with a unit"),
        pytest.param("= 512", '= "0.5 GB"', set(), set(), id="memory with a unit"),
        pytest.param("= 512", '= "512"', set(), set(), id="a number in a string"),
        pytest.param("= 512", '= "much"', {TASK}, set(), id="no size at all"),
        pytest.param("  memory                = 512\n", "", {TASK}, set(), id="no memory"),
        pytest.param("= 512", "= var.unset", set(), {TASK}, id="unknown memory"),
        pytest.param("aws_ecs_task_definition.web.arn", '"web:7"', set(), {SERVICE}, id="task of another stack"),
        pytest.param("aws_ecs_task_definition.web.arn", "var.unset", set(), {SERVICE}, id="unknown task"),
        pytest.param("dev-web-pr7", "dev-website-pr7", {SERVICE, CLUSTER}, set(), id="part of a word is no name"),
        pytest.param("dev-web-pr7", "web", set(), set(), id="the bare name"),
        pytest.param("dev-web-pr7", "dev/web.pr7", set(), set(), id="other separators"),
        pytest.param("dev-web-pr7", "dev-web-${var.unset}", set(), set(), id="unknown suffix"),
        pytest.param("dev-web-pr7", "dev-web${var.unset}", set(), {SERVICE, CLUSTER}, id="word of unknown length"),
        pytest.param('"dev-web-pr7"', "var.unset", set(), {SERVICE, CLUSTER}, id="unknown name"),
    ],
)
def test_one_thing_changed(module: Any, outcomes: Any, old: str, new: str, failed: set[str], unknown: set[str]) -> None:
    assert old in GOOD
    assert outcomes(assert_task_sizes, module(GOOD.replace(old, new)), sizes=SIZES) == (failed, unknown)


def test_a_missing_service_is_the_clusters_fault(module: Any, outcomes: Any) -> None:
    plan = module(GOOD)
    assert outcomes(assert_task_sizes, plan, sizes={**SIZES, "api": (512, 1024)}) == ({CLUSTER}, set())


def test_a_missing_service_of_no_cluster_or_of_several_is_the_root_modules(module: Any, outcomes: Any) -> None:
    more = 'resource "aws_ecs_cluster" "other" {\n  name = "other"\n}\n'
    wanted = {**SIZES, "api": (512, 1024)}
    assert outcomes(assert_task_sizes, module(GOOD + more), sizes=wanted) == ({"."}, set())


def test_an_unlisted_service_is_reported(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_task_sizes, module(GOOD), sizes={}) == ({SERVICE}, set())


def test_the_longest_name_wins_and_two_names_are_undecided(module: Any, outcomes: Any) -> None:
    sizes = {"web": (1, 1), "web-api": (256, 512)}
    plan = module(GOOD.replace("dev-web", "dev-web-api"))
    assert outcomes(assert_task_sizes, plan, sizes=sizes) == ({CLUSTER}, set())
    plan = module(GOOD.replace("dev-web", "dev-web-x-api"))
    assert outcomes(assert_task_sizes, plan, sizes={"web": (1, 1), "api": (1, 1)}) == (set(), {SERVICE, CLUSTER})


KEYED = """
resource "aws_ecs_cluster" "main" {
  name = "shop"
}

resource "aws_ecs_task_definition" "all" {
  for_each = { web = [256, 512], api = [512, 1024], worker = [1024, 2048] }

  family                = each.key
  cpu                   = each.value[0]
  memory                = each.value[1]
  container_definitions = jsonencode([{ name = each.key, image = "x:1" }])
}

resource "aws_ecs_service" "all" {
  for_each = aws_ecs_task_definition.all

  name            = "same"
  cluster         = aws_ecs_cluster.main.id
  task_definition = each.value.arn
}
"""


def test_instance_keys_name_services_and_the_platforms_sizes_are_the_default(module: Any, outcomes: Any) -> None:
    plan = module(KEYED)
    assert outcomes(assert_task_sizes, plan) == (set(), set())
    assert len(assert_task_sizes.check(plan)) == 6


def test_an_instance_key_goes_before_a_word_of_the_name(module: Any, outcomes: Any) -> None:
    text = KEYED.replace("worker =", "batch =").replace('"same"', '"dev-worker"')
    assert outcomes(assert_task_sizes, module(text)) == ({CLUSTER, 'aws_ecs_service.all["batch"]'}, set())


def test_keys_of_module_calls_name_services(module: Any, outcomes: Any) -> None:
    child = """
    variable "cpu" {}
    resource "aws_ecs_task_definition" "this" {
      family = "x"
      cpu    = var.cpu
      memory = var.cpu * 2
      container_definitions = "[]"
    }
    resource "aws_ecs_service" "this" {
      name            = "x"
      task_definition = aws_ecs_task_definition.this.arn
    }
    """
    root = """
    module "service" {
      for_each = { web = 256, api = 512, worker = 512 }
      source   = "./service"
      cpu      = each.value
    }
    """
    plan = module({"main.tf": root, "service/main.tf": child})
    assert outcomes(assert_task_sizes, plan) == ({'module.service["worker"].aws_ecs_task_definition.this'}, set())


def test_nothing_agreed_judges_nothing(module: Any) -> None:
    assert assert_task_sizes.check(module(GOOD), sizes=None) == []


def test_a_service_that_may_not_exist_may_be_missing(module: Any, outcomes: Any) -> None:
    text = GOOD.replace('  name            = "dev', '  count = var.unset ? 1 : 0\n  name = "dev')
    assert outcomes(assert_task_sizes, module(text), sizes=SIZES) == (set(), {CLUSTER})
