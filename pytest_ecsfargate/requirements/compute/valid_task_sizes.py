"""Fargate accepts the size of every task."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ...aws.fargate import EPHEMERAL_STORAGE_GIB, Size, is_valid_size, nearest_sizes, parse_cpu, parse_memory
from ...declaration import requirement
from ...findings import Severity, Verdict
from ...hcl.values import Value
from ...plan.ecs.containers import Container
from ...plan.ecs.ecs import TaskDefinition
from ...plan.model import Plan

STORAGE = "ephemeral_storage[0].size_in_gib"


@requirement(
    "ECSF102",
    "Every task has a CPU and memory size that Fargate accepts, and its containers fit into it.",
    severity=Severity.HIGH,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html",
    remediation="Take a pair of cpu and memory from Fargate's table, and give the containers no more than that.",
    looks_for="aws_ecs_task_definition for Fargate",
)
def assert_valid_task_sizes(plan: Plan, *, allow_empty: bool = False) -> Iterator[Verdict]:
    """Every task has a CPU and memory size that Fargate accepts, and its containers fit into it.

    Why:
        Terraform plans any pair of numbers. AWS refuses the task definition at apply, when half of the stack is already
        changed, or the tasks do not start.

    Fails:
        resource "aws_ecs_task_definition" "web" {
          family                   = "web"
          requires_compatibilities = ["FARGATE"]
          network_mode             = "awsvpc"
          cpu                      = 256
          memory                   = 4096
          container_definitions    = jsonencode([{ name = "web", image = "web:1" }])
        }

    Passes:
        resource "aws_ecs_task_definition" "web" {
          family                   = "web"
          requires_compatibilities = ["FARGATE"]
          network_mode             = "awsvpc"
          cpu                      = 256
          memory                   = 512
          container_definitions    = jsonencode([{ name = "web", image = "web:1" }])
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
        - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
        - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EphemeralStorage.html
        - cfn-lint E3047, E3048

    """
    for definition in plan.task_definitions():
        if _for_fargate(definition):
            yield _size(definition)
            if definition.is_set("ephemeral_storage"):
                yield _storage(definition)
            yield from _containers(definition)


def _for_fargate(definition: TaskDefinition) -> bool:
    """Whether the task may run on Fargate: unless it says that it runs elsewhere only."""
    wanted = definition.at("requires_compatibilities")
    return not wanted.known or not wanted.value or "FARGATE" in wanted.value


@dataclass(frozen=True, slots=True)
class _Amount:
    """CPU units or MiB: None where the value is not known; `problem` says why it is no amount at all."""

    number: int | None
    problem: str = ""


def _amount(definition: TaskDefinition, name: str, parse: Callable[[object], int]) -> _Amount:
    if not definition.is_set(name):
        return _Amount(None, f"Fargate needs {name} on the task")
    return _parsed(definition.at(name), parse)


def _parsed(value: Value, parse: Callable[[object], int]) -> _Amount:
    if not value.known:
        return _Amount(None)
    try:
        return _Amount(parse(value.value))
    except ValueError as error:
        return _Amount(None, str(error))


def _platform(definition: TaskDefinition) -> tuple[str | None, str | None] | None:
    """The operating system family and CPU architecture, None for AWS's own choice; None where they are not known."""
    found: list[str | None] = []
    for name in ("operating_system_family", "cpu_architecture"):
        path = f"runtime_platform[0].{name}"
        value = definition.at(path)
        if definition.is_set(path) and not value.known:
            return None
        found.append(str(value.value) if definition.is_set(path) else None)
    return found[0], found[1]


def _size(definition: TaskDefinition) -> Verdict:
    cpu = _amount(definition, "cpu", parse_cpu)
    memory = _amount(definition, "memory", parse_memory)
    for name, amount in (("cpu", cpu), ("memory", memory)):
        if amount.problem:
            return definition.judge(name, False, "a size that Fargate accepts", note=amount.problem)
    platform = _platform(definition)
    if cpu.number is None or memory.number is None or platform is None:
        unknown = "cpu" if cpu.number is None else "memory" if memory.number is None else "runtime_platform"
        return definition.judge(unknown, None, "a size that Fargate accepts")
    if is_valid_size(cpu.number, memory.number, *platform):
        return definition.judge("cpu", True, "a size that Fargate accepts")
    return _invalid(definition, Size(cpu.number, memory.number), *platform)


def _invalid(definition: TaskDefinition, size: Size, os_family: str | None, architecture: str | None) -> Verdict:
    nearest = nearest_sizes(*size, os_family, architecture)
    pairs = " or ".join(f"cpu = {pair.cpu} with memory = {pair.memory}" for pair in nearest)
    # The attribute to change is memory where some memory would fit the CPU units.
    name = "memory" if any(pair.cpu == size.cpu for pair in nearest) else "cpu"
    if not nearest:
        expected = "another architecture: Fargate runs Windows on X86_64 only"
        return definition.judge("runtime_platform", False, expected)
    on = f" for {os_family}" if os_family else ""
    note = f"{size.cpu} CPU units with {size.memory} MiB is no size of Fargate{on}"
    return definition.judge(name, False, f"for example {pairs}", hint=f"Set {pairs}.", note=note)


def _storage(definition: TaskDefinition) -> Verdict:
    value = definition.at(STORAGE)
    if not value.known or value.is_null:
        return definition.judge(STORAGE, None if not value.known else False, "21 to 200 GiB")
    try:
        holds = int(value.value) in EPHEMERAL_STORAGE_GIB
    except (TypeError, ValueError):
        holds = False
    return definition.judge(STORAGE, holds, "21 to 200 GiB")


_RESERVED: tuple[tuple[str, Callable[[object], int], tuple[str, ...]], ...] = (
    ("cpu", parse_cpu, ("cpu",)),
    ("memory", parse_memory, ("memoryReservation", "memory")),
)


def _containers(definition: TaskDefinition) -> Iterator[Verdict]:
    """The containers fit into the task: each hard memory limit, and what all reserve together.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definitions
    """
    for path in definition.unknown_paths:
        yield definition.judge(path, None, "containers that fit into the task")
    containers = definition.known_containers
    too_large = list(_above_task(definition, containers))
    yield from too_large
    for name, parse, keys in _RESERVED:
        task = _amount(definition, name, parse).number
        if task is not None and not (too_large and name == "memory"):
            yield from _together(containers, name, keys, task)


def _above_task(definition: TaskDefinition, containers: tuple[Container, ...]) -> Iterator[Verdict]:
    task = _amount(definition, "memory", parse_memory).number
    for container in containers:
        limit = _parsed(container.at("memory"), _whole).number
        if task is not None and limit is not None and limit > task:
            yield container.judge("memory", False, f"at most the task's {task} MiB")


def _together(containers: tuple[Container, ...], name: str, keys: tuple[str, ...], task: int) -> Iterator[Verdict]:
    """Nothing where all fit; else the largest reservation, or the first that is not known."""
    reserved = [(container, key, _parsed(container.at(key), _whole)) for container, key in _reserving(containers, keys)]
    total = sum(amount.number or 0 for _, _, amount in reserved)
    unit = "CPU units" if name == "cpu" else "MiB"
    expected = f"at most {task} {unit} for all containers together"
    if total > task:
        container, key, _ = max(reserved, key=lambda item: item[2].number or 0)
        note = f"the containers reserve {total} {unit}, the task has {task}"
        yield container.judge(key, False, expected, note=note)
        return
    for container, key, amount in reserved:
        if amount.number is None:
            yield container.judge(key, None if not amount.problem else False, expected, note=amount.problem)
            return


def _reserving(containers: tuple[Container, ...], keys: tuple[str, ...]) -> Iterator[tuple[Container, str]]:
    """The containers that reserve something, with the setting that counts: the first of these that is there."""
    for container in containers:
        key = next((key for key in keys if not container.at(key).is_null), None)
        if key is not None:
            yield container, key


def _whole(value: object) -> int:
    """A container's own cpu and memory are plain numbers. Raises ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("a container's cpu and memory are numbers")
    try:
        return int(value)
    except ValueError:
        raise ValueError("a container's cpu and memory are numbers") from None
