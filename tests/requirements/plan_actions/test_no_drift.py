from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate import Plan, RequirementNotMet, assert_no_drift, load_plan, plan_module
from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.terraform.tftest_runner import TerraformTest

GROUPS = """
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

resource "aws_cloudwatch_log_group" "it" {
  for_each          = toset(["api", "web", "worker"])
  name              = "/ecs/${each.key}"
  retention_in_days = 7
}
"""
WEB, WORKER = (f'aws_cloudwatch_log_group.it["{name}"]' for name in ("web", "worker"))


@pytest.fixture(scope="module")
def deployed(
    terraform_binary: Path, aws_provider: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[TerraformTest, EmulatedAccount]]:
    """Three log groups that are applied in an emulated account, before anything is changed there."""
    module = tmp_path_factory.mktemp("groups")
    (module / "main.tf").write_text(GROUPS)
    source = plan_module(module)
    account = EmulatedAccount(region="eu-central-1")
    account.prepare(source)
    made = TerraformTest(module, binary=str(terraform_binary), overrides=account.overrides(source))
    made.env.update(account.variables())
    try:
        made.setup()
        made.apply()
        yield made, account
    finally:
        made.close()
        account.close()


@pytest.fixture(scope="module")
def untouched(deployed: tuple[TerraformTest, EmulatedAccount]) -> Plan:
    return planned(deployed[0])


@pytest.fixture(scope="module")
def drifted(untouched: Plan, deployed: tuple[TerraformTest, EmulatedAccount]) -> Plan:
    """After somebody changed one group, and deleted another."""
    logs = deployed[1].session().client("logs")
    logs.put_retention_policy(logGroupName="/ecs/web", retentionInDays=30)
    logs.delete_log_group(logGroupName="/ecs/worker")
    return planned(deployed[0])


def planned(made: TerraformTest) -> Plan:
    """From the plan file; what terraform shows of it says the same."""
    made.execute_command("plan", "-input=false", "-out=saved")
    plan = load_plan(Path(made.tfdir, "saved"))
    shown = Path(made.tfdir, "saved.json")
    shown.write_text(made.execute_command("show", "-json", "saved").out)
    assert same(plan) == same(load_plan(shown)) == same(load_plan(json.loads(shown.read_text())))
    return plan


def same(plan: Plan) -> list[str]:
    return sorted(map(repr, (*(plan.changes or ()), *(plan.drift or ()))))


def test_nothing_was_changed(untouched: Plan, outcomes: Any) -> None:
    # The provider reads `{}` where it wrote null: that is no drift.
    assert untouched.drift is not None
    assert all(change.changed == () for change in untouched.drift)
    assert outcomes(assert_no_drift, untouched) == (set(), set())
    assert outcomes(assert_no_drift, untouched, second=True) == (set(), set())
    assert len(assert_no_drift.check(untouched)) == 3


def test_what_was_changed_and_deleted(drifted: Plan, outcomes: Any) -> None:
    assert outcomes(assert_no_drift, drifted) == ({WEB, WORKER}, set())
    notes = {verdict.address: verdict.note for verdict in assert_no_drift.check(drifted)}
    assert notes[WEB] == "changed outside of Terraform: retention_in_days"
    assert notes[WORKER] == "deleted outside of Terraform"
    assert outcomes(assert_no_drift, drifted, addresses=['*.it["web"]']) == ({WEB}, set())


def test_the_text(drifted: Plan) -> None:
    with pytest.raises(RequirementNotMet) as caught:
        assert_no_drift(drifted, addresses=[WEB])
    assert str(caught.value).splitlines()[:9] == [
        "ECSF813 no-drift: 1 of 1 failed  [medium]",
        "Nothing was changed outside of Terraform.",
        "",
        f"  {WEB}",
        "    --> main.tf:15:1",
        '  15 | resource "aws_cloudwatch_log_group" "it" {',
        "     | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
        "     = expected   no change outside of Terraform",
        "     = note       changed outside of Terraform: retention_in_days",
    ]


@pytest.mark.parametrize(
    ("after", "failed"),
    [("x", set()), ("y", {"terraform_data.it"})],
)
def test_a_second_plan_changes_nothing(changed: Any, outcomes: Any, after: str, failed: set[str]) -> None:
    plan = changed(*(f'resource "terraform_data" "it" {{\n  input = "{value}"\n}}' for value in ("x", after)))
    assert outcomes(assert_no_drift, plan) == (set(), set())
    assert outcomes(assert_no_drift, plan, second=True) == (failed, set())
    notes = {verdict.note for verdict in assert_no_drift.check(plan, second=True)}
    assert notes == ({"planned: update: input, output"} if failed else {""})


def test_nothing_at_all_is_no_evidence(changed: Any) -> None:
    plan = changed("", "")
    with pytest.raises(RequirementNotMet, match="nothing to check: the plan has no managed resource"):
        assert_no_drift(plan)
    assert_no_drift(plan, allow_empty=True)


def test_a_plan_without_state_is_unknown(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_no_drift, module('resource "terraform_data" "x" {}')) == (set(), {"."})
