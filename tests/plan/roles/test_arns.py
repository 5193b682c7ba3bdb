from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pytest_ecsfargate.aws.iam_patterns import covers, has_unknown
from pytest_ecsfargate.hcl.values import Value, from_python
from pytest_ecsfargate.plan.model import Plan
from pytest_ecsfargate.plan.roles.arns import Arns

Planned = Callable[..., Plan]
MAIN = """
variable "unset" {
  type = string
}

variable "any" {
}

data "terraform_remote_state" "shared" {
  backend = "s3"
}

provider "aws" {
  region = "%s"
}

provider "aws" {
  alias  = "east"
  region = "us-east-1"
}

data "aws_caller_identity" "current" {
}

data "aws_partition" "current" {
}

data "aws_region" "current" {
}

resource "aws_ssm_parameter" "slash" {
  name = "/dev/a"
}

resource "aws_ssm_parameter" "plain" {
  count = 2
  name  = "plain${count.index}"
}

resource "aws_ssm_parameter" "east" {
  provider = aws.east
  name     = "/dev/a"
}

resource "aws_secretsmanager_secret" "named" {
  name = "named"
}

resource "aws_secretsmanager_secret" "prefixed" {
  name_prefix = "shop/"
}

data "aws_ecr_repository" "web" {
  name = "shop/web"
}

resource "aws_kms_key" "own" {
}

resource "aws_kms_key" "other" {
}

data "aws_kms_key" "read" {
  key_id = "alias/read"
}

resource "aws_cloudwatch_log_group" "open" {
  name = "/ecs/${var.any}/web"
}

resource "aws_db_instance" "main" {
  manage_master_user_password = true
}

output "texts" {
  value = [%s]
}
"""


def unshown(plan: Plan) -> list[str]:
    """The texts of the output's expressions, with their private characters."""
    arns, found = Arns(plan), plan.outputs["texts"]
    assert isinstance(found.data, tuple)
    return [arns.text(found[index]) for index in range(len(found.data))]


def texts(planned: Planned, *expressions: str, region: str = "eu-central-1") -> list[str]:
    """The texts of expressions, with `<n>` for the nth private character."""
    plan = planned(MAIN % (region, ", ".join(expressions)))
    assert plan.diagnostics == ()
    arns, found = Arns(plan), plan.outputs["texts"]
    names: dict[str, str] = {}

    def shown(text: str) -> str:
        return "".join(names.setdefault(char, f"<{len(names)}>") if has_unknown(char) else char for char in text)

    return [shown(arns.text(found[index])) for index in range(len(expressions))]


def test_arns_are_built_as_far_as_they_are_known(planned_source: Planned) -> None:
    assert texts(
        planned_source,
        "aws_ssm_parameter.slash.arn",
        "aws_ssm_parameter.plain[1].arn",
        "data.aws_ecr_repository.web.arn",
        "data.aws_ecr_repository.web.repository_url",
        '"arn:aws:ssm:eu-central-1:${data.aws_caller_identity.current.account_id}:parameter/dev/a"',
        '"arn:${data.aws_partition.current.partition}:s3:::x/${data.aws_region.current.name}"',
    ) == [
        "arn:aws:ssm:eu-central-1:<0>:parameter/dev/a",
        "arn:aws:ssm:eu-central-1:<0>:parameter/plain1",
        "arn:aws:ecr:eu-central-1:<0>:repository/shop/web",
        "<0>.dkr.ecr.eu-central-1.amazonaws.com/shop/web",
        "arn:aws:ssm:eu-central-1:<0>:parameter/dev/a",
        "arn:aws:s3:::x/eu-central-1",
    ]


def test_a_region_of_another_provider(planned_source: Planned) -> None:
    assert texts(planned_source, "aws_ssm_parameter.east.arn") == ["arn:aws:ssm:us-east-1:<0>:parameter/dev/a"]


@pytest.mark.parametrize(("region", "partition"), [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")])
def test_partitions(planned_source: Planned, region: str, partition: str) -> None:
    found = texts(planned_source, "aws_ssm_parameter.slash.arn", region=region)
    assert found == [f"arn:{partition}:ssm:{region}:<0>:parameter/dev/a"]


def test_secrets_have_six_characters_more(planned_source: Planned) -> None:
    assert texts(planned_source, "aws_secretsmanager_secret.named.arn", "aws_secretsmanager_secret.prefixed.id") == [
        "arn:aws:secretsmanager:eu-central-1:<0>:secret:named-<1><2><3><4><5><6>",
        "arn:aws:secretsmanager:eu-central-1:<0>:secret:shop/<7>-<8><9><10><11><12><13>",
    ]


def test_the_same_thing_is_the_same_text(planned_source: Planned) -> None:
    first, second, other, whole = texts(
        planned_source,
        "aws_kms_key.own.arn",
        '"${aws_kms_key.own.arn}"',
        "aws_kms_key.own.key_id",
        "aws_db_instance.main.master_user_secret[0].secret_arn",
    )
    assert first == second == "arn:aws:kms:eu-central-1:<0>:key/<1>"
    assert other == "<1>"
    assert whole == "arn:aws:secretsmanager:eu-central-1:<0>:secret:<2>"


def test_the_name_of_one_instance_is_always_the_same(planned_source: Planned) -> None:
    group = "aws_cloudwatch_log_group.open"
    expressions = f'{group}.name, {group}.id, {group}.arn, "${{{group}.name}}/x"'
    plan = planned_source(MAIN % ("eu-central-1", expressions))
    name, own, arn, template = unshown(plan)
    assert name == own
    assert covers(name, own) is True
    assert arn.endswith(f":log-group:{name}")
    assert covers(template, template) is None


def test_two_keys_of_the_plan_are_not_the_same(planned_source: Planned) -> None:
    plan = planned_source(
        MAIN % ("eu-central-1", "aws_kms_key.own.arn, aws_kms_key.other.arn, data.aws_kms_key.read.arn")
    )
    own, other, read = unshown(plan)
    assert covers(own, own) is True
    assert covers(own, other) is False
    assert covers(own, read) is None


@pytest.mark.parametrize(
    "expression",
    [
        "aws_ssm_parameter.plain[var.unset].arn",
        "var.unset ? aws_ssm_parameter.slash.arn : aws_ssm_parameter.east.arn",
        'replace(aws_kms_key.own.arn, "a", "b")',
        "uuid()",
        "var.any",
        "data.terraform_remote_state.shared.outputs.settings",
    ],
)
def test_what_may_be_anything_is_equal_to_nothing(planned_source: Planned, expression: str) -> None:
    plan = planned_source(MAIN % ("eu-central-1", expression))
    text = Arns(plan).text(plan.outputs["texts"][0])
    assert covers(text, text) is None


def test_policy_variables_are_not_known(planned_source: Planned) -> None:
    arns = Arns(planned_source(MAIN % ("eu-central-1", "")))
    assert arns.pattern(from_python("a/${*}/b")) == "a/*/b"
    assert has_unknown(arns.pattern(from_python("home/${aws:username}")))


def test_an_account_that_was_read_is_known_unless_it_is_made_up(planned_source: Planned) -> None:
    plan = planned_source(MAIN % ("eu-central-1", "aws_ssm_parameter.slash.arn"))
    identity = plan["data.aws_caller_identity.current"]
    read = identity.with_values(Value({"account_id": from_python("210987654321")}))
    real = replace(plan, resources={**plan.resources, identity.address: read})
    arn = "arn:aws:ssm:eu-central-1:210987654321:parameter/dev/a"
    assert Arns(real).text(plan.outputs["texts"][0]) == arn
    assert has_unknown(Arns(replace(real, seeded=True)).text(plan.outputs["texts"][0]))


def test_keys_and_elements_of_what_is_not_known_are_not_the_same(planned_source: Planned) -> None:
    text = """
variable "names" {
  type = map(string)
}

resource "aws_ssm_parameter" "each" {
  for_each    = var.names
  name        = each.value
  description = each.key
}
"""
    plan = planned_source(text)
    arns, parameter = Arns(plan), plan['aws_ssm_parameter.each["*"]']
    name, description = arns.text(parameter.at("name")), arns.text(parameter.at("description"))
    assert covers(name, description) is None


def test_random_texts_are_themselves(planned_source: Planned) -> None:
    text = """
resource "random_string" "suffix" {
  length = 4
}

resource "random_shuffle" "zones" {
  input = ["a", "b"]
}

output "texts" {
  value = ["web-${random_string.suffix.result}", random_shuffle.zones.result]
}
"""
    plan = planned_source(text)
    arns, found = Arns(plan), plan.outputs["texts"]
    named, shuffled = arns.text(found[0]), arns.text(found[1])
    assert covers(named, named) is True
    assert covers(shuffled, shuffled) is None


def test_a_variable_without_a_value_is_itself(planned_source: Planned) -> None:
    assert texts(planned_source, "var.unset", '"${var.unset}/x"') == ["<0>", "<0>/x"]
