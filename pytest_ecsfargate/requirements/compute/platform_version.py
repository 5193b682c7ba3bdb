"""Every service runs on the current Fargate platform."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...aws.fargate import is_windows
from ...declaration import requirement
from ...findings import Severity, Verdict
from ...plan.ecs.ecs import Service
from ...plan.model import Plan

PATH = "platform_version"
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html
OLDEST = (1, 4, 0)
_EXPECTED = "LATEST, nothing, or 1.4.0 and later"
_NUMBERS = re.compile(r"(\d+)\.(\d+)\.(\d+)")


@requirement(
    "ECSF106",
    "Every service runs on a current Fargate platform version.",
    severity=Severity.MEDIUM,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html",
    remediation='Set platform_version = "LATEST", or leave it out.',
    looks_for="aws_ecs_service",
)
def assert_platform_version(plan: Plan, *, allow_empty: bool = False) -> Iterator[Verdict]:
    """Every service runs on a current Fargate platform version.

    `platform_version` is LATEST, not set, or 1.4.0 and later; for Windows tasks 1.0.0 is the current one.

    Why:
        AWS retires older versions: it ends the tasks that still run on them, and starts no new ones. More ephemeral
        storage, EFS volumes and tasks of more than 4 vCPU need 1.4.0 as well.

    Fails:
        resource "aws_ecs_service" "web" {
          name             = "web"
          launch_type      = "FARGATE"
          platform_version = "1.3.0"
        }

    Passes:
        resource "aws_ecs_service" "web" {
          name             = "web"
          launch_type      = "FARGATE"
          platform_version = "1.4.0"
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-windows-fargate.html
        - checkov CKV_AWS_332; Security Hub ECS.10

    """
    for service in plan.services():
        yield _current(service)


def _current(service: Service) -> Verdict:
    value = service.at(PATH)
    if not service.is_set(PATH):
        return service.judge(PATH, True, _EXPECTED)
    if not value.known:
        return service.judge(PATH, None, _EXPECTED)
    found = _NUMBERS.fullmatch(str(value.value))
    if found is None:
        return service.judge(PATH, value.value == "LATEST", _EXPECTED)
    if tuple(int(number) for number in found.groups()) >= OLDEST:
        return service.judge(PATH, True, _EXPECTED)
    return service.judge(PATH, _on_windows(service) if value.value == "1.0.0" else False, _EXPECTED)


def _on_windows(service: Service) -> bool | None:
    """Whether all tasks of a service run Windows; None where that cannot be told."""
    path = "runtime_platform[0].operating_system_family"
    definitions = service.task_definitions
    families = [definition.at(path) for definition in definitions]
    if not definitions or any(not family.known for family in families):
        return None
    return all(is_windows(None if family.is_null else str(family.value)) for family in families)
