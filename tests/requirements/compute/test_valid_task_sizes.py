from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate import RequirementNotMet, assert_valid_task_sizes

TASK = "aws_ecs_task_definition.web"
GOOD = """
variable "unset" {
  type = any
}

resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  container_definitions    = jsonencode([
    { name = "web", image = "web:1", cpu = 128, memory = 256 },
    { name = "log", image = "log:1", cpu = 128, memory = 512, memoryReservation = 256 },
  ])
}
"""


def sized(cpu: str, memory: str, more: str = "") -> str:
    text = GOOD.replace("memory                   = 512\n", f"memory = {memory}\n{more}")
    text = text.replace("cpu                      = 256\n", f"cpu = {cpu}\n")
    return text.replace("cpu = 128, memory = 256", "essential = true").replace(
        "cpu = 128, memory = 512, memoryReservation = 256", "essential = false"
    )


def test_the_good_module_passes(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_valid_task_sizes, module(GOOD)) == (set(), set())


WINDOWS = 'runtime_platform {\n    operating_system_family = "WINDOWS_SERVER_2022_CORE"\n  }\n'
ARM = 'runtime_platform {\n    cpu_architecture = "ARM64"\n  }\n'


@pytest.mark.parametrize(
    ("cpu", "memory", "more", "valid"),
    [
        pytest.param("256", "2048", "", True, id="numbers"),
        pytest.param('"256"', '"2048"', "", True, id="strings"),
        pytest.param('"1 vCPU"', '"2GB"', "", True, id="units"),
        pytest.param('".25 vcpu"', '"0.5 GB"', "", True, id="fractions"),
        pytest.param('"1vcpu"', '"8 gb"', "", True, id="lower case"),
        pytest.param("16384", "122880", "", True, id="largest"),
        pytest.param("300", "999", "", False, id="neither"),
        pytest.param("256", "4096", "", False, id="too much memory"),
        pytest.param("512", "512", "", False, id="too little memory"),
        pytest.param("8192", "17408", "", False, id="between the steps"),
        pytest.param('"256m"', "512", "", False, id="no unit of aws"),
        pytest.param("null", "512", "", False, id="no cpu"),
        pytest.param("256", "null", "", False, id="no memory"),
        pytest.param("256", "512", WINDOWS, False, id="too small for windows"),
        pytest.param("1024", "2048", WINDOWS, True, id="windows"),
        pytest.param("8192", "16384", WINDOWS, False, id="too large for windows"),
        pytest.param("256", "512", ARM, True, id="arm"),
        pytest.param(
            "1024", "2048", WINDOWS.replace("  }", '    cpu_architecture = "ARM64"\n  }'), False, id="windows on arm"
        ),
        pytest.param("256", "512", "ephemeral_storage {\n    size_in_gib = 21\n  }\n", True, id="storage"),
        pytest.param("256", "512", "ephemeral_storage {\n    size_in_gib = 200\n  }\n", True, id="most storage"),
        pytest.param("256", "512", "ephemeral_storage {\n    size_in_gib = 20\n  }\n", False, id="too little storage"),
        pytest.param("256", "512", "ephemeral_storage {\n    size_in_gib = 201\n  }\n", False, id="too much storage"),
    ],
)
def test_sizes(module: Any, outcomes: Any, cpu: str, memory: str, more: str, valid: bool) -> None:
    expected: set[str] = set() if valid else {TASK}
    assert outcomes(assert_valid_task_sizes, module(sized(cpu, memory, more))) == (expected, set())


@pytest.mark.parametrize(
    ("cpu", "memory", "more"),
    [
        pytest.param("var.unset", "512", "", id="cpu"),
        pytest.param("256", "var.unset", "", id="memory"),
        pytest.param("256", "512", WINDOWS.replace('"WINDOWS_SERVER_2022_CORE"', "var.unset"), id="system"),
        pytest.param("256", "512", "ephemeral_storage {\n    size_in_gib = var.unset\n  }\n", id="storage"),
    ],
)
def test_what_is_not_known(module: Any, outcomes: Any, cpu: str, memory: str, more: str) -> None:
    assert outcomes(assert_valid_task_sizes, module(sized(cpu, memory, more))) == (set(), {TASK})


@pytest.mark.parametrize(
    ("old", "new", "attribute"),
    [
        pytest.param("cpu = 128, memory = 256", "cpu = 129, memory = 256", "container_definitions[0].cpu", id="cpu"),
        pytest.param("memory = 256 }", "memory = 257 }", "container_definitions[0].memory", id="memory"),
        pytest.param("memory = 512,", "memory = 513,", "container_definitions[1].memory", id="hard limit"),
        pytest.param("cpu = 128, memory = 256", 'Cpu = "129"', "container_definitions[0].Cpu", id="in other letters"),
    ],
)
def test_containers_that_do_not_fit(module: Any, old: str, new: str, attribute: str) -> None:
    verdicts = assert_valid_task_sizes.check(module(GOOD.replace(old, new, 1)))
    assert [verdict.attribute for verdict in verdicts if verdict.outcome == "not met"] == [attribute]


def test_containers_of_which_nothing_is_known(module: Any, outcomes: Any) -> None:
    start = GOOD.index("jsonencode")
    text = GOOD[:start] + "var.unset\n}\n"
    assert outcomes(assert_valid_task_sizes, module(text)) == (set(), {TASK})


def test_the_nearest_valid_pairs_are_named(module: Any) -> None:
    with pytest.raises(RequirementNotMet) as caught:
        assert_valid_task_sizes(module(sized("512", "5000")))
    text = " ".join(str(caught.value).split())
    assert "Set cpu = 1024 with memory = 5120 or cpu = 512 with memory = 4096." in text
    assert caught.value.findings[0].attribute == "memory"


def test_tasks_for_instances_only_are_not_examined(module: Any) -> None:
    plan = module(sized("300", "999").replace('["FARGATE"]', '["EC2"]'))
    assert assert_valid_task_sizes.check(plan) == []


def test_memory_that_goes_with_no_cpu_is_wrong_whatever_the_cpu(module: Any, outcomes: Any) -> None:
    text = """
    variable "cpu" {
      type = number
    }

    resource "aws_ecs_task_definition" "web" {
      family                = "web"
      cpu                   = var.cpu
      memory                = %s
      container_definitions = "[]"
    }
    """
    task = "aws_ecs_task_definition.web"
    assert outcomes(assert_valid_task_sizes, module(text % 513)) == ({task}, set())
    assert outcomes(assert_valid_task_sizes, module(text % 512)) == (set(), {task})
