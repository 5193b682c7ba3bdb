"""Fargate's task sizes against AWS's own table, and how they may be written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_ecsfargate.aws.fargate import (
    EPHEMERAL_STORAGE_GIB,
    LOG_DRIVERS,
    SIZES,
    Size,
    is_valid_size,
    nearest_sizes,
    parse_cpu,
    parse_memory,
    sizes,
)

# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html, as its table has it:
# CPU units, lowest and highest memory and the increment in GB, operating systems.
TABLE = [
    (512, 1, 4, 1, {"LINUX"}),
    (1024, 2, 8, 1, {"LINUX", "WINDOWS_SERVER_2022_CORE"}),
    (2048, 4, 16, 1, {"LINUX", "WINDOWS_SERVER_2022_CORE"}),
    (4096, 8, 30, 1, {"LINUX", "WINDOWS_SERVER_2022_CORE"}),
    (8192, 16, 60, 4, {"LINUX"}),
    (16384, 32, 120, 8, {"LINUX"}),
]
OS_FAMILIES = ["LINUX", "WINDOWS_SERVER_2022_CORE"]
PAIRS = {(256, 512): {"LINUX"}, (256, 1024): {"LINUX"}, (256, 2048): {"LINUX"}} | {
    (cpu, gigabytes * 1024): families
    for cpu, low, high, step, families in TABLE
    for gigabytes in range(low, high + 1, step)
}

NO_CPU: list[object] = [
    "",
    " ",
    "vCPU",
    "one vCPU",
    "1 vCPUs",
    "-256",
    "2.5",
    "0.3 vCPU",
    "1,024",
    "٢٥٦",
    "256\n",
    "1e3",
]
NO_CPU += [True, None, [], -1, 0.5, float("nan"), float("inf"), 1e300, "9" * 50]


@pytest.mark.parametrize("os_family", OS_FAMILIES)
@pytest.mark.parametrize("cpu", [128, *SIZES, 32768])
def test_sizes_are_those_of_the_table(cpu: int, os_family: str) -> None:
    allowed = {memory for memory in range(256, 131073, 256) if is_valid_size(cpu, memory, os_family)}
    assert allowed == {memory for (units, memory), families in PAIRS.items() if units == cpu and os_family in families}


def test_all_sizes_are_listed_smallest_first() -> None:
    listed = list(sizes())
    assert listed == sorted(PAIRS)
    assert listed[0] == Size(cpu=256, memory=512)


def test_architecture() -> None:
    assert list(sizes("LINUX", "ARM64")) == list(sizes("LINUX", "X86_64")) == list(sizes())
    assert list(sizes("WINDOWS_SERVER_2022_FULL", "ARM64")) == []
    assert nearest_sizes(1024, 2048, "WINDOWS_SERVER_2022_FULL", "ARM64") == ()


@pytest.mark.parametrize(
    ("value", "units"),
    [
        (256, 256),
        (256.0, 256),
        ("256", 256),
        ("1 vCPU", 1024),
        ("1vcpu", 1024),
        ("1 vcpu", 1024),
        (".25 vCPU", 256),
        (".25 vcpu", 256),
        ("0.5 vCPU", 512),
        ("16 VCPU", 16384),
        (300, 300),
    ],
)
def test_cpu(value: object, units: int) -> None:
    assert parse_cpu(value) == units


@pytest.mark.parametrize(
    ("value", "mebibytes"),
    [
        (512, 512),
        ("512", 512),
        ("2GB", 2048),
        ("2 GB", 2048),
        ("0.5 GB", 512),
        (".5GB", 512),
        ("1 gb", 1024),
        ("120 GB", 122880),
        (999, 999),
    ],
)
def test_memory(value: object, mebibytes: int) -> None:
    assert parse_memory(value) == mebibytes


@pytest.mark.parametrize("value", NO_CPU)
def test_what_is_no_cpu(value: object) -> None:
    with pytest.raises(ValueError, match=r"^a task's cpu is CPU units such as 256, or vCPUs such as \"1 vCPU\", not '"):
        parse_cpu(value)


@pytest.mark.parametrize("value", ["2 vCPU", "2 GiB", "512 MB", "GB", "-1 GB", "0.0001 GB", False, None, {}])
def test_what_is_no_memory(value: object) -> None:
    with pytest.raises(ValueError, match=r"^a task's memory is MiB such as 512, or GB such as \"2 GB\", not '"):
        parse_memory(value)


@pytest.mark.parametrize(
    ("pair", "os_family", "nearest"),
    [
        ((300, 999), None, [(512, 1024)]),
        ((256, 512), None, [(256, 512)]),
        ((256, 4096), None, [(512, 4096), (256, 2048)]),
        ((512, 1500), None, [(512, 2048), (512, 1024)]),
        ((1024, 512), None, [(1024, 2048)]),
        ((8192, 18432), None, [(8192, 20480), (8192, 16384)]),
        ((16384, 999999), None, [(16384, 122880)]),
        ((99999, 1), None, [(16384, 122880)]),
        ((256, 512), "WINDOWS_SERVER_2019_CORE", [(1024, 2048)]),
        ((4096, 65536), "WINDOWS_SERVER_2019_CORE", [(4096, 30720)]),
    ],
)
def test_nearest_sizes(pair: tuple[int, int], os_family: str | None, nearest: list[tuple[int, int]]) -> None:
    assert list(nearest_sizes(*pair, os_family)) == nearest


@given(st.integers(0, 16384), st.integers(0, 122880), st.sampled_from(OS_FAMILIES))
def test_nearest_is_valid_and_enough(cpu: int, memory: int, os_family: str) -> None:
    best, *others = nearest_sizes(cpu, memory, os_family)
    assert all(is_valid_size(*size, os_family) for size in (best, *others))
    assert all(size.cpu == cpu and size.memory < memory for size in others)
    if os_family == "LINUX":
        assert best.cpu >= cpu
        assert best.memory >= memory
    assert (best == (cpu, memory)) == is_valid_size(cpu, memory, os_family)


def test_other_limits() -> None:
    assert 20 not in EPHEMERAL_STORAGE_GIB
    assert 21 in EPHEMERAL_STORAGE_GIB
    assert 200 in EPHEMERAL_STORAGE_GIB
    assert 201 not in EPHEMERAL_STORAGE_GIB
    assert {"awslogs", "splunk", "awsfirelens"} == LOG_DRIVERS
