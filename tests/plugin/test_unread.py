"""Modules that the source engine cannot read throughout: what a run of pytest says of them."""

from __future__ import annotations

import pytest

SOURCE = "--ecsfargate-engine=source"
GROUP = """
resource "aws_cloudwatch_log_group" "app" {
  name              = "/app"
  retention_in_days = 7
}

resource "aws_ecs_task_definition" "app" {
  family                = "app"
  container_definitions = jsonencode([{
    name             = "app"
    image            = "app"
    logConfiguration = { logDriver = "awslogs", options = { "awslogs-group" = aws_cloudwatch_log_group.app.name } }
  }])
}
"""
TEST = """
    from pytest_ecsfargate import assert_log_retention

    def test_it(plan):
        assert_log_retention(plan)
"""


def test_a_module_of_a_registry(pytester: pytest.Pytester) -> None:
    pytester.makefile(".tf", main=GROUP)
    pytester.makepyfile(TEST)
    pytester.runpytest(SOURCE).assert_outcomes(passed=1)
    pytester.makefile(".tf", more='module "vpc" {\n  source = "terraform-aws-modules/vpc/aws"\n}\n')
    result = pytester.runpytest(SOURCE)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*ECSF501 log-retention: 1 of 2 unknown*",
            "*  module.vpc",
            "*    --> more.tf:2:12",
            "*= expected   source that can be read throughout",
            "*Run terraform init in the module's folder*",
        ]
    )
    softly = pytester.runpytest(SOURCE, "--ecsfargate-unknown=warn", "-W", "default")
    softly.assert_outcomes(passed=1, warnings=1)


def test_a_file_with_an_error_gives_no_plan(pytester: pytest.Pytester) -> None:
    pytester.makefile(".tf", main=GROUP, more="locals {\n  x =\n}\n")
    pytester.makepyfile(TEST)
    result = pytester.runpytest(SOURCE)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["more.tf:2:6: Expected a value, found the end of the line."])
