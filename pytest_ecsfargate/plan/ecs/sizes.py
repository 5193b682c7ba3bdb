"""The size of a task definition, as far as it is known, and what it is a size for.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ...aws.fargate import parse_cpu, parse_memory
from ...hcl.values import Value
from .ecs import TaskDefinition

PARSERS: dict[str, Callable[[object], int]] = {"cpu": parse_cpu, "memory": parse_memory}
"""What reads the arguments that a size is made of: CPU units and MiB."""


@dataclass(frozen=True, slots=True)
class Amount:
    """CPU units or MiB: None where the value is not known; `problem` says why it is no amount at all."""

    number: int | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Platform:
    """The operating system family and CPU architecture that a task asks for, None for AWS's own choice."""

    os_family: str | None = None
    architecture: str | None = None


def for_fargate(definition: TaskDefinition) -> bool:
    """Whether the task may run on Fargate: unless it says that it runs elsewhere only."""
    wanted = definition.at("requires_compatibilities")
    return not wanted.known or not wanted.value or "FARGATE" in wanted.value


def amount_of(definition: TaskDefinition, name: str) -> Amount:
    """The task's `cpu` or `memory`."""
    if not definition.is_set(name):
        return Amount(None, f"Fargate needs {name} on the task")
    return parsed(definition.at(name), PARSERS[name])


def parsed(value: Value, parse: Callable[[object], int]) -> Amount:
    """What a value says, read by a function that raises ValueError for what is no amount."""
    if not value.known:
        return Amount(None)
    try:
        return Amount(parse(value.value))
    except ValueError as error:
        return Amount(None, str(error))


def platform_of(definition: TaskDefinition) -> Platform | None:
    """What the task asks for in `runtime_platform`; None where that is not known."""
    found: list[str | None] = []
    for name in ("operating_system_family", "cpu_architecture"):
        path = f"runtime_platform[0].{name}"
        value = definition.at(path)
        if definition.is_set(path) and not value.known:
            return None
        found.append(str(value.value) if definition.is_set(path) else None)
    return Platform(*found)
