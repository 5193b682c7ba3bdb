from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate import RequirementNotMet, assert_least_privilege

TASK = "aws_ecs_task_definition.web"
TASK_ROLE = "aws_iam_role.task"
POLICY = "aws_iam_role_policy.task"
EXECUTION = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
BASE = f"""
variable "unset" {{
  type = any
}}

data "aws_ssm_parameter" "key" {{
  name = "/dev/ecs/key"
}}

resource "aws_secretsmanager_secret" "own" {{
  name = "own"
}}

resource "aws_ssm_parameter" "config" {{
  name  = "/dev/config"
  type  = "String"
  value = "x"
}}

resource "aws_s3_bucket" "uploads" {{
  bucket = "uploads"
}}

resource "aws_cloudwatch_log_group" "web" {{
  name = "/ecs/web"
}}

resource "aws_iam_role" "execution" {{
  name               = "web-execution"
  assume_role_policy = "{{}}"
}}

resource "aws_iam_role_policy_attachment" "execution" {{
  role       = aws_iam_role.execution.name
  policy_arn = "{EXECUTION}"
}}

resource "aws_iam_role" "task" {{
  name               = "web-task"
  assume_role_policy = "{{}}"
}}

resource "aws_ecs_task_definition" "web" {{
  family             = "web"
  execution_role_arn = aws_iam_role.execution.arn
  task_role_arn      = aws_iam_role.task.arn
  container_definitions = jsonencode([{{
    name    = "web"
    image   = "web:1"
    secrets = [
      {{ name = "KEY", valueFrom = data.aws_ssm_parameter.key.arn }},
      {{ name = "OWN", valueFrom = "${{aws_secretsmanager_secret.own.arn}}:password::" }},
    ]
    logConfiguration = {{
      logDriver = "awslogs"
      options   = {{ "awslogs-group" = aws_cloudwatch_log_group.web.name }}
    }}
  }}])
}}
"""


def inline(statement: str, role: str = "task") -> str:
    return f"""
resource "aws_iam_role_policy" "{role}" {{
  name   = "{role}"
  role   = aws_iam_role.{role}.id
  policy = jsonencode({{ Statement = [{{ {statement} }}] }})
}}
"""


def allow(actions: str, resources: str = '"*"', more: str = "") -> str:
    return inline(f'Effect = "Allow", Action = {actions}, Resource = {resources}, {more}')


def test_an_execution_role_with_the_policy_of_aws_and_a_task_role_without(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_least_privilege, module(BASE)) == (set(), set())


@pytest.mark.parametrize(
    "policy",
    [
        pytest.param(allow('["s3:GetObject", "s3:PutObject"]', '"${aws_s3_bucket.uploads.arn}/*"'), id="by reference"),
        pytest.param(allow('"s3:GetObject"', '"arn:aws:s3:::uploads/*"'), id="a bucket"),
        pytest.param(allow('"s3:Get*"', "aws_s3_bucket.uploads.arn"), id="some actions of a service"),
        pytest.param(allow('"ecs:DescribeTasks"'), id="description"),
        pytest.param(allow('["logs:Describe*", "s3:ListAllMyBuckets", "ec2:List*"]'), id="discovery"),
        pytest.param(allow('"codeartifact:GetAuthorizationToken"'), id="a token"),
        pytest.param(allow('"ssmmessages:*"'), id="a service without resources"),
        pytest.param(allow('["ssmmessages:CreateControlChannel", "ssmmessages:Open*"]'), id="exec"),
        pytest.param(allow('["xray:PutTraceSegments", "cloudwatch:PutMetricData"]'), id="metrics and traces"),
        pytest.param(allow('"sts:GetCallerIdentity"'), id="who am I"),
        pytest.param(
            allow('"ecs:StopTask"', more='Condition = { ArnEquals = { "ecs:cluster" = "arn:aws:ecs:x:1:cluster/c" } }'),
            id="condition on the cluster",
        ),
        pytest.param(
            allow('"sqs:SendMessage"', more='Condition = { StringEquals = { "aws:ResourceTag/Team" = "payments" } }'),
            id="condition on a tag",
        ),
        pytest.param(inline('Effect = "Deny", Action = "*", Resource = "*"'), id="denied"),
        pytest.param(inline('Effect = "Deny", NotAction = "s3:*", Resource = "*"'), id="denied but some"),
        pytest.param(allow('"iam:PassRole"', "aws_iam_role.execution.arn"), id="one role to pass"),
        pytest.param(allow('"s3:GetObject"', "compact([aws_s3_bucket.uploads.arn])"), id="an unknown list of ARNs"),
        pytest.param(allow('"ssm:GetParameter"', "aws_ssm_parameter.config.arn"), id="another parameter"),
        pytest.param(
            allow('"logs:PutLogEvents"', '"arn:aws:logs:eu-central-1:1:log-group:/app/audit:*"'), id="own log group"
        ),
        pytest.param(
            'resource "aws_iam_role_policy_attachment" "x" {\n  role = aws_iam_role.task.name\n'
            '  policy_arn = "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"\n}\n',
            id="managed",
        ),
    ],
)
def test_what_is_narrow_enough(module: Any, outcomes: Any, policy: str) -> None:
    assert outcomes(assert_least_privilege, module(BASE + policy)) == (set(), set())


@pytest.mark.parametrize(
    "policy",
    [
        pytest.param(allow('"*"'), id="everything"),
        pytest.param(allow('"*:*"', "aws_s3_bucket.uploads.arn"), id="everything on a bucket"),
        pytest.param(allow('"s3:*"', "aws_s3_bucket.uploads.arn"), id="a whole service on a bucket"),
        pytest.param(allow('["s3:GetObject", "S3:*"]', "aws_s3_bucket.uploads.arn"), id="a whole service in a list"),
        pytest.param(allow('"s3:**"', "aws_s3_bucket.uploads.arn"), id="two stars"),
        pytest.param(allow('"s3:GetObject"'), id="all buckets"),
        pytest.param(allow('"s3:GetObject"', '["arn:aws:s3:::uploads/*", "*"]'), id="all buckets in a list"),
        pytest.param(allow('"s3:GetObject"', '"arn:aws:*"'), id="all of a partition"),
        pytest.param(allow('"s3:GetObject"', '"arn:*:*:*:*:*"'), id="all ARNs"),
        pytest.param(allow('["sts:GetCallerIdentity", "sqs:Send*"]'), id="some limitable"),
        pytest.param(allow('"ecs:D*"'), id="more than discovery"),
        pytest.param(allow('"cloudwatch:Put*"'), id="more than metrics"),
        pytest.param(inline('Effect = "Allow", NotAction = "iam:*", Resource = "arn:aws:s3:::x"'), id="NotAction"),
        pytest.param(
            inline('Effect = "Allow", Action = "s3:GetObject", NotResource = "arn:aws:s3:::x"'), id="NotResource"
        ),
        pytest.param(allow('"iam:PassRole"'), id="any role to pass"),
        pytest.param(
            allow('"iam:Pass*"', more='Condition = { StringEquals = { "iam:PassedToService" = "ecs.amazonaws.com" } }'),
            id="any role to pass to a service",
        ),
        pytest.param(
            allow('"s3:GetObject"', more='Condition = { Bool = { "aws:SecureTransport" = "true" } }'),
            id="another condition",
        ),
        pytest.param(
            allow('"ecs:StopTask"', more='Condition = { StringNotEquals = { "ecs:cluster" = "x" } }'), id="all but one"
        ),
        pytest.param(
            allow('"ecs:StopTask"', more='Condition = { ArnLikeIfExists = { "ecs:cluster" = "x" } }'), id="if it exists"
        ),
        pytest.param(
            allow('"ecs:StopTask"', more='Condition = { ArnLike = { "ecs:cluster" = "*" } }'), id="condition on any"
        ),
        pytest.param(allow('["ecr:BatchGetImage"]', '"arn:aws:ecr:x:1:repository/web"'), id="to pull an image"),
        pytest.param(allow('"ecr:GetAuthorizationToken"'), id="to log in to ECR"),
        pytest.param(allow('"ssm:GetParameters"', "data.aws_ssm_parameter.key.arn"), id="own parameter"),
        pytest.param(
            allow(
                '["ssm:GetParameter*"]',
                '"arn:aws:ssm:${data.aws_region.r.name}:${data.aws_caller_identity.c.account_id}:parameter/dev/*"',
            )
            + 'data "aws_region" "r" {\n}\ndata "aws_caller_identity" "c" {\n}\n',
            id="own parameter by its path",
        ),
        pytest.param(allow('"secretsmanager:GetSecretValue"', "aws_secretsmanager_secret.own.arn"), id="own secret"),
        pytest.param(
            allow('"logs:PutLogEvents"', '"${aws_cloudwatch_log_group.web.arn}:*"'), id="log group of the log driver"
        ),
    ],
)
def test_what_is_too_wide(module: Any, outcomes: Any, policy: str) -> None:
    assert outcomes(assert_least_privilege, module(BASE + policy)) == ({POLICY}, set())


@pytest.mark.parametrize(
    "policy",
    [
        pytest.param(allow("var.unset", "aws_s3_bucket.uploads.arn"), id="actions"),
        pytest.param(allow('"s3:Get${var.unset}"'), id="an action on every resource"),
        pytest.param(allow('"s3:${var.unset}"', "aws_s3_bucket.uploads.arn"), id="an action"),
        pytest.param(allow('"s3:GetObject"', "var.unset"), id="resources"),
        pytest.param(allow('"s3:GetObject"', "[var.unset]"), id="a resource"),
        pytest.param(allow('"s3:GetObject"', 'compact([aws_s3_bucket.uploads.arn, "*"])'), id="perhaps every resource"),
        pytest.param(allow('"s3:GetObject"', "data.aws_ssm_parameter.key.value"), id="a resource that is read"),
        pytest.param(inline('Effect = var.unset, Action = "s3:*", Resource = "*"'), id="effect"),
        pytest.param(allow('"s3:GetObject"', more="Condition = var.unset"), id="condition"),
        pytest.param(allow('"newservice:MakeThing"'), id="an action that is not listed"),
        pytest.param(inline("").replace("jsonencode({ Statement = [{  }] })", "var.unset"), id="document"),
        pytest.param(allow('"ssm:GetParameters"', '"arn:aws:ssm:eu-central-1:1:parameter/dev/*"'), id="which account"),
    ],
)
def test_what_is_not_known(module: Any, outcomes: Any, policy: str) -> None:
    assert outcomes(assert_least_privilege, module(BASE + policy)) == (set(), {POLICY})


OPEN = '{ Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] }'


@pytest.mark.parametrize(
    ("text", "failed"),
    [
        pytest.param(
            f'resource "aws_iam_policy" "p" {{\n  name = "p"\n  policy = jsonencode({OPEN})\n}}\n'
            'resource "aws_iam_role_policy_attachment" "x" {\n  role = aws_iam_role.task.name\n'
            "  policy_arn = aws_iam_policy.p.arn\n}\n",
            "aws_iam_policy.p",
            id="policy and attachment",
        ),
        pytest.param(
            f'resource "aws_iam_policy" "p" {{\n  count = 2\n  name = "p${{count.index}}"\n'
            f"  policy = jsonencode(count.index == 0 ? {{ Statement = [] }} : {OPEN})\n}}\n"
            'resource "aws_iam_role_policy_attachment" "x" {\n  count = 2\n  role = "web-task"\n'
            "  policy_arn = aws_iam_policy.p[count.index].arn\n}\n",
            "aws_iam_policy.p[1]",
            id="count",
        ),
        pytest.param(
            f'resource "aws_iam_policy" "p" {{\n  name = "p"\n  policy = jsonencode({OPEN})\n}}\n'
            'resource "aws_iam_policy_attachment" "x" {\n  name = "x"\n  roles = ["web-task"]\n'
            '  policy_arn = "arn:aws:iam::210987654321:policy/p"\n}\n',
            "aws_iam_policy.p",
            id="policy attachment by ARN",
        ),
        pytest.param(
            'data "aws_iam_policy_document" "d" {\n  statement {\n    actions = ["s3:GetObject"]\n'
            '    resources = ["*"]\n  }\n}\n'
            'resource "aws_iam_role_policy" "x" {\n  role = aws_iam_role.task.name\n'
            "  policy = data.aws_iam_policy_document.d.json\n}\n",
            "aws_iam_role_policy.x",
            id="document",
        ),
        pytest.param(
            'data "aws_iam_policy_document" "open" {\n  statement {\n    actions = ["s3:GetObject"]\n'
            '    resources = ["*"]\n  }\n}\n'
            'data "aws_iam_policy_document" "d" {\n'
            "  source_policy_documents = [data.aws_iam_policy_document.open.json]\n"
            '  statement {\n    actions = ["s3:PutObject"]\n'
            '    resources = ["${aws_s3_bucket.uploads.arn}/*"]\n  }\n}\n'
            'resource "aws_iam_role_policy" "x" {\n  role = aws_iam_role.task.name\n'
            "  policy = data.aws_iam_policy_document.d.json\n}\n",
            "aws_iam_role_policy.x",
            id="document of documents",
        ),
        pytest.param(
            'resource "aws_iam_role_policy" "x" {\n  role = aws_iam_role.task.name\n  policy = <<-JSON\n'
            '    {"Statement": {"Effect": "Allow", "Action": "s3:GetObject",\n'
            '     "Resource": ["${aws_s3_bucket.uploads.arn}", "*"]}}\n  JSON\n}\n',
            "aws_iam_role_policy.x",
            id="heredoc",
        ),
        *(
            pytest.param(
                'resource "aws_iam_role_policy_attachment" "x" {\n  role = aws_iam_role.task.name\n'
                f'  policy_arn = "{arn}"\n}}\n',
                "aws_iam_role_policy_attachment.x",
                id=arn.rpartition("/")[2] + (" in China" if "-cn" in arn else ""),
            )
            for arn in (
                "arn:aws:iam::aws:policy/AdministratorAccess",
                "arn:aws-cn:iam::aws:policy/AdministratorAccess",
                "arn:aws:iam::aws:policy/PowerUserAccess",
                "arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess",
                "arn:aws:iam::aws:policy/SecretsManagerReadWrite",
                "arn:aws:iam::aws:policy/CloudWatchLogsFullAccess",
                "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly",
                "arn:aws:iam::aws:policy/AmazonS3FullAccess",
                EXECUTION,
            )
        ),
        pytest.param(
            'resource "aws_iam_role_policy_attachment" "x" {\n  role = aws_iam_role.execution.name\n'
            '  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"\n}\n',
            "aws_iam_role_policy_attachment.x",
            id="on the execution role",
        ),
    ],
)
def test_the_address_is_where_the_statement_stands(module: Any, outcomes: Any, text: str, failed: str) -> None:
    assert outcomes(assert_least_privilege, module(BASE + text)) == ({failed}, set())


def test_policies_in_the_role(module: Any, outcomes: Any) -> None:
    for block in (
        f'inline_policy {{\n    name   = "x"\n    policy = jsonencode({OPEN})\n  }}',
        'managed_policy_arns = ["arn:aws:iam::aws:policy/PowerUserAccess"]',
    ):
        text = BASE.replace('name               = "web-task"', f'name = "web-task"\n  {block}')
        assert outcomes(assert_least_privilege, module(text)) == ({TASK_ROLE}, set())


def test_a_role_for_both_has_too_many_rights(module: Any, outcomes: Any) -> None:
    text = BASE.replace("task_role_arn      = aws_iam_role.task.arn", "task_role_arn = aws_iam_role.execution.arn")
    assert outcomes(assert_least_privilege, module(text)) == ({"aws_iam_role_policy_attachment.execution"}, set())


def test_roles_that_the_module_does_not_make(module: Any, outcomes: Any) -> None:
    variable = BASE.replace("task_role_arn      = aws_iam_role.task.arn", "task_role_arn = var.unset")
    assert outcomes(assert_least_privilege, module(variable)) == (set(), {TASK})
    read = BASE.replace("task_role_arn      = aws_iam_role.task.arn", "task_role_arn = data.aws_iam_role.r.arn")
    read += 'data "aws_iam_role" "r" {\n  name = "shared"\n}\n'
    assert outcomes(assert_least_privilege, module(read)) == (set(), {"data.aws_iam_role.r"})
    wide = read + allow('"s3:*"').replace("aws_iam_role.task.id", "data.aws_iam_role.r.name")
    assert outcomes(assert_least_privilege, module(wide)) == ({POLICY}, {"data.aws_iam_role.r"})


def test_policies_of_roles_that_no_task_has_are_not_examined(module: Any, outcomes: Any) -> None:
    other = 'resource "aws_iam_role" "ci" {\n  name = "ci"\n  assume_role_policy = "{}"\n}\n'
    text = BASE + other + allow('"*"').replace("aws_iam_role.task.id", "aws_iam_role.ci.id")
    assert outcomes(assert_least_privilege, module(text)) == (set(), set())


def test_a_wide_policy_of_which_the_role_is_not_known(module: Any, outcomes: Any) -> None:
    text = BASE + allow('"*"').replace("aws_iam_role.task.id", "var.unset")
    assert outcomes(assert_least_privilege, module(text)) == (set(), {POLICY})


def test_a_firelens_router_writes_logs_with_the_task_role(module: Any, outcomes: Any) -> None:
    policy = allow('["logs:CreateLogStream", "logs:PutLogEvents"]', '"${aws_cloudwatch_log_group.web.arn}:*"')
    assert outcomes(assert_least_privilege, module(BASE + policy)) == ({POLICY}, set())
    router = BASE.replace("  }])", '  }, { name = "log", firelensConfiguration = { type = "fluentbit" } }])')
    assert outcomes(assert_least_privilege, module(router + policy)) == (set(), set())


def test_sessions_of_ecs_exec_are_logged_with_the_task_role(module: Any, outcomes: Any) -> None:
    policy = allow('"logs:PutLogEvents"', '"${aws_cloudwatch_log_group.web.arn}:*"')
    cluster = """
resource "aws_ecs_cluster" "c" {
  name = "c"
  configuration {
    execute_command_configuration {
      logging = "OVERRIDE"
      log_configuration {
        cloud_watch_log_group_name = aws_cloudwatch_log_group.web.name
      }
    }
  }
}
"""
    assert outcomes(assert_least_privilege, module(BASE + policy + cluster)) == (set(), set())


def test_ecs_exec_logs_to_the_log_group_of_the_container_by_default(module: Any, outcomes: Any) -> None:
    policy = allow('"logs:PutLogEvents"', '"${aws_cloudwatch_log_group.web.arn}:*"')
    service = (
        'resource "aws_ecs_service" "web" {\n  name = "web"\n  task_definition = aws_ecs_task_definition.web.arn\n'
        "  enable_execute_command = %s\n}\n"
    )
    assert outcomes(assert_least_privilege, module(BASE + policy + service % "true")) == (set(), set())
    assert outcomes(assert_least_privilege, module(BASE + policy + service % "false")) == ({POLICY}, set())


def test_the_text_shows_the_statement(module: Any) -> None:
    with pytest.raises(RequirementNotMet) as caught:
        assert_least_privilege(module(BASE + allow('["sqs:SendMessage", "sqs:ListQueues"]')))
    (finding,) = caught.value.findings
    assert finding.attribute == "policy.Statement[0].Resource"
    assert finding.actual == "*"
    assert finding.note == "sqs:SendMessage on every resource"
    assert finding.touches == (TASK,)


def test_a_plan_without_roles_is_no_evidence(module: Any) -> None:
    with pytest.raises(RequirementNotMet, match="nothing to check: the plan has no execution role or task role"):
        assert_least_privilege(module('resource "aws_ecs_cluster" "c" {\n  name = "c"\n}\n'))
