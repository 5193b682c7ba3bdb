"""Logs of running containers, by the streams that the awslogs driver makes for them.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html: a stream is called
prefix/container/task. What DescribeLogStreams says of the newest event may be an hour late, so events are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ..clients import RegionalClients
from .services import RunningService
from .tasks import task_id, tasks

NO_STREAM = "ResourceNotFoundException"
"""The code that CloudWatch answers with where there is no such group or stream."""


@dataclass(frozen=True)
class Stream:
    """The log stream of a container that runs; its name is empty where the driver does not make one for each task."""

    region: str
    group: str
    name: str


def streams(service: RunningService) -> tuple[bool, list[Stream]]:
    """Whether tasks of a service run, and the streams of those of their containers with the awslogs driver."""
    running = [task for task in tasks(service, "RUNNING") if task["lastStatus"] == "RUNNING"]
    arns = dict.fromkeys(task["taskDefinitionArn"] for task in running)
    containers = {arn: _containers(service.clients, arn) for arn in arns}
    found = [
        _stream(task, container, service.clients.region)
        for task in running
        for container in containers[task["taskDefinitionArn"]]
        if container.get("logConfiguration", {}).get("logDriver") == "awslogs"
    ]
    return bool(running), found


def _stream(task: Mapping[str, Any], container: Mapping[str, Any], region: str) -> Stream:
    options = container["logConfiguration"]["options"]
    prefix = options.get("awslogs-stream-prefix")
    name = f"{prefix}/{container['name']}/{task_id(task)}" if prefix else ""
    return Stream(options.get("awslogs-region", region), options["awslogs-group"], name)


def _containers(clients: RegionalClients, arn: str) -> list[Mapping[str, Any]]:
    """The containers of the task definition that a task runs: a pipeline may have deployed another revision."""
    answer = clients("ecs").describe_task_definition(taskDefinition=arn)
    return list(answer["taskDefinition"]["containerDefinitions"])


def newest_event(clients: RegionalClients, stream: Stream) -> datetime | None:
    """When the newest event of a stream happened; None where it has none.

    AWS may answer with no event while there are some: it has told all when the token stays the same.
    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
    """
    asking: dict[str, Any] = {"logGroupName": stream.group, "logStreamName": stream.name, "limit": 1}
    asking["startFromHead"] = False
    while True:
        answer = clients("logs").get_log_events(**asking)
        for event in answer["events"]:
            return datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
        token = answer.get("nextBackwardToken")
        if token is None or token == asking.get("nextToken"):
            return None
        asking["nextToken"] = token
