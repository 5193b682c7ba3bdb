"""No task of a service was stopped by an error."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from ...declaration import requirement
from ...findings import Severity, Verdict
from ...live.running.questions import Refused, asked, must_run, noted
from ...live.running.services import RunningService, running_services
from ...live.running.tasks import task_id, tasks
from ...plan.model import Plan

_EXPECTED = "no task that an error has stopped"
_ENDED = "a task ended by itself, with exit code 0"

# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
_FAILED = "TaskFailedToStart"
_EXITED = "EssentialContainerExited"
_STOPPED = (
    "ServiceSchedulerInitiated",
    "UserInitiated",
    "SpotInterruption",
    "TerminationNotice",
    "InfrastructureHealth",
)

# `CannotPullContainerError: …`, `OutOfMemoryError: …`
_ERROR = re.compile(r"\w*Error\b")
# "Task failed ELB health checks in (target-group …)", "Task failed container health checks"
_UNHEALTHY = "Task failed"


@requirement(
    "ECSF883",
    "No task of a service was stopped by an error.",
    severity=Severity.HIGH,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html",
    remediation="Read what stopped the task in the page about its error code, and the log of its containers.",
    looks_for="aws_ecs_service",
    needs_deployment=True,
)
def assert_no_failed_tasks(plan: Plan, *, allow_empty: bool = False) -> Iterator[Verdict]:
    """No task of a service was stopped by an error.

    A task that failed to start, one of which a container ran out of memory, and one that failed its health checks is a
    failure. So is one that ended because an essential container exited, unless all its containers exited with code 0:
    that is only remarked. Tasks that a deployment, scaling, a user or the infrastructure stopped are none, whatever
    their exit codes. A stop code that is not known here is unknown.

    ECS knows stopped tasks for about an hour: what failed before that is not seen, and a service of which no stopped
    task is known is met.

    It is skipped in an emulated account, where no task ever runs.

    Why:
        A service may be steady and still lose a task every few minutes: to a memory limit that is too low, to a secret
        that only some tasks need. ECS starts another one each time, and nobody hears of it.

    Fails:
        {
          "ecs:DescribeServices": {
            "services": [
              {
                "serviceName": "web",
                "clusterArn": "arn:aws:ecs:eu-central-1:210987654321:cluster/shop",
                "desiredCount": 1
              }
            ]
          },
          "ecs:ListTasks": {
            "taskArns": ["arn:aws:ecs:eu-central-1:210987654321:task/shop/0f3a5c7e9b1d4f60"]
          },
          "ecs:DescribeTasks": {
            "tasks": [
              {
                "taskArn": "arn:aws:ecs:eu-central-1:210987654321:task/shop/0f3a5c7e9b1d4f60",
                "stopCode": "EssentialContainerExited",
                "stoppedReason": "Essential container in task exited",
                "containers": [
                  {
                    "name": "web",
                    "exitCode": 137,
                    "reason": "OutOfMemoryError: Container killed due to memory usage"
                  }
                ]
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
                "desiredCount": 1
              }
            ]
          },
          "ecs:ListTasks": {
            "taskArns": ["arn:aws:ecs:eu-central-1:210987654321:task/shop/0f3a5c7e9b1d4f60"]
          },
          "ecs:DescribeTasks": {
            "tasks": [
              {
                "taskArn": "arn:aws:ecs:eu-central-1:210987654321:task/shop/0f3a5c7e9b1d4f60",
                "stopCode": "ServiceSchedulerInitiated",
                "stoppedReason": "Scaling activity initiated by deployment ecs-svc/9223370544345641169",
                "containers": [{"name": "web", "exitCode": 143}]
              }
            ]
          }
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
        - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html
        - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html

    """
    for service in running_services(must_run(plan)):
        yield service.unknown(_EXPECTED) if service.refused else _judged(service)


def _judged(service: RunningService) -> Verdict:
    stopped = asked(partial(tasks, service, "STOPPED"))
    if isinstance(stopped, Refused):
        return service.judge(None, _EXPECTED, stopped.reason)
    failed = [task for task in stopped if _failed(task)]
    if failed:
        whose = f"{len(failed)} of {len(stopped)} stopped tasks, such as {task_id(failed[0])}"
        return service.judge(False, _EXPECTED, f"{whose}: {noted([_told(task) for task in failed])}")
    unheard = [task for task in stopped if _failed(task) is None]
    if unheard:
        return service.judge(None, _EXPECTED, f"not known whether this is an error: {noted([*map(_told, unheard)])}")
    ended = any(task.get("stopCode") == _EXITED for task in stopped)
    return replace(service.judge(True, _EXPECTED), advice=_ENDED if ended else "")


def _failed(task: Mapping[str, Any]) -> bool | None:
    """Whether an error stopped a task; None for a stop code that is not known here, or where there is none."""
    code, containers = task.get("stopCode"), task.get("containers", ())
    if code == _FAILED or task.get("stoppedReason", "").startswith(_UNHEALTHY):
        return True
    if any(_ERROR.match(container.get("reason", "")) for container in containers):
        return True
    if code == _EXITED:
        codes = [container["exitCode"] for container in containers if "exitCode" in container]
        return not codes or any(codes)
    return False if code in _STOPPED else None


def _told(task: Mapping[str, Any]) -> str:
    """The stop code, the reason, and what the containers say that did not end well."""
    parts = [task[name].rstrip(".") for name in ("stopCode", "stoppedReason") if task.get(name)]
    for container in task.get("containers", ()):
        exit_code = f"exit code {container['exitCode']}" if container.get("exitCode") else ""
        told = ", ".join(part for part in (exit_code, container.get("reason", "")) if part)
        parts += [f"container {container['name']} with {told}"] if told else []
    return ", ".join(parts) or "without a stop code"
