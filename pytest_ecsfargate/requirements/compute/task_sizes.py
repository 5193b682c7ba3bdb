"""Every service has exactly the CPU and memory that are agreed for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from ...aws.fargate import parse_cpu, parse_memory
from ...declaration import requirement
from ...findings import Severity, Verdict
from ...plan.ecs.ecs import Service, TaskDefinition
from ...plan.ecs.service_names import missing_services, other_services, roster
from ...plan.model import Plan

PLATFORM_SIZES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"web": (256, 512), "api": (512, 1024), "worker": (1024, 2048)}
)


@requirement(
    "ECSF103",
    "Every service has exactly the CPU and memory that are agreed for it.",
    severity=Severity.MEDIUM,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size",
    remediation="Set the agreed cpu and memory on the task definition, or change the agreement.",
    looks_for="aws_ecs_service",
)
def assert_task_sizes(
    plan: Plan, *, sizes: Mapping[str, tuple[int, int]] | None = PLATFORM_SIZES, allow_empty: bool = False
) -> Iterator[Verdict]:
    """Every service has exactly the CPU and memory that are agreed for it.

    `sizes` gives CPU units (1024 are one vCPU) and MiB by service. A service is known by its instance key, or that of
    the module call around it, else by the word in its name: `dev-web-pr7` is "web". One that is missing is reported,
    and so is one that is not listed. With `sizes=None` nothing is agreed, and nothing is judged.

    Why:
        A service that is smaller than agreed is slow or runs out of memory in production; one that is larger costs
        more every hour, and nobody notices.

    Fails:
        resource "aws_ecs_cluster" "main" {
          name = "shop"
        }

        resource "aws_ecs_task_definition" "service" {
          for_each = { web = 256, api = 512, worker = 1024 }

          family                = each.key
          cpu                   = each.value
          memory                = 2048
          container_definitions = jsonencode([{ name = each.key, image = "${each.key}:1" }])
        }

        resource "aws_ecs_service" "service" {
          for_each = aws_ecs_task_definition.service

          name            = each.key
          cluster         = aws_ecs_cluster.main.id
          task_definition = each.value.arn
        }

    Passes:
        resource "aws_ecs_cluster" "main" {
          name = "shop"
        }

        resource "aws_ecs_task_definition" "service" {
          for_each = { web = 256, api = 512, worker = 1024 }

          family                = each.key
          cpu                   = each.value
          memory                = 2 * each.value
          container_definitions = jsonencode([{ name = each.key, image = "${each.key}:1" }])
        }

        resource "aws_ecs_service" "service" {
          for_each = aws_ecs_task_definition.service

          name            = each.key
          cluster         = aws_ecs_cluster.main.id
          task_definition = aws_ecs_task_definition.service[each.key].arn
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html

    """
    if sizes is None:
        return
    found = roster(plan, sizes)
    for name, services in found.by_name.items():
        for service in services:
            yield from _size(service, sizes[name])
    yield from missing_services(plan, found)
    yield from other_services(found)


def _size(service: Service, agreed: tuple[int, int]) -> Iterator[Verdict]:
    definitions = service.task_definitions
    if not definitions:
        undecided = service.task_definition.undecided
        note = "which task definition it is cannot be told" if undecided else "this task definition is not in the plan"
        expected = f"a task definition with {agreed[0]} CPU units and {agreed[1]} MiB"
        yield service.judge("task_definition", None, expected, note=note)
    for definition in definitions:
        yield _amount(definition, "cpu", agreed[0], parse_cpu)
        yield _amount(definition, "memory", agreed[1], parse_memory)


def _amount(definition: TaskDefinition, name: str, agreed: int, parse: Callable[[object], int]) -> Verdict:
    value = definition.at(name)
    if not definition.is_set(name):
        return replace(definition.judge(name, False, agreed), exact=True)
    if not value.known:
        return replace(definition.judge(name, None, agreed), exact=True)
    try:
        holds = parse(value.value) == agreed
    except ValueError as error:
        return definition.judge(name, False, agreed, note=str(error))
    return replace(definition.judge(name, holds, agreed), exact=True)
