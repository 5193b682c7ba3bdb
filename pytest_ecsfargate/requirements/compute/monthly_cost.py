"""The platform costs no more in a month than agreed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path

from ...aws.prices import HOURS_PER_MONTH, Prices, list_prices
from ...declaration import requirement
from ...findings import Outcome, Severity, Verdict
from ...hcl.values import Unknown, from_python
from ...plan.cost.amounts import Range
from ...plan.cost.estimate import Assumptions, Estimate, Line, estimate
from ...plan.cost.own_prices import read_prices
from ...plan.cost.tasks import Counted, Split
from ...plan.environment import environment_of
from ...plan.errors import SettingError
from ...plan.model import Plan

ROOT = "."
_HEADINGS = ("", "tasks", "vCPU", "GB", "USD/month")
_MOST_REASONS = 5


@requirement(
    "ECSF105",
    "The services, with their load balancers and logs, cost no more in a month than agreed.",
    severity=Severity.LOW,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size",
    remediation="Run fewer or smaller tasks, or on ARM64 or Fargate Spot; or agree on more.",
    looks_for="aws_ecs_service",
    needs="maximum",
)
def assert_monthly_cost(
    plan: Plan,
    *,
    maximum: float | Mapping[str, float] | None = None,
    tasks: Counted = "desired",
    lcus: float = 1.0,
    log_gb: float = 5.0,
    log_months: float = 1.0,
    region: str | None = None,
    prices: Path | str | Mapping[str, Mapping[str, float]] | None = None,
    allow_empty: bool = False,
) -> Iterator[Verdict]:
    """The services, with their load balancers and logs, cost no more in a month than agreed.

    `maximum` is in USD, for all environments or by the environment's name. It is held against an estimate for 730
    hours, at list prices without tax, free tier, Savings Plans or discounts:

    - Fargate: vCPUs and GB of each task, the licence for Windows, ephemeral storage above 20 GB. `tasks` says which
      number counts: "desired" (`desired_count`, or where there is none the least that autoscaling keeps), "minimum" or
      "maximum" (the limits of autoscaling, or where there are none `desired_count`). On a capacity provider strategy
      the base comes first and the rest is divided by weight, without rounding to whole tasks.
    - Load balancers of the plan: their hours, and `lcus` capacity units in use all the time for each of them.
    - Logs: `log_gb` that each service with tasks writes in a month, kept for `log_months` without compression.

    Nothing else is counted: data transfer, public addresses, NAT gateways, Container Insights, databases, tasks that no
    service runs. `region` is where things are whose provider names no region.

    Prices are dated data of a few regions. `prices` adds others, or wins over them: `{"eu-north-1":
    {"fargate-vcpu-hour": ...}}`, or a JSON file with the same, whose relative path starts at the module. What has no
    price, or no known size or number, makes the estimate a sum of at least so much: it can be too much, and is else
    unknown. Fargate Spot without a price counts as anything up to what the same costs on demand.

    Without `maximum` nothing is agreed, and nothing is judged.

    Why:
        A larger task, another number of tasks or a second load balancer is one line in a change, and the sum is seen a
        month later on the bill. The estimate shows it before the change is applied.

    With:
        [requirements.monthly-cost]
        maximum = 100

    Fails:
        provider "aws" {
          region = "eu-central-1"
        }

        resource "aws_ecs_task_definition" "web" {
          family                = "web"
          cpu                   = 2048
          memory                = 4096
          container_definitions = jsonencode([{ name = "web", image = "web:1" }])
        }

        resource "aws_ecs_service" "web" {
          name            = "web"
          task_definition = aws_ecs_task_definition.web.arn
          launch_type     = "FARGATE"
          desired_count   = 2
        }

    Passes:
        provider "aws" {
          region = "eu-central-1"
        }

        resource "aws_ecs_task_definition" "web" {
          family                = "web"
          cpu                   = 512
          memory                = 1024
          container_definitions = jsonencode([{ name = "web", image = "web:1" }])
        }

        resource "aws_ecs_service" "web" {
          name            = "web"
          task_definition = aws_ecs_task_definition.web.arn
          launch_type     = "FARGATE"
          desired_count   = 2
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
        - https://aws.amazon.com/fargate/pricing/
        - https://aws.amazon.com/elasticloadbalancing/pricing/
        - https://aws.amazon.com/cloudwatch/pricing/

    """
    if maximum is None:
        return
    for name, value in (("lcus", lcus), ("log_gb", log_gb), ("log_months", log_months)):
        if not 0 <= value < math.inf:
            raise SettingError(f"{name} of monthly-cost must be a number of 0 or more, not {value:g}.")
    agreed = _agreed(plan, maximum)
    if isinstance(agreed, Verdict):
        yield agreed
        return
    known = list_prices()
    known = known if prices is None else known.with_own(read_prices(prices, plan.module))
    assumed = Assumptions(lcus, log_gb, log_months, tasks, region)
    found = estimate(plan, known, assumed)
    if found.lines:
        yield _verdict(found, agreed, known, assumed)


def _agreed(plan: Plan, maximum: float | Mapping[str, float]) -> float | Verdict:
    """The maximum for this plan's environment; a verdict where there is none."""
    if not isinstance(maximum, Mapping):
        return maximum
    name = environment_of(plan)
    if isinstance(name, Unknown):
        actual = plan.variables["environment"]
        return Verdict(Outcome.UNKNOWN, "var.environment", expected="a value", actual=actual)
    if name is None or name not in maximum:
        note = f"nothing is agreed for the environment {name}" if name else "the plan is of no environment"
        hint = f"Agree on a maximum for one of its own: there is {', '.join(maximum) or 'none'}."
        return Verdict(Outcome.UNKNOWN, ROOT, expected="an agreed maximum", hint=hint, note=note)
    return maximum[name]


def _verdict(found: Estimate, maximum: float, prices: Prices, assumed: Assumptions) -> Verdict:
    cost = found.cost
    low, high = round(cost.low, 2), round(cost.high, 2)
    holds = True if high <= maximum else False if low > maximum else None
    return Verdict(
        Outcome.of(holds),
        ROOT,
        "",
        f"at most {maximum:.2f} USD a month",
        from_python(low) if low == high else None,
        hint="" if holds is False else _how_to_price(found),
        note=f"{_reasons(cost)}{_assumed(prices, assumed)}",
        table=tuple(_table(found)),
    )


def _how_to_price(found: Estimate) -> str:
    """Which prices to add; nothing where none is missing."""
    by_region: dict[str, list[str]] = {}
    for region, item in found.missing:
        by_region.setdefault(region, []).append(item)
    tables = [f"{region} = {{ {', '.join(f'{item} = ...' for item in items)} }}" for region, items in by_region.items()]
    return f"Add to prices: {'; '.join(tables)}." if tables else ""


def _reasons(cost: Range) -> str:
    """Why the estimate is not one number."""
    if cost.exact:
        return ""
    more = len(cost.why) - _MOST_REASONS
    reasons = [*cost.why[:_MOST_REASONS], *([f"{more} more"] if more > 0 else [])]
    return f"not all of it is known: {', '.join(reasons)}; "


def _assumed(prices: Prices, assumed: Assumptions) -> str:
    return (
        f"by list prices of {prices.as_of}, {HOURS_PER_MONTH} hours, {assumed.counted} tasks, "
        f"{assumed.lcus:g} LCU per load balancer, {assumed.log_gb:g} GB of logs per service, "
        f"kept for {assumed.log_months:g} month{'' if assumed.log_months == 1 else 's'}"
    )


def _table(found: Estimate) -> Iterator[tuple[str, ...]]:
    yield _HEADINGS
    for line in found.lines:
        yield _row(line)
    yield "total", "", "", "", _money(found.cost)


def _row(line: Line) -> tuple[str, ...]:
    if line.tasks is None:
        return line.name, "", "", "", _money(line.cost)
    size = ("?", "?") if line.size is None else (f"{line.size.cpu / 1024:g}", f"{line.size.memory / 1024:g}")
    return line.name, _tasks(line.tasks), *size, _money(line.cost)


def _tasks(tasks: Split) -> str:
    on_demand, spot = _number(tasks.on_demand), _number(tasks.spot)
    if spot == "0":
        return on_demand
    return f"{spot} Spot" if on_demand == "0" else f"{on_demand} + {spot} Spot"


def _number(count: Range) -> str:
    return f"{count.low:g}" if count.exact else "?"


def _money(cost: Range) -> str:
    if cost.exact:
        return f"{cost.low:.2f}"
    if math.isinf(cost.high):
        return f"{cost.low:.2f} or more" if cost.low else "?"
    return f"{cost.low:.2f} to {cost.high:.2f}"
