"""The comparison itself: what counts as wrong, as equal and as unknown for which reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.plan.from_source import plan_module
from pytest_ecsfargate.plan.model import Plan
from tests.differential.comparison import (
    DATA_SOURCE,
    ERROR,
    MAYBE,
    PROVIDER,
    UNDESCRIBED,
    Leaf,
    output_leaves,
    resource_leaves,
)
from tests.differential.terraform_plan import Planned

MAIN = """
data "aws_vpc" "v" {
  id = "vpc-1"
}
resource "aws_sqs_queue" "q" {
  name = %s
  tags = { A = "b" }
}
output "o" {
  value = %s
}
"""
PlannedSource = Callable[[str], Plan]


@pytest.fixture
def planned_source(tmp_path: Path) -> PlannedSource:
    def plan(main: str) -> Plan:
        (tmp_path / "main.tf").write_text(main)
        return plan_module(tmp_path)

    return plan


def told(found: Leaf) -> tuple[str, str]:
    return found.kind, found.reason or found.shown


@pytest.mark.parametrize(
    ("value", "after", "unknown", "expected"),
    [
        ('"a"', "a", False, [("equal", "")]),
        ('"a"', "b", False, [("wrong", "'a', but the plan says 'b'")]),
        ('"a"', None, True, [("wrong", "'a', but the plan does not know it")]),
        ("null", None, False, [("equal", "")]),
        ("null", [], False, [("wrong", "None, but the plan says []")]),
        ("[]", [], False, [("equal", "")]),
        ("[1, 2]", [1], False, [("wrong", "[1, 2], but the plan says [1]")]),
        ("[1, 2]", [1, 3], False, [("equal", ""), ("wrong", "2, but the plan says 3")]),
        ("{ a = 1 }", {"a": 1, "b": 2}, False, [("equal", ""), ("wrong", "nothing, but the plan says 2")]),
        ('toset(["a", "b"])', ["b", "a"], False, [("equal", ""), ("equal", "")]),
        ("jsonencode({ a = 1, b = null })", '{"a":1}', False, [("equal", "")]),
        ("jsonencode({ a = 1 })", '{"a":2}', False, [("wrong", "1, but the plan says 2")]),
        ("aws_sqs_queue.q.arn", None, True, [("unknown in both", "")]),
        ("aws_sqs_queue.q.arn", "x", False, [("only the plan knows", PROVIDER)]),
        ("data.aws_vpc.v.cidr_block", "x", False, [("only the plan knows", DATA_SOURCE)]),
        ("data.aws_vpc.v.cidr_block_associations", [{"a": 1}, {}], False, [("only the plan knows", DATA_SOURCE)] * 2),
        ("nope.x", "x", False, [("only the plan knows", ERROR)]),
        ("timestamp()", "x", False, [("only the plan knows", "it is the time at which Terraform applies")]),
    ],
)
def test_leaves_of_an_output(
    value: str, after: Any, unknown: Any, expected: list[tuple[str, str]], planned_source: PlannedSource
) -> None:
    output = planned_source(MAIN % ('"q"', value)).outputs["o"]
    assert [told(leaf) for leaf in output_leaves("o", output, Planned(after, unknown), ())] == expected


def test_leaves_of_a_resource(planned_source: PlannedSource) -> None:
    queue = planned_source(MAIN % ('"q"', "1"))["aws_sqs_queue.q"]
    planned = Planned({"name": "x", "tags": {"A": "b"}}, {"arn": True})
    assert [(leaf.path, *told(leaf)) for leaf in resource_leaves(queue, planned, ())] == [
        ("aws_sqs_queue.q.arn", "unknown in both", ""),
        ("aws_sqs_queue.q.name", "wrong", "'q', but the plan says 'x'"),
        ("aws_sqs_queue.q.tags.A", "equal", ""),
    ]


def test_what_is_sensitive_is_not_shown(planned_source: PlannedSource) -> None:
    queue = planned_source(MAIN % ('sensitive("q")', "1"))["aws_sqs_queue.q"]
    (leaf,) = resource_leaves(queue, Planned({"name": "x"}, {}), ())
    assert told(leaf) == ("wrong", "a sensitive value, but the plan says something else")


def test_what_a_data_source_that_the_plan_has_not_read_gives_may_be_known_early(planned_source: PlannedSource) -> None:
    document = 'data "aws_iam_policy_document" "d" {\n  statement {\n    actions = ["s3:*"]\n  }\n}\n'
    plan = planned_source(document + MAIN % ("data.aws_iam_policy_document.d.json", "1"))
    planned = Planned({}, {"name": True})
    for deferred, kind in (("data.aws_iam_policy_document.d",), "only we know"), ((), "wrong"):
        assert [leaf.kind for leaf in resource_leaves(plan["aws_sqs_queue.q"], planned, deferred)] == [kind]


def test_instances_that_are_not_counted_and_types_that_are_not_described(planned_source: PlannedSource) -> None:
    plan = planned_source(
        'resource "aws_eip" "e" {\n  count = length(data.aws_subnets.s.ids)\n  domain = "e-${count.index}"\n}\n'
        'data "aws_subnets" "s" {\n}\nresource "aws_new" "n" {\n  port = "1"\n}\n'
    )
    (eip,) = plan.managed("aws_eip")
    assert [told(leaf) for leaf in resource_leaves(eip, Planned({"domain": "e-0"}, {}), ())] == [
        ("only the plan knows", MAYBE)
    ]
    assert [told(leaf) for leaf in resource_leaves(plan["aws_new.n"], Planned({"port": 1, "size": 2}, {}), ())] == [
        ("equal", ""),
        ("only the plan knows", UNDESCRIBED),
    ]
