"""Every container's output is kept, where one looks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ...declaration import requirement
from ...findings import Severity, Verdict, compare
from ...hcl.values import Value, null
from ...plan.ecs.containers import Container
from ...plan.ecs.ecs import TaskDefinition
from ...plan.ecs.log_groups import LOG_GROUP, LogUse
from ...plan.existence import may_not_exist
from ...plan.links import identity
from ...plan.model import Plan
from ...plan.provider_region import provider_region
from ...plan.readings import reference
from ...plan.resource import Resource, walk

DRIVER = "logConfiguration.logDriver"
AWSLOGS, FIRELENS = "awslogs", "awsfirelens"
REGION = "aws_region"
_DRIVERS = f"{AWSLOGS}, or {FIRELENS} with a log router"
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html: what a task on Fargate must set.
OPTIONS = ("awslogs-group", "awslogs-region", "awslogs-stream-prefix")


@requirement(
    "ECSF502",
    "Every container sends its output to a log group of its own service, by awslogs or FireLens.",
    severity=Severity.MEDIUM,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
    remediation="Set logConfiguration with awslogs, and its group, region and stream prefix.",
    looks_for="container of an aws_ecs_task_definition",
)
def assert_containers_log(plan: Plan, *, allow_empty: bool = False) -> Iterator[Verdict]:
    """Every container sends its output to a log group of its own service, by awslogs or FireLens.

    With `awslogs` the group, the region and the stream prefix are set; the group is in the plan, as a resource or data
    source, and is not that of another service; the region is the provider's. With `awsfirelens` the task has a log
    router, a container with `firelensConfiguration`, and a `log_group_name` is such a group, or is made by the router.

    Why:
        A container without log configuration loses its output: on Fargate there is no host to look at. Without a stream
        prefix, or with a group that does not exist, the task does not start.

    Fails:
        resource "aws_ecs_task_definition" "web" {
          family                = "web"
          container_definitions = jsonencode([{ name = "web", image = "web:1" }])
        }

    Passes:
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
              options = {
                "awslogs-group"         = aws_cloudwatch_log_group.web.name
                "awslogs-region"        = "eu-central-1"
                "awslogs-stream-prefix" = "web"
              }
            }
          }])
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html
        - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html
        - Security Hub ECS.9

    """
    labels = {definition.address: _labels(definition) for definition in plan.task_definitions()}
    for definition in plan.task_definitions():
        for path in definition.unknown_paths:
            yield definition.judge(path, None, f"containers that log with {_DRIVERS}")
        for container in definition.known_containers:
            yield from _logs(definition, container)
    for use in plan.ecs.log_uses:
        if _is_read(use):
            yield _there(use)
            yield from _own(use, labels)


def _logs(definition: TaskDefinition, container: Container) -> Iterator[Verdict]:
    driver = container.at(DRIVER)
    if driver.is_null:
        yield container.judge("logConfiguration", False, _DRIVERS, note="its output is lost")
    elif not driver.known:
        yield container.judge(DRIVER, None, _DRIVERS)
    elif driver.value == FIRELENS:
        yield container.judge(DRIVER, _has_router(definition), "a container with firelensConfiguration in the task")
    elif driver.value == AWSLOGS:
        yield from _options(definition, container)
    else:
        yield container.judge(DRIVER, False, _DRIVERS)


def _has_router(definition: TaskDefinition) -> bool | None:
    if any(not container.at("firelensConfiguration").is_null for container in definition.known_containers):
        return True
    return None if definition.unknown_paths else False


def _options(definition: TaskDefinition, container: Container) -> Iterator[Verdict]:
    for name in OPTIONS:
        value = container.option(name)
        holds = _is_given(definition.plan, value)
        if name == "awslogs-region" and holds:
            yield _in_region(definition, container, value)
        else:
            yield container.judge(f'logConfiguration.options["{name}"]', holds, f"a value for {name}")


def _is_given(plan: Plan, value: Value) -> bool | None:
    """Whether an option has a value: the name of a log group or of a region is one, known or not."""
    if value.is_unknown and not value.parts[0].known:
        return True if identity(value) is not None and plan.referenced_by(value, LOG_GROUP, REGION) else None
    return bool(value.data)


def _in_region(definition: TaskDefinition, container: Container, value: Value) -> Verdict:
    path = 'logConfiguration.options["awslogs-region"]'
    region = provider_region(definition.plan, definition.resource)
    named = _region_read(definition.plan, value)
    if region is None or not region.known or region.is_null or named is None or not named.known:
        return replace(container.judge(path, True, "a region"), actual=named)
    verdict = container.judge(path, compare(named, region.value), f"the provider's region, {region.value}")
    return replace(verdict, actual=named)


def _region_read(plan: Plan, value: Value) -> Value | None:
    """The region that a data source names, where the value is read from one: its provider's, unless it asks by name."""
    found = plan.referenced_by(value, REGION) if reference(value.origin) is not None else ()
    if not found:
        return value
    asked = walk(found[0].arguments, ["name"]) if found[0].arguments is not None else null()
    return provider_region(plan, found[0]) if asked.is_null else asked


def _is_read(use: LogUse) -> bool:
    """Whether the driver of the container is the one that takes this option."""
    driver = use.container.at(DRIVER)
    return driver.known and driver.value == (AWSLOGS if "awslogs-group" in use.path else FIRELENS)


def _there(use: LogUse) -> Verdict:
    """The group is in the plan, or the log driver makes it."""
    expected = "a log group of the plan, as a resource or data source"
    if use.exists or compare(use.created, "true"):
        return use.container.judge(use.path, True, expected)
    if use.exists is None:
        return use.container.judge(use.path, None, expected, note=may_not_exist(use.group.resources))
    if use.group.undecided or _is_filled_in(use):
        return use.container.judge(use.path, None, expected, note="which log group it is cannot be told")
    return use.container.judge(use.path, False, expected, note="no log group of the plan has this name")


def _is_filled_in(use: LogUse) -> bool:
    """Whether the log router makes the name from what it knows of the task: `/ecs/$(ecs_task_definition)`.

    https://docs.fluentbit.io/manual/pipeline/outputs/cloudwatch
    """
    return "log_group_name" in use.path and "$(" in str(use.name.value)


def _own(use: LogUse, labels: Mapping[str, frozenset[str]]) -> Iterator[Verdict]:
    """The group is not the one of another service: it does not have that one's instance key, or block name."""
    own = labels[use.container.address]
    for group in use.group.resources:
        label = _label(group)
        others = [address for address, theirs in labels.items() if label in theirs]
        holds = label in own or not others
        note = "" if holds else f"{group.address} is the one of {others[0]}"
        yield use.container.judge(use.path, holds, "a log group that is not another service's", note=note)


def _labels(definition: TaskDefinition) -> frozenset[str]:
    """What a task definition and its services are called within the module."""
    return frozenset(_label(each) for each in (definition.resource, *(user.resource for user in definition.services)))


def _label(resource: Resource) -> str:
    return f"{resource.module}.{resource.key if isinstance(resource.key, str) else resource.name}"
