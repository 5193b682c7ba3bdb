"""What runs already, found by the names that its module gives: nothing is applied, and terraform is not asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_ecsfargate import RequirementNotMet, Verdict, assert_health_checks, assert_log_retention, read_deployment
from pytest_ecsfargate.findings import Outcome

from .conftest import REGION, Aws

MODULE = """
provider "aws" {
  region = "eu-central-1"
}

variable "retention" {
  default = 7
}

resource "aws_cloudwatch_log_group" "web" {
  name              = "/ecs/web"
  retention_in_days = var.retention
}

resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  container_definitions = jsonencode([{
    name  = "web"
    image = "web:1"
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.web.name
        awslogs-region        = "eu-central-1"
        awslogs-stream-prefix = "web"
      }
    }
  }])
}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "main.tf").write_text(MODULE)
    return folder


def deploy(aws: Aws, retention: int) -> None:
    """What somebody applied at another time."""
    logs = aws.client("logs")
    logs.create_log_group(logGroupName="/ecs/web")
    logs.put_retention_policy(logGroupName="/ecs/web", retentionInDays=retention)
    options = {"awslogs-group": "/ecs/web", "awslogs-region": REGION, "awslogs-stream-prefix": "web"}
    aws.client("ecs").register_task_definition(
        family="web",
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="256",
        memory="512",
        containerDefinitions=[
            {"name": "web", "image": "web:1", "logConfiguration": {"logDriver": "awslogs", "options": options}}
        ],
    )


def outcomes(verdicts: list[Verdict]) -> dict[str, Outcome]:
    return {verdict.address: verdict.outcome for verdict in verdicts}


def test_what_is_deployed_counts_and_not_what_the_source_says(aws: Aws, shop: Path) -> None:
    deploy(aws, 14)
    deployment = read_deployment(shop)
    assert repr(deployment) == "<Deployment of shop: 2 resources, live engine>"
    with pytest.raises(RequirementNotMet) as found:
        assert_log_retention(deployment, environment="dev")
    (finding,) = found.value.findings
    assert (finding.address, finding.actual) == ("aws_cloudwatch_log_group.web", 14)
    assert finding.location is not None
    assert finding.location.path == "main.tf"
    assert_log_retention(read_deployment(shop, variables={"retention": 14}), days={"dev": 14}, environment="dev")


def test_what_is_not_there_is_told_and_nothing_passes_because_of_it(aws: Aws, shop: Path) -> None:
    aws.client("logs").create_log_group(logGroupName="/ecs/other")
    deployment = read_deployment(shop, variables={"retention": 7})
    assert "aws_cloudwatch_log_group.web" not in deployment.resources
    assert not deployment.complete
    assert [str(told) for told in deployment.diagnostics if "log_group" in str(told)] == [
        "main.tf:10:1: aws_cloudwatch_log_group.web is not in the account.\nApply the module, or look who deleted it."
    ]


GENERATED = """
provider "aws" {
  region = "eu-central-1"
}

resource "aws_lb_target_group" "web" {
  name_prefix = "web"
  port        = 80
  protocol    = "HTTP"

  health_check {
    path = "/"
  }
}

resource "aws_ecs_service" "web" {
  name = "web"

  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 80
  }
}
"""


def test_what_has_no_name_that_is_known_is_unknown(aws: Aws, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(GENERATED)
    assert {*outcomes(assert_health_checks.check(read_deployment(tmp_path))).values()} == {Outcome.UNKNOWN}


SERVICE = (
    MODULE
    + """
resource "aws_ecs_cluster" "main" {
  name = "shop"
}

resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 1
  launch_type     = "FARGATE"
}
"""
)


def test_a_service_is_found_by_its_cluster_and_its_task_definition_by_the_service(aws: Aws, shop: Path) -> None:
    (shop / "main.tf").write_text(SERVICE)
    deploy(aws, 7)
    ecs = aws.client("ecs")
    cluster = ecs.create_cluster(clusterName="shop")["cluster"]["clusterArn"]
    running = ecs.list_task_definitions(familyPrefix="web", sort="DESC")["taskDefinitionArns"][0]
    subnet = aws.client("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
    group = aws.client("ec2").describe_security_groups()["SecurityGroups"][0]["GroupId"]
    ecs.create_service(
        cluster="shop",
        serviceName="web",
        taskDefinition=running,
        desiredCount=3,
        launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet], "securityGroups": [group]}},
    )
    newer = ecs.register_task_definition(
        family="web", containerDefinitions=[{"name": "web", "image": "web:2", "memory": 64}]
    )
    assert newer["taskDefinition"]["taskDefinitionArn"] != running
    deployment = read_deployment(shop)
    service = deployment["aws_ecs_service.web"]
    assert (service.at("cluster").value, service.at("desired_count").value) == (cluster, 3)
    assert deployment["aws_ecs_task_definition.web"].at("arn").value == running
    ecs.delete_service(cluster="shop", service="web", force=True)
    ecs.delete_cluster(cluster="shop")


def test_a_question_that_aws_refuses_makes_its_resource_unknown(aws: Aws, shop: Path) -> None:
    deploy(aws, 7)
    aws.proxy.fail("DescribeLogGroups", status=400, code="AccessDeniedException")
    (verdict,) = assert_log_retention.check(read_deployment(shop), environment="dev")
    assert verdict.outcome is Outcome.UNKNOWN
    assert "not read back from AWS: AWS answered AccessDeniedException" in {trace.reason for trace in verdict.origins}


def test_the_suite_judges_what_is_deployed(aws: Aws, shop: Path, pytester: pytest.Pytester) -> None:
    deploy(aws, 14)
    (shop / "ecsfargate.toml").write_text('[requirements.log-retention]\ndays = { dev = 7 }\nenvironment = "dev"\n')
    run = pytester.runpytest_subprocess("--ecsfargate", "--ecsfargate-live", str(shop), "-k", "log-retention")
    run.stdout.fnmatch_lines(
        [
            "ecsfargate: what is deployed, ambient account, module *",
            "ECSF501 log-retention: 1 of 1 failed  [[]low]",
            "*^ deployed is not what the source says",
            "  fix:   Apply the module again, if its source is right.",
        ]
    )
    run.assert_outcomes(failed=1)
