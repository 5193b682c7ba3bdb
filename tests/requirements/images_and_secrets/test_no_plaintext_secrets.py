from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pytest_ecsfargate import RequirementNotMet, assert_no_plaintext_secrets

TASK = "aws_ecs_task_definition.web"
CANARY = "correct-horse-7"
ARN = "data.aws_ssm_parameter.secret.arn"
BASE = """
variable "unset" {
  type = any
}

variable "plain" {
  type = string
}

variable "hidden" {
  type      = string
  sensitive = true
}

data "aws_ssm_parameter" "secret" {
  name = "/dev/secret"
}

data "aws_ssm_parameter" "ami" {
  name = "/aws/service/ami"
}

resource "random_password" "db" {
  length = 20
}

resource "aws_db_instance" "main" {
  %s
}

resource "aws_ecs_task_definition" "web" {
  family = "web"
  container_definitions = jsonencode([{
    name  = "web"
    image = "web:1"
    %s
  }])
}
"""


def container(inside: str) -> str:
    return BASE % ("", inside)


def env(name: str, value: str) -> str:
    return container(f'environment = [{{ name = "PORT", value = "80" }}, {{ name = "{name}", value = {value} }}]')


def resource(text: str) -> str:
    return BASE % ("", "") + text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(env("DB_PASSWORD", f'"{CANARY}"'), id="by name"),
        pytest.param(env("DB", f'"postgres://app:{CANARY}@db/shop"'), id="by look"),
        pytest.param(env("X", '"AKIAIOSFODNN7EXAMPLE"'), id="access key"),
        pytest.param(env("X", "var.hidden"), id="by mark"),
        pytest.param(env("DB_PASS", f'"{CANARY}"'), id="pass"),
        pytest.param(env("DB_PASSWORD", f'{ARN} == "x" ? "{CANARY}" : "x1"'), id="chosen by an unknown condition"),
        pytest.param(env("DB_PASSWORD", f'"{CANARY}-${{{ARN}}}"'), id="known in part"),
        pytest.param(env("DB_PASSWORD", f'"${{{ARN}}}-hunter2"'), id="known at the end"),
        pytest.param(env("DB_PASSWORD", f'coalesce({ARN}, "{CANARY}")'), id="other choice"),
        pytest.param(env("DB_PASSWORD", f'"%{{if {ARN} == "x"}}{CANARY}%{{endif}}"'), id="by a directive"),
        pytest.param(env("CONFIG", f'jsonencode({{ db = {{ password = "{CANARY}" }} }})'), id="in JSON"),
        pytest.param(env("CONFIG", f'jsonencode({{ arn = {ARN}, db = [{{ pw = "{CANARY}" }}] }})'), id="JSON in part"),
        pytest.param(env("CONFIG", f'"{{\\"db\\": {{\\"password\\": \\"{CANARY}\\"}}}}"'), id="in JSON text"),
        pytest.param(
            container(f'environment = concat([{{ name = "DB_PASSWORD", value = "{CANARY}" }}], var.unset)'),
            id="in a list of unknown length",
        ),
        pytest.param(env("X", '"prefix-${var.hidden}"'), id="by mark of a part"),
        pytest.param(env("X", "random_password.db.result"), id="random password"),
        pytest.param(env("X", '"postgres://app:${random_password.db.result}@db"'), id="random password in a url"),
        pytest.param(env("X", "data.aws_ssm_parameter.secret.value"), id="value of a parameter"),
        pytest.param(env("API_TOKEN", "var.plain"), id="secret name, value of a variable"),
        pytest.param(container(f'command = ["run", "--password={CANARY}"]'), id="option"),
        pytest.param(container(f'command = ["run", "--password", "{CANARY}"]'), id="option in two words"),
        pytest.param(container(f'entryPoint = ["sh", "-c", "DB_PASSWORD={CANARY} run"]'), id="shell"),
        pytest.param(container("command = [random_password.db.result]"), id="command by reference"),
        pytest.param(
            container(f'logConfiguration = {{ options = {{ "splunk-token" = "{CANARY}" }} }}'), id="log option"
        ),
    ],
)
def test_secrets_in_containers(module: Any, outcomes: Any, text: str) -> None:
    plan = module(text)
    assert outcomes(assert_no_plaintext_secrets, plan) == ({TASK}, set())
    with pytest.raises(RequirementNotMet) as caught:
        assert_no_plaintext_secrets(plan)
    assert CANARY not in str(caught.value)
    assert "AKIA" not in str(caught.value)
    assert CANARY not in repr(caught.value.findings)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(env("DB_PASSWORD_PARAM", '"/dev/db"'), id="where it is kept"),
        pytest.param(env("DB_PASSWORD", '"/dev/db"'), id="path"),
        pytest.param(env("DB_PASSWORD", "data.aws_ssm_parameter.secret.arn"), id="arn"),
        pytest.param(env("DB_PASSWORD", '""'), id="empty"),
        pytest.param(env("TOKEN_TTL", '"3600"'), id="setting"),
        pytest.param(env("API_TOKEN", '"/dev/${var.unset}/token"'), id="path in part"),
        pytest.param(env("API_TOKEN", '"https://${aws_db_instance.main.address}/token"'), id="URL in part"),
        pytest.param(env("DB_SECRET", f'"${{{ARN}}}:password::"'), id="arn with a key"),
        pytest.param(env("DB_DSN", '"host=${aws_db_instance.main.address} port=5432"'), id="address with a key"),
        pytest.param(env("DB_PASSWORD", f'{ARN} == "x" ? "" : "changeme"'), id="placeholders"),
        pytest.param(env("API_TOKEN", f'"Bearer ${{{ARN}}}"'), id="scheme"),
        pytest.param(env("SECRETS_TABLE", '"secrets-table"'), id="table"),
        pytest.param(env("CONFIG", f'jsonencode({{ token_url = "x", secret = {ARN}, password = "" }})'), id="JSON"),
        pytest.param(env("AMI", "data.aws_ssm_parameter.ami.value"), id="public parameter"),
        pytest.param(env("DB_HOST", "aws_db_instance.main.address"), id="host"),
        pytest.param(env("NAME", "var.plain"), id="unset variable"),
        pytest.param(container('secrets = [{ name = "DB_PASSWORD", valueFrom = "x" }]'), id="secrets"),
        pytest.param(container('command = ["run", "--password-file", "/run/x"]'), id="file"),
        pytest.param(container('logConfiguration = { options = { "awslogs-group" = var.hidden } }'), id="marked"),
    ],
)
def test_no_secrets_in_containers(module: Any, outcomes: Any, text: str) -> None:
    assert outcomes(assert_no_plaintext_secrets, module(text)) == (set(), set())


def test_environments_of_which_nothing_is_known(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_no_plaintext_secrets, module(container("environment = var.unset"))) == (set(), {TASK})


def variable(default: str, more: str = "sensitive = true", name: str = "thing") -> str:
    return f'variable "{name}" {{\n  default = {default}\n  {more}\n}}\n'


@pytest.mark.parametrize(
    ("text", "failed"),
    [
        pytest.param(variable(f'"{CANARY}"'), {"var.thing"}, id="default of a sensitive variable"),
        pytest.param(variable("null"), set(), id="null"),
        pytest.param(variable('""'), set(), id="empty"),
        pytest.param(variable('{ password = "" }'), set(), id="empty inside"),
        pytest.param(variable(f'{{ password = "{CANARY}" }}'), {"var.thing"}, id="something inside"),
        pytest.param(variable('"x"', more=""), set(), id="not sensitive"),
        pytest.param(variable(f'"{CANARY}"', more="", name="db_password"), {"var.db_password"}, id="by name"),
        pytest.param(variable('"changeme"', more="", name="db_password"), set(), id="placeholder"),
        pytest.param(variable('"/dev/db"', more="", name="db_password_param"), set(), id="where it is kept"),
    ],
)
def test_variables(module: Any, outcomes: Any, text: str, failed: set[str]) -> None:
    assert outcomes(assert_no_plaintext_secrets, module(resource(text))) == (failed, set())


def typed(attributes: str, default: str = "default = {}") -> str:
    return f'variable "db" {{\n  type = object({{ {attributes} }})\n  {default}\n  sensitive = true\n}}\n'


@pytest.mark.parametrize(
    ("text", "failed"),
    [
        pytest.param(typed(f'password = optional(string, "{CANARY}")'), {"var.db"}, id="filled in by the type"),
        pytest.param(
            typed(f'main = optional(object({{ token = optional(string, "{CANARY}") }}), {{}})'), {"var.db"}, id="deep"
        ),
        pytest.param(typed(f'password = optional(string, "{CANARY}")', default=""), set(), id="no default"),
        pytest.param(typed(f'password = optional(string, "{CANARY}")', default="default = null"), set(), id="null"),
        pytest.param(typed("password = optional(string)"), set(), id="nothing filled in"),
        pytest.param(typed('user = optional(string, "app"), port = optional(number, 5432)'), set(), id="no secret"),
    ],
)
def test_a_secret_in_the_type_of_a_sensitive_variable_with_a_default(
    module: Any, outcomes: Any, text: str, failed: set[str]
) -> None:
    assert outcomes(assert_no_plaintext_secrets, module(resource(text))) == (failed, set())


@pytest.mark.parametrize(
    ("block", "failed"),
    [
        pytest.param(f'provider "postgresql" {{\n  password = "{CANARY}"\n}}', {"provider.postgresql"}, id="password"),
        pytest.param('provider "aws" {\n  access_key = "AKIAIOSFODNN7EXAMPLE"\n}', {"provider.aws"}, id="access key"),
        pytest.param(
            'provider "aws" {\n  alias = "b"\n  secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY"\n}',
            {"provider.aws.b"},
            id="secret key",
        ),
        pytest.param('provider "aws" {\n  access_key = "test"\n  secret_key = "mock_secret_key"\n}', set(), id="mock"),
        pytest.param('provider "postgresql" {\n  password = "changeme"\n}', set(), id="placeholder"),
        pytest.param('provider "postgresql" {\n  password = var.hidden\n}', set(), id="sensitive variable"),
        pytest.param('provider "postgresql" {\n  password = random_password.db.result\n}', set(), id="random"),
        pytest.param('provider "aws" {\n  default_tags {\n    tags = { Token = "none-x" }\n  }\n}', set(), id="tags"),
        pytest.param(
            f'variable "pg" {{\n  default = "{CANARY}"\n}}\nprovider "postgresql" {{\n  password = var.pg\n}}',
            {"var.pg"},
            id="default of a plain variable",
        ),
    ],
)
def test_secrets_in_provider_blocks(module: Any, outcomes: Any, block: str, failed: set[str]) -> None:
    plan = module(resource(block))
    assert outcomes(assert_no_plaintext_secrets, plan) == (failed, set())
    if failed:
        with pytest.raises(RequirementNotMet) as caught:
            assert_no_plaintext_secrets(plan)
        assert not any(secret in str(caught.value) for secret in (CANARY, "AKIA", "wJalr"))


def test_sensitive_variables_of_modules(module: Any, outcomes: Any) -> None:
    files = {"main.tf": 'module "db" {\n  source = "./db"\n}\n', "db/main.tf": variable(f'"{CANARY}"')}
    assert outcomes(assert_no_plaintext_secrets, module(files)) == ({"module.db.var.thing"}, set())


def test_values_files(module: Any, outcomes: Any) -> None:
    files = {"main.tf": resource(""), "terraform.tfvars": f'hidden = "{CANARY}"\n'}
    plan = module(files)
    assert outcomes(assert_no_plaintext_secrets, plan) == ({"var.hidden"}, set())
    with pytest.raises(RequirementNotMet) as caught:
        assert_no_plaintext_secrets(plan)
    assert "--> terraform.tfvars:1:10" in str(caught.value)
    assert CANARY not in str(caught.value)


def test_a_sensitive_variable_given_by_the_caller_is_fine(module: Any, outcomes: Any) -> None:
    plan = module(BASE % ("password = var.hidden", ""), hidden=CANARY)
    assert outcomes(assert_no_plaintext_secrets, plan) == (set(), set())


DB = "aws_db_instance.main"


@pytest.mark.parametrize(
    ("inside", "failed"),
    [
        pytest.param(f'password = "{CANARY}"', {DB}, id="literal"),
        pytest.param("password = var.plain", {DB}, id="plain variable"),
        pytest.param("password = var.hidden", set(), id="sensitive variable"),
        pytest.param("password = random_password.db.result", set(), id="random"),
        pytest.param("password = data.aws_ssm_parameter.secret.value", set(), id="parameter"),
        pytest.param("manage_master_user_password = true", set(), id="managed"),
        pytest.param('password = "changeme"', {DB}, id="placeholder"),
        pytest.param(
            'password = "changeme"\n  lifecycle {\n    ignore_changes = [password]\n  }',
            set(),
            id="ignored placeholder",
        ),
        pytest.param(
            f'password = "{CANARY}"\n  lifecycle {{\n    ignore_changes = [password]\n  }}', {DB}, id="ignored password"
        ),
    ],
)
def test_passwords_of_resources(module: Any, outcomes: Any, inside: str, failed: set[str]) -> None:
    assert outcomes(assert_no_plaintext_secrets, module(BASE % (inside, ""))) == (failed, set())


def test_a_password_in_the_default_of_a_plain_variable(module: Any, outcomes: Any) -> None:
    text = BASE % ("password = var.thing", "") + variable(f'"{CANARY}"', more="")
    assert outcomes(assert_no_plaintext_secrets, module(text)) == ({"var.thing"}, set())


@pytest.mark.parametrize(
    ("name", "more", "failed"),
    [
        pytest.param("thing", "", {"var.thing"}, id="plain variable"),
        pytest.param("db_password", "", {"var.db_password"}, id="secret by its name"),
        pytest.param("thing", "sensitive = true", {"var.thing", TASK}, id="sensitive variable"),
    ],
)
def test_a_default_that_reaches_a_container(module: Any, outcomes: Any, name: str, more: str, failed: set[str]) -> None:
    plan = module(env("DB_PASSWORD", f"var.{name}") + variable(f'"{CANARY}"', more=more, name=name))
    assert outcomes(assert_no_plaintext_secrets, plan) == (failed, set())


def test_a_password_in_a_local_is_the_resources(module: Any, outcomes: Any) -> None:
    text = BASE % ("password = local.thing", "") + f'locals {{\n  thing = "{CANARY}"\n}}\n'
    plan = module(text)
    assert outcomes(assert_no_plaintext_secrets, plan) == ({DB}, set())
    found = next(verdict for verdict in assert_no_plaintext_secrets.check(plan) if verdict.outcome == "not met")
    assert found.span is not None
    assert found.span.text == f'"{CANARY}"'


def parameter(value: str, type: str = "SecureString", name: str = "/dev/x", more: str = "") -> str:
    return f'resource "aws_ssm_parameter" "x" {{\n  name = "{name}"\n  type = "{type}"\n  value = {value}\n{more}}}\n'


IGNORED = "  lifecycle {\n    ignore_changes = [value]\n  }\n"


@pytest.mark.parametrize(
    ("text", "failed"),
    [
        pytest.param(parameter(f'"{CANARY}"'), True, id="literal"),
        pytest.param(parameter("random_password.db.result"), False, id="random"),
        pytest.param(parameter("var.hidden"), False, id="sensitive variable"),
        pytest.param(parameter("var.plain"), True, id="plain variable"),
        pytest.param(parameter('"REPLACE_ME"', more=IGNORED), False, id="placeholder"),
        pytest.param(parameter('"REPLACE_ME"'), True, id="placeholder that is written again"),
        pytest.param(parameter(f'"{CANARY}"', more=IGNORED), True, id="literal, ignored"),
        pytest.param(parameter('"eu"', type="String"), False, id="no secret"),
        pytest.param(parameter(f'"{CANARY}"', type="String", name="/dev/api_key"), True, id="secret by name"),
    ],
)
def test_parameters(module: Any, outcomes: Any, text: str, failed: bool) -> None:
    expected = {"aws_ssm_parameter.x"} if failed else set()
    assert outcomes(assert_no_plaintext_secrets, module(resource(text))) == (expected, set())


def test_a_placeholder_in_a_plan_without_its_source(module: Any, outcomes: Any) -> None:
    plan = module(resource(parameter('"REPLACE_ME"', more=IGNORED)))
    saved = {address: replace(found, lifecycle=None) for address, found in plan.resources.items()}
    plan = replace(plan, resources=saved, configuration=None)
    assert outcomes(assert_no_plaintext_secrets, plan) == (set(), {"aws_ssm_parameter.x"})


def secret(value: str) -> str:
    return f'resource "aws_secretsmanager_secret_version" "x" {{\n  secret_id = "x"\n  secret_string = {value}\n}}\n'


@pytest.mark.parametrize(
    ("value", "failed"),
    [
        pytest.param(f'"{CANARY}"', True, id="literal"),
        pytest.param('jsonencode({ user = "app", password = random_password.db.result })', False, id="random"),
        pytest.param(f'jsonencode({{ user = "app", password = "{CANARY}" }})', True, id="literal inside"),
    ],
)
def test_secret_versions(module: Any, outcomes: Any, value: str, failed: bool) -> None:
    expected = {"aws_secretsmanager_secret_version.x"} if failed else set()
    assert outcomes(assert_no_plaintext_secrets, module(resource(secret(value)))) == (expected, set())


def test_secrets_by_their_look_anywhere(module: Any, outcomes: Any) -> None:
    text = 'resource "aws_instance" "x" {\n  user_data = "export AWS_KEY=AKIAIOSFODNN7EXAMPLE"\n}\n'
    assert outcomes(assert_no_plaintext_secrets, module(resource(text))) == ({"aws_instance.x"}, set())


def test_what_only_looks_like_the_name_of_a_secret(module: Any, outcomes: Any) -> None:
    text = """
resource "aws_efs_file_system" "x" {
  creation_token = "shop"
}

resource "aws_secretsmanager_secret_version" "x" {
  secret_id     = "x"
  secret_string = "{}"
}

resource "aws_iam_role" "x" {
  assume_role_policy = jsonencode({
    Statement = [{
      Condition = { StringEquals = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" } }
    }]
  })
}
"""
    assert outcomes(assert_no_plaintext_secrets, module(resource(text))) == (set(), set())


def test_nothing_that_could_hold_a_secret_is_no_pass(module: Any) -> None:
    with pytest.raises(RequirementNotMet, match="nothing to check"):
        assert_no_plaintext_secrets(module('resource "aws_vpc" "main" {\n}\n'))


KEYS = """
data "aws_caller_identity" "me" {
}
variable "encryption_key" {
  default = "alias/aws/s3"
}
resource "aws_codebuild_project" "x" {
  encryption_key = "arn:aws:kms:eu-central-1:${data.aws_caller_identity.me.account_id}:${var.encryption_key}"
}
resource "aws_instance" "x" {
  metadata_options {
    http_tokens = "required"
  }
}
"""


def test_names_of_keys_and_settings_are_no_secrets(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_no_plaintext_secrets, module(KEYS)) == (set(), set())
    hidden = KEYS.replace("arn:aws:kms:eu-central-1", "s3cr3t-key")
    assert outcomes(assert_no_plaintext_secrets, module(hidden)) == ({"aws_codebuild_project.x"}, set())


def test_arguments_that_say_something_about_a_secret(module: Any, outcomes: Any) -> None:
    text = """
resource "aws_instance" "x" {
  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_kms_key" "x" {
  customer_master_key_spec = "SYMMETRIC_DEFAULT"
}

resource "aws_codebuild_project" "x" {
  name           = "x"
  encryption_key = "arn:aws:kms:eu-central-1:${var.plain}:alias/x"
}
"""
    assert outcomes(assert_no_plaintext_secrets, module(resource(text))) == (set(), set())


def test_a_password_that_is_known_in_part(module: Any, outcomes: Any) -> None:
    text = 'resource "aws_db_instance" "x" {\n  password = "correct-horse-${var.unset}"\n}\n'
    assert outcomes(assert_no_plaintext_secrets, module(resource(text))) == ({"aws_db_instance.x"}, set())
