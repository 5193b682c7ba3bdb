"""Logs of containers are kept as long as agreed for the environment, and no longer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ...declaration import requirement
from ...findings import Outcome, Severity, Verdict, compare
from ...hcl.values import UNKNOWN, Unknown
from ...plan.ecs.log_groups import LogGroup, LogUse
from ...plan.environment import environment_of
from ...plan.existence import may_not_exist
from ...plan.model import Plan

PLATFORM_DAYS: Mapping[str, int] = MappingProxyType({"dev": 7, "prod": 30})
RETENTION = "retention_in_days"


@requirement(
    "ECSF501",
    "Every log group of a container keeps its events as long as agreed for the environment.",
    severity=Severity.LOW,
    aws_doc="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    remediation="Make the log group in the module and set retention_in_days on it.",
    looks_for="log group that a container writes to",
)
def assert_log_retention(
    plan: Plan,
    *,
    days: Mapping[str, int] | None = PLATFORM_DAYS,
    default: int | None = 7,
    environment: str | None = None,
    allow_empty: bool = False,
) -> Iterator[Verdict]:
    """Every log group of a container keeps its events as long as agreed for the environment.

    `days` gives the agreed number for each environment, `default` that of all others; with `days=None` nothing is
    agreed, and any retention but "for ever" will do. `environment` is the name to look up: without it the value of the
    module's variable `environment`, or the name that the plan was made for.

    Why:
        A log group without retention keeps everything for ever, at a price per GB and month, and longer than data
        protection rules allow. CloudWatch makes one like that itself where awslogs-create-group is set.

    Fails:
        resource "aws_cloudwatch_log_group" "web" {
          name = "/ecs/web"
        }

        resource "aws_ecs_task_definition" "web" {
          family = "web"
          container_definitions = jsonencode([{
            name  = "web"
            image = "web:1"
            logConfiguration = {
              logDriver = "awslogs"
              options   = { "awslogs-group" = aws_cloudwatch_log_group.web.name }
            }
          }])
        }

    Passes:
        resource "aws_cloudwatch_log_group" "web" {
          name              = "/ecs/web"
          retention_in_days = 7
        }

        resource "aws_ecs_task_definition" "web" {
          family = "web"
          container_definitions = jsonencode([{
            name  = "web"
            image = "web:1"
            logConfiguration = {
              logDriver = "awslogs"
              options   = { "awslogs-group" = aws_cloudwatch_log_group.web.name }
            }
          }])
        }

    References:
        - https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
        - checkov CKV_AWS_66; CKV_AWS_338 and Security Hub CloudWatch.16 want a year and contradict the platform

    """
    agreed = _agreed(plan, days, default, environment)
    if isinstance(agreed, Unknown):
        for group in plan.log_groups():
            if _is_never_set(group):
                yield _kept(group, None)
        yield Verdict(Outcome.UNKNOWN, "var.environment", expected="a value", actual=plan.variables["environment"])
        return
    for group in plan.log_groups():
        yield _kept(group, agreed)
    for definition in plan.task_definitions():
        for path in definition.unknown_paths:
            yield definition.judge(path, None, _expected_group(agreed))
    for use in plan.ecs.log_uses:
        if not use.exists:
            yield _not_shown(use, agreed)


def _agreed(
    plan: Plan, days: Mapping[str, int] | None, default: int | None, environment: str | None
) -> int | Unknown | None:
    """The number of days for this plan; None where nothing is agreed, UNKNOWN where the environment is not known."""
    if days is None:
        return None
    named = environment or environment_of(plan)
    return UNKNOWN if isinstance(named, Unknown) else days.get(str(named), default)


def _words(agreed: int | None) -> object:
    return "a number of days" if agreed is None else agreed


def _kept(group: LogGroup, agreed: int | None) -> Verdict:
    value = group.at(RETENTION)
    if _is_never_set(group):
        return group.judge(RETENTION, False, _words(agreed), hint=_fix(agreed), note="not set, so nothing expires")
    if agreed is not None:
        return group.expect(RETENTION, agreed)
    never = compare(value, 0)
    return group.judge(RETENTION, None if never is None else not never, _words(agreed), hint=_fix(agreed))


def _is_never_set(group: LogGroup) -> bool:
    return group.resource.mode == "managed" and not group.is_set(RETENTION)


def _fix(agreed: int | None) -> str:
    return f"Set {RETENTION} = {'<days>' if agreed is None else agreed} on the log group."


def _expected_group(agreed: int | None) -> str:
    return "a log group of the module with a retention" + (f" of {agreed} days" if agreed is not None else "")


def _not_shown(use: LogUse, agreed: int | None) -> Verdict:
    """A group that the plan does not make: one that ECS makes at the first start has no retention."""
    created = compare(use.created, "true")
    expected = _expected_group(agreed)
    if use.group.resources:
        return use.container.judge(use.path, None, expected, note=may_not_exist(use.group.resources))
    if created:
        note = "made by the log driver at the first start, without retention"
        return use.container.judge(use.path, False, expected, note=note)
    note = "" if use.group.undecided else "this log group is not in the plan"
    return use.container.judge(use.path, None, expected, note=note)
