"""A deployment: a plan of what is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pytest_ecsfargate import Deployment, assert_log_retention, plan_module, read_deployment
from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.live.deployment import NeverRuns

MODULE = """
provider "aws" {
  region = "eu-central-1"
}

resource "aws_cloudwatch_log_group" "web" {
  name              = "/ecs/web"
  retention_in_days = 7
}
"""


@pytest.fixture
def deployment(tmp_path: Path, account: EmulatedAccount) -> Iterator[Deployment]:
    (tmp_path / "main.tf").write_text(MODULE)
    logs = account.session("eu-central-1").client("logs")
    logs.create_log_group(logGroupName="/ecs/web")
    yield read_deployment(tmp_path, account=account)
    logs.delete_log_group(logGroupName="/ecs/web")


def test_it_is_read_again_with_what_was_agreed(deployment: Deployment, account: EmulatedAccount) -> None:
    agreed = replace(deployment, settings={"log-retention": {"default": 14}})
    group = agreed["aws_cloudwatch_log_group.web"]
    assert group.at("retention_in_days").value == 0
    agreed.clients_of(group)("logs").put_retention_policy(logGroupName="/ecs/web", retentionInDays=14)
    again = agreed.read()
    assert again["aws_cloudwatch_log_group.web"].at("retention_in_days").value == 14
    assert again.settings == agreed.settings
    assert assert_log_retention.judge(again, allow_empty=True).failed == ()


def test_nothing_is_looked_for_in_a_region_that_is_not_known(
    deployment: Deployment, tmp_path: Path, account: EmulatedAccount
) -> None:
    """The account has the log group in its own region; whether that is the one of the module nobody knows."""
    assert account.region == deployment.clients().region == "eu-central-1"
    (tmp_path / "main.tf").write_text('variable "region" {}\n' + MODULE.replace('"eu-central-1"', "var.region"))
    group = read_deployment(tmp_path, account=account)["aws_cloudwatch_log_group.web"]
    days = group.at("retention_in_days")
    assert days.is_unknown
    (trace,) = days.origins
    assert trace.reason == "not read back from AWS: the region of its provider configuration is not known"


def test_it_is_told_apart_from_a_plan(deployment: Deployment, tmp_path: Path) -> None:
    assert repr(deployment).startswith("<Deployment of ")
    assert repr(plan_module(tmp_path)).startswith("<Plan of ")


def test_in_an_emulated_account_nothing_runs(deployment: Deployment) -> None:
    with pytest.raises(NeverRuns, match="no task runs in the emulated account"):
        deployment.must_run()
