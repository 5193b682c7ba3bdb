"""count and for_each: the instances of a block, their addresses, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_ecsfargate.hcl.evaluation.expansion import MAX_INSTANCES, key_suffix
from pytest_ecsfargate.plan.model import Plan

Evaluated = Callable[..., Plan]


def resource(arguments: str) -> str:
    return f'resource "aws_ecs_cluster" "c" {{\n  {arguments}\n}}\n'


@pytest.mark.parametrize(
    ("argument", "keys"),
    [
        ("", [""]),
        ("count = 0", []),
        ("count = 2", ["[0]", "[1]"]),
        ('count = "2"', ["[0]", "[1]"]),
        ("count = true ? 1 : 0", ["[0]"]),
        ("for_each = {}", []),
        ("for_each = { b = 1, a = 2 }", ['["a"]', '["b"]']),
        ('for_each = toset(["b", "a", "b"])', ['["a"]', '["b"]']),
        ('for_each = { "a b" = 1, "c\\"d" = 2 }', ['["a b"]', '["c\\"d"]']),
        ("for_each = tomap({ a = sensitive(1) })", ['["a"]']),
    ],
)
def test_instances(argument: str, keys: list[str], evaluated: Evaluated) -> None:
    found = evaluated(resource(argument))
    assert found.diagnostics == ()
    assert [address.removeprefix("aws_ecs_cluster.c") for address in found.resources] == keys


def test_each_and_count_are_of_the_instance(evaluated: Evaluated) -> None:
    found = evaluated(resource('for_each = { a = { n = 1 } }\n  name = "${each.key}${each.value.n}"'))
    assert found['aws_ecs_cluster.c["a"]']["name"].value == "a1"
    found = evaluated(resource('count = 2\n  name = "c${count.index}"'))
    assert found["aws_ecs_cluster.c[1]"]["name"].value == "c1"


@pytest.mark.parametrize(
    "argument", ["count = length(data.aws_subnets.s.ids)", "for_each = toset(data.aws_subnets.s.ids)"]
)
def test_instances_that_cannot_be_told_are_one_that_stands_for_all(argument: str, evaluated: Evaluated) -> None:
    found = evaluated('data "aws_subnets" "s" {}\n' + resource(f'{argument}\n  name = "x"'))
    assert found.diagnostics == ()
    (cluster,) = found.managed("aws_ecs_cluster")
    assert cluster.address == 'aws_ecs_cluster.c["*"]'
    assert cluster.maybe
    assert cluster["name"].value == "x"


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("count = null", "count must be a number that is not null."),
        ("count = -1", "count must be a whole number, zero or more."),
        ("count = 1.5", "count must be a whole number, zero or more."),
        (
            f"count = {MAX_INSTANCES + 1}",
            f"count is {MAX_INSTANCES + 1}; more than {MAX_INSTANCES} instances are not evaluated.",
        ),
        ("for_each = null", "for_each must be a map or a set of strings that is neither null nor sensitive."),
        ("for_each = sensitive({})", "for_each must be a map or a set of strings that is neither null nor sensitive."),
        ('for_each = ["a"]', "for_each must be a map or a set of strings; this is a tuple([string])."),
        ("for_each = toset([1])", "for_each must be a map or a set of strings; this is a set(number)."),
        ("count = length(aws_ecs_cluster.c)", "These values need each other: aws_ecs_cluster.c (instances)"),
        ("name = each.key", 'There is no variable named "each".'),
    ],
)
def test_what_terraform_refuses(argument: str, message: str, told: Callable[..., list[str]]) -> None:
    assert message in told(resource(argument))[-1]


@pytest.mark.parametrize(
    ("key", "suffix"),
    [
        (None, ""),
        (0, "[0]"),
        ("a", '["a"]'),
        ('a"b', '["a\\"b"]'),
        ("a\\b", '["a\\\\b"]'),
        ("${x}", '["$${x}"]'),
        ("%{x}", '["%%{x}"]'),
        ("a\tb\r\n", '["a\\tb\\r\\n"]'),
    ],
)
def test_keys_are_written_as_terraform_writes_them(key: None | int | str, suffix: str) -> None:
    assert key_suffix(key) == suffix
