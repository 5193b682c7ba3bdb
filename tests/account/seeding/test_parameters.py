"""What parameters and secrets hold: harmless, and of the form that the module takes apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from pytest_ecsfargate.account.seeding.seed import Seeded
from pytest_ecsfargate.plan.seeds import SEEDED

Fill = Callable[..., Seeded]
Client = Callable[[str], Any]

SECRET = "data.aws_secretsmanager_secret_version.s.secret_string"


@pytest.mark.parametrize(
    ("number", "text"),
    list(
        enumerate(
            [
                f"jsondecode({SECRET}).username",
                f'jsondecode({SECRET})["username"]',
                f"jsondecode(nonsensitive({SECRET})).username",
                f'lookup(jsondecode({SECRET}), "username")',
                "local.decoded.username",
                'local.decoded["username"]',
                'lookup(local.decoded, "username")',
                "local.tried.username",
            ]
        )
    ),
)
def test_the_keys_that_a_module_reads_out_of_a_secret(fill: Fill, client: Client, number: int, text: str) -> None:
    result = fill(
        f"""
        data "aws_secretsmanager_secret" "s" {{
          name = "read-{number}"
        }}
        data "aws_secretsmanager_secret_version" "s" {{
          secret_id = data.aws_secretsmanager_secret.s.id
        }}
        locals {{
          decoded = jsondecode({SECRET})
          tried   = sensitive(try(jsondecode({SECRET}), {{}}))
          user    = {text}
        }}
        """
    )
    assert result.unseeded == {}
    held = client("secretsmanager").get_secret_value(SecretId=f"read-{number}")["SecretString"]
    assert json.loads(held) == {"username": SEEDED}


def test_a_secret_of_another_account_and_an_older_version(fill: Fill, client: Client) -> None:
    arn = "arn:aws:secretsmanager:eu-north-1:999999999999:secret:shared/token-AbCdEf"
    result = fill(
        f"""
        data "aws_secretsmanager_secret_version" "other" {{
          secret_id = "{arn}"
        }}
        data "aws_secretsmanager_secret_version" "previous" {{
          secret_id     = "rotated"
          version_stage = "AWSPREVIOUS"
        }}
        """
    )
    assert result.unseeded == {}
    secrets = client("secretsmanager")
    assert secrets.get_secret_value(SecretId=arn)["ARN"] == arn
    assert secrets.get_secret_value(SecretId="rotated", VersionStage="AWSPREVIOUS")["SecretString"] == SEEDED
    assert secrets.get_secret_value(SecretId="rotated")["SecretString"] == SEEDED


def test_what_aws_publishes(fill: Fill, client: Client) -> None:
    recommended = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended"
    result = fill(f'data "aws_ssm_parameter" "p" {{\n  name = "{recommended}"\n}}\n')
    assert result.unseeded == {}
    value = client("ssm").get_parameter(Name=recommended)["Parameter"]["Value"]
    assert json.loads(value)["image_id"].startswith("ami-")


def test_versions_and_labels_of_a_parameter(fill: Fill, client: Client) -> None:
    result = fill("""
    data "aws_ssm_parameter" "third" {
      name = "/app/versions:3"
    }
    data "aws_ssm_parameter" "label" {
      name = "/app/labels:stable"
    }
    """)
    assert result.unseeded == {}
    assert client("ssm").get_parameter(Name="/app/versions:3")["Parameter"]["Version"] == 3
    assert client("ssm").get_parameter(Name="/app/labels:stable")["Parameter"]["Value"] == SEEDED
