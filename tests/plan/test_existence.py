"""Whether one resource is there wherever another is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_ecsfargate.plan.existence import may_not_exist, one_exists
from pytest_ecsfargate.plan.links import link
from pytest_ecsfargate.plan.model import Plan

Planned = Callable[..., Plan]

COUNT = "count = var.on ? 1 : 0"
UNSET = """
variable "on" {
  type = bool
}

variable "many" {
  type = map(string)
}
"""


def cluster(name: str, *arguments: str) -> str:
    lines = "\n".join(arguments)
    return f'resource "aws_ecs_cluster" "{name}" {{\n{lines}\nname = "{name}"\n}}\n'


@pytest.mark.parametrize(
    ("evidence", "beside", "expected"),
    [
        pytest.param("", "", True, id="both exist"),
        pytest.param("", COUNT, True, id="what exists beside what may not"),
        pytest.param(COUNT, "", None, id="what may not exist"),
        pytest.param(COUNT, "count = var.on ?  1  :  0", True, id="the same count"),
        pytest.param(COUNT, "count = var.on ? 0 : 1", None, id="the opposite"),
        pytest.param("for_each = var.many", "for_each = var.many", True, id="the same for_each"),
        pytest.param(
            "for_each = { for k, v in var.many : k => v if v != null }", "for_each = var.many", None, id="some"
        ),
        pytest.param("lifecycle {\n  enabled = var.on\n}", "", None, id="enabled"),
    ],
)
def test_what_is_not_known_to_exist(planned_source: Planned, evidence: str, beside: str, expected: bool | None) -> None:
    text = UNSET + cluster("a", evidence) + cluster("b", beside)
    plan = planned_source(text, language="opentofu" if "enabled" in evidence else "terraform")
    (one,), (other,) = ([each for each in plan if each.name == name] for name in ("a", "b"))
    assert one_exists([one], other) is expected


def test_one_of_several_is_enough_and_none_is_none(planned_source: Planned) -> None:
    sure, unsure = planned_source(UNSET + cluster("a") + cluster("b", COUNT))
    assert one_exists([unsure, sure]) is True
    assert one_exists([unsure]) is None
    assert one_exists([]) is False
    assert may_not_exist([unsure]).startswith('aws_ecs_cluster.b["*"] may not exist: ')


def test_of_many_that_may_not_exist_some_are_named(planned_source: Planned) -> None:
    plan = planned_source(UNSET + "".join(cluster(name, COUNT) for name in "abcde"))
    assert 'aws_ecs_cluster.c["*"] and 2 more may not exist' in may_not_exist(plan)


def test_what_a_module_call_decides_is_the_same_for_all_in_the_module(planned_source: Planned) -> None:
    call = f'module "m" {{\n  source = "./m"\n  {COUNT}\n}}\n'
    inside = UNSET.replace("type = bool", "type = bool\n  default = true") + cluster("a") + cluster("b")
    plan = planned_source(UNSET + call + cluster("root") + cluster("same", COUNT), {"m/main.tf": inside})
    a, b, root, same = (next(each for each in plan if each.name == name) for name in ("a", "b", "root", "same"))
    assert one_exists([a], b) is True
    assert one_exists([a], root) is None
    assert one_exists([a], same) is True


def test_the_same_text_in_two_modules_is_not_the_same_count(planned_source: Planned) -> None:
    call = 'module "m" {\n  source = "./m"\n  on = !var.on\n}\n'
    plan = planned_source(UNSET + call + cluster("a", COUNT), {"m/main.tf": UNSET + cluster("b", COUNT)})
    a, b = (next(each for each in plan if each.name == name) for name in ("a", "b"))
    assert one_exists([a], b) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [('"a"', None), ("aws_ecs_cluster.a[0].name", True), ('"b"', True), ('"other"', False)],
)
def test_what_a_value_is_read_from_exists_and_what_is_only_called_so_may_not(
    planned_source: Planned, value: str, expected: bool | None
) -> None:
    service = f'resource "aws_ecs_service" "s" {{\n  name = "s"\n  cluster = {value}\n}}\n'
    plan = planned_source(UNSET + cluster("a", COUNT) + cluster("b") + service)
    holder = plan["aws_ecs_service.s"]
    assert link(plan, holder.at("cluster"), "aws_ecs_cluster", by=("name",)).exists(holder) is expected
