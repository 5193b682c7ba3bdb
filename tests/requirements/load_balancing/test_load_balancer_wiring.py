from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate import assert_load_balancer_wiring
from pytest_ecsfargate.requirements.load_balancing.load_balancer_wiring import LISTENING, TRANSPORT

SERVICE, GROUP, TASK = "aws_ecs_service.web", "aws_lb_target_group.web", "aws_ecs_task_definition.web"
LISTENER = "aws_lb_listener.http"
FORWARD = """
resource "aws_lb_listener" "http" {
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-central-1:210987654321:loadbalancer/app/shop/0"
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
"""
RULE = """
resource "aws_lb_listener" "http" {
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-central-1:210987654321:loadbalancer/app/shop/0"
  protocol          = "%s"
}

resource "aws_lb_listener_rule" "web" {
  listener_arn = aws_lb_listener.http.arn

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
"""
GOOD = f"""
variable "unset" {{
  type = any
}}

resource "aws_lb_target_group" "web" {{
  name        = "web"
  port        = 80
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = "vpc-1"
}}
{FORWARD}
resource "aws_ecs_task_definition" "web" {{
  family = "web"
  container_definitions = jsonencode([
    {{ name = "proxy", image = "proxy:1" }},
    {{ name = "web", image = "web:1", portMappings = [{{ containerPort = 8080, hostPort = 8080, protocol = "tcp" }}] }},
  ])
}}

resource "aws_ecs_service" "web" {{
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn

  load_balancer {{
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 8080
  }}
}}
"""


def test_the_good_module_passes(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_load_balancer_wiring, module(GOOD)) == (set(), set())


@pytest.mark.parametrize(
    ("old", "new", "failed", "unknown"),
    [
        pytest.param('_name   = "web"', '_name   = "app"', {SERVICE}, set(), id="no such container"),
        pytest.param('_name   = "web"', '_name   = "proxy"', {SERVICE}, set(), id="container without ports"),
        pytest.param('_name   = "web"', "_name   = var.unset", set(), {SERVICE}, id="unknown container"),
        pytest.param("_port   = 8080", "_port   = 80", {SERVICE}, set(), id="no such port"),
        pytest.param("_port   = 8080", '_port   = "8080"', set(), set(), id="port in a string"),
        pytest.param("_port   = 8080", "_port   = var.unset", set(), {SERVICE}, id="unknown port"),
        pytest.param("containerPort = 8080", "containerPort = var.unset", set(), {SERVICE}, id="unknown mapping"),
        pytest.param("hostPort = 8080", "hostPort = 80", {TASK}, set(), id="another host port"),
        pytest.param(" hostPort = 8080,", "", set(), set(), id="no host port"),
        pytest.param('"tcp"', '"udp"', {TASK}, set(), id="udp behind http"),
        pytest.param(', protocol = "tcp"', "", set(), set(), id="tcp by default"),
        pytest.param('"tcp"', "var.unset", set(), {TASK}, id="unknown transport"),
        pytest.param('target_type = "ip"', 'target_type = "instance"', {GROUP}, set(), id="instances"),
        pytest.param('  target_type = "ip"\n', "", {GROUP}, set(), id="instances by default"),
        pytest.param(FORWARD, "", {GROUP}, set(), id="no listener"),
        pytest.param(FORWARD, RULE % "HTTPS", set(), set(), id="a rule forwards"),
        pytest.param(FORWARD, RULE % "TCP", {LISTENER}, set(), id="a rule of a listener of another kind"),
        pytest.param('protocol          = "HTTP"', 'protocol          = "TCP"', {LISTENER}, set(), id="other listener"),
        pytest.param(
            '    target_group_arn = aws_lb_target_group.web.arn\n  }\n}\n\nresource "aws_ecs_task',
            '    target_group_arn = var.unset\n  }\n}\n\nresource "aws_ecs_task',
            set(),
            {GROUP},
            id="a listener that may forward",
        ),
        pytest.param("aws_ecs_task_definition.web.arn", '"web:1"', set(), {SERVICE}, id="task of another stack"),
        pytest.param(
            "jsonencode([", "var.unset != null ? var.unset : jsonencode([", set(), {SERVICE}, id="unknown containers"
        ),
    ],
)
def test_one_thing_changed(module: Any, outcomes: Any, old: str, new: str, failed: set[str], unknown: set[str]) -> None:
    assert old in GOOD
    assert outcomes(assert_load_balancer_wiring, module(GOOD.replace(old, new))) == (failed, unknown)


def test_a_target_group_of_another_stack_is_unknown(module: Any, outcomes: Any) -> None:
    text = GOOD.replace("aws_lb_target_group.web.arn\n    container", "var.unset\n    container")
    assert outcomes(assert_load_balancer_wiring, module(text)) == (set(), {SERVICE})


@pytest.mark.parametrize("protocol", sorted(TRANSPORT))
def test_each_protocol_goes_with_its_transport_and_its_listeners(module: Any, outcomes: Any, protocol: str) -> None:
    text = GOOD.replace('protocol    = "HTTP"', f'protocol    = "{protocol}"')
    for transport in TRANSPORT[protocol]:
        for listening in LISTENING[protocol]:
            good = text.replace('"tcp"', f'"{transport}"')
            good = good.replace('protocol          = "HTTP"', f'protocol          = "{listening}"')
            assert outcomes(assert_load_balancer_wiring, module(good)) == (set(), set())


def test_a_target_group_is_not_named_by_its_name(module: Any, outcomes: Any) -> None:
    listener = FORWARD.replace("web.arn", "web.name")
    failed, unknown = outcomes(assert_load_balancer_wiring, module(GOOD.replace(FORWARD, listener)))
    assert failed | unknown
