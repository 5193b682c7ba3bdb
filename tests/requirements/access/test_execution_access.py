from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from pytest_ecsfargate import RequirementNotMet, assert_execution_access, load_plan

TASK = "aws_ecs_task_definition.web"
ROLE = "aws_iam_role.execution"
POLICY = "aws_iam_role_policy.execution"
PULL = '["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"]'
BASE = """
variable "unset" {
  type = any
}

provider "aws" {
  region = "eu-central-1"
}

data "aws_caller_identity" "current" {
}

data "aws_region" "current" {
}

data "aws_partition" "current" {
}

data "aws_ecr_repository" "web" {
  name = "shop/web"
}

resource "aws_ecr_repository" "own" {
  name = "own"
}

data "aws_ssm_parameter" "key" {
  name = "/dev/ecs/key"
}

resource "aws_kms_key" "own" {
}

resource "aws_ssm_parameter" "own" {
  name   = "/dev/ecs/own"
  type   = "SecureString"
  value  = "x"
}

resource "aws_ssm_parameter" "encrypted" {
  name   = "/dev/ecs/encrypted"
  type   = "SecureString"
  value  = "x"
  key_id = aws_kms_key.own.id
}

resource "aws_secretsmanager_secret" "own" {
  name = "shop/own"
}

data "aws_secretsmanager_secret" "read" {
  name = "shop/read"
}

resource "aws_secretsmanager_secret" "encrypted" {
  name       = "shop/encrypted"
  kms_key_id = aws_kms_key.own.arn
}

resource "aws_cloudwatch_log_group" "web" {
  name = "/ecs/web"
}

resource "aws_iam_role" "execution" {
  name               = "web-execution"
  assume_role_policy = "{}"
}

resource "aws_iam_role_policy" "execution" {
  name   = "execution"
  role   = aws_iam_role.execution.id
  policy = jsonencode({ Statement = [%(statements)s] })
}

resource "aws_ecs_task_definition" "web" {
  family             = "web"
  execution_role_arn = aws_iam_role.execution.arn
  container_definitions = jsonencode([{
    name    = "web"
    image   = %(image)s
    secrets = [%(secrets)s]
    %(more)s
  }])
}
"""
LOGS = """logConfiguration = {
      logDriver = "awslogs"
      options   = { "awslogs-group" = aws_cloudwatch_log_group.web.name, "awslogs-stream-prefix" = "web" %s }
    }"""
HOST = "${data.aws_caller_identity.current.account_id}.dkr.ecr.${data.aws_region.current.name}.amazonaws.com"
SSM = "arn:aws:ssm:eu-central-1:${data.aws_caller_identity.current.account_id}"
SECRETS = "arn:aws:secretsmanager:eu-central-1:${data.aws_caller_identity.current.account_id}"
LOG_ARN = "arn:aws:logs:eu-central-1:${data.aws_caller_identity.current.account_id}"


def allow(actions: str, resources: str = '"*"', more: str = "") -> str:
    return f'{{ Effect = "Allow", Action = {actions}, Resource = {resources}, {more} }}, '


def deny(actions: str, resources: str = '"*"', more: str = "") -> str:
    return allow(actions, resources, more).replace("Allow", "Deny")


TOKEN = allow('"ecr:GetAuthorizationToken"')
WRITE = '["logs:CreateLogStream", "logs:PutLogEvents"]'


def task(statements: str, image: str = '"nginx:1"', secret: str = "", more: str = "") -> str:
    secrets = f'{{ name = "KEY", valueFrom = {secret} }}' if secret else ""
    return BASE % {"statements": statements, "image": image, "secrets": secrets, "more": more}


REPOSITORY = "data.aws_ecr_repository.web.arn"
URL = '"${data.aws_ecr_repository.web.repository_url}:1"'


@pytest.mark.parametrize(
    ("image", "resource"),
    [
        pytest.param(URL, REPOSITORY, id="by reference"),
        pytest.param(URL, '"*"', id="everything"),
        pytest.param(URL, f'["arn:aws:x", {REPOSITORY}]', id="one of several"),
        pytest.param(
            URL, '"arn:aws:ecr:*:${data.aws_caller_identity.current.account_id}:repository/shop/*"', id="pattern"
        ),
        pytest.param(URL, '"arn:aws:ecr:*:*:repository/shop/we?"', id="question mark"),
        pytest.param(URL, '"arn:${data.aws_partition.current.partition}:ecr:*:*:repository/*"', id="partition"),
        pytest.param('"${aws_ecr_repository.own.repository_url}@sha256:1"', "aws_ecr_repository.own.arn", id="own"),
        pytest.param('"${aws_ecr_repository.own.repository_url}:${var.unset}"', "aws_ecr_repository.own.arn", id="tag"),
        pytest.param(f'"{HOST}/shop/web:1"', REPOSITORY, id="by hand"),
        pytest.param(
            '"210987654321.dkr.ecr.us-east-1.amazonaws.com/shop/web:1"',
            '"arn:aws:ecr:us-east-1:210987654321:repository/shop/web"',
            id="literal",
        ),
        pytest.param(
            '"210987654321.dkr.ecr.cn-north-1.amazonaws.com.cn/web"',
            '"arn:aws-cn:ecr:cn-north-1:210987654321:repository/web"',
            id="China",
        ),
        pytest.param("data.aws_ecr_image.web.image_uri", REPOSITORY, id="image"),
    ],
)
def test_images_that_may_be_pulled(module: Any, outcomes: Any, image: str, resource: str) -> None:
    text = task(TOKEN + allow(PULL, resource), image)
    text += 'data "aws_ecr_image" "web" {\n  repository_name = "shop/web"\n  image_tag = "1"\n}\n'
    assert outcomes(assert_execution_access, module(text)) == (set(), set())


@pytest.mark.parametrize(
    "image", ['"nginx:1"', '"public.ecr.aws/xray/xray:1"', '"ghcr.io/a/b"', '"nginx:${var.unset}"']
)
def test_images_that_are_not_in_ecr_need_nothing(module: Any, image: str) -> None:
    with pytest.raises(RequirementNotMet, match="nothing to check: the plan has no image in ECR, secret or"):
        assert_execution_access(module(task("", image)))


@pytest.mark.parametrize(
    ("statements", "image", "failed", "unknown"),
    [
        pytest.param("", URL, {ROLE}, set(), id="nothing"),
        pytest.param(allow(PULL, REPOSITORY), URL, {ROLE}, set(), id="no token"),
        pytest.param(
            allow('"ecr:GetAuthorizationToken"', REPOSITORY) + allow(PULL, REPOSITORY), URL, {POLICY}, set(), id="token"
        ),
        pytest.param(TOKEN, URL, {ROLE}, set(), id="token only"),
        pytest.param(TOKEN + allow('["ecr:BatchGetImage"]'), URL, {ROLE}, set(), id="some actions"),
        pytest.param(TOKEN + allow(PULL, "aws_ecr_repository.own.arn"), URL, {POLICY}, set(), id="another repository"),
        pytest.param(
            TOKEN + allow(PULL, f'"${{{REPOSITORY}}}/*"'), URL, {POLICY}, set(), id="something below the repository"
        ),
        pytest.param(
            TOKEN + allow(PULL, '"arn:aws:ecr:us-east-1:*:repository/*"'), URL, {POLICY}, set(), id="another region"
        ),
        pytest.param(TOKEN + allow(PULL, '"arn:aws-cn:ecr:*:*:*"'), URL, {POLICY}, set(), id="another partition"),
        pytest.param(
            TOKEN + allow(PULL, '"arn:aws:ecr:*:210987654321:repository/*"'), URL, set(), {POLICY}, id="which account"
        ),
        pytest.param(TOKEN + allow(PULL, REPOSITORY), "var.unset", set(), {POLICY}, id="which image"),
        pytest.param("", "var.unset", set(), {ROLE}, id="which image, and nothing allowed"),
        pytest.param(TOKEN + allow(PULL), "var.unset", set(), set(), id="whichever image"),
    ],
)
def test_images_that_may_not_be_pulled(
    module: Any, outcomes: Any, statements: str, image: str, failed: set[str], unknown: set[str]
) -> None:
    assert outcomes(assert_execution_access, module(task(statements, image))) == (failed, unknown)


@pytest.mark.parametrize(
    ("secret", "action", "resource"),
    [
        pytest.param(
            "data.aws_ssm_parameter.key.arn", "ssm:GetParameters", "data.aws_ssm_parameter.key.arn", id="same"
        ),
        pytest.param("aws_ssm_parameter.own.arn", "ssm:GetParameters", "aws_ssm_parameter.own.arn", id="own"),
        pytest.param("aws_ssm_parameter.own.name", "ssm:GetParameters", "aws_ssm_parameter.own.arn", id="by its name"),
        pytest.param('"/dev/ecs/own"', "ssm:GetParameters", "aws_ssm_parameter.own.arn", id="by a typed name"),
        pytest.param("aws_ssm_parameter.own.arn", "ssm:Get*", f'"{SSM}:parameter/dev/*"', id="path"),
        pytest.param(
            "data.aws_ssm_parameter.key.arn", "SSM:*", '"arn:aws:ssm:*:*:parameter/dev/ecs/*"', id="wildcards"
        ),
        pytest.param(f'"{SSM}:parameter/dev/x"', "ssm:GetParameters", f'"{SSM}:parameter/dev/x"', id="built by hand"),
        pytest.param(
            f'"{SSM}:parameter/dev/ecs/own"', "ssm:GetParameters", "aws_ssm_parameter.own.arn", id="built, by reference"
        ),
        pytest.param(
            '"arn:aws:ssm:eu-central-1:210987654321:parameter/x"',
            "ssm:GetParameters",
            '"arn:aws:ssm:eu-central-1:210987654321:parameter/*"',
            id="typed",
        ),
        pytest.param(
            "aws_secretsmanager_secret.own.arn",
            "secretsmanager:GetSecretValue",
            "aws_secretsmanager_secret.own.id",
            id="secret",
        ),
        pytest.param(
            '"${aws_secretsmanager_secret.own.arn}:password::"',
            "secretsmanager:GetSecretValue",
            "aws_secretsmanager_secret.own.arn",
            id="key of a secret",
        ),
        pytest.param(
            "data.aws_secretsmanager_secret.read.arn",
            "secretsmanager:GetSecretValue",
            f'"{SECRETS}:secret:shop/read-??????"',
            id="with its six characters",
        ),
        pytest.param(
            "aws_secretsmanager_secret.own.arn",
            "secretsmanager:GetSecretValue",
            f'"{SECRETS}:secret:shop/*"',
            id="secrets by path",
        ),
        pytest.param(
            '"arn:aws:secretsmanager:eu-central-1:1:secret:shop/x"',
            "secretsmanager:GetSecretValue",
            '"arn:aws:secretsmanager:eu-central-1:1:secret:shop/x-??????"',
            id="typed without its six characters",
        ),
        pytest.param(
            "aws_db_instance.main.master_user_secret[0].secret_arn",
            "secretsmanager:GetSecretValue",
            "aws_db_instance.main.master_user_secret[0].secret_arn",
            id="managed by rds",
        ),
    ],
)
def test_secrets_that_may_be_read(module: Any, outcomes: Any, secret: str, action: str, resource: str) -> None:
    text = task(allow(f'"{action}"', resource), secret=secret)
    text += 'resource "aws_db_instance" "main" {\n  manage_master_user_password = true\n}\n'
    assert outcomes(assert_execution_access, module(text)) == (set(), set())


PARAMETER = "aws_ssm_parameter.own.arn"
READ = '"ssm:GetParameters"'


@pytest.mark.parametrize(
    ("statements", "secret", "failed", "unknown"),
    [
        pytest.param("", PARAMETER, {ROLE}, set(), id="nothing"),
        pytest.param(allow('"ssm:GetParameter"', PARAMETER), PARAMETER, {ROLE}, set(), id="another action"),
        pytest.param(allow(READ, "data.aws_ssm_parameter.key.arn"), PARAMETER, {POLICY}, set(), id="another parameter"),
        pytest.param(allow(READ, f'"{SSM}:parameter/prod/*"'), PARAMETER, {POLICY}, set(), id="another path"),
        pytest.param(allow(READ, '"arn:aws:ssm:us-east-1:*:*"'), PARAMETER, {POLICY}, set(), id="another region"),
        pytest.param(allow(READ, '"arn:aws:ssm:*:210987654321:*"'), PARAMETER, set(), {POLICY}, id="which account"),
        pytest.param(allow(READ, "var.unset"), PARAMETER, set(), {POLICY}, id="which resource"),
        pytest.param(allow("var.unset", PARAMETER), PARAMETER, set(), {POLICY}, id="which action"),
        pytest.param("var.unset", PARAMETER, set(), {POLICY}, id="which statement"),
        pytest.param(allow(READ, PARAMETER), "var.unset", set(), {ROLE, POLICY}, id="which secret"),
        pytest.param(
            allow(READ, PARAMETER, 'Condition = { Bool = { "aws:SecureTransport" = "true" } }'),
            PARAMETER,
            set(),
            {POLICY},
            id="a condition",
        ),
        pytest.param(allow(READ) + deny('"ssm:*"', PARAMETER), PARAMETER, {POLICY}, set(), id="denied"),
        pytest.param(allow(READ) + deny('"kms:*"', PARAMETER), PARAMETER, set(), set(), id="something else denied"),
        pytest.param(
            allow(READ) + deny('"*"', "data.aws_ssm_parameter.key.arn"), PARAMETER, set(), set(), id="another denied"
        ),
        pytest.param(
            allow(READ) + '{ Effect = "Deny", NotAction = "ssm:*", Resource = "*" }', PARAMETER, set(), set(), id="but"
        ),
        pytest.param(
            allow(READ) + '{ Effect = "Deny", Action = "ssm:*", NotResource = "arn:aws:ssm:*:*:parameter/prod/*" }',
            PARAMETER,
            {POLICY},
            set(),
            id="all denied but others",
        ),
        pytest.param(
            allow(READ) + deny('"ssm:*"', '"*"', 'Condition = { StringEquals = { "aws:x" = "y" } }'),
            PARAMETER,
            set(),
            {POLICY},
            id="perhaps denied",
        ),
        pytest.param(
            '{ Effect = "Allow", NotAction = "iam:*", NotResource = "arn:aws:iam::*:*" }',
            PARAMETER,
            set(),
            set(),
            id="not",
        ),
        pytest.param(
            allow('"secretsmanager:GetSecretValue"', f'"{SECRETS}:secret:shop/own"'),
            "aws_secretsmanager_secret.own.arn",
            {POLICY},
            set(),
            id="a secret without its six characters",
        ),
        pytest.param(
            allow('["ssm:GetParameters", "kms:Decrypt"]', "aws_secretsmanager_secret.own.arn"),
            "aws_secretsmanager_secret.own.arn",
            {ROLE},
            set(),
            id="the action of a parameter for a secret",
        ),
    ],
)
def test_secrets_that_may_not_be_read(
    module: Any, outcomes: Any, statements: str, secret: str, failed: set[str], unknown: set[str]
) -> None:
    assert outcomes(assert_execution_access, module(task(statements, secret=secret))) == (failed, unknown)


@pytest.mark.parametrize(
    ("secret", "key", "failed", "unknown"),
    [
        pytest.param("aws_ssm_parameter.encrypted.arn", "aws_kms_key.own.arn", set(), set(), id="parameter"),
        pytest.param("aws_secretsmanager_secret.encrypted.arn", "aws_kms_key.own.arn", set(), set(), id="secret"),
        pytest.param("aws_ssm_parameter.encrypted.arn", '"*"', set(), set(), id="any key"),
        pytest.param("aws_ssm_parameter.encrypted.arn", "aws_kms_key.other.arn", {POLICY}, set(), id="another key"),
        pytest.param("aws_ssm_parameter.encrypted.arn", '"arn:aws:s3:::x"', {POLICY}, set(), id="no key"),
        pytest.param("aws_ssm_parameter.encrypted.arn", None, {ROLE}, set(), id="not allowed"),
        pytest.param("aws_ssm_parameter.aliased.arn", "aws_kms_key.own.arn", set(), set(), id="by its alias"),
        pytest.param("aws_ssm_parameter.default.arn", None, set(), set(), id="key of AWS"),
        pytest.param("aws_ssm_parameter.read.arn", "aws_kms_key.own.arn", set(), {POLICY}, id="by a read alias"),
        pytest.param("aws_secretsmanager_secret_version.v.arn", "aws_kms_key.own.arn", set(), set(), id="by a version"),
        pytest.param("aws_secretsmanager_secret_version.v.arn", None, {ROLE}, set(), id="by a version, not allowed"),
        pytest.param('"/dev/ecs/encrypted"', None, {ROLE}, set(), id="by a typed name, not allowed"),
        pytest.param("aws_ssm_parameter.own.arn", None, set(), set(), id="no key set"),
    ],
)
def test_keys_of_the_customer(
    module: Any, outcomes: Any, secret: str, key: str | None, failed: set[str], unknown: set[str]
) -> None:
    read = allow('["ssm:GetParameters", "secretsmanager:GetSecretValue"]')
    text = task(read + (allow('"kms:Decrypt"', key) if key else ""), secret=secret)
    text += """
resource "aws_kms_key" "other" {
}
resource "aws_secretsmanager_secret_version" "v" {
  secret_id     = aws_secretsmanager_secret.encrypted.id
  secret_string = "x"
}
data "aws_kms_alias" "read" {
  name = "alias/read"
}
resource "aws_ssm_parameter" "read" {
  name   = "/dev/read"
  type   = "SecureString"
  value  = "x"
  key_id = data.aws_kms_alias.read.target_key_arn
}
resource "aws_kms_alias" "own" {
  name          = "alias/own"
  target_key_id = aws_kms_key.own.key_id
}
resource "aws_ssm_parameter" "aliased" {
  name   = "/dev/aliased"
  type   = "SecureString"
  value  = "x"
  key_id = aws_kms_alias.own.name
}
resource "aws_ssm_parameter" "default" {
  name   = "/dev/default"
  type   = "SecureString"
  value  = "x"
  key_id = "alias/aws/ssm"
}
"""
    assert outcomes(assert_execution_access, module(text)) == (failed, unknown)


@pytest.mark.parametrize(
    ("actions", "resource", "options", "failed", "unknown"),
    [
        pytest.param(WRITE, '"${aws_cloudwatch_log_group.web.arn}:*"', "", set(), set(), id="streams of the group"),
        pytest.param(WRITE, '"${aws_cloudwatch_log_group.web.arn}*"', "", set(), set(), id="all that begins so"),
        pytest.param(WRITE, '"*"', "", set(), set(), id="everything"),
        pytest.param(WRITE, '"arn:aws:logs:*:*:*"', "", set(), set(), id="all logs"),
        pytest.param(WRITE, f'"{LOG_ARN}:log-group:/ecs/*"', "", set(), set(), id="path"),
        pytest.param(WRITE, f'"{LOG_ARN}:log-group:/ecs/web:log-stream:web/*"', "", set(), set(), id="stream"),
        pytest.param(WRITE, "aws_cloudwatch_log_group.web.arn", "", {POLICY}, set(), id="the group alone"),
        pytest.param(WRITE, f'"{LOG_ARN}:log-group:/ecs/api:*"', "", {POLICY}, set(), id="another group"),
        pytest.param(WRITE, '"arn:aws:logs:*:*:log-group:/ecs/*"', "", set(), set(), id="every region and account"),
        pytest.param(WRITE, '"arn:aws:logs:*:*:log-group:/aws/*"', "", {POLICY}, set(), id="other groups everywhere"),
        pytest.param(WRITE, f'"{LOG_ARN}:log-group:/ecs/web:log-stream:x/*"', "", {POLICY}, set(), id="another stream"),
        pytest.param('"logs:PutLogEvents"', '"*"', "", {ROLE}, set(), id="one action"),
        pytest.param(
            WRITE,
            '"${aws_cloudwatch_log_group.web.arn}:*"',
            ', "awslogs-region" = "us-east-1"',
            {POLICY},
            set(),
            id="another region",
        ),
        pytest.param(WRITE, '"*"', ', "awslogs-create-group" = "true"', {ROLE}, set(), id="may not make the group"),
        pytest.param('"logs:*"', '"*"', ', "awslogs-create-group" = "true"', set(), set(), id="may make the group"),
        pytest.param(WRITE, '"*"', ', "awslogs-create-group" = var.unset', set(), {ROLE}, id="perhaps makes the group"),
    ],
)
def test_log_groups(
    module: Any, outcomes: Any, actions: str, resource: str, options: str, failed: set[str], unknown: set[str]
) -> None:
    text = task(allow(actions, resource), more=LOGS % options)
    assert outcomes(assert_execution_access, module(text)) == (failed, unknown)


def test_what_a_firelens_router_writes_is_for_the_task_role(module: Any) -> None:
    more = 'logConfiguration = { logDriver = "awsfirelens", options = { log_group_name = "/ecs/web" } }'
    with pytest.raises(RequirementNotMet, match="nothing to check"):
        assert_execution_access(module(task("", more=more)))


@pytest.mark.parametrize(
    ("more", "action"),
    [
        pytest.param(
            'logConfiguration = { logDriver = "splunk", secretOptions = [{ name = "t", valueFrom = "/t" }] }',
            "ssm:GetParameters",
            id="secrets of the log driver",
        ),
        pytest.param(
            "repositoryCredentials = { credentialsParameter = aws_secretsmanager_secret.own.arn }",
            "secretsmanager:GetSecretValue",
            id="credentials of a registry",
        ),
    ],
)
def test_secrets_outside_of_secrets(module: Any, outcomes: Any, more: str, action: str) -> None:
    assert outcomes(assert_execution_access, module(task(allow(f'"{action}"'), more=more))) == (set(), set())
    assert outcomes(assert_execution_access, module(task("", more=more))) == ({ROLE}, set())


MANAGED = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"


def test_the_policy_of_aws_pulls_and_logs_but_reads_no_secrets(module: Any, outcomes: Any) -> None:
    attachment = (
        'resource "aws_iam_role_policy_attachment" "a" {\n  role = aws_iam_role.execution.name\n'
        f'  policy_arn = "{MANAGED}"\n}}\n'
    )
    text = task("", URL, more=LOGS % "") + attachment
    assert outcomes(assert_execution_access, module(text)) == (set(), set())
    text = task("", URL, PARAMETER, LOGS % "") + attachment
    assert outcomes(assert_execution_access, module(text)) == ({ROLE}, set())


@pytest.mark.parametrize(
    ("boundary", "failed", "unknown"),
    [
        pytest.param("aws_iam_policy.boundary.arn", {"aws_iam_policy.boundary"}, set(), id="without it"),
        pytest.param(f'"{MANAGED}"', {ROLE}, set(), id="of AWS, without it"),
        pytest.param('"arn:aws:iam::aws:policy/PowerUserAccess"', set(), set(), id="of AWS, with it"),
        pytest.param("aws_iam_policy.wide.arn", set(), set(), id="with it"),
        pytest.param('""', set(), set(), id="none"),
        pytest.param("aws_iam_policy.denying.arn", {"aws_iam_policy.denying"}, set(), id="denying it"),
        pytest.param('"arn:aws:iam::210987654321:policy/unseen"', set(), {ROLE}, id="elsewhere"),
        pytest.param("var.unset", set(), {ROLE}, id="not known"),
    ],
)
def test_permissions_boundaries(module: Any, outcomes: Any, boundary: str, failed: set[str], unknown: set[str]) -> None:
    text = task(allow(READ, PARAMETER), secret=PARAMETER)
    text = text.replace(
        'name               = "web-execution"', f'name = "web-execution"\n  permissions_boundary = {boundary}'
    )
    for name, statements in (
        ("boundary", allow('"logs:*"')),
        ("wide", allow('"*"')),
        ("denying", allow('"*"') + deny('"ssm:*"')),
    ):
        text += f'resource "aws_iam_policy" "{name}" {{\n  name = "{name}"\n'
        text += f"  policy = jsonencode({{ Statement = [{statements}] }})\n}}\n"
    assert outcomes(assert_execution_access, module(text)) == (failed, unknown)


@pytest.mark.parametrize(
    ("role", "unknown"),
    [
        pytest.param("var.unset", {TASK}, id="variable"),
        pytest.param('"arn:aws:iam::210987654321:role/unseen"', {TASK}, id="elsewhere"),
        pytest.param("data.aws_iam_role.shared.arn", {"data.aws_iam_role.shared"}, id="data source"),
    ],
)
def test_roles_that_the_module_does_not_make(module: Any, outcomes: Any, role: str, unknown: set[str]) -> None:
    text = task("", secret=PARAMETER).replace("aws_iam_role.execution.arn", role)
    text += 'data "aws_iam_role" "shared" {\n  name = "shared"\n}\n'
    assert outcomes(assert_execution_access, module(text)) == (set(), unknown)


def test_a_policy_that_the_module_attaches_to_a_role_of_others(module: Any, outcomes: Any) -> None:
    text = task(allow(READ, PARAMETER), secret=PARAMETER)
    text = text.replace("aws_iam_role.execution.arn", "data.aws_iam_role.shared.arn")
    text = (
        text.replace("aws_iam_role.execution.id", '"shared"') + 'data "aws_iam_role" "shared" {\n  name = "shared"\n}\n'
    )
    assert outcomes(assert_execution_access, module(text)) == (set(), set())


def test_one_of_two_roles(module: Any, outcomes: Any) -> None:
    text = task(allow(READ, PARAMETER), secret=PARAMETER)
    other = 'resource "aws_iam_role" "other" {\n  name = "other"\n  assume_role_policy = "{}"\n}\n'
    arms = "var.unset ? aws_iam_role.execution.arn : aws_iam_role.other.arn"
    plan = module(text.replace("= aws_iam_role.execution.arn", f"= {arms}") + other)
    assert outcomes(assert_execution_access, plan) == (set(), {"aws_iam_role.other"})


def test_a_role_that_is_missing_is_not_judged_here(module: Any) -> None:
    text = task("", secret=PARAMETER).replace("execution_role_arn = aws_iam_role.execution.arn", "")
    with pytest.raises(RequirementNotMet, match="nothing to check"):
        assert_execution_access(module(text))


def test_an_empty_role_is_none(module: Any) -> None:
    with pytest.raises(RequirementNotMet, match="nothing to check"):
        assert_execution_access(module(task("", secret=PARAMETER).replace("aws_iam_role.execution.arn", '""')))


def test_containers_that_are_not_known(module: Any, outcomes: Any) -> None:
    text = task("")
    start, end = text.index("jsonencode([{\n    name "), text.index("  }])") + len("  }])")
    assert outcomes(assert_execution_access, module(text[:start] + "var.unset" + text[end:])) == (set(), {TASK})


def test_secrets_that_are_not_known(module: Any, outcomes: Any) -> None:
    text = task(allow('"ssm:*"')).replace("secrets = []", "secrets = var.unset")
    assert outcomes(assert_execution_access, module(text)) == (set(), {TASK})


def test_a_policy_that_is_not_known_may_allow_it(module: Any, outcomes: Any) -> None:
    attachment = (
        'resource "aws_iam_role_policy_attachment" "a" {\n  role = aws_iam_role.execution.name\n'
        '  policy_arn = "arn:aws:iam::210987654321:policy/unseen"\n}\n'
    )
    unknown = {"aws_iam_role_policy_attachment.a"}
    assert outcomes(assert_execution_access, module(task("", secret=PARAMETER) + attachment)) == (set(), unknown)


def test_secrets_by_for_each_in_a_module(module: Any, outcomes: Any) -> None:
    service = """
variable "secrets" {
  type = map(string)
}

variable "readable" {
  type = list(string)
}

resource "aws_iam_role" "execution" {
  name_prefix        = "web-"
  assume_role_policy = "{}"
}

data "aws_iam_policy_document" "secrets" {
  statement {
    actions   = ["ssm:GetParameters"]
    resources = var.readable
  }
}

resource "aws_iam_policy" "secrets" {
  name_prefix = "secrets-"
  policy      = data.aws_iam_policy_document.secrets.json
}

resource "aws_iam_role_policy_attachment" "all" {
  for_each   = { secrets = aws_iam_policy.secrets.arn }
  role       = aws_iam_role.execution.name
  policy_arn = each.value
}

resource "aws_ecs_task_definition" "web" {
  family             = "web"
  execution_role_arn = aws_iam_role.execution.arn
  container_definitions = jsonencode([{
    name    = "web"
    image   = "nginx:1"
    secrets = [for name, arn in var.secrets : { name = name, valueFrom = arn }]
  }])
}
"""
    main = """
resource "aws_ssm_parameter" "all" {
  for_each = toset(["a", "b"])
  name     = "/dev/${each.key}"
  type     = "SecureString"
  value    = "x"
}

module "web" {
  source   = "./service"
  for_each = toset(["web"])
  secrets  = { for name, parameter in aws_ssm_parameter.all : upper(name) => parameter.arn }
  readable = %s
}
"""
    policy = 'module.web["web"].aws_iam_policy.secrets'
    for readable, failed in (
        ("values(aws_ssm_parameter.all)[*].arn", set()),
        ("[for each in aws_ssm_parameter.all : each.arn]", set()),
        ('["arn:aws:ssm:*:*:parameter/dev/*"]', set()),
        ('[aws_ssm_parameter.all["a"].arn]', {policy}),
    ):
        plan = module({"main.tf": main % readable, "service/main.tf": service})
        assert outcomes(assert_execution_access, plan) == (failed, set()), readable


def test_the_text_tells_what_is_missing(module: Any) -> None:
    with pytest.raises(RequirementNotMet) as caught:
        assert_execution_access(module(task(allow(READ, '"arn:aws:ssm:*:*:parameter/prod/*"'), secret=PARAMETER)))
    (finding,) = caught.value.findings
    assert finding.attribute == "policy.Statement[0].Resource"
    assert finding.expected == "ssm:GetParameters to read the secret KEY"
    assert finding.note == (
        "it is allowed on other resources only; needed for container_definitions[0].secrets[0].valueFrom"
    )
    assert finding.touches == (ROLE, TASK)


def test_an_emulated_account_changes_no_verdict(module: Any, outcomes: Any) -> None:
    for path in ("dev", "prod"):
        read = allow(READ, f'"{SSM}:parameter/{path}/*"') + TOKEN + allow(PULL, REPOSITORY)
        plan = module(task(read, URL, "data.aws_ssm_parameter.key.arn"))
        found = outcomes(assert_execution_access, plan)
        assert found == ({POLICY} if path == "prod" else set(), set())
        assert outcomes(assert_execution_access, replace(plan, seeded=True)) == found


def test_a_saved_plan_without_its_source() -> None:
    def resource(kind: str, after: dict[str, Any], unknown: dict[str, Any], told: dict[str, Any]) -> tuple[Any, Any]:
        address = f"{kind}.x"
        change = {
            "address": address,
            "mode": "managed",
            "type": kind,
            "name": "x",
            "change": {"actions": ["create"], "before": None, "after": after, "after_unknown": unknown},
        }
        expressions = {name: {"references": refs} for name, refs in told.items()}
        return change, {"address": address, "mode": "managed", "type": kind, "name": "x", "expressions": expressions}

    secret = "arn:aws:ssm:eu-central-1:210987654321:parameter/dev/x"
    definitions = [{"name": "web", "image": "nginx:1", "secrets": [{"name": "X", "valueFrom": secret}]}]

    def plan(resource_arn: str) -> Any:
        policy = {"Statement": [{"Effect": "Allow", "Action": "ssm:GetParameters", "Resource": resource_arn}]}
        parts = [
            resource("aws_iam_role", {"name": "x", "assume_role_policy": "{}"}, {"arn": True, "id": True}, {}),
            resource(
                "aws_iam_role_policy",
                {"name": "x", "policy": json.dumps(policy)},
                {"role": True},
                {"role": ["aws_iam_role.x.id", "aws_iam_role.x"]},
            ),
            resource(
                "aws_ecs_task_definition",
                {"family": "web", "container_definitions": json.dumps(definitions)},
                {"execution_role_arn": True},
                {"execution_role_arn": ["aws_iam_role.x.arn", "aws_iam_role.x"]},
            ),
        ]
        return load_plan(
            {
                "format_version": "1.2",
                "resource_changes": [change for change, _ in parts],
                "configuration": {"root_module": {"resources": [told for _, told in parts]}},
            }
        )

    assert_execution_access(plan("arn:aws:ssm:*:*:parameter/dev/*"))
    with pytest.raises(RequirementNotMet) as caught:
        assert_execution_access(plan("arn:aws:ssm:*:*:parameter/prod/*"))
    assert [(found.address, found.outcome) for found in caught.value.findings] == [("aws_iam_role_policy.x", "not met")]
