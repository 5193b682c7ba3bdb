"""The fixture `ecsfargate_account` as an override point."""

from __future__ import annotations

import pytest

MAIN = """
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

data "aws_ssm_parameter" "zones" {
  name = "/platform/zones"
}

resource "aws_cloudwatch_log_group" "zone" {
  for_each = toset(split(",", nonsensitive(data.aws_ssm_parameter.zones.value)))
  name     = each.key
}
"""

CONFTEST = """
import pytest

@pytest.fixture(scope="session")
def ecsfargate_account(ecsfargate_account):
    parameters = ecsfargate_account.session("eu-central-1").client("ssm")
    parameters.put_parameter(Name="/platform/zones", Type="String", Value={value!r})
    return ecsfargate_account
"""


def test_what_a_suite_puts_into_the_account_is_planned_with_and_not_kept_for_another_content(
    pytester: pytest.Pytester, aws_provider: None
) -> None:
    pytester.makefile(".tf", main=MAIN)
    for value in ("a,b", "b,c"):
        pytester.makeconftest(CONFTEST.format(value=value))
        pytester.makepyfile(
            f"""
            def test_zones(plan):
                assert [group["name"].value for group in plan.managed("aws_cloudwatch_log_group")] == {value.split(",")}
            """
        )
        pytester.runpytest_subprocess("--ecsfargate-engine=terraform").assert_outcomes(passed=1)


def test_without_it_the_parameter_is_a_harmless_text(pytester: pytest.Pytester, aws_provider: None) -> None:
    pytester.makefile(".tf", main=MAIN)
    pytester.makepyfile(
        """
        def test_zones(plan):
            assert 'aws_cloudwatch_log_group.zone["ecsfargate-seeded"]' in plan.resources
        """
    )
    pytester.runpytest("--ecsfargate-engine=terraform").assert_outcomes(passed=1)
