"""Services run as many tasks as they should, and no deployment is under way or has failed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC
from typing import Any

from ...declaration import requirement
from ...findings import Severity, Verdict
from ...live.running.questions import must_run, noted
from ...live.running.services import running_services
from ...plan.model import Plan

_EXPECTED = "as many running tasks as desired, and no deployment under way or failed"
_NOTHING = "its desired count is 0, so that nothing runs"
_EVENTS = 3


@requirement(
    "ECSF881",
    "Every service runs as many tasks as it should, and its deployment is completed.",
    severity=Severity.HIGH,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages.html",
    remediation="Read the events of the service, and what assert_no_failed_tasks says of its tasks.",
    looks_for="aws_ecs_service",
    needs_deployment=True,
)
def assert_services_steady(plan: Plan, *, allow_empty: bool = False) -> Iterator[Verdict]:
    """Every service runs as many tasks as it should, and its deployment is completed.

    Judged by what ECS says now: the service is active, as many tasks run as are desired, there is one deployment and
    its rollout is neither in progress nor failed; task sets are stable. The last three events of the service are shown.
    A service that desires no task is met, with a remark. How long the fixture `deployed` waits for all that is set by
    `--ecsfargate-steady-timeout`.

    It is skipped in an emulated account, where no task ever runs.

    Why:
        Terraform calls an apply complete as soon as ECS has accepted the service. Whether a single task ever started is
        something else: an image that is not there, a subnet without a way out and a wrong health check all apply well.

    Fails:
        {
          "ecs:DescribeServices": {
            "services": [
              {
                "serviceArn": "arn:aws:ecs:eu-central-1:210987654321:service/shop/web",
                "serviceName": "web",
                "clusterArn": "arn:aws:ecs:eu-central-1:210987654321:cluster/shop",
                "status": "ACTIVE",
                "desiredCount": 2,
                "runningCount": 0,
                "pendingCount": 1,
                "deployments": [
                  {
                    "status": "PRIMARY",
                    "rolloutState": "FAILED",
                    "rolloutStateReason": "ECS deployment circuit breaker: tasks failed to start."
                  }
                ],
                "events": [
                  {"createdAt": "2026-11-26T01:02:03Z", "message": "(service web) was unable to place a task."}
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
                "serviceArn": "arn:aws:ecs:eu-central-1:210987654321:service/shop/web",
                "serviceName": "web",
                "clusterArn": "arn:aws:ecs:eu-central-1:210987654321:cluster/shop",
                "status": "ACTIVE",
                "desiredCount": 2,
                "runningCount": 2,
                "pendingCount": 0,
                "deployments": [{"status": "PRIMARY", "rolloutState": "COMPLETED"}],
                "events": []
              }
            ]
          }
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html
        - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages.html

    """
    for service in running_services(must_run(plan)):
        if service.refused:
            yield service.unknown(_EXPECTED)
            continue
        faults = list(_faults(service.found))
        if faults:
            yield service.judge(False, _EXPECTED, "; ".join([*faults, *_last_events(service.found)]))
        else:
            yield replace(service.judge(True, _EXPECTED), advice="" if service.desired else _NOTHING)


def _faults(found: Mapping[str, Any]) -> Iterator[str]:
    if found["status"] != "ACTIVE":
        yield f"the service is {found['status']}"
    running, desired, pending = (found[name] for name in ("runningCount", "desiredCount", "pendingCount"))
    if running != desired:
        yield f"{running} of {desired} tasks running" + (f", {pending} pending" if pending else "")
    deployments = found.get("deployments", ())
    for each in deployments:
        state, reason = each.get("rolloutState", ""), each.get("rolloutStateReason", "").rstrip(".")
        if state in ("FAILED", "IN_PROGRESS"):
            yield f"rollout {state}" + (f" ({reason})" if reason else "")
        elif each["status"] == "ACTIVE":
            yield "tasks of an earlier deployment still run"
    for each in found.get("taskSets", ()):
        if each.get("stabilityStatus") == "STABILIZING":
            yield f"task set {each['id']} STABILIZING"


def _last_events(found: Mapping[str, Any]) -> Iterator[str]:
    """The newest events, which AWS tells first."""
    events = found.get("events", ())[:_EVENTS]
    if events:
        told = noted([f"{each['createdAt'].astimezone(UTC):%H:%M:%SZ} {each['message']}" for each in events])
        yield f"last event{'s' if len(events) > 1 else ''}: {told}"
