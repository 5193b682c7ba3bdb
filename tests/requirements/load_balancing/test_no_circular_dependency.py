from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate import RequirementNotMet, assert_no_circular_dependency

GROUP = "aws_lb_target_group.web"
SERVICE = "aws_ecs_service.web"
LISTENER = """
resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
"""
BY_RULE = """
resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80

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

  condition {
    path_pattern {
      values = ["/*"]
    }
  }
}
"""
WEIGHTED = BY_RULE.replace(
    "    target_group_arn = aws_lb_target_group.web.arn\n",
    "    forward {\n      target_group {\n        arn = aws_lb_target_group.web.arn\n      }\n    }\n",
)
BASE = """
variable "unset" {
  type = any
}

resource "aws_lb" "main" {
  name = "shop"
}

resource "aws_lb_target_group" "web" {
  name_prefix = "web-"
  port        = 80
  protocol    = "HTTP"
  vpc_id      = "vpc-1"

  lifecycle {
    create_before_destroy = true
  }
}
"""
SERVICE_BLOCK = """
resource "aws_ecs_service" "web" {
  name       = "web"
  depends_on = [%s]

  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 80
  }
}
"""


@pytest.mark.parametrize(
    ("attaching", "depends_on", "failed"),
    [
        pytest.param(LISTENER, "aws_lb_listener.http", set(), id="listener"),
        pytest.param(LISTENER, "", {SERVICE}, id="listener, nothing"),
        pytest.param(LISTENER, "aws_lb_target_group.web", {SERVICE}, id="listener, group only"),
        pytest.param(LISTENER, "aws_lb.main", {SERVICE}, id="listener, balancer only"),
        pytest.param(BY_RULE, "aws_lb_listener_rule.web", set(), id="rule"),
        pytest.param(BY_RULE, "aws_lb_listener.http", {SERVICE}, id="rule, listener only"),
        pytest.param(WEIGHTED, "aws_lb_listener_rule.web", set(), id="weighted"),
        pytest.param(WEIGHTED, "aws_lb_listener.http", {SERVICE}, id="weighted, listener only"),
        pytest.param(
            LISTENER + BY_RULE[BY_RULE.index('resource "aws_lb_listener_rule"') :],
            "aws_lb_listener.http",
            set(),
            id="both, listener",
        ),
        pytest.param(
            BY_RULE + 'resource "null_resource" "ready" {\n  depends_on = [aws_lb_listener_rule.web]\n}\n',
            "null_resource.ready",
            set(),
            id="rule, through another resource",
        ),
        pytest.param(
            BY_RULE.replace('"web" {', '"web" {\n  for_each = toset(["a"])'),
            "aws_lb_listener_rule.web",
            set(),
            id="for_each",
        ),
    ],
)
def test_what_the_service_waits_for(
    module: Any, outcomes: Any, attaching: str, depends_on: str, failed: set[str]
) -> None:
    plan = module(BASE + attaching + SERVICE_BLOCK % depends_on)
    assert outcomes(assert_no_circular_dependency, plan) == (failed, set())


def test_a_reference_is_as_good_as_depends_on(module: Any, outcomes: Any) -> None:
    service = (SERVICE_BLOCK % "").replace('"web"\n', '"web"\n  tags = { listener = aws_lb_listener.http.arn }\n', 1)
    assert outcomes(assert_no_circular_dependency, module(BASE + LISTENER + service)) == (set(), set())


def test_the_older_spelling_of_load_balancer_types(module: Any, outcomes: Any) -> None:
    text = (BASE + BY_RULE).replace("aws_lb", "aws_alb")
    for entry, failed in (("aws_alb_listener_rule.web", set()), ("aws_alb_listener.http", {SERVICE})):
        plan = module(text + (SERVICE_BLOCK % entry).replace("aws_lb", "aws_alb"))
        assert outcomes(assert_no_circular_dependency, plan) == (failed, set())


@pytest.mark.parametrize(
    ("call", "inside", "failed"),
    [
        pytest.param("depends_on = [module.alb]", "", set(), id="whole module"),
        pytest.param("listener = module.alb.listener", "depends_on = [terraform_data.l]", set(), id="by an output"),
        pytest.param("listener = module.alb.balancer", "depends_on = [terraform_data.l]", {SERVICE}, id="wrong output"),
        pytest.param("", "", {SERVICE}, id="nothing"),
    ],
)
def test_across_modules(module: Any, outcomes: Any, call: str, inside: str, failed: set[str]) -> None:
    outputs = "".join(
        f'output "{name}" {{\n  value = {value}\n}}\n'
        for name, value in (
            ("group", "aws_lb_target_group.web.arn"),
            ("listener", "aws_lb_listener.http.arn"),
            ("balancer", "aws_lb.main.arn"),
        )
    )
    service = (
        (SERVICE_BLOCK % "").replace("depends_on = []", inside).replace("aws_lb_target_group.web.arn", "var.group")
    )
    extra = 'variable "group" {\n}\nvariable "listener" {\n  default = ""\n}\n'
    extra += 'resource "terraform_data" "l" {\n  input = var.listener\n}\n'
    files = {
        "main.tf": 'module "alb" {\n  source = "./alb"\n}\n'
        f'module "app" {{\n  source = "./app"\n  group = module.alb.group\n  {call}\n}}\n',
        "alb/main.tf": BASE.replace('variable "unset" {\n  type = any\n}', "") + LISTENER + outputs,
        "app/main.tf": service + extra,
    }
    expected = {f"module.app.{address}" for address in failed}
    plan = module(files)
    assert outcomes(assert_no_circular_dependency, plan) == (expected, set())
    if failed:
        with pytest.raises(RequirementNotMet, match=r"Add depends_on = \[module.alb\] to the call of module.app."):
            assert_no_circular_dependency(plan)


@pytest.mark.parametrize(
    ("old", "new", "strict", "failed"),
    [
        pytest.param(
            "create_before_destroy = true", "create_before_destroy = false", False, {GROUP}, id="destroyed first"
        ),
        pytest.param("  lifecycle {\n    create_before_destroy = true\n  }\n", "", False, {GROUP}, id="no lifecycle"),
        pytest.param('name_prefix = "web-"', 'name = "web"', False, set(), id="fixed name is advice"),
        pytest.param('name_prefix = "web-"', 'name = "web"', True, {GROUP}, id="fixed name, strictly"),
        pytest.param('name_prefix = "web-"', "", True, set(), id="name by the provider"),
        pytest.param('name_prefix = "web-"', 'name = "web-${random_id.x.hex}"', True, set(), id="random name"),
    ],
)
def test_the_target_group(module: Any, outcomes: Any, old: str, new: str, strict: bool, failed: set[str]) -> None:
    text = BASE.replace(old, new) + LISTENER + SERVICE_BLOCK % "aws_lb_listener.http"
    plan = module(text + 'resource "random_id" "x" {\n  byte_length = 2\n}\n')
    assert outcomes(assert_no_circular_dependency, plan, strict_names=strict) == (failed, set())


def test_a_fixed_name_is_advice(module: Any) -> None:
    text = BASE.replace('name_prefix = "web-"', 'name = "web"') + LISTENER + SERVICE_BLOCK % "aws_lb_listener.http"
    advice = [verdict.advice for verdict in assert_no_circular_dependency.check(module(text)) if verdict.advice]
    assert advice == ["its name is fixed, so a replacement fails while the old one stands; use name_prefix"]


def test_what_depends_on_the_group_makes_it_create_before_destroy_too(module: Any, outcomes: Any) -> None:
    base = BASE.replace("  lifecycle {\n    create_before_destroy = true\n  }\n", "")
    rule = LISTENER.replace("port              = 80\n", "lifecycle {\n    create_before_destroy = true\n  }\n")
    plan = module(base + rule + SERVICE_BLOCK % "aws_lb_listener.http")
    assert outcomes(assert_no_circular_dependency, plan) == (set(), set())


def test_a_listener_that_may_attach_the_group(module: Any, outcomes: Any) -> None:
    maybe = LISTENER.replace("aws_lb_target_group.web.arn", "var.unset")
    for entry, unknown in (("", {SERVICE}), ("aws_lb_listener.http", set())):
        plan = module(BASE + maybe + SERVICE_BLOCK % entry)
        assert outcomes(assert_no_circular_dependency, plan) == (set(), unknown)


def test_a_group_given_from_outside_is_unknown(module: Any, outcomes: Any) -> None:
    service = (SERVICE_BLOCK % "").replace("aws_lb_target_group.web.arn", "var.unset")
    assert outcomes(assert_no_circular_dependency, module(BASE + service)) == (set(), {SERVICE})


def test_a_cycle(module: Any) -> None:
    text = BASE + LISTENER + SERVICE_BLOCK % "aws_lb_listener.http, terraform_data.a"
    text += 'resource "terraform_data" "a" {\n  depends_on = [terraform_data.b]\n}\n'
    text += 'resource "terraform_data" "b" {\n  depends_on = [terraform_data.a]\n}\n'
    found = [verdict for verdict in assert_no_circular_dependency.check(module(text)) if verdict.outcome == "not met"]
    assert len(found) == 1
    assert found[0].address in ("terraform_data.a", "terraform_data.b")


def test_a_service_without_load_balancer_is_not_examined(module: Any) -> None:
    service = SERVICE_BLOCK[: SERVICE_BLOCK.index("  load_balancer")] + "}\n"
    with pytest.raises(
        RequirementNotMet, match="nothing to check: the plan has no aws_ecs_service with a load_balancer"
    ):
        assert_no_circular_dependency(module(BASE + service % ""))


def test_to_wait_for_a_rule_that_may_not_exist_is_not_enough(module: Any, outcomes: Any) -> None:
    rule = BY_RULE[BY_RULE.index('resource "aws_lb_listener_rule') :]
    maybe = rule.replace("  listener_arn", "  count = var.unset ? 1 : 0\n  listener_arn")
    text = BASE + LISTENER + maybe + SERVICE_BLOCK
    only_rule = module(
        text.replace("listener_arn = aws_lb_listener.http.arn", 'listener_arn = "x"') % "aws_lb_listener_rule.web"
    )
    assert outcomes(assert_no_circular_dependency, only_rule) == (set(), {SERVICE})
    assert outcomes(assert_no_circular_dependency, module(text % "aws_lb_listener.http")) == (set(), set())


def test_a_dependent_that_may_not_exist_makes_no_group_be_created_first_for_sure(module: Any, outcomes: Any) -> None:
    first = "  lifecycle {\n    create_before_destroy = true\n  }\n"
    assert first in BASE
    dependent = LISTENER.replace("  port", f"{first}  port").replace("http", "other")
    text = (
        BASE.replace(first, "") + LISTENER + SERVICE_BLOCK % "aws_lb_listener.http, aws_lb_listener.other" + dependent
    )
    assert outcomes(assert_no_circular_dependency, module(text)) == (set(), set())
    maybe = text.replace(dependent, dependent.replace("  load_b", "  count = var.unset ? 1 : 0\n  load_b"))
    assert outcomes(assert_no_circular_dependency, module(maybe)) == (set(), {GROUP})
