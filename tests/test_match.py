from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from pytest_ecsfargate import (
    Absent,
    Anything,
    Contains,
    Json,
    Matching,
    Plan,
    assert_resources,
    find_resources,
    plan_module,
)

TEXT = """
variable "unset" {
  type = any
}

resource "aws_lb_target_group" "web" {
  name     = "web"
  port     = 80
  protocol = "HTTP"
  tags     = { Team = "a", "x:y" = "b" }

  health_check {
    interval = 30
    matcher  = "200"
  }
}

resource "aws_lb_target_group" "api" {
  name     = "api-${var.unset}"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = var.unset

  health_check {
    interval = 15
  }
}

resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  container_definitions = jsonencode([
    { name = "web", image = "${var.unset}:1", cpu = 1 },
    { name = "proxy", image = "proxy:1" },
  ])
}

resource "aws_security_group" "x" {
  ingress {
    from_port = 80
    to_port   = 80
    protocol  = "tcp"
  }

  ingress {
    from_port = 443
    to_port   = 443
    protocol  = "tcp"
  }
}

resource "aws_db_instance" "x" {
  password = "hunter2hunter2"
}
"""
GROUP, TASK = "aws_lb_target_group", "aws_ecs_task_definition"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    folder: Path = tmp_path_factory.mktemp("module")
    (folder / "main.tf").write_text(TEXT, encoding="utf-8")
    return plan_module(folder)


@pytest.mark.parametrize(
    ("type", "like", "names"),
    [
        pytest.param(GROUP, {}, {"web", "api"}, id="everything"),
        pytest.param(GROUP, {"port": 80}, {"web"}, id="number"),
        pytest.param(GROUP, {"port": "80"}, {"web"}, id="number as text"),
        pytest.param(GROUP, {"protocol": "HTTP"}, {"web", "api"}, id="text"),
        pytest.param(GROUP, {"health_check": {"interval": 30}}, {"web"}, id="block"),
        pytest.param(GROUP, {"health_check[0].interval": 30}, {"web"}, id="path"),
        pytest.param(GROUP, {"health_check": [{"interval": 30}]}, {"web"}, id="all blocks"),
        pytest.param(GROUP, {"health_check": {"interval": 30, "matcher": "404"}}, set(), id="a part that differs"),
        pytest.param(GROUP, {"tags": {"Team": "a"}}, {"web"}, id="map"),
        pytest.param(GROUP, {"tags": {"x:y": "b"}}, {"web"}, id="key with a colon"),
        pytest.param(GROUP, {"tags": Absent()}, {"api"}, id="absent"),
        pytest.param(GROUP, {"tags": Absent}, {"api"}, id="absent without brackets"),
        pytest.param(GROUP, {"tags": None}, {"api"}, id="null"),
        pytest.param(GROUP, {"stickiness": Absent(), "tags": Anything()}, {"web"}, id="no block"),
        pytest.param(GROUP, {"vpc_id": Anything()}, {"api"}, id="unknown is something"),
        pytest.param(GROUP, {"name": Matching("^we")}, {"web"}, id="pattern"),
        pytest.param(GROUP, {"port": Matching("^80$")}, {"web"}, id="pattern of a number"),
        pytest.param(GROUP, {"name": Contains("api-")}, {"api"}, id="known part of a text"),
        pytest.param(GROUP, {"name": Contains("pi-x")}, set(), id="part that is not known"),
        pytest.param(TASK, {"requires_compatibilities": ["FARGATE"]}, {"web"}, id="list"),
        pytest.param(TASK, {"requires_compatibilities": {"FARGATE"}}, {"web"}, id="set"),
        pytest.param(TASK, {"requires_compatibilities": ["FARGATE", "EC2"]}, set(), id="longer list"),
        pytest.param(TASK, {"requires_compatibilities": Contains("FARGATE")}, {"web"}, id="element"),
        pytest.param(TASK, {"container_definitions": Json([{"name": "web"}, {"name": "proxy"}])}, {"web"}, id="json"),
        pytest.param(TASK, {"container_definitions": Json(Contains({"name": "proxy"}))}, {"web"}, id="element of json"),
        pytest.param(TASK, {"container_definitions": Json(Contains({"name": "x"}))}, set(), id="no element of json"),
        pytest.param(TASK, {"family": Json({})}, set(), id="no json"),
        pytest.param("aws_security_group", {"ingress": {"from_port": 443}}, {"x"}, id="one block of several"),
        pytest.param("aws_security_group", {"ingress": Contains({"to_port": 80}, {"to_port": 443})}, {"x"}, id="both"),
    ],
)
def test_resources_that_are_like_a_description(plan: Plan, type: str, like: Any, names: set[str]) -> None:
    assert {resource.name for resource in find_resources(plan, type, like)} == names


def test_asserting_gives_what_was_found(plan: Plan) -> None:
    assert [found.name for found in assert_resources(plan, GROUP, like={"port": 80})] == ["web"]
    assert len(assert_resources(plan, GROUP, count=2)) == 2
    assert assert_resources(plan, GROUP, like={"port": 1}, count=0) == ()


def text_of(plan: Plan, *args: Any, **settings: Any) -> str:
    with pytest.raises(AssertionError) as caught:
        assert_resources(plan, *args, **settings)
    return str(caught.value)


def test_the_closest_are_shown_with_what_is_different(plan: Plan) -> None:
    like = {"port": 80, "vpc_id": "vpc-1", "health_check": {"interval": 15}, "name": Matching("^x")}
    assert text_of(plan, GROUP, like) == dedent(
        """\
        0 of 2 aws_lb_target_group are like this, not at least one
          like: {port = 80, vpc_id = "vpc-1", health_check = {interval = 15}, name = Matching(pattern='^x')}

          aws_lb_target_group.api  (main.tf:18)
            port: expected 80, found 8080
            vpc_id: expected "vpc-1", found not known, because of var.unset, which has no value
            name: expected a text like ^x, found not known, because of var.unset, which has no value

          aws_lb_target_group.web  (main.tf:6)
            vpc_id: expected "vpc-1", found not set
            health_check[0].interval: expected 15, found 30
            name: expected a text like ^x, found "web\""""
    )


def test_too_many_are_listed(plan: Plan) -> None:
    assert text_of(plan, GROUP, {"protocol": "HTTP"}, count=1) == dedent(
        """\
        2 of 2 aws_lb_target_group are like this, not 1
          like: {protocol = "HTTP"}
          aws_lb_target_group.api  (main.tf:18)
          aws_lb_target_group.web  (main.tf:6)"""
    )


def test_a_type_that_the_plan_does_not_have(plan: Plan) -> None:
    assert text_of(plan, "aws_lb_target_groups") == (
        "the plan has no aws_lb_target_groups; did you mean aws_lb_target_group?"
    )
    assert text_of(plan, "aws_zzz") == "the plan has no aws_zzz"


def test_no_secret_is_shown(plan: Plan) -> None:
    text = text_of(plan, "aws_db_instance", {"password": "something else"})
    assert "hunter2" not in text
    assert 'password: expected "something else", found (sensitive)' in text
