from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pytest_ecsfargate import RequirementNotMet, assert_health_checks
from pytest_ecsfargate.hcl.values import Value, from_python

GROUP = "aws_lb_target_group.web"
SERVICE = "aws_ecs_service.web"
BLOCK = """
  health_check {
    enabled             = true
    path                = "/health"
    healthy_threshold   = 3
    unhealthy_threshold = 2
    timeout             = 5
    interval            = 30
    matcher             = "200"
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
{BLOCK}}}

resource "aws_ecs_service" "web" {{
  name = "web"

  load_balancer {{
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 80
  }}
}}
"""
NOTHING_AGREED: dict[str, None] = dict.fromkeys(
    ("healthy_threshold", "unhealthy_threshold", "timeout", "interval", "matcher", "path")
)


def attributes(plan: Any, **settings: Any) -> set[str]:
    found = assert_health_checks.check(plan, **settings)
    return {verdict.attribute.removeprefix("health_check[0].") for verdict in found if verdict.outcome == "not met"}


def test_the_good_module_passes(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_health_checks, module(GOOD)) == (set(), set())


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        pytest.param("= true", "= false", "enabled", id="disabled"),
        pytest.param('"/health"', '"health"', "path", id="path without slash"),
        pytest.param('    path                = "/health"\n', "", "path", id="no path"),
        pytest.param("healthy_threshold   = 3", "healthy_threshold   = 2", "healthy_threshold", id="healthy"),
        pytest.param("unhealthy_threshold = 2", "unhealthy_threshold = 3", "unhealthy_threshold", id="unhealthy"),
        pytest.param("    unhealthy_threshold = 2\n", "", "unhealthy_threshold", id="unhealthy by default"),
        pytest.param("timeout             = 5", "timeout             = 6", "timeout", id="timeout"),
        pytest.param("interval            = 30", "interval            = 15", "interval", id="interval"),
        pytest.param('matcher             = "200"', 'matcher             = "200-299"', "matcher", id="matcher"),
        pytest.param("timeout             = 5", 'timeout             = "5"', None, id="number in a string"),
        pytest.param('matcher             = "200"', "matcher             = 200", None, id="matcher as a number"),
        pytest.param("    healthy_threshold   = 3\n", "", None, id="healthy by default"),
        pytest.param("    interval            = 30\n", "", None, id="interval by default"),
        pytest.param("    timeout             = 5\n", "", None, id="timeout by default"),
        pytest.param('    matcher             = "200"\n', "", None, id="matcher by default"),
        pytest.param("    enabled             = true\n", "", None, id="enabled by default"),
    ],
)
def test_one_thing_changed(module: Any, old: str, new: str, wrong: str | None) -> None:
    assert old in GOOD
    assert attributes(module(GOOD.replace(old, new))) == ({wrong} if wrong else set())


def test_without_a_block_the_defaults_of_aws_are_judged(module: Any) -> None:
    plan = module(GOOD.replace(BLOCK, ""))
    assert attributes(plan) == {"healthy_threshold"}
    assert attributes(plan, healthy_threshold=5) == set()


def test_nothing_agreed_leaves_what_is_sane_for_everybody(module: Any) -> None:
    assert attributes(module(GOOD.replace(BLOCK, "")), **NOTHING_AGREED) == set()
    odd = GOOD.replace("interval            = 30", "interval            = 5").replace("= 3\n", "= 7\n")
    assert attributes(module(odd), **NOTHING_AGREED) == {"timeout"}


def test_network_load_balancers(module: Any) -> None:
    tcp = GOOD.replace('"HTTP"', '"TCP"').replace("    enabled", '    protocol = "TCP"\n    enabled')
    tcp = tcp.replace('    path                = "/health"\n', "").replace('    matcher             = "200"\n', "")
    assert attributes(module(tcp)) == set()
    by_http = GOOD.replace('"HTTP"', '"TCP"').replace('    matcher             = "200"\n', "")
    assert attributes(module(by_http)) == {"matcher"}
    assert attributes(module(GOOD.replace('"HTTP"', '"TCP"').replace(BLOCK, ""))) == {"healthy_threshold", "timeout"}


def test_grpc_has_codes_of_its_own(module: Any) -> None:
    grpc = GOOD.replace('"HTTP"', '"HTTP"\n  protocol_version = "GRPC"').replace('"200"', '"0"')
    assert attributes(module(grpc)) == set()


def test_overrides_per_service(module: Any, outcomes: Any) -> None:
    text = GOOD.replace(
        'resource "aws_lb_target_group" "web" {', 'resource "aws_lb_target_group" "web" {\n  for_each = local.paths'
    )
    text = text.replace('"/health"', "each.value.path").replace("= 30", "= each.value.interval")
    text = text.replace(
        'resource "aws_ecs_service" "web" {', 'resource "aws_ecs_service" "web" {\n  for_each = local.paths'
    )
    text = text.replace("aws_lb_target_group.web.arn", "aws_lb_target_group.web[each.key].arn")
    text += 'locals {\n  paths = { web = { path = "/", interval = 30 }, api = { path = "/up", interval = 10 } }\n}\n'
    assert outcomes(assert_health_checks, module(text)) == ({f'{GROUP}["api"]'}, set())


def test_group_and_service_in_two_modules(module: Any, outcomes: Any) -> None:
    group, service = (
        GOOD[GOOD.index('resource "aws_lb') : GOOD.index('resource "aws_ecs')],
        GOOD[GOOD.index('resource "aws_ecs') :],
    )
    files = {
        "main.tf": 'module "alb" {\n  source = "./alb"\n}\n'
        'module "app" {\n  source = "./app"\n  group = module.alb.arn\n}\n',
        "alb/main.tf": group.replace("= 3\n", "= 4\n") + 'output "arn" {\n  value = aws_lb_target_group.web.arn\n}\n',
        "app/main.tf": service.replace("aws_lb_target_group.web.arn", "var.group") + 'variable "group" {\n}\n',
    }
    assert outcomes(assert_health_checks, module(files)) == ({f"module.alb.{GROUP}"}, set())


@pytest.mark.parametrize(
    "arn",
    [
        pytest.param("var.unset", id="unset variable"),
        pytest.param('"arn:aws:elasticloadbalancing:eu-central-1:1:targetgroup/web/0"', id="of another stack"),
        pytest.param("data.aws_lb_target_group.web.arn", id="data source"),
    ],
)
def test_groups_that_the_plan_does_not_show(module: Any, outcomes: Any, arn: str) -> None:
    text = GOOD.replace("aws_lb_target_group.web.arn", arn) + 'data "aws_lb_target_group" "web" {\n  name = "web"\n}\n'
    failed, unknown = outcomes(assert_health_checks, module(text))
    assert (failed, len(unknown)) == (set(), 1)


def test_values_that_are_not_known(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_health_checks, module(GOOD.replace("= 30", "= var.unset"))) == (set(), {GROUP})
    assert outcomes(assert_health_checks, module(GOOD.replace('"/health"', "var.unset"))) == (set(), {GROUP})


def test_a_group_that_no_service_uses_is_not_examined(module: Any, outcomes: Any) -> None:
    other = 'resource "aws_lb_target_group" "old" {\n  name = "old"\n}\n'
    assert outcomes(assert_health_checks, module(GOOD + other)) == (set(), set())
    with pytest.raises(RequirementNotMet, match="nothing to check: the plan has no aws_lb_target_group that a service"):
        assert_health_checks(module(other))
    assert_health_checks(module(other), allow_empty=True)


def test_the_older_spelling_of_load_balancer_types(module: Any, outcomes: Any) -> None:
    text = GOOD.replace("aws_lb_target_group", "aws_alb_target_group").replace("= 30", "= 31")
    assert outcomes(assert_health_checks, module(text)) == ({"aws_alb_target_group.web"}, set())


def test_a_dynamic_block_of_nothing_is_no_block(module: Any) -> None:
    empty = '  dynamic "health_check" {\n    for_each = []\n    content {\n      path = "/"\n    }\n  }\n'
    assert attributes(module(GOOD.replace(BLOCK, empty))) == {"healthy_threshold"}


def test_a_seeded_group_is_judged_as_without_seeds(module: Any) -> None:
    text = GOOD.replace("= aws_lb_target_group.web", "= data.aws_lb_target_group.web")
    source = module(text + 'data "aws_lb_target_group" "web" {\n  name = "web"\n}\n')
    group = source["data.aws_lb_target_group.web"]
    checks = from_python([{"healthy_threshold": 3, "timeout": 5}])
    read = group.with_values(Value({**group.values.data, "health_check": checks}))
    seeded = replace(source, resources={**source.resources, group.address: read}, seeded=True)
    places = [
        [(verdict.outcome, verdict.address, verdict.attribute) for verdict in assert_health_checks.check(plan)]
        for plan in (source, seeded)
    ]
    assert places[0] == places[1]
    assert {place[:2] for place in places[0]} == {("unknown", group.address)}
