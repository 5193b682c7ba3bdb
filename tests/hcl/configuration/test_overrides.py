"""Override files laid over the blocks of a module."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from pytest_ecsfargate.plan.model import Plan

Evaluated = Callable[..., Plan]


def test_arguments_replace_arguments_and_blocks_replace_blocks_of_their_type(evaluated: Evaluated) -> None:
    main = """
resource "aws_lb_target_group" "x" {
  name = "base"
  port = 80
  health_check {
    path    = "/base"
    matcher = "200"
  }
  lifecycle {
    create_before_destroy = true
  }
}
"""
    change = """
resource "aws_lb_target_group" "x" {
  name = "changed"
  health_check {
    path = "/changed"
  }
  lifecycle {
    ignore_changes = [name]
  }
}
"""
    found = evaluated(main, {"override.tf": change})["aws_lb_target_group.x"]
    assert found["name"].value == "changed"
    assert found["port"].value == 80
    assert found["health_check[0].path"].value == "/changed"
    assert found["health_check[0].matcher"].value != "200"
    assert len(found["health_check"]) == 1
    assert found.lifecycle is not None
    assert found.lifecycle.create_before_destroy
    assert found.lifecycle.ignore_changes == ("name",)
    assert str(found["name"].span and found["name"].span.location) == "override.tf:3:10"


def test_a_dynamic_block_replaces_blocks_of_its_type(evaluated: Evaluated) -> None:
    main = 'resource "aws_ecs_cluster" "x" {\n  name = "x"\n  setting {\n    name  = "a"\n    value = "1"\n  }\n}\n'
    change = (
        'resource "aws_ecs_cluster" "x" {\n  dynamic "setting" {\n    for_each = ["b", "c"]\n'
        '    content {\n      name  = setting.value\n      value = "2"\n    }\n  }\n}\n'
    )
    found = evaluated(main, {"x_override.tf": change})["aws_ecs_cluster.x"]
    assert sorted(item["name"] for item in found["setting"].value) == ["b", "c"]


def test_later_files_win_and_locals_are_laid_over_one_by_one(evaluated: Evaluated) -> None:
    main = 'locals {\n  a = 1\n  b = 1\n}\noutput "x" {\n  value = [local.a, local.b]\n}\n'
    files = {"a_override.tf": "locals {\n  a = 2\n  b = 2\n}\n", "b_override.tf": "locals {\n  a = 3\n}\n"}
    assert evaluated(main, files).outputs["x"].value == [3, 2]


def test_providers_are_matched_by_their_alias(evaluated: Evaluated) -> None:
    main = 'provider "aws" {\n  region = "a"\n}\nprovider "aws" {\n  alias  = "east"\n  region = "b"\n}\n'
    change = 'provider "aws" {\n  alias  = "east"\n  region = "c"\n}\n'
    found = evaluated(main, {"override.tf": change}).providers
    assert {name: value["region"].value for name, value in found.items()} == {"aws": "a", "aws.east": "c"}


def test_a_block_with_nothing_below_it_is_told(told: Callable[..., list[str]]) -> None:
    change = 'resource "aws_lb" "nope" {}\nvariable "nope" {}\n'
    assert told("", {"override.tf": change}) == [
        "override.tf:1:1: There is no resource block for this override to change.",
        "override.tf:2:1: There is no variable block for this override to change.",
    ]


STATIC = """
resource "aws_lb_target_group" "x" {
  health_check {
    path = "/base"
  }
}
"""
DYNAMIC = """
resource "aws_lb_target_group" "x" {
  dynamic "health_check" {
    for_each = ["/base"]
    content {
      path = health_check.value
    }
  }
}
"""
STATIC_JSON = {"health_check": {"path": "/base"}}
DYNAMIC_JSON = {"dynamic": {"health_check": {"for_each": ["/base"], "content": {"path": "${health_check.value}"}}}}


def _written(block: str | dict[str, object], path: str) -> tuple[str, str]:
    """The ending of the file of a block in either syntax, and its text with another path."""
    if isinstance(block, str):
        return "tf", block.replace("/base", path)
    text = json.dumps({"resource": {"aws_lb_target_group": {"x": block}}})
    return "tf.json", text.replace("/base", path)


@pytest.mark.parametrize("change", [STATIC, DYNAMIC, STATIC_JSON, DYNAMIC_JSON])
@pytest.mark.parametrize("base", [STATIC, DYNAMIC, STATIC_JSON, DYNAMIC_JSON])
def test_blocks_are_replaced_in_whichever_syntax_both_are_written(
    evaluated: Evaluated, base: str | dict[str, object], change: str | dict[str, object]
) -> None:
    below, above = _written(base, "/base"), _written(change, "/changed")
    found = evaluated("", {f"base.{below[0]}": below[1], f"x_override.{above[0]}": above[1]})
    assert [block["path"] for block in found["aws_lb_target_group.x"]["health_check"].value] == ["/changed"]
    assert found.diagnostics == ()


@pytest.mark.parametrize("base", [STATIC, DYNAMIC, STATIC_JSON, DYNAMIC_JSON])
@pytest.mark.parametrize("change", [{"port": 81}, {"health_check": []}, {"health_check": None}])
def test_blocks_stay_below_an_override_that_has_none(
    evaluated: Evaluated, base: str | dict[str, object], change: dict[str, object]
) -> None:
    below, above = _written(base, "/base"), _written(change, "/changed")
    found = evaluated("", {f"base.{below[0]}": below[1], f"x_override.{above[0]}": above[1]})
    assert [block["path"] for block in found["aws_lb_target_group.x"]["health_check"].value] == ["/base"]


def test_default_tags_are_replaced_across_syntaxes(evaluated: Evaluated) -> None:
    main = """
provider "aws" {
  region = "eu-west-1"
  default_tags {
    tags = { A = "base" }
  }
}
resource "aws_cloudwatch_log_group" "x" {
  name = "x"
}
"""
    change = '{"provider": {"aws": {"default_tags": {"tags": {"B": "changed"}}}}}'
    found = evaluated(main, {"x_override.tf.json": change})["aws_cloudwatch_log_group.x"]
    assert found["tags_all"].value == {"B": "changed"}


def test_what_optional_fills_in_is_that_of_the_block_below(evaluated: Evaluated) -> None:
    main = """
variable "a" {
  type = object({ x = optional(number, 1) })
}
variable "b" {
  type = object({ x = optional(number, 1), y = string })
  default = { y = "y", z = "dropped" }
}
output "o" {
  value = [var.a, var.b]
}
"""
    change = """
variable "a" {
  type = object({ x = optional(number, 2), z = optional(string, "zz") })
}
variable "b" {
  type = object({ x = optional(number, 2), z = optional(string, "zz") })
}
"""
    found = evaluated(main, {"override.tf": change}, variables={"a": {}})
    assert found.outputs["o"].value == [{"x": 1, "z": None}, {"x": 1, "z": None}]
