"""The requirements that moto can answer for: what it says was not recorded by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from pytest_ecsfargate import (
    Deployment,
    Outcome,
    assert_images_exist,
    assert_logs_arrive,
    assert_no_critical_vulnerabilities,
    assert_services_steady,
    assert_targets_healthy,
)
from pytest_ecsfargate.live.clients import AccountClients
from tests.requirements.aws_answers import PLATFORM, REGION, deployment

Client = Callable[[str], Any]
MANIFEST = json.dumps(
    {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json", "layers": []}
)


class InMoto:
    """An account that moto answers for."""

    kind = "ambient"
    region = REGION

    def session(self, region: str | None = None) -> Any:
        return boto3.Session("AKIAEXAMPLE", "secret", region_name=region or REGION)


@pytest.fixture
def client() -> Iterator[Client]:
    with mock_aws():
        yield lambda service: InMoto().session().client(service)


@pytest.fixture
def deployed(tmp_path: Path, client: Client) -> Deployment:
    """The platform, in the account that moto takes for the caller's."""
    account = client("sts").get_caller_identity()["Account"]
    made, _ = deployment(tmp_path, {}, PLATFORM.replace("210987654321", account))
    return replace(made, clients=AccountClients(InMoto()))  # type: ignore[arg-type]


def push(client: Client, tag: str) -> str:
    client("ecr").create_repository(repositoryName="web")
    found = client("ecr").put_image(repositoryName="web", imageManifest=MANIFEST, imageTag=tag)
    return str(found["image"]["imageId"]["imageDigest"])


def test_an_image_is_there_when_it_was_pushed(deployed: Deployment, client: Client, said: Any) -> None:
    ((outcome, _, note),) = said(assert_images_exist, deployed)
    assert (outcome, note.split(" in ")[0]) == (Outcome.NOT_MET, "there is no repository web")
    push(client, "2")
    ((outcome, _, note),) = said(assert_images_exist, deployed)
    assert (outcome, note.rpartition(" has ")[2]) == (Outcome.NOT_MET, "no image with the tag 1")
    client("ecr").put_image(repositoryName="web", imageManifest=MANIFEST + " ", imageTag="1")
    assert [outcome for outcome, *_ in said(assert_images_exist, deployed)] == [Outcome.MET]


def test_an_image_is_judged_when_it_was_scanned(deployed: Deployment, client: Client, said: Any) -> None:
    push(client, "1")
    address = "aws_ecs_task_definition.web"
    assert said(assert_no_critical_vulnerabilities, deployed) == [
        (Outcome.UNKNOWN, address, "the image was not scanned")
    ]
    client("ecr").start_image_scan(repositoryName="web", imageId={"imageTag": "1"})
    # What moto finds in every image is high, and not critical.
    assert said(assert_no_critical_vulnerabilities, deployed) == [(Outcome.MET, address, "")]
    ((outcome, _, note),) = said(assert_no_critical_vulnerabilities, deployed, severity="HIGH")
    assert outcome is Outcome.NOT_MET
    assert note.startswith("CVE-")


def test_a_service_without_tasks_is_not_steady_and_has_no_targets(
    deployed: Deployment, client: Client, said: Any
) -> None:
    ec2, ecs, elbv2 = map(client, ("ec2", "ecs", "elbv2"))
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    group = elbv2.create_target_group(Name="web", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip")
    arn = group["TargetGroups"][0]["TargetGroupArn"]
    ecs.create_cluster(clusterName="shop")
    container = {"name": "web", "image": "web:1", "memory": 64, "portMappings": [{"containerPort": 8080}]}
    ecs.register_task_definition(family="web", containerDefinitions=[container])
    ecs.create_service(
        cluster="shop",
        serviceName="web",
        taskDefinition="web",
        desiredCount=1,
        loadBalancers=[{"targetGroupArn": arn, "containerName": "web", "containerPort": 8080}],
    )
    web = "aws_ecs_service.web"
    ((outcome, address, note),) = said(assert_services_steady, deployed)
    assert (outcome, address) == (Outcome.NOT_MET, web)
    assert note.startswith("0 of 1 tasks running")
    # The target group of moto has another ARN than the one of the module.
    assert said(assert_targets_healthy, deployed) == [(Outcome.NOT_MET, web, "no target is registered, 1 desired")]
    assert said(assert_logs_arrive, deployed) == [(Outcome.UNKNOWN, web, "no task of it runs")]
