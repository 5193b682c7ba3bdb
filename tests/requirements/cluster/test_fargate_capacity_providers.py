from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate import assert_fargate_capacity_providers

CLUSTER = "aws_ecs_cluster.main"
ASSOCIATION = "aws_ecs_cluster_capacity_providers.main"
NAMES = '  capacity_providers = ["FARGATE", "FARGATE_SPOT"]\n'
STRATEGY = """
  default_capacity_provider_strategy {
    capacity_provider = "FARGATE"
    base              = 1
    weight            = 100
  }
"""
GOOD = f"""
variable "unset" {{
  type = any
}}

resource "aws_ecs_cluster" "main" {{
  name = "shop"
}}

resource "aws_ecs_cluster_capacity_providers" "main" {{
  cluster_name       = aws_ecs_cluster.main.name
{NAMES}{STRATEGY}}}
"""
SPOT = STRATEGY.replace('"FARGATE"', '"FARGATE_SPOT"')


def test_the_good_module_passes(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_fargate_capacity_providers, module(GOOD)) == (set(), set())


@pytest.mark.parametrize(
    ("old", "new", "failed", "unknown"),
    [
        pytest.param('"FARGATE_SPOT"]', '"asg"]', {ASSOCIATION}, set(), id="another provider"),
        pytest.param(
            "aws_ecs_cluster.main.name", '"${aws_ecs_cluster.main.name}-old"', {CLUSTER}, set(), id="another cluster"
        ),
        pytest.param('"FARGATE_SPOT"]', "var.unset]", set(), {ASSOCIATION}, id="unknown provider"),
        pytest.param('["FARGATE", "FARGATE_SPOT"]', "var.unset", set(), {ASSOCIATION}, id="unknown providers"),
        pytest.param('["FARGATE", "FARGATE_SPOT"]', "[]", {ASSOCIATION}, set(), id="empty list"),
        pytest.param(NAMES, "", {ASSOCIATION}, set(), id="no providers"),
        pytest.param('["FARGATE", "FARGATE_SPOT"]', '["FARGATE"]', set(), set(), id="fargate alone"),
        pytest.param('["FARGATE", "FARGATE_SPOT"]', '["FARGATE_SPOT"]', {ASSOCIATION}, set(), id="not the strategy's"),
        pytest.param(STRATEGY, "", {ASSOCIATION}, set(), id="no default strategy"),
        pytest.param("    base              = 1\n", "", {ASSOCIATION}, set(), id="no base"),
        pytest.param("base              = 1", "base              = 0", {ASSOCIATION}, set(), id="base zero"),
        pytest.param("base              = 1", 'base              = "2"', set(), set(), id="number in a string"),
        pytest.param("base              = 1", "base              = var.unset", set(), {ASSOCIATION}, id="unknown base"),
        pytest.param(STRATEGY, SPOT.replace("base              = 1", ""), {ASSOCIATION}, set(), id="spot only"),
        pytest.param(STRATEGY, SPOT, {ASSOCIATION}, set(), id="base on spot"),
        pytest.param(STRATEGY, STRATEGY + SPOT.replace("base              = 1", ""), set(), set(), id="both"),
        pytest.param(STRATEGY, STRATEGY + SPOT.replace("FARGATE_SPOT", "asg"), {ASSOCIATION}, set(), id="asg too"),
        pytest.param('"FARGATE"\n', "var.unset\n", set(), {ASSOCIATION}, id="unknown strategy"),
        pytest.param("aws_ecs_cluster.main.name", '"shop"', set(), set(), id="by equal name"),
        pytest.param("aws_ecs_cluster.main.name", '"other"', {CLUSTER}, set(), id="of another cluster"),
        pytest.param("aws_ecs_cluster.main.name", "var.unset", set(), {CLUSTER}, id="of some cluster"),
    ],
)
def test_one_thing_changed(module: Any, outcomes: Any, old: str, new: str, failed: set[str], unknown: set[str]) -> None:
    assert old in GOOD
    plan = module(GOOD.replace(old, new))
    found_failed, found_unknown = outcomes(assert_fargate_capacity_providers, plan)
    assert (found_failed, found_unknown) == (failed, unknown)


def test_no_association_is_the_clusters_fault(module: Any, outcomes: Any) -> None:
    plan = module('resource "aws_ecs_cluster" "main" {\n  name = "shop"\n}\n')
    assert outcomes(assert_fargate_capacity_providers, plan) == ({CLUSTER}, set())


def test_the_modules_own_capacity_provider_is_no_fargate_one(module: Any, outcomes: Any) -> None:
    more = 'resource "aws_ecs_capacity_provider" "asg" {\n  name = var.unset\n}\n'
    text = GOOD.replace('"FARGATE_SPOT"]', "aws_ecs_capacity_provider.asg.name]") + more
    assert outcomes(assert_fargate_capacity_providers, module(text)) == ({ASSOCIATION}, set())


def test_the_older_arguments_of_the_cluster(module: Any, outcomes: Any) -> None:
    text = f'resource "aws_ecs_cluster" "main" {{\n  name = "shop"\n{NAMES}{STRATEGY}}}\n'
    assert outcomes(assert_fargate_capacity_providers, module(text)) == (set(), set())
    wrong = text.replace('"FARGATE_SPOT"', '"asg"')
    assert outcomes(assert_fargate_capacity_providers, module(wrong)) == ({CLUSTER}, set())


COUNT = "  count = var.unset ? 1 : 0\n"
MAYBE = GOOD.replace("  cluster_name ", COUNT + "  cluster_name ")


def test_an_association_that_may_not_exist_is_unknown(module: Any, outcomes: Any) -> None:
    plan = module(MAYBE)
    assert outcomes(assert_fargate_capacity_providers, plan) == (set(), {CLUSTER})
    notes = {verdict.note for verdict in assert_fargate_capacity_providers.check(plan) if verdict.note}
    assert notes == {f'{ASSOCIATION}["*"] may not exist: a count or for_each decides that is not known yet'}


def test_an_association_that_exists_where_its_cluster_does_counts(module: Any, outcomes: Any) -> None:
    text = MAYBE.replace('  name = "shop"', COUNT + '  name = "shop"').replace("main.name", "main[0].name")
    assert outcomes(assert_fargate_capacity_providers, module(text)) == (set(), set())
