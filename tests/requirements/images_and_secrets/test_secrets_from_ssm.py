from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pytest_ecsfargate import RequirementNotMet, assert_secrets_from_ssm
from pytest_ecsfargate.hcl.values import Value, from_python

TASK = "aws_ecs_task_definition.web"
SERVICE = "aws_ecs_service.web"
ARN = "data.aws_ssm_parameter.secret"
BASE = """
variable "unset" {
  type = any
}

data "aws_ssm_parameter" "secret" {
  for_each = toset(["DATABASE_URL", "API_KEY", "JWT_SECRET"])
  name     = "/dev/ecs/${lower(each.key)}"
}

data "aws_caller_identity" "current" {
}

resource "aws_ssm_parameter" "own" {
  name  = "/dev/own"
  type  = "SecureString"
  value = var.unset
}

resource "aws_secretsmanager_secret" "own" {
  name = "own"
}

data "aws_secretsmanager_secret" "shared" {
  name = "shared"
}

resource "aws_db_instance" "main" {
  manage_master_user_password = true
}

resource "aws_ecs_task_definition" "web" {
  family = "web"
  container_definitions = jsonencode([{
    name    = "web"
    image   = "web:1"
    secrets = concat(
      [for name, parameter in data.aws_ssm_parameter.secret : { name = name, valueFrom = parameter.arn }],
      [{ name = "EXTRA", valueFrom = %s }],
    )
  }])
}

resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn
}
"""
GOOD = BASE % "aws_ssm_parameter.own.arn"


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("aws_ssm_parameter.own.arn", id="own parameter"),
        pytest.param("aws_ssm_parameter.own.name", id="name of a parameter"),
        pytest.param(f'{ARN}["API_KEY"].arn', id="data source"),
        pytest.param(f'var.unset ? {ARN}["API_KEY"].arn : aws_ssm_parameter.own.arn', id="both arms"),
    ],
)
def test_parameters_by_reference_pass(module: Any, outcomes: Any, value: str) -> None:
    assert outcomes(assert_secrets_from_ssm, module(BASE % value)) == (set(), set())


@pytest.mark.parametrize(
    ("value", "failed", "unknown"),
    [
        pytest.param('"arn:aws:ssm:eu-central-1:210987654321:parameter/dev/x"', {TASK}, set(), id="typed"),
        pytest.param(
            '"arn:aws:ssm:eu-central-1:${data.aws_caller_identity.current.account_id}:parameter/dev/x"',
            {TASK},
            set(),
            id="built by hand",
        ),
        pytest.param(
            '"arn:aws:ssm:eu-central-1:1:parameter${aws_ssm_parameter.own.name}"', {TASK}, set(), id="by name"
        ),
        pytest.param('"${aws_ssm_parameter.own.arn}/x"', {TASK}, set(), id="a longer arn"),
        pytest.param('format("%s/x", aws_ssm_parameter.own.arn)', {TASK}, set(), id="a longer arn by format"),
        pytest.param('"${dirname(aws_ssm_parameter.own.arn)}/x"', {TASK}, set(), id="another parameter's arn"),
        pytest.param("md5(aws_ssm_parameter.own.arn)", {TASK}, set(), id="a hash"),
        pytest.param('replace(aws_ssm_parameter.own.arn, "a", "b")', set(), {TASK}, id="replaced"),
        pytest.param("aws_ssm_parameter.own.value", {TASK}, set(), id="the value itself"),
        pytest.param('"/dev/x"', {TASK}, set(), id="name typed"),
        pytest.param('""', {TASK}, set(), id="empty"),
        pytest.param("null", {TASK}, set(), id="missing"),
        pytest.param("aws_secretsmanager_secret.own.arn", {TASK}, set(), id="secrets manager"),
        pytest.param("var.unset", set(), {TASK}, id="unset variable"),
        pytest.param(f'var.unset ? {ARN}["API_KEY"].arn : "x"', set(), {TASK}, id="one arm"),
    ],
)
def test_other_sources(module: Any, outcomes: Any, value: str, failed: set[str], unknown: set[str]) -> None:
    assert outcomes(assert_secrets_from_ssm, module(BASE % value)) == (failed, unknown)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("aws_secretsmanager_secret.own.arn", id="own secret"),
        pytest.param("data.aws_secretsmanager_secret.shared.arn", id="data source"),
        pytest.param('"${aws_secretsmanager_secret.own.arn}:password::"', id="key of a secret"),
        pytest.param("aws_db_instance.main.master_user_secret[0].secret_arn", id="managed by rds"),
    ],
)
def test_secrets_manager_where_that_is_agreed(module: Any, outcomes: Any, value: str) -> None:
    plan = module(BASE % value)
    assert outcomes(assert_secrets_from_ssm, plan, secrets_manager=True) == (set(), set())
    assert outcomes(assert_secrets_from_ssm, plan, secrets_manager=None) == (set(), set())
    assert outcomes(assert_secrets_from_ssm, plan) == ({TASK}, set())


@pytest.mark.parametrize(
    ("more", "failed"),
    [
        pytest.param(
            'logConfiguration = { secretOptions = [{ name = "t", valueFrom = "x" }] }', {TASK}, id="log option"
        ),
        pytest.param(
            'logConfiguration = { secretOptions = [{ name = "t", valueFrom = aws_ssm_parameter.own.arn }] }',
            set(),
            id="log option by reference",
        ),
        pytest.param('repositoryCredentials = { credentialsParameter = "x" }', {TASK}, id="registry"),
        pytest.param(
            "repositoryCredentials = { credentialsParameter = aws_secretsmanager_secret.own.arn }",
            set(),
            id="registry by reference",
        ),
        pytest.param(
            "repositoryCredentials = { credentialsParameter = aws_ssm_parameter.own.arn }", {TASK}, id="registry by ssm"
        ),
    ],
)
def test_log_options_and_registries(module: Any, outcomes: Any, more: str, failed: set[str]) -> None:
    text = GOOD.replace('image   = "web:1"', f'image   = "web:1"\n    {more}')
    assert outcomes(assert_secrets_from_ssm, module(text)) == (failed, set())


def test_each_expected_secret_reaches_each_service(module: Any, outcomes: Any) -> None:
    text = GOOD.replace('["DATABASE_URL", "API_KEY", "JWT_SECRET"]', '["DATABASE_URL", "API_KEY"]')
    plan = module(text)
    assert outcomes(assert_secrets_from_ssm, plan) == ({TASK}, set())
    assert outcomes(assert_secrets_from_ssm, plan, names=None) == (set(), set())
    assert outcomes(assert_secrets_from_ssm, plan, names=["API_KEY", "EXTRA"]) == (set(), set())
    with pytest.raises(RequirementNotMet) as caught:
        assert_secrets_from_ssm(plan)
    assert caught.value.findings[0].expected == "secrets JWT_SECRET"
    assert caught.value.findings[0].touches == (SERVICE,)


def test_secrets_in_any_container_of_the_service_count(module: Any, outcomes: Any) -> None:
    text = GOOD.replace("  }])", '  }, { name = "log", image = "log:1" }])')
    assert outcomes(assert_secrets_from_ssm, module(text)) == (set(), set())


def test_what_is_not_known(module: Any, outcomes: Any) -> None:
    unset = GOOD[: GOOD.index("jsonencode")] + "var.unset\n}\n" + GOOD[GOOD.index('resource "aws_ecs_service"') :]
    assert outcomes(assert_secrets_from_ssm, module(unset)) == (set(), {TASK})
    elsewhere = GOOD.replace("aws_ecs_task_definition.web.arn", "var.unset")
    assert outcomes(assert_secrets_from_ssm, module(elsewhere)) == (set(), {SERVICE})


def test_containers_without_secrets_are_no_evidence(module: Any) -> None:
    text = 'resource "aws_ecs_task_definition" "web" {\n  container_definitions = jsonencode([{ name = "web" }])\n}\n'
    with pytest.raises(RequirementNotMet, match="nothing to check: the plan has no container with secrets"):
        assert_secrets_from_ssm(module(text), names=None)


def test_a_secret_typed_in_place_of_its_arn_is_not_shown(module: Any) -> None:
    with pytest.raises(RequirementNotMet) as caught:
        assert_secrets_from_ssm(module(BASE % '"hunter2"'))
    assert "hunter2" not in str(caught.value)
    assert '{ name = "...", valueFrom = "..." }' in str(caught.value)
    assert "hunter2" not in repr(caught.value.findings)


def test_a_family_of_the_plan_read_by_a_data_source(module: Any, outcomes: Any) -> None:
    text = """
    resource "aws_ecs_task_definition" "web" {
      family                = "web"
      container_definitions = jsonencode([{ name = "web", secrets = [] }])
    }

    data "aws_ecs_task_definition" "latest" {
      task_definition = aws_ecs_task_definition.web.family
    }

    resource "aws_ecs_service" "web" {
      name            = "web"
      task_definition = data.aws_ecs_task_definition.latest.arn
    }
    """
    assert outcomes(assert_secrets_from_ssm, module(text)) == ({"aws_ecs_task_definition.web"}, set())


def test_how_many_parameters_were_seeded_is_no_evidence(module: Any, outcomes: Any) -> None:
    source = module("""
    data "aws_ssm_parameters_by_path" "all" {
      path = "/dev"
    }

    resource "aws_ecs_task_definition" "web" {
      family = "web"
      container_definitions = jsonencode([{
        name    = "web"
        secrets = [for arn in data.aws_ssm_parameters_by_path.all.arns : { name = basename(arn), valueFrom = arn }]
      }])
    }

    resource "aws_ecs_service" "web" {
      name            = "web"
      task_definition = aws_ecs_task_definition.web.arn
    }
    """)
    definition = source["aws_ecs_task_definition.web"]
    origin = definition.at("container_definitions[0].secrets").origin
    secret = from_python({"name": "API_KEY", "valueFrom": "arn:aws:ssm:eu-central-1:1:parameter/dev/API_KEY"}, origin)
    container = Value({"name": from_python("web"), "secrets": Value((secret,), None, origin)})
    values = Value({**definition.values.data, "container_definitions": Value((container,))})
    resources = {**source.resources, definition.address: definition.with_values(values)}
    plan = replace(source, resources=resources, seeded=True)
    assert outcomes(assert_secrets_from_ssm, source) == (set(), {definition.address})
    assert outcomes(assert_secrets_from_ssm, plan) == (set(), {definition.address})
