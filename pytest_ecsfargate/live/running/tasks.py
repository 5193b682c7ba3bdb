"""Tasks of services: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from .questions import batches
from .services import RunningService

_AT_ONCE = 100  # the most that DescribeTasks takes


def tasks(service: RunningService, desired_status: Literal["RUNNING", "STOPPED"]) -> list[Mapping[str, Any]]:
    """The tasks that ECS wants to run, or those of about the last hour that it stopped; the newest are first."""
    listed = service.clients.pages("ecs", "list_tasks", "taskArns", **service.identity, desiredStatus=desired_status)
    client, cluster = service.clients("ecs"), service.identity["cluster"]
    found = [
        task
        for batch in batches(list(listed), _AT_ONCE)
        for task in client.describe_tasks(cluster=cluster, tasks=list(batch))["tasks"]
    ]
    return sorted(found, key=lambda task: task["createdAt"].timestamp() if "createdAt" in task else 0, reverse=True)


def task_id(task: Mapping[str, Any]) -> str:
    """The id at the end of a task's ARN."""
    return str(task["taskArn"]).rpartition("/")[2]
