from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate import assert_graceful_deployments

SERVICE, GROUP = "aws_ecs_service.web", "aws_lb_target_group.web"
BREAKER = "  deployment_circuit_breaker {\n    enable   = true\n    rollback = true\n  }\n"
GRACE = "  health_check_grace_period_seconds = 60\n"
DELAY = "  deregistration_delay = 60\n"
COUNT = "  desired_count = 2\n"
GOOD = f"""
variable "unset" {{
  type = any
}}

resource "aws_lb_target_group" "web" {{
  name     = "web"
  port     = 80
  protocol = "HTTP"
  vpc_id   = "vpc-1"
{DELAY}}}

resource "aws_ecs_task_definition" "web" {{
  family                = "web"
  container_definitions = jsonencode([{{ name = "web", portMappings = [{{ containerPort = 80 }}], stopTimeout = 45 }}])
}}

resource "aws_ecs_service" "web" {{
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn
{COUNT}{GRACE}
  load_balancer {{
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 80
  }}

{BREAKER}}}
"""


def percent(minimum: object, maximum: object) -> str:
    return f"  deployment_minimum_healthy_percent = {minimum}\n  deployment_maximum_percent = {maximum}\n"


def test_the_good_module_passes(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_graceful_deployments, module(GOOD)) == (set(), set())


@pytest.mark.parametrize(
    ("old", "new", "failed", "unknown"),
    [
        pytest.param(BREAKER, "", {SERVICE}, set(), id="no circuit breaker"),
        pytest.param("enable   = true", "enable   = false", {SERVICE}, set(), id="breaker off"),
        pytest.param("rollback = true", "rollback = false", {SERVICE}, set(), id="no rollback"),
        pytest.param("rollback = true", "rollback = var.unset", set(), {SERVICE}, id="unknown rollback"),
        pytest.param(
            BREAKER, '  deployment_controller {\n    type = "CODE_DEPLOY"\n  }\n', set(), set(), id="code deploy"
        ),
        pytest.param(
            BREAKER, '  deployment_controller {\n    type = "ECS"\n  }\n', {SERVICE}, set(), id="said to be ecs"
        ),
        pytest.param(
            BREAKER, "  deployment_controller {\n    type = var.unset\n  }\n", set(), {SERVICE}, id="unknown controller"
        ),
        pytest.param(GRACE, "", {SERVICE}, set(), id="no grace period"),
        pytest.param("= 60\n\n", "= 0\n\n", {SERVICE}, set(), id="no seconds of grace"),
        pytest.param("= 60\n\n", "= var.unset\n\n", set(), {SERVICE}, id="unknown grace period"),
        pytest.param(DELAY, "", set(), set(), id="delay by default"),
        pytest.param("delay = 60", "delay = 30", {GROUP}, set(), id="delay below the stop timeout"),
        pytest.param("delay = 60", "delay = var.unset", set(), {GROUP}, id="unknown delay"),
        pytest.param(", stopTimeout = 45", ", stopTimeout = 100", {GROUP}, set(), id="longer stop timeout"),
        pytest.param(", stopTimeout = 45", "", set(), set(), id="stop timeout by default"),
        pytest.param(", stopTimeout = 45", ", stopTimeout = var.unset", set(), {GROUP}, id="unknown stop timeout"),
        pytest.param('_name   = "web"', '_name   = "app"', set(), set(), id="a container that is not there"),
        pytest.param('_name   = "web"', "_name   = var.unset", set(), {GROUP}, id="unknown container"),
        pytest.param("aws_ecs_task_definition.web.arn", '"web:1"', set(), {GROUP}, id="task of another stack"),
        pytest.param("aws_lb_target_group.web.arn", "var.unset", set(), {SERVICE}, id="unknown target group"),
        pytest.param(COUNT, COUNT + percent(100, 100), {SERVICE}, set(), id="no room"),
        pytest.param(COUNT, COUNT + percent(50, 100), set(), set(), id="room to stop one of two"),
        pytest.param(COUNT, COUNT + percent(60, 100), {SERVICE}, set(), id="rounded up there is no room"),
        pytest.param(COUNT, COUNT + percent(100, 140), {SERVICE}, set(), id="rounded down there is no room"),
        pytest.param(COUNT, COUNT + percent(100, 150), set(), set(), id="room to start one"),
        pytest.param(COUNT, COUNT + percent(0, 100), set(), set(), id="all may be stopped"),
        pytest.param(COUNT, percent(100, 150), set(), {SERVICE}, id="unknown number of tasks"),
        pytest.param(COUNT, COUNT + percent("var.unset", 200), set(), {SERVICE}, id="unknown percent"),
        pytest.param(COUNT, "  desired_count = 0\n" + percent(100, 150), set(), set(), id="no tasks"),
    ],
)
def test_one_thing_changed(module: Any, outcomes: Any, old: str, new: str, failed: set[str], unknown: set[str]) -> None:
    assert old in GOOD
    assert outcomes(assert_graceful_deployments, module(GOOD.replace(old, new))) == (failed, unknown)


def test_a_service_without_load_balancer_needs_no_grace(module: Any, outcomes: Any) -> None:
    plan = module(f'resource "aws_ecs_service" "web" {{\n  name = "web"\n{BREAKER}}}\n')
    assert outcomes(assert_graceful_deployments, plan) == (set(), set())


def test_both_target_groups_of_a_blue_green_deployment_are_judged(module: Any, outcomes: Any) -> None:
    alternate = "advanced_configuration {\n      alternate_target_group_arn = aws_lb_target_group.green.arn\n    }\n"
    green = 'resource "aws_lb_target_group" "green" {\n  name = "green"\n  deregistration_delay = %s\n}\n'
    text = GOOD.replace("    container_name", f"    {alternate}    container_name")
    assert outcomes(assert_graceful_deployments, module(text + green % 45)) == (set(), set())
    short = outcomes(assert_graceful_deployments, module(text + green % 5))
    assert short == ({"aws_lb_target_group.green"}, set())


def test_a_task_set_is_judged_by_its_load_balancer(module: Any, outcomes: Any) -> None:
    text = GOOD.replace("aws_ecs_service", "aws_ecs_task_set").replace(COUNT, "").replace(GRACE, "")
    text = text.replace(BREAKER, "").replace('  name            = "web"\n', "")
    assert outcomes(assert_graceful_deployments, module(text)) == (set(), set())
    assert outcomes(assert_graceful_deployments, module(text.replace("delay = 60", "delay = 30"))) == ({GROUP}, set())


def test_a_service_that_may_have_a_load_balancer(module: Any, outcomes: Any) -> None:
    maybe = '  dynamic "load_balancer" {\n    for_each = var.unset\n    content {\n'
    text = GOOD.replace("  load_balancer {\n", maybe).replace("_port   = 80\n  }", "_port   = 80\n    }\n  }")
    assert outcomes(assert_graceful_deployments, module(text.replace(GRACE, ""))) == (set(), {SERVICE})
