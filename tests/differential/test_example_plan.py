"""The examples planned by terraform in the emulated account: what we know from the source is what the plan says."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_ecsfargate.plan.from_source import plan_module
from pytest_ecsfargate.plan.model import Plan
from pytest_ecsfargate.plan.request import PlanRequest
from tests.differential.comparison import (
    DATA_SOURCE,
    PROVIDER,
    Leaf,
    output_leaves,
    resource_leaves,
)
from tests.differential.terraform_plan import TerraformPlan, plan_with_terraform

EXAMPLES = Path(__file__).parents[2] / "examples"
MODULES = {
    "dev": ("fintech_platform", ("environments/dev.tfvars",)),
    "prod": ("fintech_platform", ("environments/prod.tfvars",)),
    "migration": ("region_migration", ()),
}


@pytest.fixture(scope="module", params=MODULES)
def both(request: pytest.FixtureRequest, aws_provider: None) -> tuple[Plan, TerraformPlan]:
    name, var_files = MODULES[request.param]
    module = EXAMPLES / name
    files = tuple(module / file for file in var_files)
    return plan_module(module, var_files=files), plan_with_terraform(PlanRequest(module, var_files=files))


def leaves(ours: Plan, theirs: TerraformPlan) -> list[Leaf]:
    found = [
        leaf
        for address, planned in theirs.resources.items()
        for leaf in resource_leaves(ours[address], planned, theirs.deferred)
    ]
    for name, output in theirs.outputs.items():
        found += output_leaves(name, ours.outputs[name], output, theirs.deferred)
    return found


def test_the_addresses_are_the_same(both: tuple[Plan, TerraformPlan]) -> None:
    ours, theirs = both
    assert list(ours.resources) == sorted(theirs.resources)


def test_what_we_know_is_what_the_plan_says(both: tuple[Plan, TerraformPlan]) -> None:
    found = leaves(*both)
    assert [f"{leaf.path}: {leaf.shown}" for leaf in found if leaf.kind == "wrong"] == []
    assert [leaf.path for leaf in found if leaf.kind == "only we know"] == []
    assert sum(leaf.kind == "equal" for leaf in found) > 300


def test_what_only_the_plan_knows_is_decided_by_a_provider(both: tuple[Plan, TerraformPlan]) -> None:
    found = [leaf for leaf in leaves(*both) if leaf.kind == "only the plan knows"]
    assert [(leaf.path, leaf.reason) for leaf in found if leaf.reason not in (DATA_SOURCE, PROVIDER)] == []
