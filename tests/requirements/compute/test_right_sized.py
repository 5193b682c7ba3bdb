from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate import RequirementNotMet, assert_right_sized
from pytest_ecsfargate.plan.errors import SettingError
from pytest_ecsfargate.plan.measurements import read_measurements

TASK, SERVICE = "aws_ecs_task_definition.web", "aws_ecs_service.web"
GOOD = """
variable "unset" {
  type = any
}

provider "aws" {
  region = "eu-central-1"
}

resource "aws_ecs_cluster" "main" {
  name = "shop"
}

resource "aws_ecs_task_definition" "web" {
  family                = "web"
  cpu                   = 512
  memory                = 1024
  container_definitions = jsonencode([{ name = "web", image = "web:1" }])
}

resource "aws_ecs_service" "web" {
  name            = "dev-web"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.web.arn
}
"""
WINDOWS = (
    '  family                = "web"\n',
    '  family = "web"\n  runtime_platform {\n    operating_system_family = "WINDOWS_SERVER_2022_CORE"\n  }\n',
)


def service(cpu: float = 300, memory: float = 700, **changes: Any) -> dict[str, Any]:
    """The measurement of a service: two weeks of minutes."""
    return {
        "cluster": "shop",
        "service": "dev-web",
        "source": "ECS/ContainerInsights",
        "since": "2026-11-11T12:00:00Z",
        "until": "2026-11-25T12:00:00Z",
        "period": 60,
        "cpu": {"p99": cpu, "maximum": 512, "samples": 20160},
        "memory": {"p99": memory, "maximum": 1000, "samples": 20160},
        "out_of_memory": {"stops": 0, "since": "2026-11-25T11:00:00Z"},
        **changes,
    }


def metrics(*services: dict[str, Any]) -> dict[str, Any]:
    return {"format_version": "1.0", "recorded": "2026-11-25T12:00:00Z", "services": list(services or (service(),))}


def test_the_good_module_passes(module: Any, outcomes: Any) -> None:
    plan = module(GOOD)
    assert outcomes(assert_right_sized, plan, metrics=metrics()) == (set(), set())
    assert outcomes(assert_right_sized, plan, metrics=read_measurements(metrics())) == (set(), set())


@pytest.mark.parametrize(
    ("old", "new", "failed", "unknown"),
    [
        pytest.param("= 512", "= 256", {TASK}, set(), id="too little cpu"),
        pytest.param("= 1024", "= 2048", {TASK}, set(), id="too much memory"),
        pytest.param("= 512", "= 1024", set(), {TASK}, id="no size of Fargate"),
        pytest.param("= 512", '= "0.5 vCPU"', set(), set(), id="cpu with a unit"),
        pytest.param("= 512", "= var.unset", set(), {TASK}, id="unknown cpu"),
        pytest.param("= 1024", "= var.unset", set(), {TASK}, id="unknown memory"),
        pytest.param("  memory                = 1024\n", "", set(), {TASK}, id="no memory"),
        pytest.param(*WINDOWS, set(), {TASK}, id="no size of Windows"),
        pytest.param('"dev-web"', '"prod-web"', set(), {SERVICE}, id="another service"),
        pytest.param('"dev-web"', "var.unset", set(), {SERVICE}, id="unknown name"),
        pytest.param('"shop"', '"other"', set(), {SERVICE}, id="another cluster"),
        pytest.param('"shop"', "var.unset", set(), set(), id="unknown cluster"),
        pytest.param("aws_ecs_cluster.main.id", '"arn:aws:ecs:eu-central-1:1:cluster/shop"', set(), set(), id="by arn"),
        pytest.param("  cluster         = aws_ecs_cluster.main.id\n", "", set(), {SERVICE}, id="the cluster default"),
        pytest.param("aws_ecs_task_definition.web.arn", '"web:7"', set(), {SERVICE}, id="task of another stack"),
        pytest.param("aws_ecs_task_definition.web.arn", "var.unset", set(), {SERVICE}, id="unknown task"),
    ],
)
def test_one_thing_changed(module: Any, outcomes: Any, old: str, new: str, failed: set[str], unknown: set[str]) -> None:
    assert old in GOOD
    plan = module(GOOD.replace(old, new))
    assert outcomes(assert_right_sized, plan, metrics=metrics()) == (failed, unknown)


@pytest.mark.parametrize(
    ("cpu", "memory", "hint"),
    [
        pytest.param(426.6, 853.3, "", id="as much as fits"),
        pytest.param(426.7, 853.3, "Set cpu = 1024 and memory = 2048: 20.72 USD a month more for each task.", id="cpu"),
        pytest.param(
            426.6, 853.4, "Set cpu = 512 and memory = 2048: 3.73 USD a month more for each task.", id="memory"
        ),
        pytest.param(213.3, 426.6, "Set cpu = 256 and memory = 512: 10.36 USD a month less for each task.", id="half"),
        pytest.param(
            213.3, 853.3, "Set cpu = 256 and memory = 1024: 8.50 USD a month less for each task.", id="less cpu"
        ),
        pytest.param(0, 0, "Set cpu = 256 and memory = 512: 10.36 USD a month less for each task.", id="nothing"),
        pytest.param(
            20000,
            20000,
            "Divide the work among more tasks: Fargate has no size that is large enough.",
            id="more than there is",
        ),
    ],
)
def test_the_pair_that_fits_and_what_it_is_worth(module: Any, cpu: float, memory: float, hint: str) -> None:
    used = service(cpu, memory)
    used["cpu"]["maximum"] = used["memory"]["maximum"] = 30000
    (verdict,) = assert_right_sized.check(module(GOOD), metrics=metrics(used))
    assert (verdict.outcome, verdict.hint) == ("not met" if hint else "met", hint)


def test_headroom_is_added_to_the_percentile(module: Any, outcomes: Any) -> None:
    plan, used = module(GOOD), metrics(service(500, 1000))
    assert outcomes(assert_right_sized, plan, metrics=used) == ({TASK}, set())
    assert outcomes(assert_right_sized, plan, metrics=used, headroom=0.0) == (set(), set())
    # 465.4545... and 930.90... with a tenth are 512 and 1024.
    exact = metrics(service(512 / 1.1, 1024 / 1.1))
    assert outcomes(assert_right_sized, plan, metrics=exact, headroom=0.1) == (set(), set())


def test_windows_has_no_small_sizes(module: Any, outcomes: Any) -> None:
    text = GOOD.replace(*WINDOWS).replace("= 512", "= 1024").replace("= 1024\n  container", "= 2048\n  container")
    assert outcomes(assert_right_sized, module(text), metrics=metrics(service(10, 10))) == (set(), set())


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"since": "2026-11-19T00:00:00Z"}, "dev-web was measured for 6.5 days, and 7 are asked for"),
        (
            {"cpu": {"p99": 300, "maximum": 512, "samples": 999}},
            "dev-web was measured in 999 periods, and 1000 are asked for",
        ),
        (
            {"memory": {"p99": 300, "maximum": 512, "samples": 0}},
            "dev-web was measured in 0 periods, and 1000 are asked for",
        ),
    ],
)
def test_too_short_a_measurement_says_nothing(module: Any, changes: dict[str, Any], note: str) -> None:
    plan = module(GOOD)
    (verdict,) = assert_right_sized.check(plan, metrics=metrics({**service(), **changes}))
    assert (verdict.outcome, verdict.note) == ("unknown", note)
    (verdict,) = assert_right_sized.check(plan, metrics=metrics({**service(), **changes}), days=6, samples=0)
    assert verdict.outcome != "unknown"


def test_tasks_that_ran_out_of_memory_need_more_whatever_was_measured(module: Any) -> None:
    stops = {"stops": 3, "since": "2026-11-25T11:00:00Z"}
    used = metrics(service(10, 10, out_of_memory=stops, since="2026-11-25T11:00:00Z"))
    (verdict,) = assert_right_sized.check(module(GOOD), metrics=used)
    assert (verdict.outcome, verdict.address, verdict.attribute) == ("not met", TASK, "memory")
    assert verdict.note == "tasks of dev-web were stopped out of memory 3 times since 2026-11-25 11:00"
    # Less CPU would do, and memory is what is wanted.
    assert verdict.hint == "Set cpu = 256 and memory = 2048: 4.77 USD a month less for each task."


SHARED = (
    GOOD
    + """
resource "aws_ecs_service" "admin" {
  name            = "dev-admin"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.web.arn
}
"""
)


def test_services_that_share_a_task_definition_need_it_together(module: Any, outcomes: Any) -> None:
    plan = module(SHARED)
    small = service(100, 200, service="dev-admin")
    assert outcomes(assert_right_sized, plan, metrics=metrics(service(), small)) == (set(), set())
    assert outcomes(assert_right_sized, plan, metrics=metrics(service(500), small)) == ({TASK}, set())
    both_small = metrics(service(100, 200), small)
    assert outcomes(assert_right_sized, plan, metrics=both_small) == ({TASK}, set())
    # Without a measurement of one it is not known to be too large, but may be too small.
    admin = "aws_ecs_service.admin"
    assert outcomes(assert_right_sized, plan, metrics=metrics(service(100, 200))) == (set(), {admin, TASK})
    assert outcomes(assert_right_sized, plan, metrics=metrics(service(500))) == ({TASK}, {admin})


def test_a_service_of_two_clusters_is_told_apart(module: Any, outcomes: Any) -> None:
    other = service(10, 10, cluster="other")
    used = metrics(other, service())
    assert outcomes(assert_right_sized, module(GOOD), metrics=used) == (set(), set())
    unsure = module(GOOD.replace('"shop"', "var.unset"))
    assert outcomes(assert_right_sized, unsure, metrics=used) == (set(), {SERVICE})


def test_services_elsewhere_are_not_examined(module: Any) -> None:
    ec2 = module(GOOD.replace('name            = "dev-web"', 'name = "dev-web"\n  launch_type = "EC2"'))
    assert assert_right_sized.check(ec2, metrics=metrics()) == []
    only_ec2 = '  family                = "web"\n  requires_compatibilities = ["EC2"]\n'
    assert assert_right_sized.check(module(GOOD.replace(WINDOWS[0], only_ec2)), metrics=metrics()) == []


def test_measurements_of_services_that_are_not_in_the_plan_do_not_matter(module: Any, outcomes: Any) -> None:
    used = metrics(service(), service(1, 1, service="prod-web"))
    assert outcomes(assert_right_sized, module(GOOD), metrics=used) == (set(), set())


def test_a_region_without_prices_leaves_the_difference_out(module: Any) -> None:
    for region in ('"eu-north-1"', "var.unset"):
        plan = module(GOOD.replace('"eu-central-1"', region))
        (verdict,) = assert_right_sized.check(plan, metrics=metrics(service(10, 10)))
        assert verdict.hint == "Set cpu = 256 and memory = 512."


def test_a_file_is_found_beside_the_module(module: Any, outcomes: Any, tmp_path: Path) -> None:
    (tmp_path / "metrics.json").write_text(json.dumps(metrics()), encoding="utf-8")
    plan = module(GOOD)
    for path in ("metrics.json", Path("metrics.json"), tmp_path / "metrics.json"):
        assert outcomes(assert_right_sized, plan, metrics=path) == (set(), set())
    elsewhere = replace(plan, settings={"right-sized": {"metrics": tmp_path / "metrics.json"}})
    assert outcomes(assert_right_sized, elsewhere) == (set(), set())
    with pytest.raises(SettingError, match=r"The metrics .*/other\.json cannot be read: No such file or directory\.$"):
        assert_right_sized(plan, metrics="other.json")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"headroom": -0.1}, "headroom of right-sized must be a number of 0 or more, not -0.1."),
        ({"days": float("inf")}, "days of right-sized must be a number of 0 or more, not inf."),
        ({"metrics": {}}, "metrics: format_version must be 1.0, not None."),
    ],
)
def test_settings_that_make_no_sense(module: Any, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingError) as raised:
        assert_right_sized(module(GOOD), **{"metrics": metrics(), **settings})
    assert str(raised.value) == message


def test_nothing_agreed_judges_nothing(module: Any) -> None:
    plan = module(GOOD)
    assert assert_right_sized.check(plan) == []
    with pytest.raises(RequirementNotMet) as raised:
        assert_right_sized(plan)
    assert str(raised.value).splitlines()[3:7] == [
        "  nothing to check: the setting metrics is not stated",
        "",
        "  fix:   Pass metrics=..., or set it in ecsfargate.toml under",
        "         [requirements.right-sized].",
    ]


def test_the_text(module: Any) -> None:
    plan = module(GOOD.replace("= 512", "= 2048").replace("= 1024", "= 4096"))
    with pytest.raises(RequirementNotMet) as raised:
        assert_right_sized(plan, metrics=metrics())
    assert str(raised.value) == TEXT


TEXT = """\
ECSF104 right-sized: 1 of 1 failed  [low]
The size of every task fits the CPU and memory that its services were measured to use.

  aws_ecs_task_definition.web
    --> main.tf:16:27
  14 | resource "aws_ecs_task_definition" "web" {
  16 |   cpu                   = 2048
     |                           ^^^^
     = attribute  cpu
     = expected   cpu = 512 and memory = 1024, the smallest size that fits
     = actual     "2048"
     = note       p99 of 14.0 days with 20 % headroom is 360 CPU units and 840 MiB
     = touches    aws_ecs_service.web

  fix:   Set cpu = 512 and memory = 1024: 62.17 USD a month less for each task.
  docs:  docs/requirements/ECSF104.md
  aws:   https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size
  waive: # ecsfargate:waive ECSF104 <reason>, above main.tf:14"""
