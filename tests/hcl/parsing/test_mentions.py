"""The references of an expression, found without evaluating it."""

from __future__ import annotations

import pytest

from pytest_ecsfargate.hcl.parsing.mentions import references
from pytest_ecsfargate.hcl.parsing.parser import parse_expression
from pytest_ecsfargate.source import SourceFile


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", []),
        ("var.a", ["var.a"]),
        ("aws_lb.main[0].arn", ["aws_lb.main.arn"]),
        ('module.alb["x"].listener_arn', ["module.alb.listener_arn"]),
        ("local.map[var.key].name", ["local.map.name", "var.key"]),
        ("aws_subnet.a[*].id", ["aws_subnet.a"]),
        ('"${var.a}-${local.b}"', ["var.a", "local.b"]),
        ('"%{ for x in var.list }${x}${var.y}%{ endfor }"', ["var.list", "var.y"]),
        ("[for k, v in var.m : k if v.on && local.x]", ["var.m", "local.x"]),
        ("{ for s in var.list : s.name => s.value }", ["var.list"]),
        ("[for var in local.a : var.b]", ["local.a"]),
        ("merge(var.a, { (local.k) = data.aws_vpc.v.id })", ["var.a", "local.k", "data.aws_vpc.v.id"]),
        ("var.a ? local.b : !local.c", ["var.a", "local.b", "local.c"]),
        ("(var.a).b", ["var.a"]),
        ("try(module.x[0].y, null)", ["module.x.y"]),
    ],
)
def test_references_in_the_order_of_the_text(text: str, expected: list[str]) -> None:
    found = references(parse_expression(SourceFile("main.tf", text)))
    assert [".".join(reference.names) for reference in found] == expected


def test_a_reference_has_its_place() -> None:
    (found,) = references(parse_expression(SourceFile("main.tf", "[1, aws_lb.main.arn]")))
    assert found.span.text == "aws_lb.main.arn"
