from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate import RequirementNotMet, Verdict, assert_monthly_cost
from pytest_ecsfargate.plan.errors import SettingError

GOOD = """
variable "unset" {
  type = any
}

provider "aws" {
  region = "us-east-1"
}

resource "aws_ecs_task_definition" "web" {
  family                = "web"
  cpu                   = 1024
  memory                = 2048
  container_definitions = jsonencode([{ name = "web", image = "web:1" }])
}

resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = "shop"
  task_definition = aws_ecs_task_definition.web.arn
  launch_type     = "FARGATE"
  desired_count   = 2
}
"""
# 730 hours of 1 vCPU and 2 GB in us-east-1, twice.
TWO_TASKS = 2 * 730 * (0.04048 + 2 * 0.004445)
ALONE = {"log_gb": 0.0}
LAUNCH = '  launch_type     = "FARGATE"\n'
DESIRED = "  desired_count   = 2\n"
FAMILY = '  family                = "web"\n'
TARGET = """
resource "aws_appautoscaling_target" "web" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/shop/${aws_ecs_service.web.name}"
  min_capacity       = 3
  max_capacity       = 10
}
"""


def judged(plan: Any, **settings: Any) -> Verdict:
    (verdict,) = assert_monthly_cost.check(plan, **{"maximum": 1e6, **ALONE, **settings})
    assert isinstance(verdict, Verdict)
    return verdict


def total(plan: Any, **settings: Any) -> str:
    return judged(plan, **settings).table[-1][-1]


def strategy(*parts: str) -> str:
    blocks = "".join(f"  capacity_provider_strategy {{\n    {part}\n  }}\n" for part in parts)
    return GOOD.replace(LAUNCH, blocks.replace("; ", "\n    "))


def test_the_maximum_is_the_most_that_is_met(module: Any) -> None:
    plan = module(GOOD)
    assert judged(plan, maximum=round(TWO_TASKS, 2)).outcome == "met"
    verdict = judged(plan, maximum=round(TWO_TASKS, 2) - 0.01)
    assert (verdict.outcome, verdict.address, verdict.expected) == ("not met", ".", "at most 72.07 USD a month")
    assert verdict.actual is not None
    assert verdict.actual.value == 72.08


@pytest.mark.parametrize(
    ("old", "new", "cost"),
    [
        pytest.param(DESIRED, "  desired_count = 0\n", "0.00", id="no tasks"),
        pytest.param(DESIRED, "", "0.00", id="no desired count"),
        pytest.param("= 1024", '= "1 vCPU"', "72.08", id="cpu with a unit"),
        pytest.param("us-east-1", "eu-central-1", "82.90", id="another region"),
        pytest.param(
            FAMILY,
            f'{FAMILY}  runtime_platform {{\n    cpu_architecture = "ARM64"\n  }}\n',
            f"{2 * 730 * (0.03238 + 2 * 0.00356):.2f}",
            id="arm",
        ),
        pytest.param(
            FAMILY,
            f"{FAMILY}  ephemeral_storage {{\n    size_in_gib = 100\n  }}\n",
            f"{TWO_TASKS + 2 * 730 * 80 * 0.000111:.2f}",
            id="storage above 20 GB",
        ),
        # What cannot be told is never left out.
        pytest.param("us-east-1", "eu-north-1", "?", id="a region without prices"),
        pytest.param('"us-east-1"', "var.unset", "?", id="unknown region"),
        pytest.param("= 1024", "= var.unset", "?", id="unknown cpu"),
        pytest.param("= 2048", "= var.unset", "?", id="unknown memory"),
        pytest.param("= 1024", '= "much"', "?", id="no size at all"),
        pytest.param(DESIRED, "  desired_count = var.unset\n", "?", id="unknown number"),
        pytest.param(
            DESIRED, "  lifecycle {\n    ignore_changes = [desired_count]\n  }\n", "?", id="number left to others"
        ),
        pytest.param(LAUNCH, "  launch_type = var.unset\n", "?", id="unknown launch type"),
        pytest.param(LAUNCH, '  launch_type = "EC2"\n', "?", id="on EC2"),
        pytest.param(LAUNCH, "", "?", id="neither launch type nor strategy"),
        pytest.param("aws_ecs_task_definition.web.arn", '"web:7"', "?", id="task of another stack"),
        pytest.param(FAMILY, f'{FAMILY}  requires_compatibilities = ["EC2"]\n', "?", id="task for EC2"),
        pytest.param(LAUNCH, '  deployment_controller {\n    type = "EXTERNAL"\n  }\n', "?", id="left to task sets"),
        pytest.param(
            FAMILY, f"{FAMILY}  ephemeral_storage {{\n    size_in_gib = var.unset\n  }}\n", "?", id="unknown storage"
        ),
        pytest.param(
            FAMILY,
            f"{FAMILY}  runtime_platform {{\n    cpu_architecture = var.unset\n  }}\n",
            "?",
            id="unknown architecture",
        ),
        pytest.param(
            'resource "aws_ecs_service" "web" {\n',
            'resource "aws_ecs_service" "web" {\n  count = var.unset ? 1 : 0\n',
            "0.00 to 72.08",
            id="perhaps",
        ),
    ],
)
def test_what_tasks_cost(module: Any, old: str, new: str, cost: str) -> None:
    assert old in GOOD
    verdict = judged(module(GOOD.replace(old, new)))
    assert verdict.table[-1][-1] == cost
    exact = cost.replace(".", "").isdigit()
    assert verdict.outcome == ("met" if exact or "to" in cost else "unknown")
    assert exact == verdict.note.startswith("by list prices of ")


def test_windows_pays_a_licence_and_has_no_price_of_ours(module: Any) -> None:
    windows = '  runtime_platform {\n    operating_system_family = "WINDOWS_SERVER_2022_CORE"\n  }\n'
    plan = module(GOOD.replace(FAMILY, FAMILY + windows))
    verdict = judged(plan)
    assert (verdict.outcome, verdict.table[-1][-1]) == ("unknown", "?")
    assert verdict.hint == (
        "Add to prices: us-east-1 = { fargate-windows-vcpu-hour = ..., fargate-windows-gb-hour = ..., "
        "fargate-windows-license-vcpu-hour = ... }."
    )
    own = {"fargate-windows-vcpu-hour": 0.1, "fargate-windows-gb-hour": 0.01, "fargate-windows-license-vcpu-hour": 0.05}
    assert total(plan, prices={"us-east-1": own}) == f"{2 * 730 * (0.1 + 2 * 0.01 + 0.05):.2f}"


SPOT_PRICES = {"us-east-1": {"fargate-spot-vcpu-hour": 0.01, "fargate-spot-gb-hour": 0.001}}
TASK = 730 * (0.04048 + 2 * 0.004445)
SPOT_TASK = 730 * (0.01 + 2 * 0.001)


@pytest.mark.parametrize(
    ("parts", "on_demand", "spot", "tasks"),
    [
        (['capacity_provider = "FARGATE"; weight = 1'], 4, 0, "4"),
        (['capacity_provider = "FARGATE_SPOT"; weight = 1'], 0, 4, "4 Spot"),
        (
            ['capacity_provider = "FARGATE"; base = 1; weight = 1', 'capacity_provider = "FARGATE_SPOT"; weight = 3'],
            1.75,
            2.25,
            "1.75 + 2.25 Spot",
        ),
        (
            ['capacity_provider = "FARGATE"; base = 9', 'capacity_provider = "FARGATE_SPOT"; weight = 1'],
            4,
            0,
            "4",
        ),
        (
            ['capacity_provider = "FARGATE"; base = 2', 'capacity_provider = "FARGATE_SPOT"; weight = 1'],
            2,
            2,
            "2 + 2 Spot",
        ),
    ],
)
def test_a_strategy_divides_tasks(module: Any, parts: list[str], on_demand: float, spot: float, tasks: str) -> None:
    plan = module(strategy(*parts).replace("= 2\n}", "= 4\n}"))
    verdict = judged(plan, prices=SPOT_PRICES)
    assert verdict.table[1][1:] == (tasks, "1", "2", f"{on_demand * TASK + spot * SPOT_TASK:.2f}")
    # Without a price of its own, Spot is anything up to the price on demand.
    low, high = on_demand * TASK, 4 * TASK
    assert total(plan) == (f"{low:.2f}" if not spot else f"{low:.2f} to {high:.2f}")
    assert judged(plan, maximum=round(high, 2)).outcome == "met"
    assert judged(plan, maximum=round(low, 2) - 1).outcome == "not met"
    if spot:
        assert judged(plan, maximum=round(high, 2) - 1).outcome == "unknown"


@pytest.mark.parametrize(
    ("part", "why"),
    [
        ("capacity_provider = var.unset; weight = 1", "capacity_provider_strategy[0].capacity_provider is not known"),
        (
            'capacity_provider = "FARGATE"; weight = var.unset',
            "the base and weight of capacity_provider_strategy[0] are not known",
        ),
        ('capacity_provider = "machines"; weight = 1', "it runs on the capacity provider machines"),
    ],
)
def test_a_strategy_that_cannot_be_priced(module: Any, part: str, why: str) -> None:
    verdict = judged(module(strategy(part)))
    assert verdict.outcome == "unknown"
    assert verdict.note.startswith(f"not all of it is known: aws_ecs_service.web: {why}; by list prices of ")


def test_a_service_that_says_nothing_takes_the_strategy_of_its_cluster(module: Any) -> None:
    cluster = """
    resource "aws_ecs_cluster" "main" {
      name = "shop"
    }

    resource "aws_ecs_cluster_capacity_providers" "main" {
      cluster_name       = aws_ecs_cluster.main.name
      capacity_providers = ["FARGATE", "FARGATE_SPOT"]

      default_capacity_provider_strategy {
        capacity_provider = "FARGATE"
        weight            = 1
      }
    }
    """
    text = GOOD.replace(LAUNCH, "").replace('"shop"', "aws_ecs_cluster.main.id") + cluster
    assert total(module(text)) == "72.08"


@pytest.mark.parametrize(
    ("text", "counted", "tasks"),
    [
        pytest.param(GOOD, "minimum", "2", id="nothing scales it"),
        pytest.param(GOOD, "maximum", "2", id="nothing scales it, at most"),
        pytest.param(GOOD + TARGET, "desired", "2", id="desired"),
        pytest.param(GOOD + TARGET, "minimum", "3", id="minimum"),
        pytest.param(GOOD + TARGET, "maximum", "10", id="maximum"),
        pytest.param(GOOD.replace(DESIRED, "") + TARGET, "desired", "3", id="the least where nothing is desired"),
        pytest.param(GOOD + TARGET.replace("= 10", "= var.unset"), "maximum", "?", id="unknown maximum"),
        pytest.param(GOOD + TARGET.replace("= 10", "= var.unset"), "desired", "2", id="unknown maximum, not asked for"),
        pytest.param(
            GOOD + TARGET.replace("service/shop/${aws_ecs_service.web.name}", "${var.unset}"),
            "maximum",
            "?",
            id="unknown service",
        ),
    ],
)
def test_which_number_counts(module: Any, text: str, counted: str, tasks: str) -> None:
    verdict = judged(module(text), tasks=counted)
    assert verdict.table[1][1] == tasks
    assert f"{counted} tasks, " in verdict.note


@pytest.mark.parametrize(
    ("block", "cost"),
    [
        ('resource "aws_lb" "x" {}', 730 * (0.0225 + 2 * 0.008)),
        ('resource "aws_alb" "x" {\n  load_balancer_type = "application"\n}', 730 * (0.0225 + 2 * 0.008)),
        ('resource "aws_lb" "x" {\n  load_balancer_type = "network"\n}', 730 * (0.0225 + 2 * 0.006)),
        ('resource "aws_lb" "x" {\n  load_balancer_type = "gateway"\n}', None),
        ('resource "aws_lb" "x" {\n  load_balancer_type = var.unset\n}', None),
        ('resource "aws_elb" "x" {}', None),
    ],
)
def test_load_balancers(module: Any, block: str, cost: float | None) -> None:
    verdict = judged(module(f"{GOOD}\n{block}\n"), lcus=2.0)
    assert verdict.table[2][1:4] == ("", "", "")
    assert verdict.table[2][-1] == ("?" if cost is None else f"{cost:.2f}")
    assert verdict.table[-1][-1] == (f"{TWO_TASKS:.2f} or more" if cost is None else f"{TWO_TASKS + cost:.2f}")


def test_what_is_not_told_is_at_least_so_much(module: Any) -> None:
    plan = module(f'{GOOD}\nresource "aws_elb" "x" {{}}\n')
    assert judged(plan, maximum=72).outcome == "not met"
    verdict = judged(plan, maximum=73)
    assert (verdict.outcome, verdict.actual) == ("unknown", None)
    assert verdict.note.startswith(
        "not all of it is known: no price of aws_elb.x, a classic load balancer; by list prices of "
    )


def test_logs(module: Any) -> None:
    plan = module(GOOD)
    assert total(plan, log_gb=10.0) == f"{TWO_TASKS + 10 * 0.5 + 10 * 0.03:.2f}"
    assert total(plan, log_gb=10.0, log_months=12.0) == f"{TWO_TASKS + 10 * 0.5 + 120 * 0.03:.2f}"
    idle = module(GOOD.replace(DESIRED, "  desired_count = 0\n"))
    assert total(idle, log_gb=10.0) == "0.00"
    london = module(GOOD.replace("us-east-1", "eu-west-2"))
    assert (
        judged(london, log_gb=1.0).hint
        == "Add to prices: eu-west-2 = { logs-ingested-gb = ..., logs-stored-gb-month = ... }."
    )


def test_the_region_of_a_provider_without_one(module: Any) -> None:
    plan = module(GOOD.replace('  region = "us-east-1"\n', ""))
    assert judged(plan).note.startswith("not all of it is known: the region of aws_ecs_service.web is not known; ")
    assert total(plan, region="us-east-1") == "72.08"


def test_own_prices_win_and_add(module: Any, tmp_path: Path) -> None:
    plan = module(GOOD)
    own = {"us-east-1": {"fargate-vcpu-hour": 1.0}}
    cost = f"{2 * 730 * (1 + 2 * 0.004445):.2f}"
    assert total(plan, prices=own) == cost
    (tmp_path / "prices.json").write_text(json.dumps({"as_of": "2030-01-01", "regions": own}), encoding="utf-8")
    assert total(plan, prices="prices.json") == cost


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"lcus": -1.0}, "lcus of monthly-cost must be a number of 0 or more, not -1."),
        ({"log_gb": float("nan")}, "log_gb of monthly-cost must be a number of 0 or more, not nan."),
        (
            {"prices": {"us-east-1": {"fargate-vcpu": 1}}},
            "prices: nothing is called 'fargate-vcpu' in us-east-1 (did you mean 'fargate-vcpu-hour'?).",
        ),
        (
            {"prices": {"us-east-1": {"alb-hour": "1"}}},
            "prices: alb-hour in us-east-1 must be a number of 0 or more, in USD.",
        ),
        (
            {"prices": {"alb-hour": 1}},
            "prices: alb-hour must be a table of prices by item, such as fargate-vcpu-hour.",
        ),
        ({"prices": {"regions": []}}, "prices: regions must be a table."),
    ],
)
def test_settings_that_make_no_sense(module: Any, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingError) as raised:
        judged(module(GOOD), **settings)
    assert str(raised.value) == message


def test_files_of_prices_that_make_no_sense(module: Any, tmp_path: Path) -> None:
    plan = module(GOOD)
    with pytest.raises(SettingError, match=r"^The prices .*/none\.json cannot be read: No such file or directory\.$"):
        judged(plan, prices="none.json")
    (tmp_path / "prices.json").write_text("{", encoding="utf-8")
    with pytest.raises(SettingError, match=r"^The prices .*/prices\.json are no JSON: Expecting property name "):
        judged(plan, prices="prices.json")
    (tmp_path / "prices.json").write_text("[]", encoding="utf-8")
    with pytest.raises(SettingError, match=r"/prices\.json: there must be a table of prices by region\.$"):
        judged(plan, prices="prices.json")


def test_a_maximum_for_each_environment(module: Any) -> None:
    agreed = {"dev": 10.0, "prod": 100.0}
    assert judged(module(GOOD, "prod"), maximum=agreed).outcome == "met"
    assert judged(module(GOOD, "dev"), maximum=agreed).outcome == "not met"
    by_variable = module(f'{GOOD}\nvariable "environment" {{}}\n', environment=None)
    verdict = judged(by_variable, maximum=agreed)
    assert (verdict.outcome, verdict.address) == ("unknown", "var.environment")
    for name, note in (("test", "nothing is agreed for the environment test"), (None, "the plan is of no environment")):
        verdict = judged(module(f'{GOOD}\nvariable "environment" {{\n  default = null\n}}\n', name), maximum=agreed)
        assert (verdict.outcome, verdict.address, verdict.note) == ("unknown", ".", note)
        assert verdict.hint == "Agree on a maximum for one of its own: there is dev, prod."


def test_a_plan_without_services_and_nothing_agreed(module: Any) -> None:
    with pytest.raises(RequirementNotMet, match="nothing to check: the plan has no aws_ecs_service"):
        assert_monthly_cost(module('resource "aws_lb" "x" {}'), maximum=10)
    assert assert_monthly_cost.check(module(GOOD)) == []


def test_the_text(module: Any) -> None:
    text = strategy(
        'capacity_provider = "FARGATE"; base = 1; weight = 1', 'capacity_provider = "FARGATE_SPOT"; weight = 1'
    )
    plan = module(f'{text}\nresource "aws_lb" "main" {{}}\n\nresource "aws_elb" "old" {{}}\n')
    with pytest.raises(RequirementNotMet) as raised:
        assert_monthly_cost(plan, maximum=50)
    assert str(raised.value) == TEXT
    assert max(map(len, TEXT.splitlines()[:-3])) <= 88


TEXT = """\
ECSF105 monthly-cost: 1 of 1 failed  [low]
The services, with their load balancers and logs, cost no more in a month than agreed.

  .
     = expected   at most 50.00 USD a month
     = note       not all of it is known: no price of fargate-spot-vcpu-hour in
                  us-east-1, no price of fargate-spot-gb-hour in us-east-1, no price of
                  aws_elb.old, a classic load balancer; by list prices of 2026-09-24,
                  730 hours, desired tasks, 1 LCU per load balancer, 5 GB of logs per
                  service, kept for 1 month
     |                               tasks  vCPU  GB       USD/month
     | aws_ecs_service.web  1.5 + 0.5 Spot     1   2  54.06 to 72.08
     | aws_elb.old                                                 ?
     | aws_lb.main                                             22.27
     | logs                                                     2.65
     | total                                           78.98 or more

  fix:   Run fewer or smaller tasks, or on ARM64 or Fargate Spot; or agree on more.
  docs:  docs/requirements/ECSF105.md
  aws:   https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size
  waive: [[waive]] id = "ECSF105", address = ".",
         reason = "<reason>", in ecsfargate.toml"""
