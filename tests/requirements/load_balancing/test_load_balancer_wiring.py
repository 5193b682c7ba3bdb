from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pytest_ecsfargate import assert_load_balancer_wiring
from pytest_ecsfargate.hcl.values import Value, from_python
from pytest_ecsfargate.plan.ecs.load_balancing import TRANSPORT
from pytest_ecsfargate.requirements.load_balancing.load_balancer_wiring import LISTENING

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


def test_an_unknown_container_does_not_read_like_a_wrong_one(module: Any) -> None:
    text = GOOD.replace("jsonencode([", "var.unset != null ? var.unset : jsonencode([")
    (verdict,) = assert_load_balancer_wiring.judge(module(text)).unknown
    assert verdict.note == f"{TASK} may have it: not all of its containers are known"
    (verdict,) = assert_load_balancer_wiring.judge(
        module(GOOD.replace('_name   = "web"', "_name   = var.unset"))
    ).unknown
    assert verdict.note == ""


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


BOTH = 'protocol = "udp" }, { containerPort = 8080, protocol = "tcp" }'


@pytest.mark.parametrize(
    ("mappings", "failed", "unknown"),
    [
        pytest.param(BOTH, set(), set(), id="both"),
        pytest.param(BOTH.replace("tcp", "udp"), {TASK}, set(), id="udp twice"),
        pytest.param(BOTH.replace('"tcp"', "var.unset"), set(), {TASK}, id="udp and another"),
        pytest.param(BOTH.replace("8080", "8081"), {TASK}, set(), id="tcp for another port"),
        pytest.param(BOTH.replace("8080,", "8080, hostPort = 80,"), {TASK}, set(), id="another host port"),
    ],
)
def test_one_of_the_mappings_of_a_port_fits(
    module: Any, outcomes: Any, mappings: str, failed: set[str], unknown: set[str]
) -> None:
    text = GOOD.replace('protocol = "tcp" }', mappings)
    assert outcomes(assert_load_balancer_wiring, module(text)) == (failed, unknown)


@pytest.mark.parametrize(("container", "failed"), [("web", set()), ("app", {SERVICE})])
def test_a_classic_load_balancer_names_a_container(
    module: Any, outcomes: Any, container: str, failed: set[str]
) -> None:
    text = GOOD.replace("target_group_arn = aws_lb_target_group.web.arn\n    cont", 'elb_name = "classic"\n    cont')
    text = text.replace('_name   = "web"', f'_name   = "{container}"')
    assert outcomes(assert_load_balancer_wiring, module(text)) == (failed, set())


def test_grpc_is_forwarded_by_https(module: Any, outcomes: Any) -> None:
    text = GOOD.replace('protocol    = "HTTP"', 'protocol = "HTTP"\n  protocol_version = "GRPC"')
    assert outcomes(assert_load_balancer_wiring, module(text)) == ({LISTENER}, set())
    by_https = text.replace('protocol          = "HTTP"', 'protocol          = "HTTPS"')
    assert outcomes(assert_load_balancer_wiring, module(by_https)) == (set(), set())


def test_a_target_group_that_is_looked_up(module: Any, outcomes: Any) -> None:
    data = 'data "aws_lb_target_group" "web" {\n  name = "web"\n}\n'
    text = GOOD.replace("aws_lb_target_group.web.arn\n    cont", "data.aws_lb_target_group.web.arn\n    cont") + data
    plan = module(text)
    assert outcomes(assert_load_balancer_wiring, plan) == (set(), {"data.aws_lb_target_group.web"})
    group = plan["data.aws_lb_target_group.web"]
    read = {"target_type": "ip", "load_balancer_arns": ["arn:aws:elasticloadbalancing:eu-central-1:1:loadbalancer/a"]}
    known = {**group.values.data, **{name: from_python(value) for name, value in read.items()}}
    found = replace(plan, resources={**plan.resources, group.address: group.with_values(Value(known))})
    assert outcomes(assert_load_balancer_wiring, found) == (set(), set())


def test_the_other_group_of_a_blue_green_deployment(module: Any, outcomes: Any) -> None:
    alternate = "advanced_configuration {\n      alternate_target_group_arn = aws_lb_target_group.green.arn\n    }\n"
    green = 'resource "aws_lb_target_group" "green" {\n  name = "green"\n  protocol = "HTTP"\n  target_type = "%s"\n}\n'
    text = GOOD.replace("    container_name", f"    {alternate}    container_name")
    assert outcomes(assert_load_balancer_wiring, module(text + green % "ip")) == (set(), set())
    instances = outcomes(assert_load_balancer_wiring, module(text + green % "instance"))
    assert instances == ({"aws_lb_target_group.green"}, set())


def test_a_listener_that_may_not_exist_is_unknown(module: Any, outcomes: Any) -> None:
    maybe = FORWARD.replace("  load_balancer_arn", "  count = var.unset ? 1 : 0\n  load_balancer_arn")
    assert maybe != FORWARD
    assert outcomes(assert_load_balancer_wiring, module(GOOD.replace(FORWARD, maybe))) == (set(), {GROUP})
    other = FORWARD.replace('" "', '" "other_')
    assert outcomes(assert_load_balancer_wiring, module(GOOD.replace(FORWARD, maybe + other))) == (set(), set())


def test_of_two_groups_a_condition_chooses_one(module: Any, outcomes: Any) -> None:
    group = 'resource "aws_lb_target_group" "other" {\n  name = "other"\n}\n'
    chosen = "var.unset ? aws_lb_target_group.web.arn : aws_lb_target_group.other.arn"
    text = GOOD.replace(FORWARD, FORWARD.replace("aws_lb_target_group.web.arn", chosen) + group)
    assert outcomes(assert_load_balancer_wiring, module(text)) == (set(), {GROUP})


def test_of_two_task_definitions_a_condition_chooses_one(module: Any, outcomes: Any) -> None:
    other = """
resource "aws_ecs_task_definition" "other" {
  family                = "other"
  container_definitions = jsonencode([{ name = "%s", image = "web:1", portMappings = [{ containerPort = 8080 }] }])
}
"""
    chosen = "var.unset ? aws_ecs_task_definition.web.arn : aws_ecs_task_definition.other.arn"
    text = GOOD.replace("= aws_ecs_task_definition.web.arn", f"= {chosen}")
    assert outcomes(assert_load_balancer_wiring, module(text + other % "x")) == (set(), {SERVICE})
    assert outcomes(assert_load_balancer_wiring, module(text + other % "web")) == (set(), set())


def test_a_target_group_is_not_named_by_its_name(module: Any, outcomes: Any) -> None:
    listener = FORWARD.replace("web.arn", "web.name")
    failed, unknown = outcomes(assert_load_balancer_wiring, module(GOOD.replace(FORWARD, listener)))
    assert failed | unknown
