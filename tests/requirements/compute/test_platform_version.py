from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate import assert_platform_version

SERVICE = "aws_ecs_service.web"
TEXT = """
variable "unset" {
  type = any
}

resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = "[]"
  %s
}

resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn
  %s
}
"""
WINDOWS = 'runtime_platform {\n    operating_system_family = "WINDOWS_SERVER_2022_CORE"\n  }'


@pytest.mark.parametrize(
    ("version", "failed", "unknown"),
    [
        pytest.param("", set(), set(), id="not set"),
        pytest.param("platform_version = null", set(), set(), id="null"),
        pytest.param('platform_version = "LATEST"', set(), set(), id="latest"),
        pytest.param('platform_version = "1.4.0"', set(), set(), id="1.4.0"),
        pytest.param('platform_version = "1.10.0"', set(), set(), id="numbers, not text"),
        pytest.param('platform_version = "1.3.0"', {SERVICE}, set(), id="1.3.0"),
        pytest.param('platform_version = "1.0.0"', {SERVICE}, set(), id="linux 1.0.0"),
        pytest.param('platform_version = "latest"', {SERVICE}, set(), id="lower case"),
        pytest.param('platform_version = "1.4"', {SERVICE}, set(), id="no version"),
        pytest.param("platform_version = var.unset", set(), {SERVICE}, id="unknown"),
    ],
)
def test_versions(module: Any, outcomes: Any, version: str, failed: set[str], unknown: set[str]) -> None:
    assert outcomes(assert_platform_version, module(TEXT % ("", version))) == (failed, unknown)


@pytest.mark.parametrize(
    ("platform", "failed", "unknown"),
    [
        pytest.param(WINDOWS, set(), set(), id="windows"),
        pytest.param(WINDOWS.replace("WINDOWS_SERVER_2022_CORE", "LINUX"), {SERVICE}, set(), id="linux"),
        pytest.param(WINDOWS.replace('"WINDOWS_SERVER_2022_CORE"', "var.unset"), set(), {SERVICE}, id="unknown"),
    ],
)
def test_the_first_version_is_current_for_windows(
    module: Any, outcomes: Any, platform: str, failed: set[str], unknown: set[str]
) -> None:
    plan = module(TEXT % (platform, 'platform_version = "1.0.0"'))
    assert outcomes(assert_platform_version, plan) == (failed, unknown)


def test_the_first_version_of_a_task_of_another_stack_is_unknown(module: Any, outcomes: Any) -> None:
    text = (TEXT % ("", 'platform_version = "1.0.0"')).replace("aws_ecs_task_definition.web.arn", '"web:1"')
    assert outcomes(assert_platform_version, module(text)) == (set(), {SERVICE})
