from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate import RequirementNotMet, assert_services

CLUSTER = "aws_ecs_cluster.main"
WEB, API = "aws_ecs_service.web", "aws_ecs_service.api"
GROUP, RULE = "aws_lb_target_group.web", "aws_lb_listener_rule.web"


def service(name: str, task: str = "", group: str = "") -> str:
    block = f"""
  load_balancer {{
    target_group_arn = aws_lb_target_group.{group}.arn
    container_name   = "{name}"
    container_port   = 80
  }}
"""
    return f"""
resource "aws_ecs_task_definition" "{name}" {{
  family                = "{name}"
  container_definitions = "[]"
}}

resource "aws_ecs_service" "{name}" {{
  name            = "dev-{name}-pr7"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.{task or name}.arn
{block if group else ""}}}
"""


def group(name: str) -> str:
    return f"""
resource "aws_lb_target_group" "{name}" {{
  name     = "{name}"
  port     = 80
  protocol = "HTTP"
  vpc_id   = "vpc-1"
}}
"""


def rule(name: str, *groups: str) -> str:
    targets = "".join(
        f"      target_group {{\n        arn = aws_lb_target_group.{each}.arn\n      }}\n" for each in groups
    )
    return f"""
resource "aws_lb_listener_rule" "{name}" {{
  listener_arn = "arn:aws:elasticloadbalancing:eu-central-1:1:listener/app/x/1/2"

  action {{
    type = "forward"

    forward {{
{targets}    }}
  }}
}}
"""


LISTENER = """
resource "aws_lb_listener" "http" {
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-central-1:1:loadbalancer/app/x/1"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
"""
OUTPUT = 'output "group" {\n  value = { arn = aws_lb_target_group.web.arn }\n}\n'
HEAD = 'variable "unset" {\n  type = any\n}\n\nresource "aws_ecs_cluster" "main" {\n  name = "shop"\n}\n'
BOTH = ("web", "api")


@pytest.mark.parametrize(
    ("text", "failed", "unknown"),
    [
        pytest.param(service("web") + service("api"), set(), set(), id="all there"),
        pytest.param(service("web"), {CLUSTER}, set(), id="one missing"),
        pytest.param(service("web") + service("api") + service("x"), {"aws_ecs_service.x"}, set(), id="one more"),
        pytest.param(service("web") + service("api", task="web"), {WEB, API}, set(), id="one task definition for two"),
        pytest.param(
            service("web") + service("api").replace("aws_ecs_task_definition.api.arn", '"api:3"'),
            set(),
            {API},
            id="task definition of another stack",
        ),
        pytest.param(
            service("web") + service("api").replace("aws_ecs_task_definition.api.arn", "var.unset"),
            set(),
            {API},
            id="unknown task definition",
        ),
        pytest.param(
            service("web", group="web")
            + service("api", group="api")
            + group("web")
            + group("api")
            + rule("web", "web"),
            {"aws_lb_target_group.api"},
            set(),
            id="a rule for one of two",
        ),
        pytest.param(
            service("web", group="web") + service("api") + group("web") + LISTENER,
            set(),
            set(),
            id="default action",
        ),
        pytest.param(
            service("web", group="web")
            + service("api")
            + group("web")
            + LISTENER.replace("aws_lb_target_group.web.arn", "var.unset"),
            set(),
            {"aws_lb_target_group.web"},
            id="a listener that may forward to it",
        ),
        pytest.param(
            service("web", group="web") + service("api") + group("web") + OUTPUT,
            set(),
            {"aws_lb_target_group.web"},
            id="a listener made elsewhere, by an output",
        ),
        pytest.param(
            service("web", group="web") + service("api") + group("web") + OUTPUT + rule("web", "web"),
            set(),
            set(),
            id="a rule, and an output",
        ),
        pytest.param(
            service("web", group="web") + service("api", group="web") + group("web"),
            {"aws_lb_target_group.web"},
            set(),
            id="one target group for two",
        ),
        pytest.param(
            service("web", group="web")
            + service("api", group="api")
            + group("web")
            + group("api")
            + rule("web", "web")
            + rule("api", "api"),
            set(),
            set(),
            id="a rule each",
        ),
        pytest.param(
            service("web", group="web") + service("api", group="api") + group("web") + group("api") + rule("x", *BOTH),
            {"aws_lb_listener_rule.x"},
            set(),
            id="one rule for two",
        ),
    ],
)
def test_services(module: Any, outcomes: Any, text: str, failed: set[str], unknown: set[str]) -> None:
    assert outcomes(assert_services, module(HEAD + text), expected=BOTH) == (failed, unknown)


def test_two_target_groups_of_one_service_may_share_a_rule(module: Any, outcomes: Any) -> None:
    blue_green = service("web", group="blue").removesuffix("}\n") + service("web", group="green").split("arn\n", 1)[1]
    text = HEAD + blue_green + group("blue") + group("green") + rule("x", "blue", "green")
    assert outcomes(assert_services, module(text), expected=["web"]) == (set(), set())


def test_the_platforms_services_are_the_default(module: Any, outcomes: Any) -> None:
    plan = module(HEAD + service("web") + service("api") + service("worker"))
    assert outcomes(assert_services, plan) == (set(), set())


def test_nothing_agreed_leaves_what_each_needs(module: Any, outcomes: Any) -> None:
    plan = module(HEAD + service("other") + service("x", task="other"))
    assert outcomes(assert_services, plan, expected=None) == ({"aws_ecs_service.other", "aws_ecs_service.x"}, set())


@pytest.mark.parametrize("type", ["aws_db_instance", "aws_instance", "aws_lambda_function", "aws_dynamodb_table"])
def test_other_infrastructure_is_reported_when_there_shall_be_nothing_else(
    module: Any, outcomes: Any, type: str
) -> None:
    plan = module(HEAD + service("web") + f'resource "{type}" "x" {{\n}}\n')
    assert outcomes(assert_services, plan, expected=["web"]) == (set(), set())
    assert outcomes(assert_services, plan, expected=["web"], only=True) == ({f"{type}.x"}, set())


def test_a_module_for_another_job_is_told_what_it_makes(module: Any) -> None:
    plan = module('resource "aws_instance" "x" {\n}\nresource "aws_db_instance" "x" {\n}\n')
    with pytest.raises(RequirementNotMet) as caught:
        assert_services(plan)
    (finding,) = caught.value.findings
    assert (finding.address, finding.expected) == (".", "the services web, api, worker")
    assert finding.note == "the module deploys none of them: it makes aws_db_instance, aws_instance"


def test_services_of_a_module_that_is_not_at_hand_are_not_missing_for_sure(module: Any, outcomes: Any) -> None:
    text = HEAD + 'module "api" {\n  source = "example/api/aws"\n}\n' + service("web")
    failed, unknown = outcomes(assert_services, module(text), expected=BOTH)
    assert failed == set()
    assert CLUSTER in unknown


MAYBE = service("web").replace('  name            = "dev', '  count = var.unset ? 1 : 0\n  name = "dev')


def test_a_service_that_may_not_exist_may_be_missing(module: Any, outcomes: Any) -> None:
    plan = module(HEAD + MAYBE)
    assert outcomes(assert_services, plan, expected=["web"]) == (set(), {CLUSTER})
    other = service("other").replace("dev-other", "dev-web")
    assert outcomes(assert_services, module(HEAD + MAYBE + other), expected=["web"]) == (set(), set())


def test_a_service_in_a_module_that_may_not_exist_may_be_missing(module: Any, outcomes: Any) -> None:
    call = 'module "shop" {\n  source = "./shop"\n  count = var.unset ? 1 : 0\n}\n'
    shop = service("web").replace("aws_ecs_cluster.main.id", '"shop"')
    plan = module({"main.tf": HEAD + call, "shop/main.tf": shop})
    assert outcomes(assert_services, plan, expected=["web"]) == (set(), {CLUSTER})


def test_a_task_definition_is_shared_only_with_a_service_that_exists(module: Any, outcomes: Any) -> None:
    api = service("api", task="web").replace('  name            = "dev', '  count = var.unset ? 1 : 0\n  name = "dev')
    plan = module(HEAD + service("web") + api)
    assert outcomes(assert_services, plan, expected=None) == (set(), {WEB, f'{API}["*"]'})


def test_a_target_group_is_shared_only_with_a_service_that_exists(module: Any, outcomes: Any) -> None:
    one, other = (service(name, group="web") for name in BOTH)
    maybe = other.replace('  name            = "dev', '  count = var.unset ? 1 : 0\n  name = "dev')
    shared = HEAD + group("web") + rule("web", "web") + one
    assert outcomes(assert_services, module(shared + other), expected=None)[0] == {RULE, GROUP}
    assert outcomes(assert_services, module(shared + maybe), expected=None) == (set(), {RULE, GROUP})
