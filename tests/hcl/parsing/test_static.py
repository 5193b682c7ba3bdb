"""References that are read, not evaluated: `depends_on`, `ignore_changes`, `replace_triggered_by`, `providers`."""

from __future__ import annotations

import pytest

from pytest_ecsfargate.hcl.parsing.parser import parse_expression
from pytest_ecsfargate.hcl.parsing.static import static_list, static_pairs
from pytest_ecsfargate.hcl.syntax import HCLError, Node
from pytest_ecsfargate.source import SourceFile


def parsed(text: str) -> Node:
    return parse_expression(SourceFile("main.tf", text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[]", []),
        ("all", ["all"]),
        ("[aws_lb_listener.http, module.alb]", ["aws_lb_listener.http", "module.alb"]),
        ('["aws_lb_listener.http", "module.alb",]', ["aws_lb_listener.http", "module.alb"]),
        ('[tags["a"], tags [ "b" ].c]', ['tags["a"]', 'tags["b"].c']),
        ("[setting[0].value, setting.1.value]", ["setting[0].value", "setting[1].value"]),
        (
            "[aws_lb.main[each.key], aws_lb.main[count.index].arn]",
            ["aws_lb.main[each.key]", "aws_lb.main[count.index].arn"],
        ),
        (r'[tags["a\"b"]]', [r'tags["a\"b"]']),
        (r'["tags[\"a\"]"]', ['tags["a"]']),
        ("aws.east", ["aws.east"]),
        ('"aws.east"', ["aws.east"]),
        ("[\n# why\ndata.aws_vpc . main\n]", ["data.aws_vpc.main"]),
    ],
)
def test_gives_references_in_their_normal_spelling(text: str, expected: list[str]) -> None:
    assert [reference.text for reference in static_list(parsed(text))] == expected


def test_gives_the_place_of_each_reference() -> None:
    found = static_list(parsed('[\n  aws_lb.a,\n  "aws_lb.b",\n]'))
    assert [(reference.span.text, str(reference.span.location)) for reference in found] == [
        ("aws_lb.a", "main.tf:2:3"),
        ('"aws_lb.b"', "main.tf:3:3"),
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[f()]", "1:2"),
        ("[a, b[*].c]", "1:5"),
        ('["${a}"]', "1:2"),
        ('["a b"]', "1:2"),
        ("[1]", "1:2"),
        ("[a[b + 1]]", "1:2"),
        ("[a[1.5]]", "1:2"),
        ("[a[true]]", "1:2"),
        ("a ? b : c", "1:1"),
        ("[for a in b : a]", "1:1"),
    ],
)
def test_refuses_what_needs_evaluation(text: str, place: str) -> None:
    with pytest.raises(HCLError) as caught:
        static_list(parsed(text))
    message = 'Expected a reference, such as "aws_lb.main" or "all", that can be read without evaluating it.'
    assert str(caught.value) == f"main.tf:{place}: {message}"


def test_gives_pairs_of_provider_references() -> None:
    found = static_pairs(parsed('{\n aws = aws.east\n aws.peer = "aws"\n}'))
    assert [(key.text, value.text) for key, value in found] == [("aws", "aws.east"), ("aws.peer", "aws")]
    assert str(found[1][0].span.location) == "main.tf:3:2"


def test_refuses_pairs_that_are_no_object() -> None:
    with pytest.raises(HCLError, match=r'Expected pairs of references in "\{ \}"\.'):
        static_pairs(parsed("[aws]"))
