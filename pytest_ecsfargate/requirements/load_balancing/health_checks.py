"""Every target group of a service has the agreed health check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...declaration import requirement
from ...findings import Outcome, Severity, Verdict, compare
from ...hcl.values import Value, from_python
from ...plan.ecs.load_balancing import TargetGroup
from ...plan.ecs.views import Unresolved
from ...plan.model import Plan

_HTTP = ("HTTP", "HTTPS")

# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
_BY_AWS: dict[str, object] = {"enabled": True, "healthy_threshold": 5, "unhealthy_threshold": 2, "interval": 30}
# https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb_target_group#health_check
_BY_PROVIDER: dict[str, object] = {"enabled": True, "healthy_threshold": 3, "unhealthy_threshold": 3, "interval": 30}


@requirement(
    "ECSF401",
    "Every target group of a service has the agreed health check.",
    severity=Severity.MEDIUM,
    aws_doc="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
    remediation="Set the agreed numbers in the health_check block.",
    looks_for="aws_lb_target_group that a service uses",
)
def assert_health_checks(
    plan: Plan,
    *,
    healthy_threshold: int | None = 3,
    unhealthy_threshold: int | None = 2,
    timeout: int | None = 5,
    interval: int | None = 30,
    matcher: str | None = "200",
    path: bool | None = True,
    allow_empty: bool = False,
) -> Iterator[Verdict]:
    """Every target group of a service has the agreed health check.

    `healthy_threshold` and `unhealthy_threshold` are numbers of checks in a row, `timeout` and `interval` seconds,
    `matcher` the HTTP codes of a healthy task; `path=True` says that a check by HTTP names its path. None stands for
    what nothing is agreed on. Whatever is agreed, the check is enabled, its path starts with a slash, and it
    times out before the next one starts. What the module does not set is judged by what the provider and AWS take.

    Why:
        The load balancer stops sending requests to a task only after it fails its checks, and starts only after it
        passes them: these numbers decide how long users meet a broken task, and how long a deployment takes.

    Fails:
        resource "aws_lb_target_group" "web" {
          name        = "web"
          port        = 80
          protocol    = "HTTP"
          target_type = "ip"
          vpc_id      = "vpc-1"
        }

        resource "aws_ecs_service" "web" {
          name = "web"

          load_balancer {
            target_group_arn = aws_lb_target_group.web.arn
            container_name   = "web"
            container_port   = 80
          }
        }

    Passes:
        resource "aws_lb_target_group" "web" {
          name        = "web"
          port        = 80
          protocol    = "HTTP"
          target_type = "ip"
          vpc_id      = "vpc-1"

          health_check {
            path                = "/health"
            healthy_threshold   = 3
            unhealthy_threshold = 2
            timeout             = 5
            interval            = 30
            matcher             = "200"
          }
        }

        resource "aws_ecs_service" "web" {
          name = "web"

          load_balancer {
            target_group_arn = aws_lb_target_group.web.arn
            container_name   = "web"
            container_port   = 80
          }
        }

    References:
        - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
        - https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html
        - https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
        - checkov CKV_AWS_261

    """
    agreed = {
        "healthy_threshold": healthy_threshold,
        "unhealthy_threshold": unhealthy_threshold,
        "timeout": timeout,
        "interval": interval,
        "matcher": matcher,
    }
    for group in plan.service_target_groups():
        if isinstance(group, Unresolved):
            yield group.verdict()
            continue
        numbers = list(_numbers(group, {name: value for name, value in agreed.items() if value is not None}))
        yield from numbers
        times = (_place("timeout"), _place("interval"))
        if all(verdict.outcome is Outcome.MET for verdict in numbers if verdict.attribute in times):
            yield _in_time(group)
        if _is_http(group):
            yield _path(group, required=bool(path))


def _place(name: str) -> str:
    return f"health_check[0].{name}"


def _has_block(group: TargetGroup) -> bool:
    return group.is_set("health_check") and group.at("health_check").data != ()


def _effective(group: TargetGroup, name: str) -> Value:
    """What holds: the value of the configuration, else what the provider takes for it, else AWS."""
    written = group.at(_place(name))
    if group.is_set(_place(name)) or (group.at("health_check").is_unknown and group.is_set("health_check")):
        return written
    return from_python(_default(group, name))


def _default(group: TargetGroup, name: str) -> object:
    defaults = _BY_PROVIDER if _has_block(group) else _BY_AWS
    if name in defaults:
        return defaults[name]
    if name == "path":
        return "/"
    network = _is_network(group)
    if name == "matcher":
        return "200-399" if network else "200"
    return (6 if _is_http(group) else 10) if network else 5


def _is_network(group: TargetGroup) -> bool:
    """Whether a network load balancer forwards to it."""
    protocol = group.at("protocol")
    return protocol.known and not protocol.is_null and protocol.value not in _HTTP


def _is_http(group: TargetGroup) -> bool:
    """Whether the check is made by HTTP, and so has a path and a matcher."""
    protocol = group.at(_place("protocol"))
    if group.is_set(_place("protocol")):
        return not protocol.known or protocol.value in _HTTP
    return _has_block(group) or not _is_network(group)


def _is_grpc(group: TargetGroup) -> bool:
    version = group.at("protocol_version")
    return version.known and version.value == "GRPC"


def _numbers(group: TargetGroup, agreed: dict[str, int | str]) -> Iterator[Verdict]:
    yield _judge(group, "enabled", True)
    for name, expected in agreed.items():
        # A matcher is of HTTP codes: a check by TCP has none, and gRPC has codes of its own.
        if name != "matcher" or (_is_http(group) and not _is_grpc(group)):
            yield _judge(group, name, expected)


def _judge(group: TargetGroup, name: str, expected: object) -> Verdict:
    actual = _effective(group, name)
    verdict = group.judge(_place(name), compare(actual, expected), expected, actual=actual, note=_why(group, name))
    return replace(verdict, exact=True)


def _why(group: TargetGroup, name: str) -> str:
    """Where a value comes from that the module does not set."""
    if not group.is_set("health_check"):
        return "no health_check block: AWS takes its defaults"
    if group.is_set(_place(name)) or not _has_block(group):
        return ""
    return "not set: a default"


def _in_time(group: TargetGroup) -> Verdict:
    """A check times out before the next one starts."""
    timeout, interval = _effective(group, "timeout"), _effective(group, "interval")
    if not timeout.known or not interval.known:
        name = "timeout" if not timeout.known else "interval"
        return group.judge(_place(name), None, "a timeout below the interval")
    expected = f"less than the interval of {interval.value} s"
    try:
        holds = float(timeout.value) < float(interval.value)
    except (TypeError, ValueError):
        holds = False
    return group.judge(_place("timeout"), holds, expected, actual=timeout, note=_why(group, "timeout"))


def _path(group: TargetGroup, *, required: bool) -> Verdict:
    """A check by HTTP has a path: its own where that is agreed, else at least the default."""
    name = _place("path")
    actual = _effective(group, "path")
    if required and _has_block(group) and not group.at("health_check").is_unknown and not group.is_set(name):
        return group.judge(name, False, "the path of the health check", note="not set: AWS takes /")
    holds = str(actual.value).startswith("/") if actual.known else None
    return group.judge(name, holds, "a path that starts with /", actual=actual, note=_why(group, "path"))
