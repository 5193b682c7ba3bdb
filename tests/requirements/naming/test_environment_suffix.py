from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pytest_ecsfargate import RequirementNotMet, assert_environment_suffix

CLUSTER = "aws_ecs_cluster.main"
BASE = """
variable "environment" {
  type    = string
  default = "dev"
}

variable "environment_suffix" {
  type    = string
  default = ""
%s}

variable "unset" {
  type = any
}

locals {
  suffix = var.environment_suffix != "" ? var.environment_suffix : var.environment
}

resource "aws_ecs_cluster" "main" {
  name = %s
}
"""


def named(name: str, validation: str = "") -> str:
    return BASE % (validation, name)


@pytest.mark.parametrize(
    ("name", "failed", "unknown"),
    [
        pytest.param('"shop-${var.environment_suffix}"', set(), set(), id="suffix"),
        pytest.param('"shop-${local.suffix}"', set(), set(), id="suffix through a local"),
        pytest.param('join("-", ["shop", local.suffix])', set(), set(), id="join"),
        pytest.param("substr(sha256(local.suffix), 0, 12)", set(), set(), id="hash"),
        pytest.param('"shop"', {CLUSTER}, set(), id="fixed"),
        pytest.param('"shop-${var.environment}"', {CLUSTER}, set(), id="environment only"),
        pytest.param('substr("shop-of-our-company-${local.suffix}", 0, 12)', {CLUSTER}, set(), id="suffix cut off"),
        pytest.param('"shop-${random_id.x.hex}"', set(), set(), id="random"),
        pytest.param('"shop-${data.aws_region.current.name}"', {CLUSTER}, set(), id="data that does not change"),
        pytest.param('"shop-${data.aws_ssm_parameter.suffixed.value}"', set(), {CLUSTER}, id="data that may change"),
        pytest.param("var.unset", {CLUSTER}, set(), id="another variable"),
        pytest.param('"shop-${var.unset}-${local.suffix}"', set(), set(), id="another variable and the suffix"),
    ],
)
def test_names(module: Any, outcomes: Any, name: str, failed: set[str], unknown: set[str]) -> None:
    more = """
    resource "random_id" "x" {
      byte_length = 2
    }

    data "aws_region" "current" {
    }

    data "aws_ssm_parameter" "suffixed" {
      name = "/shop/${local.suffix}"
    }
    """
    plan = module(named(name).replace("\n", "\n    ") + more)
    assert outcomes(assert_environment_suffix, plan) == (failed, unknown)


def resource(type: str, arguments: str) -> str:
    return named('"shop-${local.suffix}"') + f'resource "{type}" "x" {{\n  {arguments}\n}}\n'


OWN = """
resource "aws_iam_role" "own" {
  name = "own-${local.suffix}"
}

resource "aws_route53_zone" "own" {
  name = "example.com"
}

resource "aws_acm_certificate" "own" {
  domain_name = "app.example.com"
}
"""
RECORD = 'zone_id = aws_route53_zone.own.zone_id\n  name = "app"'
VALIDATION_RECORD = (
    'zone_id = "Z1"\n  name = tolist(aws_acm_certificate.own.domain_validation_options)[0].resource_record_name'
)
OWN_CLUSTER = 'name = "web"\n  cluster = aws_ecs_cluster.main.id'


@pytest.mark.parametrize(
    ("type", "arguments", "failed"),
    [
        pytest.param("aws_lb", 'name = "shop-${local.suffix}"', False, id="suffixed"),
        pytest.param("aws_lb", 'name = "shop"', True, id="fixed"),
        pytest.param("aws_lb", 'name_prefix = "shop-"', False, id="prefix"),
        pytest.param("aws_lb", 'name_prefix = "too-long"', True, id="prefix that is too long"),
        pytest.param("aws_lb", "", False, id="named by the provider"),
        pytest.param(
            "aws_lb", 'name = "twenty-five-characters---${local.suffix}"', True, id="too long with the suffix"
        ),
        pytest.param("aws_lb", 'name = "twenty-three-character-${local.suffix}"', False, id="just long enough"),
        pytest.param(
            "aws_lb", 'name = substr("twenty-five-characters---${local.suffix}", 0, 32)', True, id="cut to the limit"
        ),
        pytest.param("aws_lb", 'name = "x-${substr(sha1(local.suffix), 0, 8)}"', False, id="hash"),
        pytest.param("aws_lb", 'name = "x-${substr(local.suffix, 0, 1)}"', True, id="first character"),
        pytest.param("aws_lb", 'name = "x-${substr(local.suffix, -3, 3)}"', True, id="last characters"),
        pytest.param("aws_lb", 'name = "x-${length(local.suffix)}"', True, id="length"),
        pytest.param("aws_lb", 'name = "x-${replace(local.suffix, "/[0-9]/", "")}"', True, id="letters only"),
        pytest.param("aws_lb", 'name = lookup({ dev = "a", prod = "b" }, local.suffix, "c")', True, id="lookup"),
        pytest.param("aws_iam_role", 'name = "web"', True, id="role"),
        pytest.param("aws_ecs_service", OWN_CLUSTER, False, id="service in its own cluster"),
        pytest.param("aws_ecs_service", 'name = "web"\n  cluster = "shared"', True, id="service in a shared cluster"),
        pytest.param("aws_security_group", 'name = "web"\n  vpc_id = "vpc-1"', True, id="group in a shared vpc"),
        pytest.param("aws_iam_role_policy", 'name = "web"\n  role = aws_iam_role.own.id', False, id="inline policy"),
        pytest.param("aws_ecs_task_definition", 'family = "web"', True, id="family"),
        pytest.param("aws_kinesis_stream", 'name = "web"', True, id="stream"),
        pytest.param("aws_kinesis_stream", 'name = "web-${local.suffix}"', False, id="suffixed stream"),
        pytest.param("aws_opensearch_domain", 'domain_name = "twenty-one-characters-${local.suffix}"', True, id="long"),
        pytest.param("aws_key_pair", 'key_name_prefix = "web"', False, id="prefix of another name"),
        pytest.param("aws_route53_record", 'zone_id = "Z1"\n  name = "app"', True, id="record in a shared zone"),
        pytest.param("aws_route53_record", RECORD, False, id="record in its own zone"),
        pytest.param("aws_route53_record", VALIDATION_RECORD, False, id="record of a new certificate"),
        pytest.param("aws_vpc", 'tags = { Name = "main" }', False, id="no unique name"),
    ],
)
def test_resources(module: Any, outcomes: Any, type: str, arguments: str, failed: bool) -> None:
    plan = module(resource(type, arguments) + OWN)
    assert outcomes(assert_environment_suffix, plan) == ({f"{type}.x"} if failed else set(), set())


@pytest.mark.parametrize(
    ("zone", "failed", "unknown"),
    [
        pytest.param('name = "example.com"', {"aws_route53_record.x"}, set(), id="the same zone"),
        pytest.param(
            'name = "${local.suffix}.example.com"', set(), {"aws_route53_record.x"}, id="perhaps another zone"
        ),
    ],
)
def test_a_name_in_a_parent_that_is_looked_up(
    module: Any, outcomes: Any, zone: str, failed: set[str], unknown: set[str]
) -> None:
    record = resource("aws_route53_record", 'zone_id = data.aws_route53_zone.shared.zone_id\n  name = "app"')
    plan = module(record + f'data "aws_route53_zone" "shared" {{\n  {zone}\n}}\n')
    assert outcomes(assert_environment_suffix, plan) == (failed, unknown)


def test_a_name_in_a_parent_whose_name_holds_the_suffix_is_another_one(module: Any, outcomes: Any) -> None:
    rule = resource("aws_cloudwatch_event_rule", 'name = "nightly"\n  event_bus_name = "%s"')
    assert outcomes(assert_environment_suffix, module(rule % "bus-${local.suffix}")) == (set(), set())
    assert outcomes(assert_environment_suffix, module(rule % "bus")) == ({"aws_cloudwatch_event_rule.x"}, set())


def test_a_longer_suffix_may_be_agreed(module: Any, outcomes: Any) -> None:
    plan = module(resource("aws_lb", 'name = "twenty-three-character-${local.suffix}"'))
    assert outcomes(assert_environment_suffix, plan, max_suffix_length=9) == (set(), set())
    assert outcomes(assert_environment_suffix, plan, max_suffix_length=10) == ({"aws_lb.x"}, set())


VALIDATION = '  validation {\n    condition     = %s\n    error_message = "No."\n  }\n'


@pytest.mark.parametrize(
    ("condition", "unknown"),
    [
        pytest.param('can(regex("^[a-z]*$", var.environment_suffix))', set(), id="letters"),
        pytest.param('can(regex("^[0-9]*$", var.environment_suffix))', set(), id="digits"),
        pytest.param("length(var.environment_suffix) <= 3", set(), id="short"),
        pytest.param('can(regex("^(pr[0-9]+)?$", var.environment_suffix))', set(), id="number of a pull request"),
        pytest.param('contains(["", "dev", "staging"], var.environment_suffix)', set(), id="one of a list"),
        pytest.param('var.environment_suffix == ""', {"var.environment_suffix"}, id="none"),
    ],
)
def test_the_trial_passes_the_modules_own_validation(
    module: Any, outcomes: Any, condition: str, unknown: set[str]
) -> None:
    plan = module(named('"shop-${local.suffix}"', VALIDATION % condition))
    assert outcomes(assert_environment_suffix, plan) == (set(), unknown)


@pytest.mark.parametrize(
    ("kind", "unknown"),
    [
        ("number", set()),
        ("any", set()),
        ("bool", {"var.environment_suffix"}),
        ("list(string)", {"var.environment_suffix"}),
        ("object({ name = string })", {"var.environment_suffix"}),
    ],
)
def test_the_trial_fits_the_variables_type(module: Any, outcomes: Any, kind: str, unknown: set[str]) -> None:
    text = f"""
    variable "environment_suffix" {{
      type = {kind}
    }}

    resource "aws_ecs_cluster" "main" {{
      name = "shop-${{jsonencode(var.environment_suffix)}}"
    }}
    """
    assert outcomes(assert_environment_suffix, module(text)) == (set(), unknown)


def test_names_by_for_each_whose_keys_hold_the_suffix(module: Any, outcomes: Any) -> None:
    text = resource("aws_iam_role", 'for_each = toset(["a-${local.suffix}", "b"])\n  name = each.key')
    assert outcomes(assert_environment_suffix, module(text)) == ({'aws_iam_role.x["b"]'}, set())


def test_names_in_modules(module: Any, outcomes: Any) -> None:
    files = {
        "main.tf": named('"shop-${local.suffix}"') + 'module "a" {\n  source = "./a"\n  for_each = toset(["x", "y"])\n'
        "  name = each.key\n  suffix = local.suffix\n}\n",
        "a/main.tf": 'variable "name" {\n}\nvariable "suffix" {\n}\n'
        'resource "aws_iam_role" "good" {\n  name = "${var.name}-${var.suffix}"\n}\n'
        'resource "aws_iam_role" "bad" {\n  name = "role-${var.name}"\n}\n',
    }
    expected = {f'module.a["{key}"].aws_iam_role.bad' for key in ("x", "y")}
    assert outcomes(assert_environment_suffix, module(files)) == (expected, set())


def test_the_variable_may_have_another_name(module: Any, outcomes: Any) -> None:
    text = named('"shop-${local.suffix}"').replace("environment_suffix", "stage")
    assert outcomes(assert_environment_suffix, module(text), variable="stage") == (set(), set())
    assert outcomes(assert_environment_suffix, module(text)) == ({"."}, set())


def test_the_suffix_in_use_is_not_the_trial(module: Any, outcomes: Any) -> None:
    plan = module(named('"shop-${local.suffix}"'), environment_suffix="zq7x4k2m")
    assert outcomes(assert_environment_suffix, plan) == (set(), set())


def test_without_the_source_nothing_can_be_proved(module: Any, outcomes: Any) -> None:
    plan = replace(module(named('"shop-${local.suffix}"')), configuration=None, again=None)
    assert outcomes(assert_environment_suffix, plan) == (set(), {CLUSTER})
    with pytest.raises(RequirementNotMet, match="Give the module's folder with the plan"):
        assert_environment_suffix(plan)


def test_no_unique_names_is_no_pass(module: Any) -> None:
    text = 'variable "environment_suffix" {\n  default = ""\n}\nresource "aws_vpc" "main" {\n}\n'
    with pytest.raises(RequirementNotMet, match="nothing to check: the plan has no resource with a name"):
        assert_environment_suffix(module(text))
