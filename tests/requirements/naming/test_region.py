from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pytest_ecsfargate import assert_region
from pytest_ecsfargate.hcl.values import Value, from_python

PROVIDER = "provider.aws"
TOPIC = "aws_sns_topic_subscription.jobs"
GOOD = """
variable "unset" {
  type = any
}

variable "region" {
  default = "eu-central-1"
}

provider "aws" {
  region = var.region
}

resource "aws_sns_topic_subscription" "jobs" {
  topic_arn = "arn:aws:sns:eu-central-1:123456789012:jobs"
  protocol  = "https"
  endpoint  = "https://jobs.example.com"
}
"""


def test_the_good_module_passes(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_region, module(GOOD)) == (set(), set())


@pytest.mark.parametrize(
    ("old", "new", "failed", "unknown"),
    [
        pytest.param('default = "eu-central-1"', 'default = "us-west-2"', {PROVIDER}, set(), id="by a variable"),
        pytest.param("= var.region", "= var.unset", set(), {PROVIDER}, id="unknown region"),
        pytest.param("  region = var.region\n", "", set(), {PROVIDER}, id="no region"),
        pytest.param("= var.region", "= null", set(), {PROVIDER}, id="null region"),
        pytest.param('provider "aws" {\n  region = var.region\n}', "", set(), {PROVIDER}, id="no provider"),
        pytest.param("sns:eu-central-1", "sns:us-west-2", {TOPIC}, set(), id="arn"),
        pytest.param("arn:aws:sns:eu-central-1", "arn:aws-us-gov:sns:us-gov-west-1", {TOPIC}, set(), id="partition"),
        pytest.param("sns:eu-central-1", "sns:${var.unset}", set(), set(), id="arn of an unknown region"),
        pytest.param(":123456789012:jobs", ":${var.unset}:jobs", set(), set(), id="arn of an unknown account"),
        pytest.param(
            "eu-central-1:123456789012", "us-east-1:${var.unset}", {TOPIC}, set(), id="known region in an unknown arn"
        ),
        pytest.param("jobs.example.com", "sqs.us-west-2.amazonaws.com/1/x", {TOPIC}, set(), id="endpoint"),
        pytest.param("jobs.example.com", "sqs.eu-central-1.amazonaws.com/1/x", set(), set(), id="endpoint here"),
        pytest.param("jobs.example.com", "x.s3-us-west-2.amazonaws.com", {TOPIC}, set(), id="older endpoint"),
        pytest.param("jobs.example.com", "us-west-2.example.com", set(), set(), id="a host that is no AWS one"),
        pytest.param("jobs.example.com", "example.com/us-west-2a", {TOPIC}, set(), id="zone"),
        pytest.param("jobs.example.com", "example.com/us-west-2abc", set(), set(), id="no zone"),
        pytest.param("jobs.example.com", "example.com/us-west-2-lax-1a", {TOPIC}, set(), id="local zone"),
        pytest.param("jobs.example.com", "example.com/eu-central-1-ham-1a", set(), set(), id="local zone here"),
        pytest.param("jobs.example.com", "example.com/use1-az1", {TOPIC}, set(), id="zone id"),
        pytest.param("jobs.example.com", "example.com/euc1-az1", set(), set(), id="zone id here"),
        pytest.param("jobs.example.com", "example.com/app-use1-az1", set(), set(), id="no zone id"),
        pytest.param("https://jobs.example.com", "com.amazonaws.us-west-2.s3", {TOPIC}, set(), id="endpoint service"),
        pytest.param(
            "https://jobs.example.com", "com.amazonaws.eu-central-1.s3", set(), set(), id="endpoint service here"
        ),
        pytest.param(
            "https://jobs.example.com", "com.amazonaws.vpce.us-west-2.vpce-svc-1", {TOPIC}, set(), id="private service"
        ),
        pytest.param('  protocol  = "https"', '  region = "us-west-2"', {TOPIC}, set(), id="region of a resource"),
        pytest.param('  protocol  = "https"', "  region = var.region", set(), set(), id="the same region"),
        pytest.param('  protocol  = "https"', "  region = null", set(), set(), id="no region of a resource"),
        pytest.param(
            '  protocol  = "https"', "  region = var.unset", set(), {TOPIC}, id="unknown region of a resource"
        ),
        pytest.param(
            '  protocol  = "https"\n',
            '  region = data.aws_region.a.name\n}\ndata "aws_region" "a" {\n}\nresource "aws_sns_topic" "x" {\n',
            set(),
            set(),
            id="region of the provider",
        ),
    ],
)
def test_one_thing_changed(module: Any, outcomes: Any, old: str, new: str, failed: set[str], unknown: set[str]) -> None:
    assert old in GOOD
    assert outcomes(assert_region, module(GOOD.replace(old, new))) == (failed, unknown)


ALIAS = 'provider "aws" {\n  alias  = "cdn"\n  region = "us-east-1"\n}\n'


def test_an_alias_is_judged_and_may_be_allowed(module: Any, outcomes: Any) -> None:
    plan = module(GOOD + ALIAS)
    assert outcomes(assert_region, plan) == ({"provider.aws.cdn"}, set())
    assert outcomes(assert_region, plan, allow=["us-east-1"]) == (set(), set())
    assert outcomes(assert_region, plan, region="us-east-1") == ({PROVIDER, TOPIC}, set())


@pytest.mark.parametrize(
    ("setting", "attribute"),
    [
        ('endpoints {\n s3 = "https://s3.us-west-2.amazonaws.com"\n}', "endpoints[0].s3"),
        ('endpoints {\n s3 = "https://s3.${var.region}.amazonaws.com"\n}', None),
        ('endpoints {\n s3 = "http://localhost:4566"\n}', None),
        (
            'assume_role {\n policy = jsonencode({ Resource = "arn:aws:sqs:us-west-2:1:x" })\n}',
            "assume_role[0].policy.Resource",
        ),
        ('assume_role {\n role_arn = "arn:aws:iam::123456789012:role/x"\n}', None),
    ],
)
def test_a_provider_that_calls_another_region_is_wrong_at_that_argument(
    module: Any, setting: str, attribute: str | None
) -> None:
    plan = module(GOOD.replace("= var.region\n", f"= var.region\n{setting}\n"))
    wrong = [verdict for verdict in assert_region.check(plan) if verdict.outcome != "met"]
    assert [(verdict.address, verdict.attribute) for verdict in wrong] == ([(PROVIDER, attribute)] if attribute else [])


def test_nothing_agreed_judges_nothing(module: Any) -> None:
    assert assert_region.check(module(GOOD), region=None) == []


def test_a_provider_that_is_handed_on_is_judged_once(module: Any) -> None:
    files = {
        "main.tf": GOOD + ALIAS + 'module "x" {\n  source    = "./x"\n  providers = { aws = aws.cdn }\n}\n',
        "x/main.tf": 'resource "aws_sns_topic" "x" {\n  name = "x"\n}\n',
    }
    found = assert_region.check(module(files))
    assert [verdict.address for verdict in found] == [PROVIDER, "provider.aws.cdn"]


def test_a_provider_of_a_child_module_has_its_address(module: Any, outcomes: Any) -> None:
    files = {
        "main.tf": GOOD + 'module "x" {\n  source = "./x"\n}\n',
        "x/main.tf": 'provider "aws" {\n  region = "us-west-2"\n}\nresource "aws_sns_topic" "x" {\n  name = "x"\n}\n',
    }
    assert outcomes(assert_region, module(files)) == ({"module.x.provider.aws"}, set())


def test_regions_inside_of_json_are_found_at_their_place(module: Any) -> None:
    policy = """
    resource "aws_sns_topic_policy" "jobs" {
      arn    = "x"
      policy = jsonencode({ Statement = [{ Resource = "arn:aws:sns:us-west-2:1:x" }] })
    }
    """
    wrong = [verdict for verdict in assert_region.check(module(GOOD + policy)) if verdict.outcome == "not met"]
    assert [(verdict.address, verdict.attribute) for verdict in wrong] == [
        ("aws_sns_topic_policy.jobs", "policy.Statement[0].Resource")
    ]


ZONE = """
provider "aws" {
  region = "eu-central-1"
}

data "aws_subnet" "a" {
  availability_zone = "us-west-2a"
}
"""


def test_what_a_lookup_asks_for_is_evidence_whatever_an_emulated_account_answers(module: Any, outcomes: Any) -> None:
    source = module(ZONE)
    lookup = source["data.aws_subnet.a"]
    answer = from_python("us-west-2a", lookup["availability_zone"].origin)
    read = lookup.with_values(Value({**lookup.values.data, "availability_zone": answer}))
    for plan in (source, replace(source, resources={**source.resources, lookup.address: read}, seeded=True)):
        assert outcomes(assert_region, plan) == ({lookup.address}, set())
