"""What Fargate accepts: task sizes, ephemeral storage, platform versions, log drivers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple


class Size(NamedTuple):
    """A task size: `cpu` in CPU units (1024 are one vCPU), `memory` in MiB."""

    cpu: int
    memory: int


SIZES: Mapping[int, tuple[int, ...]] = MappingProxyType(
    {
        256: (512, 1024, 2048),
        512: tuple(range(1024, 4096 + 1, 1024)),
        1024: tuple(range(2048, 8192 + 1, 1024)),
        2048: tuple(range(4096, 16384 + 1, 1024)),
        4096: tuple(range(8192, 30720 + 1, 1024)),
        8192: tuple(range(16384, 61440 + 1, 4096)),
        16384: tuple(range(32768, 122880 + 1, 8192)),
    }
)
"""CPU units to the memory values (MiB) that Fargate accepts with them.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
"""

WINDOWS_CPU: frozenset[int] = frozenset({1024, 2048, 4096})
"""The CPU units that Windows tasks may have; each with the memory of `SIZES`, so at least 2048 MiB.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html, column "Operating systems".
"""

EPHEMERAL_STORAGE_GIB: range = range(21, 200 + 1)
"""The values that `ephemeral_storage.size_in_gib` may have; a task that sets none has 20 GiB. Linux, platform version
1.4.0 or later.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EphemeralStorage.html
"""

LOG_DRIVERS: frozenset[str] = frozenset({"awslogs", "splunk", "awsfirelens"})
"""The log drivers that Fargate supports.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html
"""

_INTEGER = re.compile(r"[0-9]{1,9}")
_VCPU = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?|\.[0-9]{1,6}) {0,8}vcpu", re.IGNORECASE)
_GB = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?|\.[0-9]{1,6}) {0,8}gb", re.IGNORECASE)


def parse_cpu(value: object) -> int:
    """CPU units from what `cpu` of a task definition may be: 256, "256", "1 vCPU", ".25 vcpu".

    Raises ValueError where it is none of these, or no whole number of CPU units.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
    """
    return _parse(value, _VCPU, 'a task\'s cpu is CPU units such as 256, or vCPUs such as "1 vCPU"')


def parse_memory(value: object) -> int:
    """MiB from what `memory` of a task definition may be: 512, "512", "2GB", "0.5 GB".

    Raises ValueError where it is none of these, or no whole number of MiB.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
    """
    return _parse(value, _GB, 'a task\'s memory is MiB such as 512, or GB such as "2 GB"')


def _parse(value: object, with_unit: re.Pattern[str], what: str) -> int:
    amount: Decimal | int | None = None
    if isinstance(value, str):
        if _INTEGER.fullmatch(value):
            amount = int(value)
        elif found := with_unit.fullmatch(value):
            amount = Decimal(found[1]) * 1024
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1e9:
        amount = Decimal(value)
    if amount is None or amount != int(amount):
        raise ValueError(f"{what}, not {str(value)[:40]!r}")
    return int(amount)


def is_windows(os_family: str | None) -> bool:
    """Whether an operating system family such as `WINDOWS_SERVER_2022_CORE` is Windows; None means LINUX.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RuntimePlatform.html
    """
    return (os_family or "LINUX").upper().startswith("WINDOWS")


def sizes(os_family: str | None = None, architecture: str | None = None) -> Iterator[Size]:
    """All task sizes, smallest first, that Fargate accepts for this operating system family and CPU architecture.

    Linux runs on X86_64 and ARM64 alike in all sizes; Windows on X86_64 only, in `WINDOWS_CPU`.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-arm64.html
    """
    windows = is_windows(os_family)
    if windows and (architecture or "X86_64").upper() == "ARM64":
        return
    for cpu, memories in SIZES.items():
        if not windows or cpu in WINDOWS_CPU:
            for memory in memories:
                yield Size(cpu, memory)


def is_valid_size(cpu: int, memory: int, os_family: str | None = None, architecture: str | None = None) -> bool:
    """Whether Fargate accepts these CPU units with this memory in MiB."""
    return Size(cpu, memory) in sizes(os_family, architecture)


def nearest_sizes(
    cpu: int, memory: int, os_family: str | None = None, architecture: str | None = None
) -> tuple[Size, ...]:
    """The valid sizes nearest to a pair, best first.

    The first has at least as much of both, with the fewest CPU units that allow it, and is the largest size where
    there is none. A second one, if `cpu` is a value that Fargate knows, keeps `cpu` with the nearest memory below.
    Empty only where no size is valid (Windows on ARM64).
    """
    valid = list(sizes(os_family, architecture))
    if not valid:
        return ()
    enough = [size for size in valid if size.cpu >= cpu and size.memory >= memory]
    below = [size for size in valid if size.cpu == cpu and size.memory <= memory]
    best = enough[0] if enough else valid[-1]
    return (best, below[-1]) if below and below[-1] != best else (best,)
