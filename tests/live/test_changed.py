"""What AWS tells, held against what was applied: only what is the same comes from the source."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate import Plan, Value, plan_module
from pytest_ecsfargate.hcl.values import from_python
from pytest_ecsfargate.live.changed import on_source
from pytest_ecsfargate.plan.evidence import DIFFERS

TASK = """
data "aws_ecr_repository" "web" {
  name = "web"
}

resource "aws_ecs_task_definition" "web" {
  family                = "web"
  cpu                   = "256"
  container_definitions = jsonencode([
    { name = "web", image = "${data.aws_ecr_repository.web.repository_url}:1", cpu = 10 },
    { name = "envoy", image = "envoy:1" },
  ])
}
"""
CONTAINERS = "container_definitions"


@pytest.fixture
def task(tmp_path: Path) -> Plan:
    (tmp_path / "main.tf").write_text(TASK)
    return plan_module(tmp_path)


def live(task: Plan, attribute: str, value: Any) -> Value:
    path = f"aws_ecs_task_definition.web.{attribute}"
    return on_source(from_python(value), task["aws_ecs_task_definition.web"].at(attribute), path)


def reasons(value: Value) -> set[str]:
    return {trace.reason for trace in value.origins}


def test_what_is_as_it_was_applied_has_its_origin(task: Plan) -> None:
    same = live(task, "cpu", 256)
    assert same.span is not None
    assert DIFFERS not in reasons(same)


def test_what_differs_has_its_place_but_not_its_origin(task: Plan) -> None:
    changed = live(task, "cpu", "512")
    assert changed.value == "512"
    assert changed.span == task["aws_ecs_task_definition.web"].at("cpu").span
    assert reasons(changed) == {DIFFERS}


def deployed(image: str, **more: object) -> str:
    return json.dumps([{"name": "envoy", "image": "envoy:1"}, {"name": "web", "image": image, "cpu": 10, **more}])


def test_inside_of_json_only_the_changed_part_loses_its_origin(task: Plan) -> None:
    image = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/web:1"
    value = live(task, CONTAINERS, deployed(image, essential=True)).decoded
    assert value is not None
    assert value[1]["image"].value == image
    assert value[1]["image"].comes_from("data.aws_ecr_repository")
    assert reasons(value[1]["essential"]) == {DIFFERS}
    assert value[0]["image"].span is not None


def test_an_image_that_cannot_be_the_applied_one_does_not_come_from_its_repository(task: Plan) -> None:
    value = live(task, CONTAINERS, deployed("111122223333.dkr.ecr.eu-central-1.amazonaws.com/web:2")).decoded
    assert value is not None
    assert not value[1]["image"].comes_from("data.aws_ecr_repository")
    assert reasons(value[1]["image"]) == {DIFFERS}


def test_what_nobody_wrote_is_of_outside_unless_it_is_nothing(task: Plan) -> None:
    assert reasons(on_source(from_python("x"), None, "a.b.c")) == {DIFFERS}
    nothing: tuple[Any, ...] = (None, "", [], {})
    assert [reasons(on_source(from_python(each), None, "a.b.c")) for each in nothing] == [set()] * 4


def test_a_secret_stays_one(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'variable "s" {\n  default   = "x"\n  sensitive = true\n}\n'
        'resource "aws_ecs_task_definition" "web" {\n  family = var.s\n}\n'
    )
    assert live(plan_module(tmp_path), "family", "x").sensitive
    assert live(plan_module(tmp_path), "family", "y").sensitive
