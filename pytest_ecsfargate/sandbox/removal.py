"""Calls of AWS that remove one thing each: they can be made here, or be shown as commands for a person."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ARN = re.compile(r"arn:[\w-]+:(?P<service>[\w-]+):[\w-]*:\d*:(?P<kind>[\w-]+)[:/](?P<name>.+?)(?::\*)?")


@dataclass(frozen=True, slots=True)
class Removal:
    """A call of boto3: the service, the operation in snake case, and its arguments; `what` is removed by it."""

    what: str
    service: str = ""
    operation: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def command(self, region: str) -> str:
        """The same as a command of the AWS CLI; empty where nobody here knows how it is removed."""
        if not self.operation:
            return ""
        words = ["aws", self.service, self.operation.replace("_", "-"), "--region", region]
        for name, value in self.arguments.items():
            words.append("--" + _CAPITAL.sub("-", name).lower())
            words += [] if value is True else [str(item) for item in value] if isinstance(value, list) else [str(value)]
        return shlex.join(words)

    def carry_out(self, session: Any) -> None:
        """Makes the call. Raises what boto3 raises."""
        getattr(session.client(self.service), self.operation)(**self.arguments)


_BY_KIND: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {
    "ecs:service": ("ecs", "delete_service", {"cluster": "{parent}", "service": "{arn}", "force": True}),
    "ecs:cluster": ("ecs", "delete_cluster", {"cluster": "{arn}"}),
    "elasticloadbalancing:loadbalancer": ("elbv2", "delete_load_balancer", {"LoadBalancerArn": "{arn}"}),
    "elasticloadbalancing:targetgroup": ("elbv2", "delete_target_group", {"TargetGroupArn": "{arn}"}),
    "elasticloadbalancing:listener": ("elbv2", "delete_listener", {"ListenerArn": "{arn}"}),
    "elasticloadbalancing:listener-rule": ("elbv2", "delete_rule", {"RuleArn": "{arn}"}),
    "logs:log-group": ("logs", "delete_log_group", {"logGroupName": "{name}"}),
    "ssm:parameter": ("ssm", "delete_parameter", {"Name": "{parameter}"}),
    "secretsmanager:secret": (
        "secretsmanager",
        "delete_secret",
        {"SecretId": "{arn}", "ForceDeleteWithoutRecovery": True},
    ),
    "ecr:repository": ("ecr", "delete_repository", {"repositoryName": "{name}", "force": True}),
    "cloudwatch:alarm": ("cloudwatch", "delete_alarms", {"AlarmNames": ["{name}"]}),
    "iam:policy": ("iam", "delete_policy", {"PolicyArn": "{arn}"}),
    "ec2:security-group": ("ec2", "delete_security_group", {"GroupId": "{name}"}),
    "ec2:subnet": ("ec2", "delete_subnet", {"SubnetId": "{name}"}),
    "ec2:vpc": ("ec2", "delete_vpc", {"VpcId": "{name}"}),
}
"""Service, operation and arguments by the service and the kind that an ARN names; what is in braces comes out of it.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""


def removal_of(arn: str) -> Removal:
    """How to remove what has an ARN; of kinds that are not known here only that it is there."""
    found = _ARN.fullmatch(arn)
    known = _BY_KIND.get(f"{found['service']}:{found['kind']}") if found is not None else None
    if found is None or known is None:
        return Removal(arn)
    name = found["name"]
    parts = {
        "arn": arn,
        "name": name,
        "parent": name.partition("/")[0],
        "parameter": f"/{name}" if "/" in name else name,
    }
    service, operation, arguments = known
    return Removal(arn, service, operation, {key: _filled(value, parts) for key, value in arguments.items()})


def _filled(value: Any, parts: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_filled(item, parts) for item in value]
    return value.format_map(parts) if isinstance(value, str) else value


def log_group(name: str) -> Removal:
    """How to remove a log group."""
    return Removal(f"log group {name}", "logs", "delete_log_group", {"logGroupName": name})


def task_definitions(arns: list[str]) -> Removal:
    """How to remove deregistered task definitions, ten at most in one call."""
    some = f"{len(arns)} inactive task definition{'s' if len(arns) > 1 else ''}, free of charge"
    return Removal(some, "ecs", "delete_task_definitions", {"taskDefinitions": arns})


def role_parts(session: Any, name: str) -> list[Removal]:
    """How to remove a role: first its policies. Asks AWS for them."""
    iam, what = session.client("iam"), f"role {name}"
    attached = [each["PolicyArn"] for each in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]]
    inline = iam.list_role_policies(RoleName=name)["PolicyNames"]
    return [
        *(Removal(what, "iam", "detach_role_policy", {"RoleName": name, "PolicyArn": arn}) for arn in attached),
        *(Removal(what, "iam", "delete_role_policy", {"RoleName": name, "PolicyName": each}) for each in inline),
        Removal(what, "iam", "delete_role", {"RoleName": name}),
    ]
