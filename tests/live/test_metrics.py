"""Metrics of an account that moto makes up: what CloudWatch and ECS show of a service."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from jsonschema import Draft202012Validator
from moto import mock_aws

from pytest_ecsfargate.live.metrics import Wanted, read_metrics
from pytest_ecsfargate.plan.measurements import CONTAINER_INSIGHTS, ECS, Use, read_measurements

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "metrics.schema.json").read_text(encoding="utf-8"))
REGION = "eu-central-1"
WEB = Wanted(REGION, "shop", "web")
NOW = datetime.now(UTC).replace(second=0, microsecond=0)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    with mock_aws():
        yield boto3.Session(region_name="us-east-1")


def put(session: Any, namespace: str, name: str, values: list[float], service: str = "web") -> None:
    """One value a minute, the last one a minute ago."""
    cloudwatch = session.client("cloudwatch", region_name=REGION)
    dimensions = [{"Name": "ClusterName", "Value": "shop"}, {"Name": "ServiceName", "Value": service}]
    for first in range(0, len(values), 1000):
        cloudwatch.put_metric_data(
            Namespace=namespace,
            MetricData=[
                {
                    "MetricName": name,
                    "Dimensions": dimensions,
                    "Timestamp": NOW - (len(values) - first - index) * MINUTE,
                    "Value": value,
                }
                for index, value in enumerate(values[first : first + 1000])
            ],
        )


def run_service(session: Any, **size: str) -> Any:
    """The service `web` of the cluster `shop`, and the client that made it."""
    ecs = session.client("ecs", region_name=REGION)
    ecs.create_cluster(clusterName="shop")
    ecs.register_task_definition(
        family="web",
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        containerDefinitions=[{"name": "web", "image": "web:1", "memory": 128}],
        **size,
    )
    ecs.create_service(cluster="shop", serviceName="web", taskDefinition="web:1", desiredCount=1)
    return ecs


def test_container_insights_measure_units_and_mib(session: Any) -> None:
    put(session, CONTAINER_INSIGHTS, "CpuUtilized", [float(number) for number in range(1, 201)])
    put(session, CONTAINER_INSIGHTS, "MemoryUtilized", [300.0] * 200)
    (found,) = read_metrics(session, [WEB], now=NOW).services
    assert (found.cluster, found.service, found.source, found.period) == ("shop", "web", CONTAINER_INSIGHTS, 60)
    # 198 of 200 values are at most 198.
    assert found.cpu == Use(198.0, 200.0, 200)
    assert found.memory == Use(300.0, 300.0, 200)
    assert (found.since, found.until) == (NOW - 200 * MINUTE, NOW - MINUTE)
    assert found.out_of_memory.count == 0
    assert found.out_of_memory.since == NOW - timedelta(hours=1)


def test_the_busiest_task_of_a_period_counts(session: Any) -> None:
    for value in (10.0, 90.0, 20.0):
        put(session, CONTAINER_INSIGHTS, "CpuUtilized", [value])
        put(session, CONTAINER_INSIGHTS, "MemoryUtilized", [value])
    (found,) = read_metrics(session, [WEB], now=NOW).services
    assert found.cpu == Use(90.0, 90.0, 1)


def test_days_that_lie_farther_back_are_read_in_longer_periods(session: Any) -> None:
    put(session, CONTAINER_INSIGHTS, "CpuUtilized", [50.0] * 20)
    put(session, CONTAINER_INSIGHTS, "MemoryUtilized", [50.0] * 20)
    for days, period in ((14, 60), (15, 300), (62, 300), (63, 3600), (454, 3600)):
        (found,) = read_metrics(session, [WEB], days=days, now=NOW).services
        assert found.period == period
    with pytest.raises(ValueError, match="CloudWatch keeps metrics for less than 455 days, not for 455"):
        read_metrics(session, [WEB], days=455)


def test_percentages_of_before_the_running_deployment_are_of_no_known_size(session: Any) -> None:
    run_service(session, cpu="512", memory="1024")
    put(session, ECS, "CPUUtilization", [25.0] * 5)
    put(session, ECS, "MemoryUtilization", [50.0] * 5)
    for now in (NOW, NOW + 10 * MINUTE):
        assert read_metrics(session, [WEB], now=now).services == ()


def test_percentages_since_the_deployment_began(session: Any) -> None:
    run_service(session, cpu="512", memory="1024")
    cloudwatch = session.client("cloudwatch", region_name=REGION)
    later = datetime.now(UTC).replace(second=0, microsecond=0) + 2 * MINUTE
    dimensions = [{"Name": "ClusterName", "Value": "shop"}, {"Name": "ServiceName", "Value": "web"}]
    for moment in (NOW - 60 * MINUTE, later):
        for name in ("CPUUtilization", "MemoryUtilization"):
            value = 99.0 if moment < later else 25.0
            data = {"MetricName": name, "Dimensions": dimensions, "Timestamp": moment, "Value": value}
            cloudwatch.put_metric_data(Namespace=ECS, MetricData=[data])
    (found,) = read_metrics(session, [WEB], now=later + 5 * MINUTE).services
    assert found.source == ECS
    assert found.cpu == Use(128.0, 128.0, 1)
    assert found.memory == Use(256.0, 256.0, 1)


TASK = f"arn:aws:ecs:{REGION}:123456789012:task/shop/"
KILLED = "OutOfMemoryError: Container killed due to memory usage"


def test_tasks_that_ran_out_of_memory_are_counted(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ecs = session.client("ecs", region_name=REGION)
    asked = {"cluster": "shop", "serviceName": "web", "desiredStatus": "STOPPED"}
    stubber = Stubber(ecs)
    stubber.add_response("list_tasks", {"taskArns": [f"{TASK}1", f"{TASK}2"], "nextToken": "more"}, asked)
    stubber.add_response("list_tasks", {"taskArns": [f"{TASK}3"]}, {**asked, "nextToken": "more"})
    stopped = [
        {"stoppedReason": "Essential container in task exited", "containers": [{"reason": KILLED}, {"name": "proxy"}]},
        {"stoppedReason": "Scaling activity initiated by (deployment ecs-svc/1)", "containers": []},
        {"stoppedReason": KILLED},
    ]
    tasks = [f"{TASK}1", f"{TASK}2", f"{TASK}3"]
    stubber.add_response("describe_tasks", {"tasks": stopped}, {"cluster": "shop", "tasks": tasks})
    put(session, CONTAINER_INSIGHTS, "CpuUtilized", [50.0])
    put(session, CONTAINER_INSIGHTS, "MemoryUtilized", [50.0])
    made = session.client
    monkeypatch.setattr(session, "client", lambda name, **settings: ecs if name == "ecs" else made(name, **settings))
    with stubber:
        (found,) = read_metrics(session, [WEB], now=NOW).services
    stubber.assert_no_pending_responses()
    assert found.out_of_memory.count == 2


def test_services_without_metrics_are_left_out(session: Any) -> None:
    assert read_metrics(session, [WEB], now=NOW).services == ()
    session.client("ecs", region_name=REGION).create_cluster(clusterName="shop")
    assert read_metrics(session, [WEB], now=NOW).services == ()
    put(session, CONTAINER_INSIGHTS, "CpuUtilized", [50.0])
    assert read_metrics(session, [WEB], now=NOW).services == (), "memory was not measured"


def test_what_is_written_is_as_the_schema_says_and_reads_the_same(session: Any) -> None:
    put(session, CONTAINER_INSIGHTS, "CpuUtilized", [50.0])
    put(session, CONTAINER_INSIGHTS, "MemoryUtilized", [70.0])
    read = read_metrics(session, [WEB], now=NOW)
    document = json.loads(json.dumps(read.to_json()))
    assert list(Draft202012Validator(SCHEMA).iter_errors(document)) == []
    assert read_measurements(document) == read
