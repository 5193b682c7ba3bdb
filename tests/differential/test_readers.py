"""What is read back through boto3, against what terraform's own state says after apply and refresh."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.live.clients import RegionalClients
from pytest_ecsfargate.live.readers import READERS
from pytest_ecsfargate.plan.from_source import plan_module
from pytest_ecsfargate.terraform.tftest_runner import TerraformTest
from tests.live.shape import misfits

MODULE = Path(__file__).parent / "data" / "deployed"

# A load balancer takes a minute to apply. What the emulated account says of a service is not what AWS says.
NOT_APPLIED = {"aws_alb", "aws_lb", "aws_ecs_service", "aws_ecs_cluster_capacity_providers"}

# What AWS does not tell: terraform's own business, values that are secret, the beginning of a name.
# What is left out: what no requirement looks at.
UNREAD = {
    "aws_cloudwatch_log_group": {"name_prefix"},
    "aws_iam_role": {"name_prefix", "create_date"},
    "aws_iam_policy_attachment": {"id", "name"},
    "aws_iam_role_policy_attachment": {"id"},
    "aws_lb_listener": {"tcp_idle_timeout_seconds"},
    "aws_lb_target_group": {"target_failover", "target_group_health", "target_health_state"},
    "aws_secretsmanager_secret": {"recovery_window_in_days"},
    "aws_security_group": {"name_prefix"},
    "aws_security_group_rule": {"id", "security_group_rule_id"},
    # The emulated account describes parameters without their ARN, which AWS tells.
    "aws_ssm_parameter": {"arn", "value"},
    "aws_subnet": {"private_dns_hostname_type_on_launch"},
    "aws_vpc": {
        "arn",
        "default_network_acl_id",
        "default_route_table_id",
        "default_security_group_id",
        "main_route_table_id",
    },
    "aws_vpc_security_group_egress_rule": {"arn"},
    "aws_vpc_security_group_ingress_rule": {"arn"},
}


def normal(value: Any) -> Any:
    """Without what is not set, which the provider keeps as null or as the zero of its type; JSON and sets compared
    by what they hold."""
    if isinstance(value, dict):
        inner = {name: normal(each) for name, each in value.items()}
        return {name: each for name, each in inner.items() if each is not None} or None
    if isinstance(value, list):
        return sorted((normal(each) for each in value), key=lambda each: json.dumps(each, sort_keys=True)) or None
    if isinstance(value, str) and value.startswith(("{", "[")):
        return normal(json.loads(value))
    return value or None


@pytest.fixture(scope="module")
def account() -> Iterator[EmulatedAccount]:
    made = EmulatedAccount()
    made.start()
    yield made
    made.close()


@pytest.fixture(scope="module")
def variables(account: EmulatedAccount) -> dict[str, str]:
    """What is made beforehand."""
    session = account.session()
    subnets = [subnet["SubnetId"] for subnet in session.client("ec2").describe_subnets()["Subnets"]]
    balancer = session.client("elbv2").create_load_balancer(Name="made", Subnets=subnets[:2])["LoadBalancers"][0]
    ecs = session.client("ecs")
    ecs.create_cluster(clusterName="made")
    ecs.register_task_definition(family="made", containerDefinitions=[{"name": "a", "image": "b", "memory": 128}])
    ecs.create_service(cluster="made", serviceName="web", taskDefinition="made", desiredCount=1)
    return {"load_balancer_arn": balancer["LoadBalancerArn"], "scaled": "service/made/web"}


@pytest.fixture(scope="module")
def deployed(
    account: EmulatedAccount, variables: dict[str, str], terraform_binary: Path, aws_provider: None
) -> list[dict[str, Any]]:
    """The managed resources of terraform's state."""
    overrides = account.overrides(plan_module(MODULE, variables=variables))
    runner = TerraformTest(MODULE, binary=str(terraform_binary), overrides=overrides)
    try:
        runner.env.update({name: value for name, value in account.environment().items() if name.startswith("AWS_")})
        runner.setup()
        runner.apply(tf_vars=variables)
        runner.refresh(tf_vars=variables)
        state = json.loads(runner.execute_command("show", "-json").out)
    finally:
        runner.close()
    return [each for each in state["values"]["root_module"]["resources"] if each["mode"] == "managed"]


def test_each_type_is_applied(deployed: list[dict[str, Any]]) -> None:
    applied = {resource["type"] for resource in deployed}
    aliases = {kind.replace("aws_lb", "aws_alb", 1) for kind in applied if kind.startswith("aws_lb")}
    assert applied | aliases | NOT_APPLIED == READERS.keys()


def test_all_that_is_read_is_what_terraform_has(account: EmulatedAccount, deployed: list[dict[str, Any]]) -> None:
    clients = RegionalClients(account, account.region)
    different, wrong = [], []
    unread: dict[str, set[str]] = {}
    for resource in deployed:
        kind, values = resource["type"], resource["values"]
        found = READERS[kind](clients, values)
        assert found is not None, resource["address"]
        wrong += misfits(kind, found)
        for name, value in found.items():
            if normal(value) != normal(values[name]):
                different.append((resource["address"], name, value, values[name]))
        left = {name for name, value in values.items() if name not in found and normal(value) is not None}
        unread.setdefault(kind, set()).update(left - {"tags"})
    assert different == []
    assert wrong == []
    assert {kind: names for kind, names in unread.items() if names} == UNREAD
