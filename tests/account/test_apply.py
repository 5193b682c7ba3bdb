"""Terraform applies a module in the emulated account, reads it back as it was written, and destroys it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.account.choose import make_account
from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.plan.from_source import plan_module
from pytest_ecsfargate.session.prepared import prepared
from pytest_ecsfargate.settings.options import Settings
from pytest_ecsfargate.terraform.tftest_runner import PlanOutput, TerraformTest

APPLIED = Path(__file__).parent / "applied"
REGION = "eu-west-1"
# (service, operation, what it lists): all kinds of things that the module creates.
LISTS = (
    ("application-autoscaling", "describe_scalable_targets", "ScalableTargets"),
    ("application-autoscaling", "describe_scaling_policies", "ScalingPolicies"),
    ("application-autoscaling", "describe_scheduled_actions", "ScheduledActions"),
    ("cloudwatch", "describe_alarms", "MetricAlarms"),
    ("codedeploy", "list_applications", "applications"),
    ("ec2", "describe_network_acls", "NetworkAcls"),
    ("ec2", "describe_route_tables", "RouteTables"),
    ("ec2", "describe_security_groups", "SecurityGroups"),
    ("ec2", "describe_subnets", "Subnets"),
    ("ec2", "describe_vpcs", "Vpcs"),
    ("ecs", "list_clusters", "clusterArns"),
    ("ecs", "list_task_definitions", "taskDefinitionArns"),
    ("iam", "list_roles", "Roles"),
    ("route53", "list_hosted_zones", "HostedZones"),
    ("servicediscovery", "list_namespaces", "Namespaces"),
    ("servicediscovery", "list_services", "Services"),
)


@pytest.fixture(scope="module")
def account() -> Iterator[EmulatedAccount]:
    made = make_account("emulated", plan_module(APPLIED))
    assert isinstance(made, EmulatedAccount)
    yield made
    made.close()


@pytest.fixture(scope="module")
def terraform(account: EmulatedAccount, aws_provider: None) -> Iterator[TerraformTest]:
    with prepared(Settings(timeout=300), APPLIED, {}, None, account) as made:
        yield made


def test_what_is_applied_is_read_back_and_destroyed(terraform: TerraformTest, account: EmulatedAccount) -> None:
    before = _numbers(account)
    terraform.apply()
    assert all(count > before[kind] for kind, count in _numbers(account).items()), "every kind is there"

    again = terraform.plan(output=True)
    assert isinstance(again, PlanOutput)
    changed = {item["address"]: item["change"]["actions"] for item in again.resource_changes.values()}
    assert {address: actions for address, actions in changed.items() if actions != ["no-op"]} == {}

    ecs = account.session(REGION).client("ecs")
    (service,) = ecs.describe_services(cluster="main", services=["web"])["services"]
    assert (service["desiredCount"], service["runningCount"], service["pendingCount"]) == (2, 0, 2)
    connect = service["deployments"][0]["serviceConnectConfiguration"]
    assert connect["services"][0]["clientAliases"] == [{"port": 8080, "dnsName": "web"}]

    terraform.destroy()
    assert _numbers(account) == before
    assert account.faults() == ()


def _numbers(account: EmulatedAccount) -> dict[str, int]:
    """How many there are of each kind of thing."""
    session = account.session(REGION)
    found = {}
    for service, operation, kind in LISTS:
        only: dict[str, Any] = {"ServiceNamespace": "ecs"} if service == "application-autoscaling" else {}
        if operation == "list_task_definitions":
            only = {"status": "ACTIVE"}
        found[f"{service} {kind}"] = len(getattr(session.client(service), operation)(**only)[kind])
    return found
