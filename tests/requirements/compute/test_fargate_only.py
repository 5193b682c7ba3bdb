from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate import RequirementNotMet, assert_fargate_only

SERVICE = "aws_ecs_service.web"
TASK = "aws_ecs_task_definition.web"
GOOD = """
variable "unset" {
  type = any
}

resource "aws_ecs_cluster" "main" {
  name = "shop"
}

resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  container_definitions    = jsonencode([{ name = "web", image = "web:1" }])
}

resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.web.arn
  launch_type     = "FARGATE"
}
"""
LAUNCH = '  launch_type     = "FARGATE"\n'
ASSOCIATION = """
resource "aws_ecs_cluster_capacity_providers" "main" {
  cluster_name       = aws_ecs_cluster.main.name
  capacity_providers = ["FARGATE"]
  default_capacity_provider_strategy {
    capacity_provider = "%s"
  }
}
"""


def strategy(*providers: str) -> str:
    block = "  capacity_provider_strategy {\n    capacity_provider = %s\n  }\n"
    return "".join(block % (name if "." in name else f'"{name}"') for name in providers)


def test_the_good_module_passes(module: Any, outcomes: Any) -> None:
    plan = module(GOOD)
    assert outcomes(assert_fargate_only, plan) == (set(), set())
    assert_fargate_only(plan)


@pytest.mark.parametrize(
    ("old", "new", "failed", "unknown"),
    [
        pytest.param('["FARGATE"]', '["EC2", "FARGATE"]', {TASK}, set(), id="ec2 too"),
        pytest.param('["FARGATE"]', '["EXTERNAL"]', {TASK}, set(), id="external"),
        pytest.param('  requires_compatibilities = ["FARGATE"]\n', "", {TASK}, set(), id="no compatibilities"),
        pytest.param('["FARGATE"]', "var.unset", set(), {TASK}, id="unknown compatibilities"),
        pytest.param('"awsvpc"', '"bridge"', {TASK}, set(), id="bridge"),
        pytest.param('  network_mode             = "awsvpc"\n', "", {TASK}, set(), id="no network mode"),
        pytest.param(LAUNCH, LAUNCH.replace("FARGATE", "EC2"), {SERVICE}, set(), id="launch type ec2"),
        pytest.param(LAUNCH, LAUNCH.replace("FARGATE", "EXTERNAL"), {SERVICE}, set(), id="launch type external"),
        pytest.param(LAUNCH, "  launch_type = var.unset\n", set(), {SERVICE}, id="unknown launch type"),
        pytest.param(LAUNCH, "  launch_type = null\n", {SERVICE}, set(), id="null launch type"),
        pytest.param(LAUNCH, "", {SERVICE}, set(), id="neither launch type nor strategy"),
        pytest.param(LAUNCH, strategy("FARGATE", "FARGATE_SPOT"), set(), set(), id="fargate strategy"),
        pytest.param(LAUNCH, strategy("FARGATE", "asg"), {SERVICE}, set(), id="one provider of two is no fargate"),
        pytest.param(LAUNCH, strategy("var.unset"), set(), {SERVICE}, id="strategy by an unset variable"),
        pytest.param(
            LAUNCH,
            '  dynamic "capacity_provider_strategy" {\n for_each = var.unset\n content {\n'
            "capacity_provider = capacity_provider_strategy.value\n}\n}\n",
            set(),
            {SERVICE},
            id="unknown number of strategies",
        ),
        pytest.param(LAUNCH, LAUNCH + '  scheduling_strategy = "DAEMON"\n', {SERVICE}, set(), id="daemon"),
        pytest.param(LAUNCH, LAUNCH + '  scheduling_strategy = "REPLICA"\n', set(), set(), id="replica"),
        pytest.param(
            LAUNCH,
            LAUNCH + '  placement_constraints {\n    type = "distinctInstance"\n  }\n',
            {SERVICE},
            set(),
            id="placement constraint",
        ),
        pytest.param(
            LAUNCH,
            LAUNCH + '  ordered_placement_strategy {\n    type = "spread"\n  }\n',
            {SERVICE},
            set(),
            id="placement strategy",
        ),
        pytest.param(
            LAUNCH, '  deployment_controller {\n    type = "EXTERNAL"\n  }\n', set(), set(), id="left to its task sets"
        ),
    ],
)
def test_one_thing_changed(module: Any, outcomes: Any, old: str, new: str, failed: set[str], unknown: set[str]) -> None:
    assert old in GOOD
    assert outcomes(assert_fargate_only, module(GOOD.replace(old, new))) == (failed, unknown)


@pytest.mark.parametrize(
    ("more", "failed", "unknown"),
    [
        pytest.param(ASSOCIATION % "FARGATE", set(), set(), id="default strategy of the cluster"),
        pytest.param(ASSOCIATION % "asg", {SERVICE}, set(), id="default strategy on instances"),
        pytest.param(
            ASSOCIATION.replace("aws_ecs_cluster.main.name", '"shop"') % "FARGATE", set(), set(), id="by equal name"
        ),
        pytest.param(
            ASSOCIATION.replace("aws_ecs_cluster.main.name", "var.unset") % "FARGATE",
            set(),
            {SERVICE},
            id="of some cluster",
        ),
    ],
)
def test_service_that_leaves_it_to_its_cluster(
    module: Any, outcomes: Any, more: str, failed: set[str], unknown: set[str]
) -> None:
    assert outcomes(assert_fargate_only, module(GOOD.replace(LAUNCH, "") + more)) == (failed, unknown)


def test_older_default_strategy_on_the_cluster_itself(module: Any, outcomes: Any) -> None:
    block = '  default_capacity_provider_strategy {\n    capacity_provider = "FARGATE"\n  }\n'
    text = GOOD.replace(LAUNCH, "").replace('  name = "shop"\n', '  name = "shop"\n' + block)
    assert outcomes(assert_fargate_only, module(text)) == (set(), set())


def test_cluster_of_another_stack_is_unknown(module: Any, outcomes: Any) -> None:
    text = GOOD.replace(LAUNCH, "").replace("aws_ecs_cluster.main.id", '"elsewhere"')
    assert outcomes(assert_fargate_only, module(text)) == (set(), {SERVICE})


@pytest.mark.parametrize(
    "type",
    [
        "aws_instance",
        "aws_launch_template",
        "aws_launch_configuration",
        "aws_autoscaling_group",
        "aws_spot_fleet_request",
        "aws_spot_instance_request",
        "aws_ecs_capacity_provider",
    ],
)
def test_ec2_capacity(module: Any, outcomes: Any, type: str) -> None:
    plan = module(GOOD + f'resource "{type}" "x" {{\n}}\n')
    assert outcomes(assert_fargate_only, plan) == ({f"{type}.x"}, set())


def test_capacity_that_is_not_deployed_does_not_count(module: Any, outcomes: Any) -> None:
    plan = module(GOOD + 'resource "aws_instance" "x" {\n  count = 0\n}\n')
    assert outcomes(assert_fargate_only, plan) == (set(), set())


def test_capacity_that_may_be_deployed_is_unknown(module: Any, outcomes: Any) -> None:
    plan = module(GOOD + 'resource "aws_instance" "x" {\n  count = var.unset\n}\n')
    assert [len(found) for found in outcomes(assert_fargate_only, plan)] == [0, 1]


def test_services_of_modules_and_task_sets_are_examined(module: Any, outcomes: Any) -> None:
    files = {
        "main.tf": 'module "shop" {\n  for_each = toset(["eu", "us"])\n  source   = "./shop"\n}\n',
        "shop/main.tf": GOOD.replace('variable "unset" {\n  type = any\n}', "").replace('FARGATE"\n}', 'EC2"\n}')
        + 'resource "aws_ecs_task_set" "blue" {\n  service = "s"\n  cluster = "c"\n  task_definition = "t"\n'
        '  launch_type = "EC2"\n}\n',
    }
    failed, _ = outcomes(assert_fargate_only, module(files))
    assert failed == {
        f'module.shop["{key}"].{address}' for key in ("eu", "us") for address in (SERVICE, "aws_ecs_task_set.blue")
    }


def test_a_module_without_ecs_is_no_pass(module: Any) -> None:
    with pytest.raises(RequirementNotMet, match="nothing to check: the plan has no aws_ecs_service"):
        assert_fargate_only(module('resource "aws_vpc" "main" {\n}\n'))


def test_a_service_without_cluster_runs_in_the_default_one(module: Any) -> None:
    text = GOOD.replace(LAUNCH, "").replace("aws_ecs_cluster.main.id", "null")
    with pytest.raises(RequirementNotMet, match="no launch type, strategy or cluster") as caught:
        assert_fargate_only(module(text))
    assert "unknown" in str(caught.value).splitlines()[0]


def test_a_default_strategy_that_may_not_exist_is_unknown(module: Any, outcomes: Any) -> None:
    maybe = (ASSOCIATION % "FARGATE").replace("  cluster_name ", "  count = var.unset ? 1 : 0\n  cluster_name ")
    assert outcomes(assert_fargate_only, module(GOOD.replace(LAUNCH, "") + maybe)) == (set(), {SERVICE})
