"""The provider itself reads what was seeded: one module with what public modules look up, in each of their ways."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_ecsfargate.account.choose import make_account
from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.account.seeding.registry import seeders
from pytest_ecsfargate.engines import make_plan
from pytest_ecsfargate.plan.from_source import plan_module
from pytest_ecsfargate.plan.model import Plan
from pytest_ecsfargate.plan.request import PlanRequest
from pytest_ecsfargate.plan.seeds import SEEDED

EVERYTHING = Path(__file__).parent / "everything"


@pytest.fixture(scope="module")
def account() -> Iterator[EmulatedAccount]:
    made = make_account("emulated", plan_module(EVERYTHING))
    assert isinstance(made, EmulatedAccount)
    yield made
    made.close()


@pytest.fixture(scope="module")
def plan(account: EmulatedAccount, aws_provider: None) -> Plan:
    return make_plan(PlanRequest(EVERYTHING), engine="terraform", account=account)


def test_all_is_found(plan: Plan, account: EmulatedAccount) -> None:
    assert account.unseeded == {}
    assert account.faults() == ()


def test_what_a_module_takes_apart_has_the_form_of_aws(plan: Plan) -> None:
    assert {name: output.value for name, output in plan.outputs.items()} == {
        "token": len(SEEDED),
        "image": True,
        "ip_ranges": ["192.0.2.0/24"],
        "managed_policy": "arn:aws:iam::aws:policy/NewerThanMoto",
        "registry": "999999999999.dkr.ecr.eu-north-1.amazonaws.com/r2",
    }


def test_every_seeder_is_tried() -> None:
    tried = {resource.type for resource in plan_module(EVERYTHING).data()}
    others = {name for name in seeders() if name.startswith(("aws_alb", "aws_s3_bucket_object"))}
    assert set(seeders()) - tried - others == set()
