"""Target groups: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroup.html"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ...clients import RegionalClients
from ..reader import Attributes, Known, full_name, if_there, texts
from .attributes import Table, by_key, is_true, tags_at, translated

# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html
ATTRIBUTES: Final[Table] = {
    "connection_termination": ("deregistration_delay.connection_termination.enabled", is_true),
    "deregistration_delay": ("deregistration_delay.timeout_seconds", str),
    "lambda_multi_value_headers_enabled": ("lambda.multi_value_headers.enabled", is_true),
    "load_balancing_algorithm_type": ("load_balancing.algorithm.type", str),
    "load_balancing_anomaly_mitigation": ("load_balancing.algorithm.anomaly_mitigation", str),
    "load_balancing_cross_zone_enabled": ("load_balancing.cross_zone.enabled", str),
    "preserve_client_ip": ("preserve_client_ip.enabled", str),
    "proxy_protocol_v2": ("proxy_protocol_v2.enabled", is_true),
    "slow_start": ("slow_start.duration_seconds", int),
}


def target_group(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_lb_target_group`; how it fails over (`target_failover`, `target_group_health` and the like) is not read."""
    found = _described(clients, known)
    if found is None:
        return None
    arn = found["TargetGroupArn"]
    attributes = by_key(clients("elbv2").describe_target_group_attributes(TargetGroupArn=arn)["Attributes"])
    return {
        "id": arn,
        "arn": arn,
        "arn_suffix": arn.rpartition(":")[2],
        "name": found["TargetGroupName"],
        "target_type": found["TargetType"],
        "port": found.get("Port"),
        "protocol": found.get("Protocol"),
        "protocol_version": found.get("ProtocolVersion"),
        "ip_address_type": found.get("IpAddressType"),
        "vpc_id": found.get("VpcId"),
        "load_balancer_arns": texts(found.get("LoadBalancerArns")),
        "health_check": [_health_check(found)],
        "stickiness": [_stickiness(attributes)],
        "tags_all": tags_at(clients, arn),
        **translated(attributes, ATTRIBUTES),
    }


def _described(clients: RegionalClients, known: Known) -> Mapping[str, Any] | None:
    arn = known.get("arn")
    name = None if arn else full_name(known, lambda _: (each["TargetGroupName"] for each in _all(clients)))
    if not arn and not name:
        return None
    asked = {"TargetGroupArns": [arn]} if arn else {"Names": [name]}
    answer = if_there(lambda: clients("elbv2").describe_target_groups(**asked), "TargetGroupNotFound")
    found: list[Mapping[str, Any]] = answer["TargetGroups"] if answer is not None else []
    return found[0] if found else None


def _all(clients: RegionalClients) -> list[Any]:
    return list(clients.pages("elbv2", "describe_target_groups", "TargetGroups"))


def _health_check(found: Mapping[str, Any]) -> Attributes:
    """A check by TCP has neither path nor matcher."""
    matcher = found.get("Matcher", {})
    return {
        "enabled": found["HealthCheckEnabled"],
        "healthy_threshold": found["HealthyThresholdCount"],
        "interval": found["HealthCheckIntervalSeconds"],
        "matcher": matcher.get("HttpCode") or matcher.get("GrpcCode"),
        "path": found.get("HealthCheckPath"),
        "port": found.get("HealthCheckPort"),
        "protocol": found.get("HealthCheckProtocol"),
        "timeout": found["HealthCheckTimeoutSeconds"],
        "unhealthy_threshold": found["UnhealthyThresholdCount"],
    }


def _stickiness(attributes: Mapping[str, str]) -> Attributes:
    kind = attributes.get("stickiness.type")
    seconds = attributes.get(f"stickiness.{kind}.duration_seconds")
    return {
        "enabled": is_true(attributes.get("stickiness.enabled", "false")),
        "type": kind,
        "cookie_duration": int(seconds) if seconds else None,
        "cookie_name": attributes.get("stickiness.app_cookie.cookie_name") if kind == "app_cookie" else None,
    }


READERS = {"aws_lb_target_group": target_group, "aws_alb_target_group": target_group}
