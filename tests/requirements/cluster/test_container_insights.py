from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate import RequirementNotMet, assert_container_insights

CLUSTER = "aws_ecs_cluster.main"


def cluster(*settings: str) -> str:
    pairs = [setting.split("=") for setting in settings]
    blocks = "".join(f"  setting {{\n    name  = {name}\n    value = {value}\n  }}\n" for name, value in pairs)
    unset = 'variable "unset" {\n  type = any\n}\n'
    return f'{unset}resource "aws_ecs_cluster" "main" {{\n  name = "shop"\n{blocks}}}\n'


INSIGHTS = '"containerInsights"'


@pytest.mark.parametrize(
    ("settings", "failed", "unknown"),
    [
        pytest.param([INSIGHTS + '="enabled"'], set(), set(), id="enabled"),
        pytest.param([INSIGHTS + '="enhanced"'], set(), set(), id="enhanced"),
        pytest.param([INSIGHTS + '="disabled"'], {CLUSTER}, set(), id="disabled"),
        pytest.param([INSIGHTS + '="Enabled"'], {CLUSTER}, set(), id="other case"),
        pytest.param([], {CLUSTER}, set(), id="no setting"),
        pytest.param(['"other"="enabled"'], {CLUSTER}, set(), id="another setting"),
        pytest.param(['"other"="x"', INSIGHTS + '="enabled"'], set(), set(), id="the second block"),
        pytest.param([INSIGHTS + '="enabled"', INSIGHTS + '="disabled"'], {CLUSTER}, set(), id="two that differ"),
        pytest.param([INSIGHTS + "=var.unset"], set(), {CLUSTER}, id="unknown value"),
        pytest.param(['var.unset="enabled"'], set(), {CLUSTER}, id="unknown name"),
        pytest.param(['var.unset="x"', INSIGHTS + '="enabled"'], set(), set(), id="unknown name of another"),
    ],
)
def test_settings(module: Any, outcomes: Any, settings: list[str], failed: set[str], unknown: set[str]) -> None:
    assert outcomes(assert_container_insights, module(cluster(*settings))) == (failed, unknown)


@pytest.mark.parametrize(
    ("value", "failed", "unknown"),
    [
        pytest.param('{ containerInsights = "enhanced" }', set(), set(), id="enhanced"),
        pytest.param("{}", {CLUSTER}, set(), id="none"),
        pytest.param("var.unset", set(), {CLUSTER}, id="unknown"),
    ],
)
def test_dynamic_settings(module: Any, outcomes: Any, value: str, failed: set[str], unknown: set[str]) -> None:
    block = (
        f'  dynamic "setting" {{\n    for_each = {value}\n    content {{\n'
        "      name  = setting.key\n      value = setting.value\n    }\n  }\n}\n"
    )
    plan = module(cluster().removesuffix("}\n") + block)
    assert outcomes(assert_container_insights, plan) == (failed, unknown)


def test_a_cluster_of_another_stack_is_not_examined(module: Any) -> None:
    with pytest.raises(RequirementNotMet, match="nothing to check: the plan has no aws_ecs_cluster"):
        assert_container_insights(module('data "aws_ecs_cluster" "main" {\n  cluster_name = "shop"\n}\n'))
