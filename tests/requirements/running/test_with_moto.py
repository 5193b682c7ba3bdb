"""The requirements that moto can answer for: what it says was not recorded by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from pytest_ecsfargate import (
    Deployment,
    Outcome,
    assert_images_exist,
    assert_logs_arrive,
    assert_no_critical_vulnerabilities,
    assert_secrets_readable,
    assert_services_steady,
    assert_targets_healthy,
    read_deployment,
)
from tests.requirements.aws_answers import PLATFORM, REGION, new_session

SERVICE, TASK = "aws_ecs_service.web", "aws_ecs_task_definition.web"
Client = Callable[[str], Any]
MANIFEST = json.dumps(
    {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json", "layers": []}
)


class InMoto:
    """An account that moto answers for."""

    kind = "ambient"
    region = REGION

    def session(self, region: str | None = None) -> Any:
        return new_session(region)


@pytest.fixture
def client() -> Iterator[Client]:
    with mock_aws():
        yield lambda service: InMoto().session().client(service)


@pytest.fixture
def read(tmp_path: Path, client: Client) -> Callable[[], Deployment]:
    """Reads the platform back, in the account that moto takes for the caller's."""
    account = client("sts").get_caller_identity()["Account"]
    (tmp_path / "main.tf").write_text(PLATFORM.replace("210987654321", account))
    return lambda: read_deployment(tmp_path, account=InMoto())  # type: ignore[arg-type]


@pytest.fixture
def applied(client: Client) -> str:
    """The service with what it needs, as terraform would have made it; gives the ARN of its target group."""
    ec2, ecs, elbv2 = map(client, ("ec2", "ecs", "elbv2"))
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    group = elbv2.create_target_group(Name="web", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip")
    arn = str(group["TargetGroups"][0]["TargetGroupArn"])
    client("logs").create_log_group(logGroupName="/ecs/web")
    ecs.create_cluster(clusterName="shop")
    account = client("sts").get_caller_identity()["Account"]
    container = {
        "name": "web",
        "image": f"{account}.dkr.ecr.{REGION}.amazonaws.com/web:1",
        "portMappings": [{"containerPort": 8080}],
        "secrets": [{"name": "DB_PASSWORD", "valueFrom": "/shop/db_password"}],
    }
    ecs.register_task_definition(
        family="web",
        containerDefinitions=[container],
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="256",
        memory="512",
        executionRoleArn=f"arn:aws:iam::{account}:role/web-execution",
    )
    ecs.create_service(
        cluster="shop",
        serviceName="web",
        taskDefinition="web",
        desiredCount=1,
        loadBalancers=[{"targetGroupArn": arn, "containerName": "web", "containerPort": 8080}],
    )
    return arn


def push(client: Client, tag: str) -> str:
    client("ecr").create_repository(repositoryName="web")
    found = client("ecr").put_image(repositoryName="web", imageManifest=MANIFEST, imageTag=tag)
    return str(found["image"]["imageId"]["imageDigest"])


def test_an_image_is_there_when_it_was_pushed(applied: str, read: Any, client: Client, said: Any) -> None:
    deployed = read()
    ((outcome, address, note),) = said(assert_images_exist, deployed)
    assert (outcome, address) == (Outcome.NOT_MET, TASK)
    assert note.startswith("there is no repository web in eu-central-1 of ")
    push(client, "2")
    ((outcome, _, note),) = said(assert_images_exist, deployed)
    assert (outcome, note.rpartition(" has ")[2]) == (Outcome.NOT_MET, "no image with the tag 1")
    client("ecr").put_image(repositoryName="web", imageManifest=MANIFEST + " ", imageTag="1")
    assert said(assert_images_exist, deployed) == [(Outcome.MET, TASK, "")]


def test_an_image_is_judged_when_it_was_scanned(applied: str, read: Any, client: Client, said: Any) -> None:
    push(client, "1")
    deployed = read()
    assert said(assert_no_critical_vulnerabilities, deployed) == [(Outcome.UNKNOWN, TASK, "the image was not scanned")]
    client("ecr").start_image_scan(repositoryName="web", imageId={"imageTag": "1"})
    # What moto finds in every image is high, and not critical.
    assert said(assert_no_critical_vulnerabilities, deployed) == [(Outcome.MET, TASK, "")]
    ((outcome, _, note),) = said(assert_no_critical_vulnerabilities, deployed, severity="HIGH")
    assert outcome is Outcome.NOT_MET
    assert note.startswith("CVE-")


def test_a_service_without_tasks_is_not_steady_and_has_no_targets(applied: str, read: Any, said: Any) -> None:
    deployed = read()
    ((outcome, address, note),) = said(assert_services_steady, deployed)
    assert (outcome, address) == (Outcome.NOT_MET, SERVICE)
    assert note.startswith("0 of 1 tasks running")
    assert said(assert_targets_healthy, deployed) == [
        (Outcome.NOT_MET, "aws_lb_target_group.web", "no target is registered, 1 desired")
    ]
    assert said(assert_logs_arrive, deployed) == [(Outcome.UNKNOWN, SERVICE, "no task of it runs")]


def test_a_parameter_that_nobody_made(applied: str, read: Any, client: Client, said: Any) -> None:
    assert said(assert_secrets_readable, read()) == [
        (Outcome.NOT_MET, TASK, "there is no such parameter in eu-central-1")
    ]
    client("ssm").put_parameter(Name="/shop/db_password", Value="secret", Type="SecureString")
    # As moto does not.
    assert said(assert_secrets_readable, read()) == [(Outcome.UNKNOWN, TASK, "AWS does not tell its ARN")]
