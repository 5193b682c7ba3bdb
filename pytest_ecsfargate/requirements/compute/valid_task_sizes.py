"""Fargate accepts the size of every task."""

from __future__ import annotations

from collections.abc import Iterator

from ...aws.fargate import EPHEMERAL_STORAGE_GIB, SIZES, Size, is_valid_size, nearest_sizes
from ...declaration import requirement
from ...findings import Severity, Verdict
from ...plan.ecs.containers import Container
from ...plan.ecs.ecs import TaskDefinition
from ...plan.ecs.sizes import Platform, amount_of, for_fargate, parsed, platform_of
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
        if for_fargate(definition):
            yield _size(definition)
            if definition.is_set("ephemeral_storage"):
                yield _storage(definition)
            yield from _containers(definition)


def _size(definition: TaskDefinition) -> Verdict:
    cpu = amount_of(definition, "cpu")
    memory = amount_of(definition, "memory")
    for name, amount in (("cpu", cpu), ("memory", memory)):
        if amount.problem:
            return definition.judge(name, False, "a size that Fargate accepts", note=amount.problem)
    platform = platform_of(definition)
    if cpu.number is None and memory.number is not None and not any(memory.number in each for each in SIZES.values()):
        note = f"{memory.number} MiB goes with no number of CPU units"
        return definition.judge("memory", False, "a size that Fargate accepts", note=note)
    if cpu.number is None or memory.number is None or platform is None:
        unknown = "cpu" if cpu.number is None else "memory" if memory.number is None else "runtime_platform"
        return definition.judge(unknown, None, "a size that Fargate accepts")
    if is_valid_size(cpu.number, memory.number, platform.os_family, platform.architecture):
        return definition.judge("cpu", True, "a size that Fargate accepts")
    return _invalid(definition, Size(cpu.number, memory.number), platform)


def _invalid(definition: TaskDefinition, size: Size, platform: Platform) -> Verdict:
    nearest = nearest_sizes(*size, platform.os_family, platform.architecture)
    pairs = " or ".join(f"cpu = {pair.cpu} with memory = {pair.memory}" for pair in nearest)
    # The attribute to change is memory where some memory would fit the CPU units.
    name = "memory" if any(pair.cpu == size.cpu for pair in nearest) else "cpu"
    if not nearest:
        expected = "another architecture: Fargate runs Windows on X86_64 only"
        return definition.judge("runtime_platform", False, expected)
    on = f" for {platform.os_family}" if platform.os_family else ""
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


_RESERVED = (("cpu", ("cpu",)), ("memory", ("memoryReservation", "memory")))


def _containers(definition: TaskDefinition) -> Iterator[Verdict]:
    """The containers fit into the task: each hard memory limit, and what all reserve together.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definitions
    """
    for path in definition.unknown_paths:
        yield definition.judge(path, None, "containers that fit into the task")
    containers = definition.known_containers
    too_large = list(_above_task(definition, containers))
    yield from too_large
    for name, keys in _RESERVED:
        task = amount_of(definition, name).number
        if task is not None and not (too_large and name == "memory"):
            yield from _together(containers, name, keys, task)


def _above_task(definition: TaskDefinition, containers: tuple[Container, ...]) -> Iterator[Verdict]:
    task = amount_of(definition, "memory").number
    for container in containers:
        limit = parsed(container.at("memory"), _whole).number
        if task is not None and limit is not None and limit > task:
            yield container.judge("memory", False, f"at most the task's {task} MiB")


def _together(containers: tuple[Container, ...], name: str, keys: tuple[str, ...], task: int) -> Iterator[Verdict]:
    """Nothing where all fit; else the largest reservation, or the first that is not known."""
    reserved = [(container, key, parsed(container.at(key), _whole)) for container, key in _reserving(containers, keys)]
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
