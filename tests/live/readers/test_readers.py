"""What holds of all readers."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.aws.schema import AWS_EXTRACT
from pytest_ecsfargate.live.clients import RegionalClients
from pytest_ecsfargate.live.readers import READERS, Unidentified
from tests.live.readers.conftest import Read, Told

REGION = "eu-central-1"
ECS = f"arn:aws:ecs:{REGION}:730184296155"
ELB = f"arn:aws:elasticloadbalancing:{REGION}:730184296155"
LISTENER = f"{ELB}:listener/app/none/300626d49b370196/cf01229a22cdb12e"
SCALED = {
    "service_namespace": "ecs",
    "resource_id": "service/none/none",
    "scalable_dimension": "ecs:service:DesiredCount",
}
RULE = {"ip_protocol": "tcp", "from_port": 1, "to_port": 1, "cidr_ipv4": "10.0.0.0/8"}
GROUP_RULE = {"type": "ingress", "protocol": "-1", "cidr_blocks": ["10.0.0.0/8"]}

# For each type every way to name what is not there.
ABSENT: tuple[tuple[str, dict[str, Any]], ...] = (
    ("aws_alb", {"name": "none"}),
    ("aws_alb_listener", {"arn": LISTENER}),
    ("aws_alb_listener_rule", {"listener_arn": LISTENER, "priority": 1}),
    ("aws_alb_target_group", {"name": "none"}),
    ("aws_appautoscaling_policy", {"name": "none", **SCALED}),
    ("aws_appautoscaling_target", SCALED),
    ("aws_cloudwatch_dashboard", {"dashboard_name": "none"}),
    ("aws_cloudwatch_log_group", {"name": "none"}),
    ("aws_cloudwatch_log_group", {"name_prefix": "none"}),
    ("aws_ecr_repository", {"name": "none"}),
    ("aws_ecs_cluster", {"arn": f"{ECS}:cluster/none"}),
    ("aws_ecs_cluster", {"name": "none"}),
    ("aws_ecs_cluster_capacity_providers", {"cluster_name": "none"}),
    ("aws_ecs_service", {"name": "none", "cluster": "none"}),
    ("aws_ecs_task_definition", {"arn": f"{ECS}:task-definition/none:1"}),
    ("aws_ecs_task_definition", {"family": "none"}),
    ("aws_iam_policy", {"arn": "arn:aws:iam::730184296155:policy/none"}),
    ("aws_iam_policy", {"name": "none"}),
    ("aws_iam_policy", {"name_prefix": "none"}),
    ("aws_iam_policy_attachment", {"policy_arn": "arn:aws:iam::730184296155:policy/none"}),
    ("aws_iam_role", {"name": "none"}),
    ("aws_iam_role_policies_exclusive", {"role_name": "none"}),
    ("aws_iam_role_policy_attachments_exclusive", {"role_name": "none"}),
    ("aws_iam_role", {"name_prefix": "none"}),
    ("aws_iam_role_policy", {"name": "none", "role": "none"}),
    ("aws_iam_role_policy", {"name_prefix": "none", "role": "none"}),
    ("aws_iam_role_policy_attachment", {"role": "none", "policy_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
    ("aws_lb", {"arn": f"{ELB}:loadbalancer/app/none/300626d49b370196"}),
    ("aws_lb", {"name": "none"}),
    ("aws_lb", {"name_prefix": "none"}),
    ("aws_lb_listener", {"arn": LISTENER}),
    ("aws_lb_listener", {"load_balancer_arn": f"{ELB}:loadbalancer/app/none/300626d49b370196", "port": 80}),
    ("aws_lb_listener_rule", {"arn": LISTENER.replace("listener/", "listener-rule/") + "/d41a6b781e165118"}),
    ("aws_lb_listener_rule", {"listener_arn": LISTENER, "priority": 1}),
    ("aws_lb_target_group", {"arn": f"{ELB}:targetgroup/none/200f6aed9fca4924"}),
    ("aws_lb_target_group", {"name": "none"}),
    ("aws_lb_target_group", {"name_prefix": "none"}),
    ("aws_secretsmanager_secret", {"arn": f"arn:aws:secretsmanager:{REGION}:730184296155:secret:none-ZVhZYL"}),
    ("aws_secretsmanager_secret", {"name": "none"}),
    ("aws_secretsmanager_secret", {"name_prefix": "none"}),
    ("aws_security_group", {"id": "sg-00000000000000000"}),
    ("aws_security_group", {"name": "none"}),
    ("aws_security_group", {"name_prefix": "none", "vpc_id": "vpc-00000000000000000"}),
    ("aws_security_group_rule", {"security_group_id": "sg-00000000000000000", **GROUP_RULE}),
    ("aws_ssm_parameter", {"name": "/none"}),
    ("aws_subnet", {"id": "subnet-00000000000000000"}),
    ("aws_subnet", {"vpc_id": "vpc-00000000000000000", "cidr_block": "10.0.0.0/24"}),
    ("aws_vpc", {"id": "vpc-00000000000000000"}),
    ("aws_vpc_security_group_egress_rule", {"id": "sgr-00000000000000000"}),
    ("aws_vpc_security_group_ingress_rule", {"security_group_id": "sg-00000000000000000", **RULE}),
)


def test_they_are_of_types_that_the_provider_has() -> None:
    assert READERS.keys() <= AWS_EXTRACT.resource_types


def test_each_has_a_way_to_name_what_is_not_there() -> None:
    assert {kind for kind, _ in ABSENT} == READERS.keys()


@pytest.mark.parametrize(("kind", "known"), ABSENT)
def test_what_is_not_there_is_none(read: Read, kind: str, known: dict[str, Any]) -> None:
    assert read(kind, **known) is None


@pytest.mark.parametrize("kind", sorted(READERS))
def test_without_anything_known_it_cannot_be_told_what_to_read(clients: RegionalClients, kind: str) -> None:
    with pytest.raises(Unidentified, match="known"):
        READERS[kind](clients, {})


SERVICES = {
    "aws_appautoscaling_target": ("application-autoscaling", "describe_scalable_targets"),
    "aws_cloudwatch_dashboard": ("cloudwatch", "get_dashboard"),
    "aws_cloudwatch_log_group": ("logs", "describe_log_groups"),
    "aws_ecr_repository": ("ecr", "describe_repositories"),
    "aws_ecs_service": ("ecs", "describe_services"),
    "aws_ecs_task_definition": ("ecs", "describe_task_definition"),
    "aws_iam_role": ("iam", "get_role"),
    "aws_lb": ("elbv2", "describe_load_balancers"),
    "aws_secretsmanager_secret": ("secretsmanager", "describe_secret"),
    "aws_security_group": ("ec2", "describe_security_groups"),
    "aws_ssm_parameter": ("ssm", "describe_parameters"),
}


@pytest.mark.parametrize("kind", SERVICES)
def test_other_errors_are_the_callers(told: Told, kind: str) -> None:
    service, operation = SERVICES[kind]
    known = next(known for each, known in ABSENT if each == kind)
    with pytest.raises(Exception, match="AccessDeniedException"):
        told(service, (operation, "AccessDeniedException"))(kind, **known)


def test_one_client_is_made_for_each_service(account: EmulatedAccount) -> None:
    clients = RegionalClients(account, "eu-west-3")
    assert clients("ecs") is clients("ecs")
    assert clients("ecs").meta.region_name == "eu-west-3"
