"""Two environments of a module side by side: what differs, what follows the environment, and what is allowed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pytest_ecsfargate.plan.comparison import Comparison, compare_plans
from pytest_ecsfargate.plan.model import Plan
from pytest_ecsfargate.report.comparison import difference_text, unread_text

Planned = Callable[..., Plan]
Compared = Callable[..., Comparison]

VARIABLES = """
variable "environment" { type = string }
variable "other" { default = "same" }
variable "count_of" { default = 1 }
"""


@pytest.fixture
def compared(planned_source: Planned) -> Compared:
    """`compared(main, dev={…}, prod={…}, allow=(…))`: the comparison of a module in two environments."""

    def compare(
        main: str,
        dev: dict[str, Any] | None = None,
        prod: dict[str, Any] | None = None,
        allow: tuple[str, ...] = (),
        files: dict[str, str] | None = None,
    ) -> Comparison:
        first, second = (
            planned_source(VARIABLES + main, files, variables={"environment": name, **(given or {})}, environment=name)
            for name, given in (("dev", dev), ("prod", prod))
        )
        return compare_plans(first, second, allow)

    return compare


def group(name: str, more: str = "") -> str:
    return f'resource "aws_cloudwatch_log_group" "app" {{\n  name = {name}\n  {more}\n}}\n'


def places(found: Comparison) -> list[tuple[str, str]]:
    return [(difference.address, difference.attribute) for difference in found.differences]


APP = "aws_cloudwatch_log_group.app"


@pytest.mark.parametrize(
    ("name", "dev", "prod"),
    [
        ('"app-${var.environment}"', {}, {}),
        ('"/${var.environment}/app"', {}, {}),
        ('"${upper(var.environment)}.app"', {}, {}),
        ("var.environment", {}, {}),
        ('"app-${var.environment}"', {"environment": "development"}, {"environment": "production"}),
        ('"app${var.environment}"', {"environment": "-x1"}, {"environment": ""}),
        ('"${var.environment}.example.com"', {}, {}),
        ('var.environment == "dev" ? "dev.example.com" : "example.com"', {}, {}),
    ],
)
def test_a_name_that_follows_the_environment(
    compared: Compared, name: str, dev: dict[str, Any], prod: dict[str, Any]
) -> None:
    found = compared(group(name), dev, prod)
    assert (places(found), found.resources) == ([], 1)
    assert found.following >= 1


@pytest.mark.parametrize(
    ("dev", "prod"),
    [
        ("device", "produce"),
        ("prod-app", "dev-app"),
        ("app-dev", "application-prod"),
        ("/app", "app"),
        ("app-dev-1", "app-prod-2"),
    ],
)
def test_a_name_that_does_not(compared: Compared, dev: str, prod: str) -> None:
    found = compared(group("var.other"), {"other": dev}, {"other": prod})
    assert places(found) == [(APP, "name")]


def test_another_value(compared: Compared) -> None:
    main = group('"app"', "retention_in_days = var.count_of")
    found = compared(main, {"count_of": 7}, {"count_of": 30})
    (difference,) = found.differences
    assert (difference.address, difference.attribute) == (APP, "retention_in_days")
    assert difference.first is not None
    assert difference.second is not None
    assert (difference.first.value, difference.second.value) == (7, 30)


def test_what_is_set_in_one_only(compared: Compared) -> None:
    main = group('"app"', 'kms_key_id = var.environment == "prod" ? "alias/key" : null')
    assert places(compared(main)) == [(APP, "kms_key_id")]


def test_instances_that_exist_in_one_only(compared: Compared) -> None:
    main = group('"app"', 'count = var.environment == "prod" ? 2 : 1')
    found = compared(main)
    assert places(found) == [(f"{APP}[1]", "")]
    assert found.differences[0].first is None
    assert places(compared(main, allow=(APP,))) == []
    assert places(compared(main, allow=(f"{APP}[0]",))) == [(f"{APP}[1]", "")]


def test_instances_that_are_called_by_the_environment(compared: Compared) -> None:
    main = group('"app-${each.key}"', "for_each = toset([var.environment])\n  retention_in_days = var.count_of")
    assert places(compared(main)) == []
    assert places(compared(main, prod={"count_of": 3})) == [(f'{APP}["dev"]', "retention_in_days")]


def test_the_structure_of_json(compared: Compared) -> None:
    main = """
    resource "aws_ecs_task_definition" "t" {
      family = "t"
      container_definitions = jsonencode([{
        name        = "web"
        image       = "nginx:${var.other}"
        environment = [{ name = "STAGE", value = var.environment }, { name = "SIZE", value = tostring(var.count_of) }]
      }])
    }
    """
    found = compared(main, {"other": "1"}, {"other": "2", "count_of": 5})
    task = "aws_ecs_task_definition.t"
    assert places(found) == [
        (task, "container_definitions[0].environment[1].value"),
        (task, "container_definitions[0].image"),
    ]
    assert found.following == 1


def test_sets_have_no_order(compared: Compared) -> None:
    main = """
    resource "aws_ecs_service" "s" {
      name = "s"
      network_configuration {
        subnets = ["b", var.other]
      }
    }
    """
    assert places(compared(main, {"other": "a"}, {"other": "c"})) == [
        ("aws_ecs_service.s", "network_configuration[0].subnets[0]")
    ]
    main = main.replace('["b", var.other]', 'var.environment == "dev" ? ["a", "b"] : ["b", "a"]')
    assert places(compared(main)) == []


def test_what_is_not_known_is_the_same_where_it_is_read_from_the_same(compared: Compared) -> None:
    data = 'data "aws_ssm_parameter" "{0}" {{\n  name = "{0}"\n}}\n'
    main = data.format("a") + data.format("b") + group("data.aws_ssm_parameter.a.value")
    assert places(compared(main)) == []
    choice = 'var.environment == "dev" ? data.aws_ssm_parameter.a.value : data.aws_ssm_parameter.b.value'
    assert places(compared(main.replace("name = data.aws_ssm_parameter.a.value", f"name = {choice}"))) == [
        (APP, "name")
    ]
    template = '"x-${data.aws_ssm_parameter.a.value}-${var.count_of}"'
    assert places(compared(main.replace("data.aws_ssm_parameter.a.value", template), prod={"count_of": 2})) == [
        (APP, "name")
    ]


def test_what_is_shown_of_what_is_not_known(compared: Compared) -> None:
    data = 'data "aws_ecr_repository" "{0}" {{\n  name = "{0}"\n}}\n'
    main = data.format("a") + data.format("b") + group('"${data.aws_ecr_repository.a.repository_url}-${var.count_of}"')
    text = difference_text(compared(main, prod={"count_of": 2}), ("dev", "prod"))
    assert (
        '     = dev        "${data.aws_ecr_repository.a.repository_url}-1"\n'
        '     = prod       "${data.aws_ecr_repository.a.repository_url}-2"\n'
    ) in text
    kind = "data.aws_ecr_repository"
    whole = group(f'var.environment == "dev" ? {kind}.a.repository_url : {kind}.b.repository_url')
    text = difference_text(compared(data.format("a") + data.format("b") + whole), ("dev", "prod"))
    assert (
        "     = dev        known after apply, because of data.aws_ecr_repository.a.repository_url\n"
        "     = prod       known after apply, because of data.aws_ecr_repository.b.repository_url\n"
    ) in text


def test_two_instances_of_one_environment_are_not_one_of_the_other(compared: Compared) -> None:
    main = group('"app"', 'for_each = var.environment == "dev" ? toset(["dev", "dev-"]) : toset(["prod"])')
    found = compared(main)
    assert [(place, found.differences[0].second) for place in places(found)] == [((f'{APP}["dev-"]', ""), None)]


def test_what_an_emulated_account_was_given_is_no_value(planned_source: Planned) -> None:
    main = (
        VARIABLES
        + 'data "aws_vpc" "main" {}\n'
        + 'resource "aws_security_group" "s" {\n  vpc_id = data.aws_vpc.main.id\n}\n'
    )
    plans = []
    for name, found in (("dev", "vpc-1"), ("prod", "vpc-2")):
        plan = planned_source(main, variables={"environment": name}, environment=name)
        again = plan.reevaluate({}, {"data.aws_vpc.main": {"id": found}})
        assert again is not None
        plans.append(replace(again, environment=name, seeded=True, again=plan.again))
    assert [plan["aws_security_group.s"]["vpc_id"].value for plan in plans] == ["vpc-1", "vpc-2"]
    first, second = plans
    assert places(compare_plans(first, second)) == []
    own = compare_plans(replace(first, seeded=False), replace(second, seeded=False))
    assert places(own) == [("aws_security_group.s", "vpc_id")]


def test_modules_and_tags(compared: Compared) -> None:
    inner = 'variable "team" {}\n' + group('"app"', "tags = { Team = var.team }")
    main = 'module "m" {\n  source = "./inner"\n  team   = var.other\n}\n'
    found = compared(main, prod={"other": "b"}, files={"inner/main.tf": inner})
    assert places(found) == [(f"module.m.{APP}", "tags.Team")]


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [
        ("aws_cloudwatch_log_group.app.retention_in_days", True),
        ("aws_cloudwatch_log_group.*.retention_in_days", True),
        ("retention_in_days", True),
        ("*", True),
        ("aws_cloudwatch_log_group.app", False),
        ("aws_cloudwatch_log_group.*.name", False),
        ("days", False),
    ],
)
def test_what_is_allowed(compared: Compared, pattern: str, allowed: bool) -> None:
    main = group('"app"', "retention_in_days = var.count_of")
    found = compared(main, prod={"count_of": 30}, allow=(pattern,))
    assert (found.allowed, len(found.differences)) == ((1, 0) if allowed else (0, 1))


def test_a_pattern_without_indices_means_all(compared: Compared) -> None:
    main = group('"app"', "count = 2\n  tags = { Size = var.count_of }")
    assert places(compared(main, prod={"count_of": 2}, allow=("tags.Size",))) == []
    assert places(compared(main, prod={"count_of": 2}, allow=(f"{APP}[1].*",))) == [(f"{APP}[0]", "tags.Size")]


TEXT = """\
dev and prod differ in 4 places of 4 resources (1 follows the environment)
Environments plan the same, but for their names and what is allowed.

  aws_cloudwatch_log_group.all["a"], ["b"]
    --> main.tf:6:1
     = attribute  retention_in_days
     = dev        1
     = prod       30

  aws_ssm_parameter.password
    --> main.tf:12:1
     = attribute  value
     = dev        (sensitive)
     = prod       (sensitive)

  aws_ecs_cluster.more[0]
    --> main.tf:18:1
     = only in    prod

  fix:   Make them the same, or allow it in ecsfargate.toml:

         [compare]
         allow = [
           "aws_cloudwatch_log_group.all.retention_in_days",
           "aws_ssm_parameter.password.value",
           "aws_ecs_cluster.more",
         ]"""

MAIN = """
resource "aws_cloudwatch_log_group" "all" {
  for_each          = toset(["a", "b"])
  name              = each.key
  retention_in_days = var.count_of
}

resource "aws_ssm_parameter" "password" {
  name  = "password-${var.environment}"
  type  = "SecureString"
  value = var.other
}

resource "aws_ecs_cluster" "more" {
  count = var.environment == "prod" ? 1 : 0
  name  = "more"
}
"""


def test_the_text(compared: Compared) -> None:
    found = compared(MAIN, {"other": "hunter2-one"}, {"other": "hunter2-two", "count_of": 30})
    text = difference_text(found, ("dev", "prod"))
    assert text == TEXT
    assert all(len(line) <= 88 for line in text.splitlines())


def test_no_secret_is_shown_wherever_it_stands(compared: Compared) -> None:
    main = """
    resource "aws_ecs_task_definition" "t" {
      family = "t"
      container_definitions = jsonencode([{
        name        = "web"
        environment = [{ name = "DB_PASSWORD", value = var.other }]
      }])
    }
    """
    found = compared(main, {"other": "hunter2dev"}, {"other": "hunter2prod"})
    text = difference_text(found, ("dev", "prod"))
    assert "= dev        (sensitive)" in text
    assert "hunter2" not in text + repr(found)
    main = main.replace("environment = [", 'environment = var.environment == "dev" ? [] : [')
    text = difference_text(compared(main, {"other": "hunter2dev"}, {"other": "hunter2prod"}), ("dev", "prod"))
    assert "hunter2" not in text


def test_a_module_that_cannot_be_read_whole(compared: Compared) -> None:
    found = compared(
        group("var.other") + 'module "m" {\n  source = "terraform-aws-modules/ecs/aws"\n}\n', prod={"other": "x"}
    )
    cause = "  module.m: The module terraform-aws-modules/ecs/aws is not a local folder, and"
    assert f"\n  There may be more, because not all of the module could be read:\n{cause}" in difference_text(
        found, ("dev", "prod")
    )
    assert unread_text(found, ("dev", "prod")).startswith(
        f"dev and prod may differ: not all of the module could be read\n{cause}"
    )
