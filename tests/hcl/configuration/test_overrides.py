"""Override files laid over the blocks of a module."""

from __future__ import annotations

from collections.abc import Callable

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
