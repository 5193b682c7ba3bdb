from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_ecsfargate.hcl.values import PartialString, Value, from_python, unknown
from pytest_ecsfargate.plan.links import Link, link, same_text
from pytest_ecsfargate.plan.model import Plan
from pytest_ecsfargate.plan.provenance import comes_from

NAME, ARN = "aws_cloudwatch_log_group.own.name", "aws_cloudwatch_log_group.own.arn"
MODULE = """
variable "unset" {
  type = string
}

variable "many" {
  type = number
}

resource "aws_cloudwatch_log_group" "own" {
  name_prefix = "/ecs/web"
}

resource "aws_cloudwatch_log_group" "named" {
  name = "/ecs/${var.unset}"
}

resource "aws_cloudwatch_log_group" "some" {
  count       = var.many
  name_prefix = "/ecs/some"
}

module "inner" {
  source = "./inner"
  name   = local.name
}

locals {
  name   = %s
  result = module.inner.name
}

output "result" {
  value = local.result
}
"""
INNER = {"inner/main.tf": 'variable "name" {\n}\n\noutput "name" {\n  value = "${var.name}"\n}\n'}
Planned = Callable[..., Plan]


def result(planned_source: Planned, expression: str) -> tuple[Plan, Value]:
    plan = planned_source(MODULE % expression, INNER)
    assert not plan.diagnostics
    return plan, plan.outputs["result"]


def named(planned_source: Planned, expression: str) -> Link:
    return link(*result(planned_source, expression), "aws_cloudwatch_log_group", by=("name", "arn:6"))


@pytest.mark.parametrize(
    "expression",
    [
        pytest.param(NAME, id="reference"),
        pytest.param(f'"${{{NAME}}}"', id="template of one reference"),
        pytest.param(f'format("%s", {NAME})', id="format of one reference"),
        pytest.param(f"coalesce(var.unset, {NAME})", id="coalesce"),
        pytest.param(f"tostring({NAME})", id="tostring"),
        pytest.param(f"trimspace({NAME})", id="trimspace"),
        pytest.param(f'lookup({{ web = {NAME} }}, "web")', id="lookup"),
        pytest.param(f'var.unset == "" ? {NAME} : "/other"', id="condition"),
        pytest.param("one(aws_cloudwatch_log_group.some[*].name)", id="one of a splat"),
        pytest.param('try(aws_cloudwatch_log_group.some[0].name, "")', id="try"),
        pytest.param('element(concat(aws_cloudwatch_log_group.some.*.name, [""]), 0)', id="element"),
        pytest.param('join("", aws_cloudwatch_log_group.some[*].name)', id="join of nothing but one"),
        pytest.param('join("", aws_cloudwatch_log_group.some.*.name)', id="join of an attribute splat"),
        pytest.param("[for group in aws_cloudwatch_log_group.some : group.name][0]", id="for"),
        pytest.param(f'split(":", {ARN})[6]', id="cut from the arn"),
        pytest.param('"/ecs/${var.unset}"', id="the same text around the same reference"),
    ],
)
def test_what_is_handed_on_as_it_is_names_the_resource(planned_source: Planned, expression: str) -> None:
    assert named(planned_source, expression).resources


@pytest.mark.parametrize(
    "expression",
    [
        pytest.param(f'"x-${{{NAME}}}"', id="something before it"),
        pytest.param(ARN, id="another attribute"),
        pytest.param("aws_cloudwatch_log_group.some[0].arn", id="another attribute of an instance"),
        pytest.param('"/other/${var.unset}"', id="another text around the same reference"),
    ],
)
def test_another_text_does_not_name_what_it_is_made_of(planned_source: Planned, expression: str) -> None:
    assert not named(planned_source, expression).resources


def test_an_arn_is_not_the_name(planned_source: Planned) -> None:
    assert named(planned_source, ARN).outside


def test_a_longer_name_is_none_of_the_plan(planned_source: Planned) -> None:
    plan = planned_source(
        'resource "aws_ecs_cluster" "a" {\n  name = "${var.x}-a"\n}\nvariable "x" {\n  type = string\n}\n'
        'output "old" {\n  value = "${aws_ecs_cluster.a.name}-old"\n}\n'
    )
    assert link(plan, plan.outputs["old"], "aws_ecs_cluster", by=("name",)).outside


@pytest.mark.parametrize(
    "expression",
    [
        pytest.param(f'"${{dirname({NAME})}}/api"', id="a part of it"),
        pytest.param(f'replace({NAME}, "web", "api")', id="replaced"),
        pytest.param(f"lower({NAME})", id="in small letters"),
        pytest.param(f"md5({NAME})", id="a hash"),
        pytest.param("var.unset", id="a variable"),
    ],
)
def test_what_a_function_makes_is_not_decided(planned_source: Planned, expression: str) -> None:
    assert named(planned_source, expression).undecided


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        pytest.param(f'"${{{ARN}}}:x"', True, id="what may follow"),
        pytest.param(f'join(":", [{ARN}, var.unset])', True, id="what may follow, by join"),
        pytest.param(f'format("%s:%s", {ARN}, var.unset)', True, id="what may follow, by format"),
        pytest.param(f'"${{{ARN}}}${{var.unset == "" ? ":a" : ":b"}}"', True, id="what may follow, either way"),
        pytest.param(f'"${{{ARN}}}/x"', False, id="what may not follow"),
        pytest.param(f'format("%s/x", {ARN})', False, id="what may not follow, by format"),
        pytest.param(f'"${{dirname({ARN})}}/x"', False, id="a part of it and something else"),
        pytest.param(f"md5({ARN})", False, id="a hash"),
        pytest.param(f'"x${{{ARN}}}"', False, id="something before it"),
        pytest.param(f'"${{{ARN}}}${{var.unset}}"', None, id="what follows is not known"),
        pytest.param(f'replace({ARN}, "a", "b")', None, id="replaced"),
    ],
)
def test_what_a_text_begins_with(planned_source: Planned, expression: str, answer: bool | None) -> None:
    _, value = result(planned_source, expression)
    assert comes_from(value, "aws_cloudwatch_log_group.*.arn", behind=":")[0] is answer


def test_texts_are_compared_as_far_as_they_are_known() -> None:
    open_end = unknown()
    texts = {
        text: from_python(text) if "?" not in text else _with_gap(text, open_end)
        for text in ("shop", "shop-old", "?", "?-old", "shop-?", "web-?", "a?b", "ab")
    }
    answers = {
        ("shop", "shop"): True,
        ("shop", "shop-old"): False,
        ("?-old", "?-old"): True,
        ("?", "?-old"): False,
        ("shop-?", "web-?"): False,
        ("shop", "web-?"): False,
        ("shop-old", "shop-?"): None,
        ("shop-?", "?-old"): None,
        ("a?b", "ab"): None,
    }
    for (one, other), answer in answers.items():
        assert same_text(texts[one], texts[other]) is answer, (one, other)
        assert same_text(texts[other], texts[one]) is answer, (other, one)


def _with_gap(text: str, gap: Value) -> Value:
    before, _, after = text.partition("?")
    parts = [from_python(before), gap, from_python(after)]
    return Value(PartialString(tuple(part for part in parts if part.data != "")))
