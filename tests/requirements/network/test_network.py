from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate import assert_network

SERVICE, ALB, TASKS = "aws_ecs_service.web", "aws_security_group.alb", "aws_security_group.tasks"
EGRESS = """  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
"""
INGRESS = """  ingress {
    from_port       = 8080
    to_port         = 8080
    protocol        = "tcp"
    security_groups = [aws_security_group.alb.id]
  }
"""
TO_TASKS = INGRESS.replace("ingress", "egress").replace(
    "security_groups = [aws_security_group.alb.id]", "cidr_blocks     = [aws_vpc.main.cidr_block]"
)
SUBNETS = "aws_subnet.private[*].id"
GOOD = f"""
variable "unset" {{
  type = any
}}

data "aws_availability_zones" "available" {{
}}

resource "aws_vpc" "main" {{
  cidr_block = "10.0.0.0/16"
}}

resource "aws_subnet" "private" {{
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.${{count.index}}.0/24"
  availability_zone = data.aws_availability_zones.available.names[count.index]
}}

resource "aws_security_group" "alb" {{
  name   = "alb"
  vpc_id = aws_vpc.main.id

{TO_TASKS}}}

resource "aws_security_group" "tasks" {{
  name   = "tasks"
  vpc_id = aws_vpc.main.id

{INGRESS}
{EGRESS}}}

resource "aws_lb" "main" {{
  name            = "main"
  security_groups = [aws_security_group.alb.id]
}}

resource "aws_lb_target_group" "web" {{
  name = "web"
}}

resource "aws_lb_listener" "http" {{
  load_balancer_arn = aws_lb.main.arn

  default_action {{
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }}
}}

resource "aws_ecs_service" "web" {{
  name = "web"

  network_configuration {{
    subnets          = {SUBNETS}
    security_groups  = [aws_security_group.tasks.id]
    assign_public_ip = false
  }}

  load_balancer {{
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 8080
  }}
}}
"""
ALL_GROUPS = "[aws_security_group.tasks.id]"
RULE = """
resource "aws_vpc_security_group_ingress_rule" "tasks" {
  security_group_id            = aws_security_group.tasks.id
  referenced_security_group_id = aws_security_group.alb.id
  from_port                    = 8080
  to_port                      = 8080
  ip_protocol                  = "tcp"
}
"""
OLDER_RULE = """
resource "aws_security_group_rule" "tasks" {
  type                     = "ingress"
  security_group_id        = aws_security_group.tasks.id
  source_security_group_id = aws_security_group.alb.id
  from_port                = 8000
  to_port                  = 9000
  protocol                 = "tcp"
}
"""


def changed(old: str, new: str, more: str = "") -> str:
    assert old in GOOD
    return GOOD.replace(old, new) + more


def test_the_good_module_passes(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_network, module(GOOD)) == (set(), set())


@pytest.mark.parametrize(
    ("old", "new", "failed", "unknown"),
    [
        pytest.param("assign_public_ip = false", "assign_public_ip = true", {SERVICE}, set(), id="public"),
        pytest.param("    assign_public_ip = false\n", "", set(), set(), id="private by default"),
        pytest.param("assign_public_ip = false", "assign_public_ip = var.unset", set(), {SERVICE}, id="unknown"),
        pytest.param(SUBNETS, "[aws_subnet.private[0].id]", {SERVICE}, set(), id="one subnet"),
        pytest.param(SUBNETS, "[aws_subnet.private[0].id, aws_subnet.private[0].id]", {SERVICE}, set(), id="the same"),
        pytest.param(
            "data.aws_availability_zones.available.names[count.index]", '"eu-central-1a"', {SERVICE}, set(), id="zone"
        ),
        pytest.param(
            "data.aws_availability_zones.available.names[count.index]",
            '["eu-central-1a", "eu-central-1b"][count.index]',
            set(),
            set(),
            id="two known zones",
        ),
        pytest.param(SUBNETS, '["subnet-1", "subnet-2"]', set(), set(), id="ids"),
        pytest.param(SUBNETS, '["subnet-1", "subnet-1"]', {SERVICE}, set(), id="one id twice"),
        pytest.param(SUBNETS, "var.unset", set(), {SERVICE}, id="unknown subnets"),
        pytest.param(f"    security_groups  = {ALL_GROUPS}\n", "", {SERVICE}, set(), id="the default group"),
        pytest.param(ALL_GROUPS, '["sg-1"]', set(), {SERVICE}, id="a group of another stack"),
        pytest.param(ALL_GROUPS, "var.unset", set(), {SERVICE}, id="unknown groups"),
        pytest.param(INGRESS, "", {TASKS}, set(), id="no ingress"),
        pytest.param("from_port       = 8080", "from_port       = 8081", {TASKS, ALB}, set(), id="another port"),
        pytest.param("from_port       = 8080", "from_port       = 8000", set(), set(), id="a range of ports"),
        pytest.param('"tcp"', '"udp"', {TASKS, ALB}, set(), id="another protocol"),
        pytest.param("[aws_security_group.alb.id]\n  }", '["sg-1"]\n  }', {TASKS}, set(), id="from another group"),
        pytest.param("[aws_security_group.alb.id]\n  }", "[var.unset]\n  }", set(), {TASKS}, id="from some group"),
        pytest.param(TO_TASKS, "", {ALB}, set(), id="no egress of the load balancer"),
        pytest.param("[aws_vpc.main.cidr_block]", '["10.0.0.0/8"]', set(), {ALB}, id="a range that may do"),
        pytest.param("[aws_vpc.main.cidr_block]", '["0.0.0.0/0"]', set(), set(), id="everywhere"),
        pytest.param(EGRESS, "", {TASKS}, set(), id="no egress of the tasks"),
        pytest.param('protocol    = "-1"', "protocol    = var.unset", set(), {TASKS}, id="unknown egress"),
    ],
)
def test_one_thing_changed(module: Any, outcomes: Any, old: str, new: str, failed: set[str], unknown: set[str]) -> None:
    assert outcomes(assert_network, module(changed(old, new))) == (failed, unknown)


@pytest.mark.parametrize("attribute", ["name", "arn", "vpc_id"])
def test_a_group_is_named_by_its_id_alone(module: Any, outcomes: Any, attribute: str) -> None:
    text = GOOD.replace(INGRESS, INGRESS.replace("alb.id", f"alb.{attribute}"))
    assert outcomes(assert_network, module(text)) == ({TASKS}, set())


@pytest.mark.parametrize("rule", [RULE, OLDER_RULE], ids=["rule", "older rule"])
def test_rules_that_are_resources(module: Any, outcomes: Any, rule: str) -> None:
    assert outcomes(assert_network, module(changed(INGRESS, "", rule))) == (set(), set())
    other = rule.replace("aws_security_group.tasks.id", '"sg-1"')
    assert outcomes(assert_network, module(changed(INGRESS, "", other))) == ({TASKS}, set())
    some = rule.replace("aws_security_group.tasks.id", "var.unset")
    assert outcomes(assert_network, module(changed(INGRESS, "", some))) == (set(), {TASKS})


def test_public_addresses_may_be_agreed(module: Any, outcomes: Any) -> None:
    plan = module(changed("assign_public_ip = false", "assign_public_ip = true"))
    assert outcomes(assert_network, plan, public=True) == (set(), set())


def test_no_network_configuration(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_network, module('resource "aws_ecs_service" "web" {\n}\n')) == ({SERVICE}, set())


def test_a_network_load_balancer_without_groups_is_not_asked(module: Any, outcomes: Any) -> None:
    text = changed("  security_groups = [aws_security_group.alb.id]\n}", "}").replace(INGRESS, "")
    assert outcomes(assert_network, module(text)) == (set(), set())


def test_subnets_whose_zones_nobody_knows_are_met_with_a_remark(module: Any) -> None:
    plan = module(changed(SUBNETS, '["subnet-1", "subnet-2"]'))
    advice = [verdict.advice for verdict in assert_network.check(plan) if verdict.advice]
    assert advice == ["the zones of the subnets are not known: they may be the same"]


def test_subnets_that_are_looked_up_by_zone(module: Any, outcomes: Any) -> None:
    data = 'data "aws_subnet" "private" {\n  for_each          = toset(%s)\n  availability_zone = each.key\n}\n'
    text = changed(SUBNETS, "[for subnet in data.aws_subnet.private : subnet.id]")
    two = data % '["eu-central-1a", "eu-central-1b"]'
    assert outcomes(assert_network, module(text + two)) == (set(), set())
    assert outcomes(assert_network, module(text + data % '["eu-central-1a"]')) == ({SERVICE}, set())


def test_subnets_that_are_looked_up_in_the_same_zone(module: Any, outcomes: Any) -> None:
    data = """
      data "aws_subnet" "private" {
        count             = 2
        availability_zone = "eu-central-1a"
        tags              = { Number = count.index }
      }
    """
    text = changed(SUBNETS, "data.aws_subnet.private[*].id", data)
    assert outcomes(assert_network, module(text)) == ({SERVICE}, set())
    assert outcomes(assert_network, module(text.replace('"eu-central-1a"', "var.unset"))) == (set(), set())


@pytest.mark.parametrize(("port", "failed"), [(8080, set()), (8081, {TASKS, ALB})])
def test_a_port_that_the_container_does_not_have_is_no_fault_of_the_network(
    module: Any, outcomes: Any, port: int, failed: set[str]
) -> None:
    definition = """
      resource "aws_ecs_task_definition" "web" {
        family                = "web"
        container_definitions = jsonencode([{ name = "web", portMappings = [{ containerPort = %d }] }])
      }
    """
    text = changed("container_port   = 8080", "container_port   = 8081", definition % port)
    text = text.replace(
        '  name = "web"\n\n  network',
        '  name = "web"\n  task_definition = aws_ecs_task_definition.web.arn\n\n  network',
    )
    assert outcomes(assert_network, module(text)) == (failed, set())
