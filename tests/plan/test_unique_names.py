"""Names that must be unique, read of a whole plan and of one in which only what they need was evaluated."""

from __future__ import annotations

from collections.abc import Callable

from pytest_ecsfargate import Plan
from pytest_ecsfargate.plan.suffixes import trials_of
from pytest_ecsfargate.plan.unique_names import naming, unique_names

MAIN = """
variable "environment_suffix" {
  default = "dev"
}

data "aws_region" "current" {}

data "aws_ecs_cluster" "other" {
  cluster_name = "other"
}

resource "random_id" "x" {
  byte_length = 2
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_ecs_cluster" "main" {
  name = "shop-${var.environment_suffix}"
}

resource "aws_ecs_service" "own" {
  name    = "fixed"
  cluster = aws_ecs_cluster.main.id
}

resource "aws_ecs_service" "named" {
  name    = "fixed"
  cluster = "shop-${var.environment_suffix}"
}

resource "aws_ecs_service" "elsewhere" {
  name    = "fixed"
  cluster = data.aws_ecs_cluster.other.arn
}

resource "aws_service_discovery_private_dns_namespace" "main" {
  name = "shop.local"
  vpc  = aws_vpc.main.id
}

resource "aws_service_discovery_service" "own" {
  name = "fixed"

  dns_config {
    namespace_id = aws_service_discovery_private_dns_namespace.main.id

    dns_records {
      ttl  = 10
      type = "A"
    }
  }
}

resource "aws_service_discovery_service" "elsewhere" {
  name = "fixed"

  dynamic "dns_config" {
    for_each = toset(["ns-1"])

    content {
      namespace_id = dns_config.value
    }
  }
}

resource "aws_lb" "prefixed" {
  name_prefix = "shop"
}

resource "aws_lb" "unnamed" {
  internal = true
}

resource "aws_lb_target_group" "each" {
  for_each = toset(["a", "b-${var.environment_suffix}"])
  name     = "${each.key}-${random_id.x.hex}"
}

resource "aws_security_group" "of_vpc" {
  count  = 2
  name   = "fixed-${count.index}"
  vpc_id = aws_vpc.main.id
}

resource "aws_cloudwatch_log_group" "of_data" {
  name = "/ecs/${data.aws_region.current.name}"
}

resource "aws_iam_role" "of_another" {
  name               = "role-${aws_vpc.main.id}"
  assume_role_policy = "{}"
}

resource "aws_ssm_parameter" "of_another" {
  name  = "/role/${aws_iam_role.of_another.name}"
  type  = "String"
  value = "x"
}

module "child" {
  source = "./child"
  suffix = var.environment_suffix
}
"""
CHILD = """
variable "suffix" {}

resource "aws_sqs_queue" "jobs" {
  name = "jobs-${var.suffix}"
}
"""


def names(plan: Plan | None) -> list[tuple[object, ...]]:
    assert plan is not None
    return [
        (each.resource.address, each.attribute, each.generated, each.signature, each.known_length, each.value.origins)
        for each in unique_names(plan)
    ]


def test_a_sketch_has_the_names_of_the_whole_plan(planned_source: Callable[..., Plan]) -> None:
    plan = planned_source(MAIN, {"child/main.tf": CHILD})
    found = names(plan.sketch({}, naming))
    assert found == names(plan)
    assert [address for address, *_ in found] == [
        "aws_cloudwatch_log_group.of_data",
        "aws_ecs_cluster.main",
        "aws_ecs_service.elsewhere",
        "aws_iam_role.of_another",
        "aws_lb.prefixed",
        'aws_lb_target_group.each["a"]',
        'aws_lb_target_group.each["b-dev"]',
        "aws_service_discovery_service.elsewhere",
        "aws_ssm_parameter.of_another",
        "module.child.aws_sqs_queue.jobs",
    ]


def test_with_another_suffix_too(planned_source: Callable[..., Plan]) -> None:
    plan = planned_source(MAIN, {"child/main.tf": CHILD})
    other = {"environment_suffix": "zq7x4km2"}
    assert names(plan.sketch(other, naming)) == names(plan.reevaluate(other)) != names(plan)


def test_a_trial_tells_what_names_are_made_from_by_the_whole_plan(planned_source: Callable[..., Plan]) -> None:
    plan = planned_source(MAIN, {"child/main.tf": CHILD})
    assert plan.configuration is not None
    declared = plan.configuration.variables["environment_suffix"]
    trial = trials_of(plan, plan, declared, "environment_suffix", 8)[0]
    assert trial.plan["aws_vpc.main"]["cidr_block"].value == "10.0.0.0/16"
    assert trial.plan["aws_ecs_cluster.main"]["name"].value == f"shop-{trial.suffix}"
    assert trial.plan.graph is not None


def test_nothing_but_names_is_evaluated_for_a_sketch(planned_source: Callable[..., Plan]) -> None:
    sketch = planned_source(MAIN, {"child/main.tf": CHILD}).sketch({}, naming)
    assert sketch is not None
    assert sketch["aws_vpc.main"].values.data == {}
    assert naming("aws_service_discovery_service") == {"name", "namespace_id", "dns_config"}
    assert naming("aws_lb") == {"name", "name_prefix"}
    assert naming("aws_vpc") == frozenset()
