"""Targets of services: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetHealth.html"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .services import RunningService


def registrations(service: RunningService) -> Iterator[tuple[str, ...]]:
    """The ARNs of the target groups that a service registers with: one, or the two that blue/green deployments change.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html. A task set has its own; those of
    the primary one count.
    """
    for balancer in _load_balancers(service.found):
        pair = (
            balancer.get("targetGroupArn"),
            balancer.get("advancedConfiguration", {}).get("alternateTargetGroupArn"),
        )
        arns = tuple(arn for arn in pair if arn)
        if arns:  # a classic load balancer has none
            yield arns


def _load_balancers(found: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    primary = [each for each in found.get("taskSets", ()) if each.get("status") == "PRIMARY"]
    own = [balancer for each in primary for balancer in each.get("loadBalancers", ())]
    return own or list(found.get("loadBalancers", ()))


def target_health(service: RunningService, arn: str) -> list[Mapping[str, Any]]:
    """The targets of a target group, each with its health."""
    answer = service.clients("elbv2").describe_target_health(TargetGroupArn=arn)
    return list(answer["TargetHealthDescriptions"])
