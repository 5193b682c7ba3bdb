"""What waits for what: directly, and through locals, outputs, module inputs and depends_on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_ecsfargate.plan.graph import DependencyGraph
from pytest_ecsfargate.plan.model import Plan

PlannedSource = Callable[..., Plan]
ALB = """
resource "aws_lb_target_group" "tg" {}
resource "aws_lb_listener" "http" {
  default_action {
    target_group_arn = aws_lb_target_group.tg.arn
  }
}
output "target_group_arn" {
  value = aws_lb_target_group.tg.arn
}
output "ready" {
  value      = aws_lb_target_group.tg.arn
  depends_on = [aws_lb_listener.http]
}
"""


def waits(plan: Plan, other: str) -> bool:
    assert plan.graph is not None
    return plan.graph.waits_for(plan["aws_ecs_service.s"], plan[other])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("target_group = aws_lb_target_group.tg.arn", False),
        ("depends_on = [aws_lb_target_group.tg]", False),
        ("depends_on = [aws_lb_listener.http]", True),
        ("x = local.listener", True),
        ("x = module.m.through", True),
        ("depends_on = [terraform_data.gate]", True),
    ],
)
def test_a_service_waits_for_the_listener(text: str, expected: bool, planned_source: PlannedSource) -> None:
    main = ALB + (
        "locals {\n  listener = aws_lb_listener.http.arn\n}\n"
        'resource "terraform_data" "gate" {\n  depends_on = [aws_lb_listener.http]\n}\n'
        'module "m" {\n  source = "./m"\n  x = aws_lb_listener.http.arn\n}\n'
        f'resource "aws_ecs_service" "s" {{\n  {text}\n}}\n'
    )
    module = 'variable "x" {}\nresource "aws_ecs_cluster" "c" {}\noutput "through" {\n  value = var.x\n}\n'
    assert waits(planned_source(main, {"m/main.tf": module}), "aws_lb_listener.http") is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("depends_on = [module.alb]", True),
        ("x = module.alb.target_group_arn", False),
        ("x = module.alb.ready", True),
        ("x = module.alb[*].ready", True),
    ],
)
def test_through_a_module(text: str, expected: bool, planned_source: PlannedSource) -> None:
    count = "\n  count  = 1" if "[*]" in text else ""
    main = f'module "alb" {{\n  source = "./alb"{count}\n}}\nresource "aws_ecs_service" "s" {{\n  {text}\n}}\n'
    address = "module.alb[0].aws_lb_listener.http" if count else "module.alb.aws_lb_listener.http"
    assert waits(planned_source(main, {"alb/main.tf": ALB}), address) is expected


def test_instances_share_the_node_of_their_block(planned_source: PlannedSource) -> None:
    main = 'resource "aws_lb" "l" {\n  for_each = { a = 1 }\n}\n'
    main += 'resource "aws_ecs_service" "s" {\n  x = aws_lb.l["a"].arn\n}\n'
    found = planned_source(main)
    assert DependencyGraph.node(found['aws_lb.l["a"]']) == "aws_lb.l"
    assert waits(found, 'aws_lb.l["a"]')


def test_a_cycle_is_named() -> None:
    assert DependencyGraph({"a": {"b"}, "b": {"c"}, "c": set()}).cycle() == ()
    assert set(DependencyGraph({"a": {"b"}, "b": {"a"}}).cycle()) == {"a", "b"}


def test_what_is_in_a_cycle_reaches_itself() -> None:
    graph = DependencyGraph({"a": {"b"}, "b": {"a"}, "c": {"a"}})
    assert graph.reached_from("a") == {"a", "b"}
    assert graph.reached_from("c") == {"a", "b"}
    assert graph.reached_from("nowhere") == set()


def test_a_plan_without_source_or_references_has_no_graph() -> None:
    assert Plan({}).graph is None
    assert Plan({}, edges={"a": {"b"}}).graph is not None
