from __future__ import annotations

from dataclasses import replace
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


@pytest.mark.parametrize(
    ("controller", "failed", "unknown"),
    [('"EXTERNAL"', set(), set()), ('"CODE_DEPLOY"', {SERVICE}, set()), ("var.unset", set(), {SERVICE})],
)
def test_the_network_of_an_external_controller_is_that_of_the_task_set(
    module: Any, outcomes: Any, controller: str, failed: set[str], unknown: set[str]
) -> None:
    text = f"""
      variable "unset" {{
      }}

      resource "aws_ecs_service" "web" {{
        deployment_controller {{
          type = {controller}
        }}
      }}

      resource "aws_ecs_task_set" "web" {{
        service = aws_ecs_service.web.id

        network_configuration {{
          subnets = ["subnet-1", "subnet-2"]
        }}
      }}
    """
    assert outcomes(assert_network, module(text)) == (failed, unknown)


FROM_ALB = "security_groups = [aws_security_group.alb.id]"
GIVEN = "  security_groups = [aws_security_group.alb.id]\n}"
NETWORK = '  load_balancer_type = "network"\n}'
ELSEWHERE = {
    "listener in a variable": ("load_balancer_arn = aws_lb.main.arn", "load_balancer_arn = var.unset"),
    "load balancer in a data source": ("aws_lb.main.arn", "data.aws_lb.shared.arn"),
    "target group in a variable": (
        "_arn = aws_lb_target_group.web.arn\n    container",
        "_arn = var.unset\n    container",
    ),
    "groups in a variable": (GIVEN, "  security_groups = [var.unset]\n}"),
    "no groups": (GIVEN, "}"),
    "null for groups": (GIVEN, "  security_groups = null\n}"),
}


@pytest.mark.parametrize(("old", "new"), ELSEWHERE.values(), ids=ELSEWHERE)
@pytest.mark.parametrize(
    ("ingress", "failed", "unknown"),
    [
        pytest.param("", {TASKS}, set(), id="closed"),
        pytest.param(INGRESS.replace("8080", "80"), {TASKS}, set(), id="another port"),
        pytest.param(INGRESS.replace("[aws_security_group.alb.id]", "[]"), {TASKS}, set(), id="for nobody"),
        pytest.param(INGRESS, set(), {TASKS}, id="from a group"),
        pytest.param(
            INGRESS.replace(FROM_ALB[:15], "cidr_blocks    ").replace("aws_security_group.alb.id", '"10.0.0.0/8"'),
            set(),
            {TASKS},
            id="from some addresses",
        ),
        pytest.param(
            INGRESS.replace(FROM_ALB[:15], "cidr_blocks    ").replace(
                "aws_security_group.alb.id", "aws_vpc.main.cidr_block"
            ),
            set(),
            set(),
            id="from the network",
        ),
    ],
)
def test_the_groups_of_a_load_balancer_that_the_plan_does_not_show(
    module: Any, outcomes: Any, old: str, new: str, ingress: str, failed: set[str], unknown: set[str]
) -> None:
    more = """
      data "aws_lb" "shared" {
        name = "shared"
      }

      resource "aws_ecs_task_definition" "web" {
        family                = "web"
        container_definitions = jsonencode([{ name = "web", portMappings = [{ containerPort = 8080 }] }])
      }
    """
    text = changed(old, new, more).replace(INGRESS, ingress)
    text = text.replace("  network_conf", "  task_definition = aws_ecs_task_definition.web.arn\n\n  network_conf")
    assert outcomes(assert_network, module(text)) == (failed, unknown)


def test_a_listener_that_is_looked_up(module: Any, outcomes: Any) -> None:
    rule = """
      data "aws_lb_listener" "https" {
        port = 443
      }

      resource "aws_lb_listener_rule" "web" {
        listener_arn = data.aws_lb_listener.https.arn

        action {
          type             = "forward"
          target_group_arn = aws_lb_target_group.web.arn
        }
      }
    """
    text = changed("    target_group_arn = aws_lb_target_group.web.arn\n  }\n}\n\nresource", "  }\n}\n\nresource", rule)
    assert outcomes(assert_network, module(text)) == (set(), {TASKS})
    assert outcomes(assert_network, module(text.replace(INGRESS, ""))) == ({TASKS}, set())


@pytest.mark.parametrize(
    ("group", "rule", "unknown"),
    [
        ("[var.unset]", "[var.unset]", set()),
        ("var.unset", "var.unset", set()),
        ("[data.aws_security_group.alb.id]", "[data.aws_security_group.alb.id]", set()),
        ("[data.aws_security_group.alb.id]", "[data.aws_security_group.other.id]", {TASKS}),
        ('["sg-1"]', '["sg-1"]', set()),
        ('["sg-1"]', '["sg-2"]', {TASKS}),
    ],
)
def test_a_rule_names_the_group_of_a_load_balancer_that_is_not_in_the_plan(
    module: Any, outcomes: Any, group: str, rule: str, unknown: set[str]
) -> None:
    more = "".join(f'data "aws_security_group" "{name}" {{\n  name = "{name}"\n}}\n' for name in ("alb", "other"))
    text = changed(GIVEN, f"  security_groups = {group}\n}}", more)
    text = text.replace(INGRESS, INGRESS.replace("[aws_security_group.alb.id]", rule))
    assert outcomes(assert_network, module(text)) == (set(), unknown)


def test_the_groups_of_a_load_balancer_that_is_looked_up_may_be_named(module: Any, outcomes: Any) -> None:
    text = changed("aws_lb.main.arn", "data.aws_lb.shared.arn", 'data "aws_lb" "shared" {\n  name = "shared"\n}\n')
    text = text.replace(INGRESS, INGRESS.replace("[aws_security_group.alb.id]", "data.aws_lb.shared.security_groups"))
    assert outcomes(assert_network, module(text)) == (set(), set())


def test_load_balancers_that_are_not_known(module: Any, outcomes: Any) -> None:
    text = changed("  load_balancer {\n", '  dynamic "load_balancer" {\n    for_each = var.unset\n    content {\n')
    text = text.replace("_port   = 8080\n  }", "_port   = 8080\n    }\n  }")
    assert outcomes(assert_network, module(text)) == (set(), {SERVICE})


def test_what_an_emulated_account_gave_for_the_addresses_of_a_service_says_nothing(module: Any, outcomes: Any) -> None:
    rule = EGRESS.replace('["0.0.0.0/0"]', "data.aws_prefix_list.s3.cidr_blocks")
    source = module(changed(EGRESS, rule, 'data "aws_prefix_list" "s3" {\n  name = "s3"\n}\n'))
    seeded = source.reevaluate({}, {"data.aws_prefix_list.s3": {"cidr_blocks": []}})
    assert outcomes(assert_network, replace(seeded, seeded=True, source=source)) == (set(), set())


@pytest.mark.parametrize(
    ("ingress", "failed", "unknown"),
    [
        pytest.param("", {TASKS}, set(), id="closed"),
        pytest.param(INGRESS.replace("8080", "80"), {TASKS}, set(), id="another port"),
        pytest.param(INGRESS, set(), {TASKS}, id="from a group"),
        pytest.param(
            INGRESS.replace(FROM_ALB[:15], "cidr_blocks    ").replace("aws_security_group.alb.id", '"203.0.113.0/24"'),
            set(),
            set(),
            id="from addresses",
        ),
    ],
)
def test_a_network_load_balancer_without_groups_hands_on_addresses(
    module: Any, outcomes: Any, ingress: str, failed: set[str], unknown: set[str]
) -> None:
    assert outcomes(assert_network, module(changed(GIVEN, NETWORK).replace(INGRESS, ingress))) == (failed, unknown)


@pytest.mark.parametrize(
    ("protocol", "opened", "failed"),
    [
        ("UDP", ("udp",), set()),
        ("UDP", ("tcp",), {TASKS, ALB}),
        ("TCP", ("udp",), {TASKS, ALB}),
        ("TCP_UDP", ("tcp", "udp"), set()),
        ("TCP_UDP", ("tcp",), {TASKS, ALB}),
    ],
)
def test_the_protocol_of_the_target_group_is_let_through(
    module: Any, outcomes: Any, protocol: str, opened: tuple[str, ...], failed: set[str]
) -> None:
    text = changed('  name = "web"\n}', f'  name     = "web"\n  protocol = "{protocol}"\n}}')
    for rule in (INGRESS, TO_TASKS):
        text = text.replace(rule, "".join(rule.replace('"tcp"', f'"{each}"') for each in opened))
    assert outcomes(assert_network, module(text)) == (failed, set())


@pytest.mark.parametrize(
    ("peers", "failed", "unknown"),
    [
        pytest.param("self = true", {TASKS}, set(), id="themselves"),
        pytest.param(FROM_ALB, {TASKS}, set(), id="the load balancer"),
        pytest.param('cidr_blocks = ["127.0.0.1/32"]', {TASKS}, set(), id="nobody"),
        pytest.param("cidr_blocks = []", {TASKS}, set(), id="no addresses"),
        pytest.param("security_groups = [aws_security_group.endpoints.id]", set(), set(), id="another group"),
        pytest.param('security_groups = ["sg-1"]', set(), set(), id="a group of another stack"),
        pytest.param('prefix_list_ids = ["pl-1"]', set(), set(), id="prefix list"),
        pytest.param("prefix_list_ids = [data.aws_prefix_list.s3.id]", set(), set(), id="prefix list of a service"),
        pytest.param("cidr_blocks = [aws_vpc.main.cidr_block]", set(), set(), id="the network"),
        pytest.param("cidr_blocks = data.aws_prefix_list.s3.cidr_blocks", set(), set(), id="addresses of a service"),
        pytest.param("cidr_blocks = var.unset", set(), {TASKS}, id="unknown"),
    ],
)
def test_the_tasks_reach_out_to_somebody_else(
    module: Any, outcomes: Any, peers: str, failed: set[str], unknown: set[str]
) -> None:
    more = """
      resource "aws_security_group" "endpoints" {
        name = "endpoints"
      }

      data "aws_prefix_list" "s3" {
        name = "com.amazonaws.eu-central-1.s3"
      }
    """
    text = changed(EGRESS, EGRESS.replace('cidr_blocks = ["0.0.0.0/0"]', peers), more)
    assert outcomes(assert_network, module(text)) == (failed, unknown)


@pytest.mark.parametrize(
    ("zone", "failed"),
    [
        ("data.aws_availability_zones.available.names[0]", {SERVICE}),
        ("local.zones[1]", {SERVICE}),
        ("var.unset", {SERVICE}),
        ("local.zones[count.index]", set()),
        ("var.unset[count.index]", set()),
        ("element(local.zones, count.index)", set()),
    ],
)
def test_subnets_with_one_expression_for_their_zone_are_in_one_zone(
    module: Any, outcomes: Any, zone: str, failed: set[str]
) -> None:
    locals_ = "locals {\n  zones = data.aws_availability_zones.available.names\n}\n"
    text = changed("data.aws_availability_zones.available.names[count.index]", zone, locals_)
    assert outcomes(assert_network, module(text)) == (failed, set())


def test_subnets_of_a_for_each_that_is_not_known_may_be_in_two_zones(module: Any, outcomes: Any) -> None:
    text = changed(SUBNETS, '[aws_subnet.private["a"].id, aws_subnet.private["b"].id]')
    text = text.replace("count             = 2", "for_each = var.unset").replace("${count.index}", "0")
    text = text.replace("data.aws_availability_zones.available.names[count.index]", "each.value")
    assert SERVICE not in outcomes(assert_network, module(text))[0]


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
    assert outcomes(assert_network, module(text.replace('"eu-central-1a"', "var.unset"))) == ({SERVICE}, set())
    assert outcomes(assert_network, module(text.replace('"eu-central-1a"', "var.unset[count.index]"))) == (set(), set())


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


@pytest.mark.parametrize("argument", ["count = var.unset ? 1 : 0", "for_each = var.unset"])
@pytest.mark.parametrize(("direction", "block", "group"), [("ingress", INGRESS, TASKS), ("egress", EGRESS, TASKS)])
def test_a_rule_that_may_not_exist_lets_nothing_through_for_sure(
    module: Any, outcomes: Any, argument: str, direction: str, block: str, group: str
) -> None:
    head, _, tail = GOOD.partition('resource "aws_security_group" "tasks"')
    assert block in tail
    rule = f"""
resource "aws_vpc_security_group_{direction}_rule" "maybe" {{
  {argument}
  security_group_id = aws_security_group.tasks.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}}
"""
    text = f'{head}resource "aws_security_group" "tasks"' + tail.replace(block, "", 1) + rule
    assert outcomes(assert_network, module(text)) == (set(), {group})
    assert outcomes(assert_network, module(text.replace(argument, ""))) == (set(), set())
