"""`--ecsfargate-record-metrics`, in an account that moto makes up in this process."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from moto import mock_aws

from tests.plugin.conftest import told

SOURCE = "--ecsfargate-engine=source"
AMBIENT = "--ecsfargate-account=ambient"
RECORD = "--ecsfargate-record-metrics"
MODULE = """
variable "environment" {}

variable "unset" {
  type    = string
  default = null
}

provider "aws" {
  region = "eu-central-1"
}

resource "aws_ecs_cluster" "main" {
  name = "${var.environment}-shop"
}

resource "aws_ecs_service" "web" {
  name    = "web"
  cluster = aws_ecs_cluster.main.id
}

resource "aws_ecs_service" "job" {
  name    = "job-${aws_ecs_cluster.main.arn}"
  cluster = aws_ecs_cluster.main.id
}
"""
TOML = """
[environments.dev]
variables = { environment = "dev" }

[environments.prod]
variables = { environment = "prod" }
"""


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """`web` of the cluster `prod-shop` was measured, for a quarter of an hour."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    with mock_aws():
        cloudwatch = boto3.client("cloudwatch", region_name="eu-central-1")
        dimensions = [{"Name": "ClusterName", "Value": "prod-shop"}, {"Name": "ServiceName", "Value": "web"}]
        now = datetime.now(UTC)
        for name, value in (("CpuUtilized", 120.0), ("MemoryUtilized", 300.0)):
            cloudwatch.put_metric_data(
                Namespace="ECS/ContainerInsights",
                MetricData=[
                    {
                        "MetricName": name,
                        "Dimensions": dimensions,
                        "Timestamp": now - timedelta(minutes=minutes),
                        "Value": value,
                    }
                    for minutes in range(5, 20)
                ],
            )
        yield


@pytest.fixture(autouse=True)
def project(pytester: pytest.Pytester) -> None:
    pytester.makefile(".tf", main=MODULE)
    pytester.makefile(".toml", ecsfargate=TOML)


def test_the_services_of_all_environments_are_recorded(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest(SOURCE, AMBIENT, RECORD, "metrics.json", "--ecsfargate", ".", "-k", "ECSF106")
    path = pytester.path / "metrics.json"
    assert told(result, "metrics recorded") == [
        f"{path}: 1 of 4 services.",
        "aws_ecs_service.job: not measured, as its name is not known before apply.",
        "aws_ecs_service.job: not measured, as its name is not known before apply.",
        "web in dev-shop: CloudWatch has no metrics of it in eu-central-1.",
    ]
    (found,) = json.loads(path.read_text(encoding="utf-8"))["services"]
    assert (found["cluster"], found["service"]) == ("prod-shop", "web")
    assert found["cpu"] == {"p99": 120.0, "maximum": 120.0, "samples": 15}
    assert found["memory"] == {"p99": 300.0, "maximum": 300.0, "samples": 15}


def test_an_emulated_account_has_no_metrics(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest(SOURCE, RECORD, "metrics.json")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert result.errlines[0] == (
        "ERROR: --ecsfargate-record-metrics reads CloudWatch in your own account, as an emulated one has no metrics: "
        "add --ecsfargate-account=ambient."
    )
    assert not (pytester.path / "metrics.json").exists()


@pytest.mark.parametrize("given", ["none/metrics.json", ".", ""])
def test_no_place_for_a_file(pytester: pytest.Pytester, given: str) -> None:
    result = pytester.runpytest(SOURCE, AMBIENT, RECORD, given)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert result.errlines[0] == f"ERROR: {RECORD} must be a file in a folder that is there, not {given!r}."


def test_without_credentials_it_says_so(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    result = pytester.runpytest(SOURCE, AMBIENT, RECORD, "metrics.json", "--ecsfargate", ".", "-k", "ECSF106")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    sentence = "ERROR: --ecsfargate-record-metrics: AWS cannot be asked: Unable to locate credentials."
    assert sentence in result.outlines


def test_nothing_was_judged(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_nothing(): pass")
    result = pytester.runpytest(SOURCE, AMBIENT, RECORD, "metrics.json", "test_nothing_was_judged.py")
    assert told(result, "metrics recorded") == ["No service was judged: nothing is recorded."]
    assert not (pytester.path / "metrics.json").exists()


def test_with_workers_the_controller_records(pytester: pytest.Pytester) -> None:
    arguments = ("--ecsfargate", ".", "-k", "ECSF106", "-n", "2")
    result = pytester.runpytest(SOURCE, AMBIENT, RECORD, "metrics.json", *arguments)
    assert told(result, "metrics recorded")[0] == f"{pytester.path / 'metrics.json'}: 1 of 4 services."
