from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate import assert_tags
from pytest_ecsfargate.requirements.naming.tags import PLATFORM_TAGS

CLUSTER, LB, VPC = "aws_ecs_cluster.main", "aws_lb.main", "aws_vpc.main"
GOOD = """
variable "unset" {
  type = any
}

locals {
  tags = { Team = "payments", Environment = "dev" }
}

resource "aws_ecs_cluster" "main" {
  name = "shop"
  tags = local.tags
}

resource "aws_lb" "main" {
  name = "shop"
  tags = merge(local.tags, { Name = "main" })
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  tags       = local.tags
}
"""
KEYS = ("Team", "Environment")
VPC_TAGS = "  tags       = local.tags\n"


def test_the_good_module_passes(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_tags, module(GOOD), required=KEYS) == (set(), set())


@pytest.mark.parametrize(
    ("old", "new", "failed", "unknown"),
    [
        pytest.param(VPC_TAGS, "", {VPC}, set(), id="no tags"),
        pytest.param(VPC_TAGS, "  tags = {}\n", {VPC}, set(), id="empty map"),
        pytest.param(VPC_TAGS, '  tags = { Team = "payments" }\n', {VPC}, set(), id="one missing"),
        pytest.param(VPC_TAGS, '  tags = merge(local.tags, { Team = "" })\n', {VPC}, set(), id="empty value"),
        pytest.param(VPC_TAGS, "  tags = merge(local.tags, { Team = null })\n", {VPC}, set(), id="null value"),
        pytest.param(VPC_TAGS, '  tags = merge(local.tags, { Team = "core" })\n', {VPC}, set(), id="other value"),
        pytest.param(VPC_TAGS, '  tags = merge(local.tags, { team = "payments" })\n', {VPC}, set(), id="other case"),
        pytest.param(VPC_TAGS, "  tags = var.unset\n", set(), {VPC}, id="unknown tags"),
        pytest.param(VPC_TAGS, "  tags = merge(local.tags, { Team = var.unset })\n", set(), {VPC}, id="unknown value"),
        pytest.param('Team = "payments"', "Team = var.unset", set(), set(), id="the same unknown value everywhere"),
        pytest.param('Team = "payments"', "Team = 7", set(), set(), id="a number"),
        pytest.param('{ Name = "main" }', '{ name = "main" }', set(), set(), id="a key of one spelling"),
    ],
)
def test_one_thing_changed(module: Any, outcomes: Any, old: str, new: str, failed: set[str], unknown: set[str]) -> None:
    assert old in GOOD
    assert outcomes(assert_tags, module(GOOD.replace(old, new)), required=KEYS) == (failed, unknown)


def test_the_platforms_tags_are_the_default(module: Any, outcomes: Any) -> None:
    tags = "".join(f'{key} = "x"\n' for key in PLATFORM_TAGS)
    text = f'resource "aws_ecs_cluster" "main" {{\n  name = "shop"\n  tags = {{\n{tags}}}\n}}\n'
    assert outcomes(assert_tags, module(text)) == (set(), set())
    for key in PLATFORM_TAGS:
        assert outcomes(assert_tags, module(text.replace(f'{key} = "x"\n', ""))) == ({CLUSTER}, set())


PROVIDER = 'provider "aws" {\n  default_tags {\n    tags = local.tags\n  }\n}\n'


def test_default_tags_of_the_provider_count(module: Any, outcomes: Any) -> None:
    text = GOOD.replace(VPC_TAGS, "")
    assert outcomes(assert_tags, module(text + PROVIDER), required=KEYS) == (set(), set())
    unknown = PROVIDER.replace("local.tags", "var.unset")
    assert outcomes(assert_tags, module(text + unknown), required=KEYS) == (set(), {VPC})


def test_default_tags_count_beside_a_tag_that_is_not_known(module: Any, outcomes: Any) -> None:
    text = GOOD.replace(VPC_TAGS, "  tags = { Other = var.unset }\n")
    assert outcomes(assert_tags, module(text + PROVIDER), required=KEYS) == (set(), set())


def test_what_cannot_be_tagged_is_not_examined(module: Any, outcomes: Any) -> None:
    more = 'resource "aws_ecs_cluster_capacity_providers" "main" {\n  cluster_name = "shop"\n}\n'
    assert outcomes(assert_tags, module(GOOD + more), required=KEYS) == (set(), set())


TAG = '  tag {{\n    key                 = "{}"\n    value               = "{}"\n    propagate_at_launch = true\n  }}\n'


def test_blocks_of_an_auto_scaling_group(module: Any, outcomes: Any) -> None:
    blocks = TAG.format("Team", "payments") + TAG.format("Environment", "dev")
    group = f'resource "aws_autoscaling_group" "x" {{\n  min_size = 1\n  max_size = 1\n{blocks}}}\n'
    assert outcomes(assert_tags, module(GOOD + group), required=KEYS) == (set(), set())
    failed = {"aws_autoscaling_group.x"}
    assert outcomes(assert_tags, module(GOOD + group.replace("Team", "Other")), required=KEYS) == (failed, set())
    # Default tags do not reach it.
    without = group.replace(blocks, "")
    assert outcomes(assert_tags, module(GOOD + PROVIDER + without), required=KEYS) == (failed, set())


SERVICE = """
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = "[]"
  execution_role_arn    = aws_iam_role.web.arn
  tags                  = local.web
}

resource "aws_iam_role" "web" {
  name               = "web"
  assume_role_policy = "{}"
  tags               = local.web
}

resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn
  tags            = local.web
}

locals {
  web = merge(local.tags, { Service = "web" })
}
"""


@pytest.mark.parametrize("type", ["aws_ecs_task_definition", "aws_iam_role", "aws_ecs_service"])
def test_what_belongs_to_a_service_has_more_tags(module: Any, outcomes: Any, type: str) -> None:
    settings = {"required": KEYS, "per_service": ("Service",)}
    assert outcomes(assert_tags, module(GOOD + SERVICE), **settings) == (set(), set())
    start = SERVICE.index(f'resource "{type}"')
    text = SERVICE[:start] + SERVICE[start:].replace("local.web\n", "local.tags\n", 1)
    assert outcomes(assert_tags, module(GOOD + text), **settings) == ({f"{type}.web"}, set())


def test_what_two_services_share_needs_no_tags_of_one(module: Any, outcomes: Any) -> None:
    other = SERVICE[SERVICE.index('resource "aws_ecs_service"') : SERVICE.index("locals")].replace('"web"', '"api"')
    text = SERVICE.replace("  tags               = local.web\n", "  tags               = local.tags\n")
    text = text.replace("  tags                  = local.web\n", "  tags                  = local.tags\n") + other
    settings = {"required": KEYS, "per_service": ("Service",)}
    assert outcomes(assert_tags, module(GOOD + text), **settings) == (set(), set())


def test_with_nothing_agreed_spellings_still_agree(module: Any, outcomes: Any) -> None:
    nothing = {"required": None, "per_service": None}
    assert outcomes(assert_tags, module(GOOD), **nothing) == (set(), set())
    text = GOOD.replace(VPC_TAGS, '  tags = { team = "x" }\n')
    assert outcomes(assert_tags, module(text), **nothing) == ({VPC}, set())


def test_the_same_map_in_two_blocks_is_advice(module: Any) -> None:
    literal = '{ Team = "payments", Environment = "dev" }'
    text = GOOD.replace("tags = local.tags\n}\n\nresource", f"tags = {literal}\n}}\n\nresource").replace(
        VPC_TAGS, f"  tags = {literal}\n"
    )
    found = {verdict.address: verdict.advice for verdict in assert_tags.check(module(text), required=KEYS)}
    said = "the same tags are written out in 2 blocks; put them into a local"
    assert found == {CLUSTER: said, LB: "", VPC: said}


def test_one_local_is_no_repetition(module: Any) -> None:
    assert {verdict.advice for verdict in assert_tags.check(module(GOOD), required=KEYS)} == {""}


def test_a_key_of_a_merged_map_is_there_whatever_the_others_have(module: Any, outcomes: Any) -> None:
    text = """
    variable "more" {
      type = map(string)
    }

    resource "aws_ecs_cluster" "main" {
      name = "shop"
      tags = merge(var.more, { Team = "payments" })
    }
    """
    assert outcomes(assert_tags, module(text), required=["Team"]) == (set(), set())
    assert outcomes(assert_tags, module(text), required=["Owner"]) == (set(), {"aws_ecs_cluster.main"})
