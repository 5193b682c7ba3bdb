from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pytest_ecsfargate.hcl.values import UNKNOWN, Value, from_python
from pytest_ecsfargate.plan.model import Plan
from pytest_ecsfargate.plan.seeds import unseeded

MAIN = """
data "aws_caller_identity" "current" {
}

data "aws_iam_policy" "own" {
  name = "own"
}

resource "aws_iam_role" "web" {
  name               = "web"
  description        = "of ${data.aws_caller_identity.current.account_id}"
  assume_role_policy = "{}"
}
"""


def seeded(plan: Plan) -> Plan:
    """The plan as an emulated account would complete it."""
    role = plan["aws_iam_role.web"]
    made_up = from_python("of 210987654321", role.at("description").origin)
    assert isinstance(role.values.data, dict)
    values = Value({**role.values.data, "description": made_up})
    return replace(plan, resources={**plan.resources, role.address: role.with_values(values)}, seeded=True)


def test_what_an_emulated_account_made_up_is_what_the_source_says(planned_source: Callable[..., Plan]) -> None:
    plan = seeded(planned_source(MAIN))
    role = unseeded(plan, plan["aws_iam_role.web"])
    assert plan["aws_iam_role.web"].at("description").value == "of 210987654321"
    assert role.at("description").value is UNKNOWN
    assert role.at("name").value == "web"


def test_without_the_sources_it_is_not_known(planned_source: Callable[..., Plan]) -> None:
    plan = replace(seeded(planned_source(MAIN)), again=None)
    assert unseeded(plan, plan["aws_iam_role.web"]).at("description").value is UNKNOWN


def test_a_real_account_counts(planned_source: Callable[..., Plan]) -> None:
    plan = replace(seeded(planned_source(MAIN)), seeded=False)
    assert unseeded(plan, plan["aws_iam_role.web"]).at("description").value == "of 210987654321"


def test_a_data_source_is_what_its_block_asks_for(planned_source: Callable[..., Plan]) -> None:
    plan = planned_source(MAIN)
    for each in (plan, replace(plan, seeded=True)):
        found = unseeded(each, each["data.aws_iam_policy.own"])
        assert found.at("name").value == "own"
        assert found.at("arn").value is UNKNOWN
