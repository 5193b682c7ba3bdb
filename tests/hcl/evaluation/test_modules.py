"""Modules in modules: inputs, outputs, instances, and modules that are not at hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_ecsfargate.plan.model import Plan

Evaluated = Callable[..., Plan]
ECHO = 'variable "x" {\n  default = "d"\n}\noutput "x" {\n  value = var.x\n}\n'


def call(arguments: str, output: str = "module.m.x") -> str:
    return f'module "m" {{\n  source = "./m"\n  {arguments}\n}}\noutput "o" {{\n  value = {output}\n}}\n'


@pytest.mark.parametrize(
    ("arguments", "output", "expected"),
    [
        ("x = 1", "module.m.x", 1),
        ("", "module.m.x", "d"),
        ("", "module.m", {"x": "d"}),
        ("count = 2\n  x = count.index", "module.m[*].x", [0, 1]),
        ("count = 0", "module.m[*].x", []),
        (
            'for_each = { b = 1, a = 2 }\n  x = "${each.key}${each.value}"',
            "{ for k, m in module.m : k => m.x }",
            {"a": "a2", "b": "b1"},
        ),
        ("", "[for name, value in module.m : name]", ["x"]),
        ("", "keys(module.m)", ["x"]),
        ("", 'try(module.m.nope, "none")', "none"),
    ],
)
def test_outputs(arguments: str, output: str, expected: object, evaluated: Evaluated) -> None:
    found = evaluated(call(arguments, output), {"m/main.tf": ECHO})
    assert [str(item) for item in found.diagnostics] == []
    assert found.outputs["o"].value == expected


def test_addresses_hold_the_keys_of_all_modules_above(evaluated: Evaluated) -> None:
    files = {
        "m/main.tf": 'module "n" {\n  source = "../n"\n  count  = 2\n}\n',
        "n/main.tf": 'resource "aws_ecs_cluster" "c" {\n  name = path.module\n}\n',
    }
    found = evaluated('module "m" {\n  source   = "./m"\n  for_each = { eu = 1 }\n}\n', files)
    assert list(found.resources) == [
        'module.m["eu"].module.n[0].aws_ecs_cluster.c',
        'module.m["eu"].module.n[1].aws_ecs_cluster.c',
    ]
    assert found['module.m["eu"].module.n[1].aws_ecs_cluster.c']["name"].value == "n"
    assert found['module.m["eu"].module.n[1].aws_ecs_cluster.c'].module == 'module.m["eu"].module.n[1]'


def test_instances_below_a_module_that_may_not_exist_are_uncertain(evaluated: Evaluated) -> None:
    main = 'data "aws_subnets" "s" {}\nmodule "m" {\n  source = "./m"\n  count  = length(data.aws_subnets.s.ids)\n}\n'
    found = evaluated(main, {"m/main.tf": 'resource "aws_ecs_cluster" "c" {\n  name = "x"\n}\n'})
    (cluster,) = found.managed()
    assert cluster.maybe
    assert cluster["name"].value == "x"


@pytest.mark.parametrize("source", ["hashicorp/vpc/aws", "git::https://example.com/x.git", "./nope"])
def test_what_a_module_that_is_not_at_hand_gives_is_unknown_with_that_reason(source: str, evaluated: Evaluated) -> None:
    main = f'module "m" {{\n  source = "{source}"\n}}\noutput "o" {{\n  value = "${{module.m.id}}/x"\n}}\n'
    found = evaluated(main)
    assert not found.complete
    assert found.outputs["o"].text == '"${module.m.id}/x"'
    first = found.outputs["o"].origins[0]
    assert (first.ref, first.reason) == ("module.m.id", "the module is not at hand")


def test_outputs_may_feed_inputs_of_the_same_module(evaluated: Evaluated) -> None:
    module = (
        'variable "a" {}\nvariable "b" {}\noutput "a" {\n  value = upper(var.a)\n}\noutput "b" {\n  value = var.b\n}\n'
    )
    found = evaluated(call('a = "x"\n  b = module.m.a', "module.m.b"), {"m/main.tf": module})
    assert found.diagnostics == ()
    assert found.outputs["o"].value == "X"


def test_a_cycle_through_a_module_is_told_with_its_way(told: Callable[..., list[str]]) -> None:
    assert told(call("x = module.m.x"), {"m/main.tf": ECHO}) == [
        "m/main.tf:1:1: These values need each other: module.m.output.x -> module.m.var.x -> module.m.output.x."
    ] or told(call("x = module.m.x"), {"m/main.tf": ECHO}) == [
        "m/main.tf:4:1: These values need each other: module.m.output.x -> module.m.var.x -> module.m.output.x."
    ]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("  a = local.b\n  b = local.a\n", "main.tf:2:3: These values need each other: local.a -> local.b -> local.a."),
        ("  a = try(local.a, 1)\n", "main.tf:2:3: These values need each other: local.a -> local.a."),
        ("  a = can(local.a)\n", "main.tf:2:3: These values need each other: local.a -> local.a."),
        ("  a = true ? 1 : local.a\n", "main.tf:2:3: These values need each other: local.a -> local.a."),
    ],
)
def test_cycles_of_locals_are_told(body: str, message: str, told: Callable[..., list[str]]) -> None:
    assert told(f"locals {{\n{body}}}\n") == [message]


def test_the_instances_of_a_module_may_not_depend_on_it(told: Callable[..., list[str]]) -> None:
    (found,) = told(call("count = module.m[0].x", "1"), {"m/main.tf": ECHO})
    assert "These values need each other: module.m (instances) -> module.m (instances)." in found


def test_a_wrong_input_is_told_where_it_is_given(told: Callable[..., list[str]]) -> None:
    files = {"m/main.tf": 'variable "x" {\n  type = number\n}\n'}
    assert told('module "m" {\n  source = "./m"\n  x      = "five"\n}\n', files) == [
        'main.tf:3:12: The value of variable "x" does not fit its type: a number is required'
    ]


def test_what_nobody_reads_is_judged_too(told: Callable[..., list[str]]) -> None:
    files = {"m/main.tf": 'locals {\n  a = nope.x\n}\noutput "b" {\n  value = var.gone\n}\n'}
    assert told('module "m" {\n  source = "./m"\n}\n', files) == [
        'm/main.tf:2:7: There is no variable named "nope".',
        "m/main.tf:5:11: module.m.var has no attribute named 'gone'.",
    ]
