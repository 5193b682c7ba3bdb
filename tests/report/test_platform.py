from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_ecsfargate import Plan
from pytest_ecsfargate.report.platform import Node, Platform, platform_of

MODULE = """
variable "name" {
  sensitive = true
  default   = "hidden-name"
}

data "aws_ssm_parameter" "key" {
  name = "/key"
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}

resource "aws_lb" "main" {
  name = "main"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.main.arn
  default_action {
    type = "fixed-response"
  }
}

resource "aws_lb_listener_rule" "web" {
  listener_arn = aws_lb_listener.http.arn
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}

resource "aws_lb_target_group" "web" {
  name = "web"
}

resource "aws_iam_role" "task" {
  name = "task"
}

resource "aws_cloudwatch_log_group" "web" {
  name = "/web"
}

resource "aws_ecs_task_definition" "web" {
  family             = "web"
  task_role_arn      = aws_iam_role.task.arn
  execution_role_arn = "arn:aws:iam::123456789012:role/execution"
  container_definitions = jsonencode([
    {
      name  = "web"
      image = "web"
      secrets = [
        { name = "KEY", valueFrom = data.aws_ssm_parameter.key.arn },
        { name = "OTHER", valueFrom = "arn:aws:ssm:eu-central-1:123456789012:parameter/other" },
      ]
      logConfiguration = {
        logDriver = "awslogs"
        options   = { "awslogs-group" = aws_cloudwatch_log_group.web.name }
      }
    },
    { name = var.name, image = "proxy" },
  ])
}

resource "aws_ecs_service" "web" {
  for_each        = toset(["a"])
  name            = each.key
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.web.arn
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 80
  }
}
"""
SERVICE = 'aws_ecs_service.web["a"]'
TASK = "aws_ecs_task_definition.web"


@pytest.fixture
def platform(module: Callable[..., Plan], tmp_path: Path) -> Platform:
    return platform_of(module(MODULE), root=tmp_path)


def test_nodes(platform: Platform) -> None:
    assert set(platform.nodes) == {
        Node("aws_lb.main", "load balancer", "main"),
        Node("aws_lb_listener.http", "listener", "http"),
        Node("aws_lb_listener_rule.web", "listener rule", "web"),
        Node("aws_lb_target_group.web", "target group", "web"),
        Node("aws_ecs_cluster.main", "cluster", "main"),
        Node(SERVICE, "service", 'web["a"]', within="aws_ecs_cluster.main"),
        Node(TASK, "task definition", "web"),
        Node(f"{TASK}.container_definitions[0]", "container", "web", within=TASK, missing=("secret: not in the plan",)),
        Node(f"{TASK}.container_definitions[1]", "container", "#1", within=TASK),
        Node("aws_cloudwatch_log_group.web", "log group", "web"),
        Node("aws_iam_role.task", "role", "task"),
        Node("data.aws_ssm_parameter.key", "secret", "key", read=True),
    }


def test_edges(platform: Platform) -> None:
    assert set(platform.edges) == {
        ("aws_lb.main", "aws_lb_listener.http"),
        ("aws_lb_listener.http", "aws_lb_listener_rule.web"),
        ("aws_lb_listener_rule.web", "aws_lb_target_group.web"),
        ("aws_lb_target_group.web", SERVICE),
        (SERVICE, TASK),
        (TASK, "aws_cloudwatch_log_group.web"),
        (TASK, "aws_iam_role.task"),
        (TASK, "data.aws_ssm_parameter.key"),
    }


def test_no_value_is_in_it(platform: Platform) -> None:
    text = json.dumps(platform.to_json())
    assert "hidden-name" not in text
    assert "123456789012" not in text


def test_it_travels_as_json(platform: Platform) -> None:
    assert Platform.from_json(json.loads(json.dumps(platform.to_json()))) == platform


def test_what_is_used_but_not_there_is_said(module: Callable[..., Plan], tmp_path: Path) -> None:
    plan = module(
        """
        variable "group" {}
        resource "aws_ecs_task_definition" "web" {
          family                = "web"
          container_definitions = file("missing.json")
        }
        resource "aws_ecs_service" "web" {
          name            = "web"
          cluster         = "elsewhere"
          task_definition = aws_ecs_task_definition.web.arn
          load_balancer {
            target_group_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/0"
          }
        }
        """
    )
    nodes = {node.id: node for node in platform_of(plan, root=tmp_path).nodes}
    assert nodes["aws_ecs_service.web"].missing == ("cluster: not in the plan", "target group: not in the plan")
    assert nodes["aws_ecs_task_definition.web"].missing == ("container_definitions: known after apply",)


def test_a_node_has_one_end_for_each_edge(platform: Platform) -> None:
    nodes = {node.id for node in platform.nodes}
    assert {end for edge in platform.edges for end in edge} <= nodes
