"""The targets that services register are healthy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from ...declaration import requirement
from ...findings import Severity, Verdict
from ...live.deployment import Deployment
from ...live.running.questions import Refused, asked, must_run, noted
from ...live.running.services import RunningService, running_services
from ...live.running.targets import registrations, target_health
from ...plan.ecs.load_balancing import TARGET_GROUPS
from ...plan.model import Plan
from ...plan.resource import Resource

_LEAVING = ("draining", "unhealthy.draining")
_NOTHING = "its service desires no task, so that there is no target"


@requirement(
    "ECSF882",
    "Every target that a service registers with a target group is healthy.",
    severity=Severity.HIGH,
    aws_doc="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
    remediation="Let the container answer the health check's path and port with a code that its matcher accepts, and "
    "let its security group accept the load balancer.",
    looks_for="target group that a service registers with",
    needs_deployment=True,
)
def assert_targets_healthy(plan: Plan, *, minimum: int = 1, allow_empty: bool = False) -> Iterator[Verdict]:
    """Every target that a service registers with a target group is healthy.

    Each target of each target group must be healthy, and there must be `minimum` of them at least, unless the service
    desires no task. Targets that are draining leave, and do not count. The two target groups between which blue/green
    deployments change are taken together: one of them is empty. Reasons are told as the load balancer gives them.
    What runs without health checks (`unavailable`) is unknown.

    It is skipped in an emulated account, where no task ever runs.

    Why:
        Tasks that run and a load balancer that answers 503 go well together: the health check has another path or port,
        or the security group of the tasks does not let the load balancer in. ECS then replaces healthy containers for
        ever.

    Fails:
        {
          "ecs:DescribeServices": {
            "services": [
              {
                "serviceName": "web",
                "clusterArn": "arn:aws:ecs:eu-central-1:210987654321:cluster/shop",
                "desiredCount": 1,
                "loadBalancers": [
                  {"targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:210987654321:targetgroup/web/0a1b2c3d"}
                ]
              }
            ]
          },
          "elbv2:DescribeTargetHealth": {
            "TargetHealthDescriptions": [
              {
                "Target": {"Id": "10.0.1.17", "Port": 8080},
                "TargetHealth": {
                  "State": "unhealthy",
                  "Reason": "Target.ResponseCodeMismatch",
                  "Description": "Health checks failed with these codes: [404]"
                }
              }
            ]
          }
        }

    Passes:
        {
          "ecs:DescribeServices": {
            "services": [
              {
                "serviceName": "web",
                "clusterArn": "arn:aws:ecs:eu-central-1:210987654321:cluster/shop",
                "desiredCount": 1,
                "loadBalancers": [
                  {"targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:210987654321:targetgroup/web/0a1b2c3d"}
                ]
              }
            ]
          },
          "elbv2:DescribeTargetHealth": {
            "TargetHealthDescriptions": [
              {"Target": {"Id": "10.0.1.17", "Port": 8080}, "TargetHealth": {"State": "healthy"}}
            ]
          }
        }

    References:
        - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
        - https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
        - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html

    """
    deployment = must_run(plan)
    expected = f"healthy targets, {minimum} at least"
    for service in running_services(deployment):
        if service.refused:
            if service.view.is_set("load_balancer"):
                yield service.unknown(expected)
            continue
        for arns in registrations(service):
            yield _judged(deployment, service, arns, minimum, expected)


def _judged(
    deployment: Deployment, service: RunningService, arns: tuple[str, ...], minimum: int, expected: str
) -> Verdict:
    group = _group(deployment, arns)
    judge = partial((group or service.view.resource).judge_block, touches=(service.address,) if group else ())
    found: list[Mapping[str, Any]] = []
    for arn in arns:
        answer = asked(partial(target_health, service, arn))
        if isinstance(answer, Refused):
            return judge(None, expected, note=answer.reason)
        found += (each for each in answer if each["TargetHealth"]["State"] not in _LEAVING)
    states = [each["TargetHealth"]["State"] for each in found]
    ill = [_told(each) for each in found if each["TargetHealth"]["State"] != "healthy"]
    if ill:
        unavailable = set(states) <= {"healthy", "unavailable"}
        return judge(None if unavailable else False, expected, note=noted(ill))
    if service.desired and len(found) < minimum:
        short = f"{len(found)} healthy target{'' if len(found) == 1 else 's'}" if found else "no target is registered"
        return judge(False, expected, note=f"{short}, {service.desired} desired")
    return replace(judge(True, expected), advice="" if found else _NOTHING)


def _group(deployment: Deployment, arns: tuple[str, ...]) -> Resource | None:
    """The target group in the module."""
    groups = deployment.managed(*TARGET_GROUPS)
    return next((each for each in groups if each.at("arn").known and each.at("arn").value in arns), None)


def _told(found: Mapping[str, Any]) -> str:
    target, health = found["Target"], found["TargetHealth"]
    why = ", ".join(health[name] for name in ("Reason", "Description") if health.get(name))
    port = f":{target['Port']}" if "Port" in target else ""
    return f"{target['Id']}{port} is {health['State']}" + (f" ({why})" if why else "")
