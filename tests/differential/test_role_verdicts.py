"""What is said of roles and their policies is the same of the source and of terraform's plan in an emulated account."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate import assert_execution_access, assert_least_privilege, assert_task_roles
from pytest_ecsfargate.engines import make_plan
from pytest_ecsfargate.findings import Outcome
from pytest_ecsfargate.plan.from_source import plan_module
from pytest_ecsfargate.plan.model import Plan
from pytest_ecsfargate.plan.request import PlanRequest
from pytest_ecsfargate.terraform.cache import PlanCache

MAIN = """
provider "aws" {
  region = "eu-central-1"
}

data "aws_caller_identity" "current" {
}

data "aws_iam_role" "shared" {
  name = "shared"
}

data "aws_iam_policy" "execution" {
  name = "AmazonECSTaskExecutionRolePolicy"
}

data "aws_iam_policy" "own" {
  name = "own-policy"
}

data "aws_ssm_parameter" "key" {
  name = "/dev/key"
}

data "aws_secretsmanager_secret" "read" {
  name = "shop/read"
}

data "aws_ecr_repository" "web" {
  name = "shop/web"
}

data "aws_iam_policy_document" "tasks" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "account" {
  source_policy_documents = [data.aws_iam_policy_document.tasks.json]
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_cloudwatch_log_group" "web" {
  name = "/ecs/web"
}

resource "aws_s3_bucket" "uploads" {
  bucket_prefix = "uploads-"
}

resource "aws_iam_role" "execution" {
  name               = "execution"
  assume_role_policy = data.aws_iam_policy_document.tasks.json
}

resource "aws_iam_role" "task" {
  name               = "task"
  assume_role_policy = data.aws_iam_policy_document.account.json
}

resource "aws_iam_role_policy" "execution" {
  role = aws_iam_role.execution.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "ecr:GetAuthorizationToken", Resource = "*" },
      {
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"]
        Resource = data.aws_ecr_repository.web.arn
      },
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.web.arn}:*"
      },
      {
        Effect   = "Allow"
        Action   = "ssm:GetParameters"
        Resource = "arn:aws:ssm:eu-central-1:${data.aws_caller_identity.current.account_id}:parameter/prod/*"
      },
    ]
  })
}

resource "aws_iam_policy" "secrets" {
  name = "secrets"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "secretsmanager:GetSecretValue"
      Resource = "arn:aws:secretsmanager:*:210987654321:secret:shop/*"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "execution" {
  for_each   = { secrets = aws_iam_policy.secrets.arn, own = data.aws_iam_policy.own.arn }
  role       = aws_iam_role.execution.name
  policy_arn = each.value
}

resource "aws_iam_role_policy" "task" {
  role = aws_iam_role.task.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:PutObject", Resource = "${aws_s3_bucket.uploads.arn}/*" },
      { Effect = "Allow", Action = "ssm:GetParameter", Resource = data.aws_ssm_parameter.key.arn },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = "*" },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "task" {
  role       = aws_iam_role.task.name
  policy_arn = data.aws_iam_policy.execution.arn
}

resource "aws_ecs_task_definition" "web" {
  for_each                 = { own = aws_iam_role.execution.arn, shared = data.aws_iam_role.shared.arn }
  family                   = each.key
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = each.value
  task_role_arn            = aws_iam_role.task.arn
  container_definitions = jsonencode([{
    name      = "web"
    image     = "${data.aws_ecr_repository.web.repository_url}:1"
    essential = true
    secrets = [
      { name = "KEY", valueFrom = data.aws_ssm_parameter.key.arn },
      { name = "READ", valueFrom = "${data.aws_secretsmanager_secret.read.arn}:password::" },
    ]
    logConfiguration = {
      logDriver = "awslogs"
      options   = { "awslogs-group" = aws_cloudwatch_log_group.web.name, "awslogs-stream-prefix" = "web" }
    }
  }])
}
"""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, aws_provider: None) -> tuple[Plan, Plan]:
    module: Path = tmp_path_factory.mktemp("roles")
    (module / "main.tf").write_text(MAIN)
    planned = make_plan(PlanRequest(module), engine="terraform", account="emulated", cache=PlanCache())
    return planned, plan_module(module)


@pytest.mark.parametrize(
    ("requirement", "failed", "unknown"),
    [
        pytest.param(assert_task_roles, {"aws_iam_role.task"}, {"data.aws_iam_role.shared"}, id="task roles"),
        pytest.param(
            assert_least_privilege,
            {"aws_iam_role_policy.task", "aws_iam_role_policy_attachment.task"},
            {'aws_iam_role_policy_attachment.execution["own"]', "data.aws_iam_role.shared"},
            id="least privilege",
        ),
        pytest.param(
            assert_execution_access,
            set(),
            {
                "aws_iam_policy.secrets",
                'aws_iam_role_policy_attachment.execution["own"]',
                "data.aws_iam_role.shared",
            },
            id="execution access",
        ),
    ],
)
def test_both_engines_agree(both: tuple[Plan, Plan], requirement: Any, failed: set[str], unknown: set[str]) -> None:
    planned, source = both
    assert planned.seeded
    assert planned.engine == "terraform"
    verdicts = [
        {(each.outcome, each.address, each.attribute, each.note) for each in requirement.check(plan)} for plan in both
    ]
    assert verdicts[0] == verdicts[1]
    assert {address for outcome, address, *_ in verdicts[0] if outcome is Outcome.NOT_MET} == failed
    assert {address for outcome, address, *_ in verdicts[0] if outcome is Outcome.UNKNOWN} == unknown
    assert source.engine == "source"
