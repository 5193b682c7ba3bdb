"""Plans are freed as soon as nobody has them, without a search for garbage."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator

import pytest

from pytest_ecsfargate import Plan
from pytest_ecsfargate.catalog import built_in
from pytest_ecsfargate.hcl.evaluation.modules import ModuleInstance

MAIN = """
variable "environment_suffix" {
  default = "dev"
}

locals {
  name = "shop-${var.environment_suffix}"
}

resource "aws_ecs_cluster" "main" {
  name = local.name
}

resource "aws_ecs_service" "api" {
  name            = local.name
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.api.arn

  load_balancer {
    target_group_arn = aws_lb_target_group.api.arn
    container_name   = "api"
    container_port   = 80
  }
}

resource "aws_ecs_task_definition" "api" {
  family                = local.name
  container_definitions = jsonencode([{ name = "api", image = "nginx", portMappings = [{ containerPort = 80 }] }])
}

resource "aws_lb_target_group" "api" {
  name = local.name
}

module "child" {
  source   = "./child"
  for_each = toset(["a", "b"])
  name     = "${local.name}-${each.key}"
}

output "queues" {
  value = [for each in module.child : each.arn]
}
"""
CHILD = """
variable "name" {}

resource "aws_sqs_queue" "jobs" {
  name = var.name
}

output "arn" {
  value = aws_sqs_queue.jobs.arn
}
"""


@pytest.fixture
def no_search() -> Iterator[None]:
    """Nothing is freed but what nobody refers to."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_search")
def test_a_plan_keeps_nothing_of_its_evaluation(planned_source: Callable[..., Plan]) -> None:
    plan = planned_source(MAIN, {"child/main.tf": CHILD})
    assert len(plan.managed("aws_sqs_queue")) == 2
    assert [each for each in gc.get_objects() if isinstance(each, ModuleInstance)] == []


@pytest.mark.usefixtures("no_search")
def test_a_plan_that_was_judged_is_freed_once_its_views_are_forgotten(planned_source: Callable[..., Plan]) -> None:
    plan = planned_source(MAIN, {"child/main.tf": CHILD})
    for requirement in built_in():
        if not requirement.needs_deployment:
            requirement.judge(plan)
    alive = weakref.ref(plan)
    plan.forget()
    del plan
    assert alive() is None


def test_what_is_forgotten_is_made_again(planned_source: Callable[..., Plan]) -> None:
    plan = planned_source(MAIN, {"child/main.tf": CHILD})
    before = [service.address for service in plan.services()]
    plan.forget()
    assert [service.address for service in plan.services()] == before == ["aws_ecs_service.api"]
    assert plan.referenced_by(plan["aws_ecs_service.api"]["cluster"]) == (plan["aws_ecs_cluster.main"],)
