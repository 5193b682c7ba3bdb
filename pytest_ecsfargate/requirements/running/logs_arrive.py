"""What containers write arrives in their log groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from ...declaration import requirement
from ...findings import Severity, Verdict
from ...live.deployment import Deployment
from ...live.running.logs import NO_STREAM, Stream, newest_event, streams
from ...live.running.questions import Refused, asked, must_run, noted
from ...live.running.services import RunningService, running_services
from ...plan.ecs.log_groups import LOG_GROUP
from ...plan.model import Plan
from ...plan.resource import Resource


@requirement(
    "ECSF887",
    "Logs arrive in every log group of the containers that run.",
    severity=Severity.MEDIUM,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
    remediation="Let the application write to stdout and stderr, and look at awslogs-group, awslogs-region and the way "
    "to CloudWatch Logs.",
    looks_for="running task with a container of the awslogs driver",
    needs_deployment=True,
)
def assert_logs_arrive(plan: Plan, *, within: int | None = None, allow_empty: bool = False) -> Iterator[Verdict]:
    """Logs arrive in every log group of the containers that run.

    For each log group that the containers of running tasks write to by the driver awslogs, as the task definitions say
    that these tasks were started with, there must be an event in a log stream of one of them: a stream is a task's own,
    so that it is newer than the task. `within` asks for one of the last so many minutes. One container that writes is
    enough for the group. Of events, only the times are looked at. Other log drivers are not examined; a service whose
    tasks do not run is unknown, unless it desires none.

    It is skipped in an emulated account, where no task ever runs.

    Why:
        A group in another region, an endpoint that is missing in a subnet without a way out, a driver in non-blocking
        mode: the service works, and on the day that somebody needs the log there is none.

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
                "taskDefinitionArn": "arn:aws:ecs:eu-central-1:210987654321:task-definition/web:7",
                "lastStatus": "RUNNING"
              }
            ]
          },
          "ecs:DescribeTaskDefinition": {
            "taskDefinition": {
              "containerDefinitions": [
                {
                  "name": "web",
                  "logConfiguration": {
                    "logDriver": "awslogs",
                    "options": {
                      "awslogs-group": "/ecs/web",
                      "awslogs-region": "eu-central-1",
                      "awslogs-stream-prefix": "web"
                    }
                  }
                }
              ]
            }
          },
          "logs:GetLogEvents": {"events": []}
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
                "taskDefinitionArn": "arn:aws:ecs:eu-central-1:210987654321:task-definition/web:7",
                "lastStatus": "RUNNING"
              }
            ]
          },
          "ecs:DescribeTaskDefinition": {
            "taskDefinition": {
              "containerDefinitions": [
                {
                  "name": "web",
                  "logConfiguration": {
                    "logDriver": "awslogs",
                    "options": {
                      "awslogs-group": "/ecs/web",
                      "awslogs-region": "eu-central-1",
                      "awslogs-stream-prefix": "web"
                    }
                  }
                }
              ]
            }
          },
          "logs:GetLogEvents": {
            "events": [{"timestamp": 1795654923000, "message": "listening on 8080"}]
          }
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
        - https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
        - https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogStream.html

    """
    deployment = must_run(plan)
    expected = "an event of a running container" + ("" if within is None else f" in the last {within} minutes")
    groups: dict[tuple[str, str], _Group] = {}
    for service in running_services(deployment):
        if service.refused:
            yield service.unknown(expected)
            continue
        found = asked(partial(_running, service))
        if isinstance(found, Refused) or found is None:
            reason = found.reason if isinstance(found, Refused) else "no task of it runs"
            yield service.judge(None, expected, reason)
            continue
        for stream in found:
            group = groups.setdefault((stream.region, stream.group), _Group(stream.region, stream.group))
            group.streams.append(stream)
            group.services.setdefault(service.address, service)
    for group in groups.values():
        yield _judged(deployment, group, within, expected)


@dataclass
class _Group:
    """A log group that running containers write to, with their streams, and their services by address."""

    region: str
    name: str
    streams: list[Stream] = field(default_factory=list)
    services: dict[str, RunningService] = field(default_factory=dict)


def _running(service: RunningService) -> list[Stream] | None:
    """The streams of the service's running tasks; None where it should run some and does not."""
    runs, found = streams(service)
    return found if runs or not service.desired else None


def _judged(deployment: Deployment, group: _Group, within: int | None, expected: str) -> Verdict:
    resource = _resource(deployment, group)
    touches = tuple(address for address in group.services if address != resource.address)
    clients = deployment.clients(group.region)
    refused: list[str] = []
    nothing: list[str] = []
    oldest = None if within is None else datetime.now(UTC) - timedelta(minutes=within)
    for stream in group.streams:
        newest = asked(partial(newest_event, clients, stream)) if stream.name else Refused(_UNNAMED)
        if isinstance(newest, Refused):
            missing = newest.code == NO_STREAM
            (nothing if missing else refused).append(f"no stream {stream.name}" if missing else newest.reason)
        elif newest is None:
            nothing.append(f"no event in {stream.name}")
        elif oldest is not None and newest < oldest:
            nothing.append(f"none in {stream.name} since {newest:%Y-%m-%d %H:%M}Z")
        else:
            return resource.judge_block(True, expected, touches=touches)
    note = f"{group.name}: {noted(refused or nothing)}"
    return resource.judge_block(None if refused else False, expected, note=note, touches=touches)


_UNNAMED = "without awslogs-stream-prefix it is not known which stream is whose"


def _resource(deployment: Deployment, group: _Group) -> Resource:
    """The log group in the module, else the first service that writes to it."""
    for resource in deployment.managed(LOG_GROUP):
        name = resource.at("name")
        if name.known and name.value == group.name and deployment.clients_of(resource).region == group.region:
            return resource
    return next(iter(group.services.values())).view.resource
