from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate import RequirementNotMet, assert_task_roles

TASK = "aws_ecs_task_definition.web"
EXECUTION_ROLE = "aws_iam_role.execution"
TASK_ROLE = "aws_iam_role.task"
MANAGED = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
TRUST = """jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })"""
ATTACHMENT = f"""
resource "aws_iam_role_policy_attachment" "execution" {{
  role       = aws_iam_role.execution.name
  policy_arn = "{MANAGED}"
}}
"""
GOOD = f"""
variable "unset" {{
  type = any
}}

resource "aws_iam_role" "execution" {{
  name               = "web-execution"
  assume_role_policy = {TRUST}
}}
{ATTACHMENT}
resource "aws_iam_role" "task" {{
  name               = "web-task"
  assume_role_policy = {TRUST}
}}

resource "aws_ecs_task_definition" "web" {{
  family                = "web"
  execution_role_arn    = aws_iam_role.execution.arn
  task_role_arn         = aws_iam_role.task.arn
  container_definitions = jsonencode([{{ name = "web", image = "web:1" }}])
}}
"""


def trusting(document: str) -> str:
    """The module with another trust policy of the task role."""
    start = GOOD.index('"web-task"')
    return GOOD[:start] + GOOD[start:].replace(TRUST, document)


def statement(principal: str, more: str = "") -> str:
    return f'jsonencode({{ Statement = {{ Effect = "Allow", Action = "sts:AssumeRole", {more} {principal} }} }})'


SERVICE = 'Principal = { Service = "ecs-tasks.amazonaws.com" }'
DOCUMENT = """
data "aws_iam_policy_document" "tasks" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = [%s]
    }
  }
}
"""


def test_two_roles_for_ecs_tasks(module: Any, outcomes: Any) -> None:
    assert outcomes(assert_task_roles, module(GOOD)) == (set(), set())


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(statement(SERVICE), id="statement alone"),
        pytest.param(
            'jsonencode({ Statement = [{ Effect = "Allow", Action = ["sts:AssumeRole", "sts:TagSession"], '
            'Principal = { Service = ["ecs-tasks.amazonaws.com"] } }] })',
            id="lists",
        ),
        pytest.param(
            'jsonencode({ statement = [{ effect = "Allow", action = "STS:assumerole", '
            'principal = { service = "ecs-tasks.amazonaws.com" } }] })',
            id="other letters",
        ),
        pytest.param(
            statement(SERVICE, 'Condition = { StringEquals = { "aws:SourceAccount" = "210987654321" } },'),
            id="against confused deputies",
        ),
        pytest.param(
            '<<-JSON\n    {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", '
            '"Principal": {"Service": "ecs-tasks.amazonaws.com"}, '
            '"Condition": {"ArnLike": {"aws:SourceArn": "${aws_ecs_cluster.c.arn}"}}}]}\n  JSON\n',
            id="heredoc with an unknown part",
        ),
        pytest.param('file("${path.module}/trust.json")', id="file"),
        pytest.param(
            'templatefile("${path.module}/trust.tpl", { service = "ecs-tasks.amazonaws.com" })', id="template file"
        ),
        pytest.param("data.aws_iam_policy_document.tasks.json", id="document"),
        pytest.param("data.aws_iam_policy_document.tasks.minified_json", id="minified document"),
        pytest.param(
            statement('Principal = { Service = "ecs-tasks.${data.aws_partition.current.dns_suffix}" }'), id="dns suffix"
        ),
    ],
)
def test_trust_in_any_shape(module: Any, outcomes: Any, document: str) -> None:
    text = trusting(document) + DOCUMENT % '"ecs-tasks.amazonaws.com"'
    text += 'resource "aws_ecs_cluster" "c" {\n  name = "c"\n}\ndata "aws_partition" "current" {\n}\n'
    trust = '{"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "%s"}}}'
    files = {"main.tf": text, "trust.json": trust % "ecs-tasks.amazonaws.com", "trust.tpl": trust % "${service}"}
    assert outcomes(assert_task_roles, module(files)) == (set(), set())


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(statement('Principal = { Service = "ec2.amazonaws.com" }'), id="another service"),
        pytest.param(
            statement('Principal = { Service = ["ecs-tasks.amazonaws.com", "ec2.amazonaws.com"] }'), id="two services"
        ),
        pytest.param(statement('Principal = { Service = "*" }'), id="any service"),
        pytest.param(statement('Principal = "*"'), id="everybody"),
        pytest.param(statement('Principal = { AWS = "arn:aws:iam::210987654321:root" }'), id="an account"),
        pytest.param(
            statement('Principal = { Service = "ecs-tasks.amazonaws.com", AWS = aws_iam_role.execution.arn }'),
            id="another role too",
        ),
        pytest.param(statement('NotPrincipal = { AWS = "arn:aws:iam::210987654321:root" }'), id="all but one"),
        pytest.param(
            'jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:TagSession", ' + SERVICE + " }] })",
            id="no assuming",
        ),
        pytest.param('jsonencode({ Statement = [{ Effect = "Deny", Action = "*", ' + SERVICE + " }] })", id="denied"),
        pytest.param(
            'jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", '
            + SERVICE
            + ' }, { Effect = "Deny", Action = "sts:*", Principal = "*" }] })',
            id="allowed and denied",
        ),
        pytest.param('jsonencode({ Version = "2012-10-17", Statement = [] })', id="nobody"),
        pytest.param("data.aws_iam_policy_document.tasks.json", id="document"),
    ],
)
def test_wrong_trust(module: Any, outcomes: Any, document: str) -> None:
    text = trusting(document) + DOCUMENT % '"ecs-tasks.amazonaws.com", "ecs.amazonaws.com"'
    assert outcomes(assert_task_roles, module(text)) == ({TASK_ROLE}, set())


@pytest.mark.parametrize(
    "document",
    [
        pytest.param("var.unset", id="document"),
        pytest.param("jsonencode(var.unset)", id="all of it"),
        pytest.param("jsonencode({ Statement = var.unset })", id="statements"),
        pytest.param("jsonencode({ Statement = [var.unset] })", id="a statement"),
        pytest.param(statement("Principal = var.unset"), id="principal"),
        pytest.param(statement("Principal = { Service = var.unset }"), id="service"),
        pytest.param(
            'jsonencode({ Statement = [{ Effect = var.unset, Action = "sts:AssumeRole", ' + SERVICE + " }] })",
            id="effect",
        ),
    ],
)
def test_trust_that_is_not_known(module: Any, outcomes: Any, document: str) -> None:
    assert outcomes(assert_task_roles, module(trusting(document))) == (set(), {TASK_ROLE})


@pytest.mark.parametrize(
    ("old", "new", "failed", "unknown"),
    [
        pytest.param("execution_role_arn    = aws_iam_role.execution.arn", "", {TASK}, set(), id="no execution role"),
        pytest.param("task_role_arn         = aws_iam_role.task.arn", "", {TASK}, set(), id="no task role"),
        pytest.param("= aws_iam_role.task.arn", "= null", {TASK}, set(), id="null"),
        pytest.param("= aws_iam_role.task.arn", '= ""', {TASK}, set(), id="empty"),
        pytest.param("= aws_iam_role.task.arn", "= aws_iam_role.execution.arn", {TASK}, set(), id="one role for both"),
        pytest.param("= aws_iam_role.task.arn", "= var.unset", set(), {TASK}, id="a variable"),
        pytest.param(
            "= aws_iam_role.task.arn",
            "= var.unset ? aws_iam_role.task.arn : aws_iam_role.execution.arn",
            set(),
            {TASK},
            id="perhaps one role for both",
        ),
        pytest.param(
            "= aws_iam_role.task.arn", '= "arn:aws:iam::210987654321:role/x"', set(), {TASK}, id="a role elsewhere"
        ),
        pytest.param(
            "= aws_iam_role.task.arn",
            '= "arn:aws:iam::210987654321:role/service/web-execution"',
            {TASK},
            set(),
            id="the execution role by its name",
        ),
        pytest.param(
            "= aws_iam_role.task.arn",
            '= "arn:aws:iam::210987654321:role/web-task"',
            set(),
            set(),
            id="the task role by its name",
        ),
        pytest.param(
            "= aws_iam_role.task.arn",
            "= data.aws_iam_role.shared.arn",
            set(),
            {"data.aws_iam_role.shared"},
            id="a data source",
        ),
        pytest.param(
            "= aws_iam_role.task.arn",
            "= data.aws_iam_role.same.arn",
            {TASK},
            {"data.aws_iam_role.same"},
            id="a data source of the same role",
        ),
    ],
)
def test_roles_of_the_task(module: Any, outcomes: Any, old: str, new: str, failed: set[str], unknown: set[str]) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new)
    text += 'data "aws_iam_role" "shared" {\n  name = "shared"\n}\ndata "aws_iam_role" "same" {\n'
    text += '  name = "web-execution"\n}\n'
    assert outcomes(assert_task_roles, module(text)) == (failed, unknown)


def test_the_same_role_twice_that_nobody_knows(module: Any, outcomes: Any) -> None:
    arn = '"arn:aws:iam::210987654321:role/x"'
    for one, other, failed in ((arn, arn, {TASK}), (arn, arn.replace("/x", "/y"), set())):
        text = GOOD.replace("= aws_iam_role.task.arn", f"= {one}").replace("= aws_iam_role.execution.arn", f"= {other}")
        assert outcomes(assert_task_roles, module(text)) == (failed, {TASK} - failed)


ACTIONS = [
    "ecr:GetAuthorizationToken",
    "ecr:BatchCheckLayerAvailability",
    "ecr:GetDownloadUrlForLayer",
    "ecr:BatchGetImage",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
]


def inline(*actions: str, resource: str = "*") -> str:
    listed = ", ".join(f'"{action}"' for action in actions)
    return f"""
resource "aws_iam_role_policy" "execution" {{
  name   = "execution"
  role   = aws_iam_role.execution.id
  policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = [{listed}], Resource = "{resource}" }}] }})
}}
"""


@pytest.mark.parametrize(
    "policy",
    [
        pytest.param(ATTACHMENT.replace("arn:aws:", "arn:aws-cn:"), id="China"),
        pytest.param(ATTACHMENT.replace("arn:aws:", "arn:aws-us-gov:"), id="government"),
        pytest.param(
            ATTACHMENT.replace("arn:aws:", "arn:${data.aws_partition.current.partition}:"), id="partition read"
        ),
        pytest.param(ATTACHMENT.replace("aws_iam_role.execution.name", '"web-execution"'), id="role by its name"),
        pytest.param(ATTACHMENT.replace("execution.name", "execution.id"), id="role by its id"),
        pytest.param(
            ATTACHMENT.replace(f'"{MANAGED}"', "each.value").replace(
                "role  ", f'for_each = toset(["{MANAGED}", "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"])\n  role'
            ),
            id="for each",
        ),
        pytest.param(
            f'resource "aws_iam_policy_attachment" "a" {{\n  name = "a"\n  roles = [aws_iam_role.execution.name]\n'
            f'  policy_arn = "{MANAGED}"\n}}\n',
            id="policy attachment",
        ),
        pytest.param(
            'resource "aws_iam_role_policy_attachments_exclusive" "a" {\n  role_name = aws_iam_role.execution.name\n'
            f'  policy_arns = ["{MANAGED}"]\n}}\n',
            id="exclusive attachments",
        ),
        pytest.param(ATTACHMENT.replace(f'"{MANAGED}"', "data.aws_iam_policy.ecs.arn"), id="data source by name"),
        pytest.param(ATTACHMENT.replace(f'"{MANAGED}"', "data.aws_iam_policy.arn.arn"), id="data source by ARN"),
        pytest.param(inline(*ACTIONS), id="the same actions"),
        pytest.param(inline("ecr:Get*", "ECR:Batch*", "logs:*"), id="by wildcards"),
        pytest.param(inline("ecr:*", "logs:Create*", "logs:PutLogEvent?"), id="by question marks"),
        pytest.param(inline(ACTIONS[0]) + inline(*ACTIONS[1:], resource="arn:aws:x").replace('"execution" {', '"b" {')),
    ],
)
def test_policies_of_the_execution_role(module: Any, outcomes: Any, policy: str) -> None:
    text = GOOD.replace(ATTACHMENT, policy)
    text += 'data "aws_partition" "current" {\n}\ndata "aws_iam_policy" "ecs" {\n'
    text += (
        f'  name = "AmazonECSTaskExecutionRolePolicy"\n}}\ndata "aws_iam_policy" "arn" {{\n  arn = "{MANAGED}"\n}}\n'
    )
    assert outcomes(assert_task_roles, module(text)) == (set(), set())


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(f'managed_policy_arns = ["{MANAGED}"]', id="managed_policy_arns"),
        pytest.param(
            'inline_policy {\n    name   = "x"\n    policy = jsonencode({ Statement = [{ Effect = "Allow", '
            'Action = ["ecr:*", "logs:*"], Resource = "*" }] })\n  }',
            id="inline_policy",
        ),
    ],
)
def test_policies_in_the_role(module: Any, outcomes: Any, block: str) -> None:
    text = GOOD.replace(ATTACHMENT, "").replace(
        'name               = "web-execution"', f'name = "web-execution"\n  {block}'
    )
    assert outcomes(assert_task_roles, module(text)) == (set(), set())


DENY = """
resource "aws_iam_role_policy" "deny" {
  name   = "deny"
  role   = aws_iam_role.execution.id
  policy = jsonencode({ Statement = [{ Effect = "Deny", %s }] })
}
"""
DENIAL = "aws_iam_role_policy.deny"


@pytest.mark.parametrize(
    ("statement", "failed", "unknown"),
    [
        pytest.param('Action = "logs:*", Resource = "*"', {DENIAL}, set(), id="a service"),
        pytest.param('Action = "logs:PutLogEvents", Resource = "*"', {DENIAL}, set(), id="an action"),
        pytest.param('Action = "ecr:BatchGetImage", Resource = "arn:aws:ecr:*:*:*"', {DENIAL}, set(), id="everything"),
        pytest.param('Action = "ecr:GetAuthorizationToken", Resource = "*"', {DENIAL}, set(), id="the token"),
        pytest.param('NotAction = "ecr:*", Resource = "*"', {DENIAL}, set(), id="all but a service"),
        pytest.param('Action = "s3:*", Resource = "*"', set(), set(), id="another service"),
        pytest.param('Action = "logs:*", Resource = "arn:aws:logs:*:*:log-group:x:*"', set(), set(), id="one group"),
        pytest.param('Action = "logs:*", NotResource = "arn:aws:logs:*:*:log-group:x:*"', set(), set(), id="the rest"),
        pytest.param(
            'Action = "logs:*", Resource = "*", Condition = { Bool = { "aws:x" = "true" } }',
            set(),
            {EXECUTION_ROLE},
            id="on a condition",
        ),
    ],
)
def test_what_is_denied_for_everything_is_not_allowed(
    module: Any, outcomes: Any, statement: str, failed: set[str], unknown: set[str]
) -> None:
    assert outcomes(assert_task_roles, module(GOOD + DENY % statement)) == (failed, unknown)


def test_a_denial_is_told_at_its_statement_and_of_the_role(module: Any) -> None:
    with pytest.raises(RequirementNotMet) as caught:
        assert_task_roles(module(GOOD + DENY % 'Action = "logs:*", Resource = "*"'))
    (finding,) = caught.value.findings
    assert finding.touches == (EXECUTION_ROLE, TASK)
    assert finding.note == "this statement denies it: logs:CreateLogStream, logs:PutLogEvents"


@pytest.mark.parametrize(
    ("actions", "failed"),
    [('["ecr:*", "logs:*"]', set()), ('"*"', set()), ('"ecr:*"', {"aws_iam_policy.boundary"})],
)
def test_the_permissions_boundary_has_to_allow_it_too(
    module: Any, outcomes: Any, actions: str, failed: set[str]
) -> None:
    boundary = f"""
    resource "aws_iam_policy" "boundary" {{
      name   = "boundary"
      policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = {actions}, Resource = "*" }}] }})
    }}
    """
    text = GOOD.replace('"web-execution"\n', '"web-execution"\n  permissions_boundary = aws_iam_policy.boundary.arn\n')
    assert outcomes(assert_task_roles, module(text + boundary)) == (failed, set())


@pytest.mark.parametrize("missing", ACTIONS)
def test_each_action_is_needed(module: Any, outcomes: Any, missing: str) -> None:
    text = GOOD.replace(ATTACHMENT, inline(*(action for action in ACTIONS if action != missing)))
    assert outcomes(assert_task_roles, module(text)) == ({EXECUTION_ROLE}, set())


def test_a_token_is_for_the_whole_registry(module: Any, outcomes: Any) -> None:
    text = GOOD.replace(ATTACHMENT, inline(*ACTIONS, resource="arn:aws:ecr:eu-central-1:210987654321:repository/web"))
    assert outcomes(assert_task_roles, module(text)) == ({EXECUTION_ROLE}, set())


def test_an_execution_role_without_policies(module: Any) -> None:
    with pytest.raises(RequirementNotMet) as caught:
        assert_task_roles(module(GOOD.replace(ATTACHMENT, "")))
    (finding,) = caught.value.findings
    assert finding.address == EXECUTION_ROLE
    assert finding.touches == (TASK,)
    assert finding.note.startswith("without ecr:GetAuthorizationToken, ecr:BatchCheckLayerAvailability, ")
    assert finding.hint == "Attach AmazonECSTaskExecutionRolePolicy to it, or a policy with these actions."


@pytest.mark.parametrize(
    "policy",
    [
        pytest.param(ATTACHMENT.replace(f'"{MANAGED}"', "var.unset"), id="policy"),
        pytest.param(ATTACHMENT.replace("aws_iam_role.execution.name", "var.unset"), id="role"),
        pytest.param(inline("x:y").replace("jsonencode", "var.unset == 1 ? var.unset : jsonencode"), id="document"),
        pytest.param(ATTACHMENT.replace(f'"{MANAGED}"', '"arn:aws:iam::210987654321:policy/own"'), id="elsewhere"),
        pytest.param(ATTACHMENT.replace("role  ", "count = var.unset ? 1 : 0\n  role"), id="perhaps there"),
    ],
)
def test_policies_that_are_not_known(module: Any, outcomes: Any, policy: str) -> None:
    assert outcomes(assert_task_roles, module(GOOD.replace(ATTACHMENT, policy))) == (set(), {EXECUTION_ROLE})


def test_an_inline_policy_that_is_removed_does_not_count(module: Any, outcomes: Any) -> None:
    exclusive = (
        'resource "aws_iam_role_policies_exclusive" "x" {\n  role_name = aws_iam_role.execution.name\n'
        '  policy_names = ["%s"]\n}\n'
    )
    text = GOOD.replace(ATTACHMENT, inline(*ACTIONS))
    assert outcomes(assert_task_roles, module(text + exclusive % "execution")) == (set(), set())
    assert outcomes(assert_task_roles, module(text + exclusive % "other")) == ({EXECUTION_ROLE}, set())


def test_roles_through_modules(module: Any, outcomes: Any) -> None:
    role = """
variable "name" {
}

variable "policies" {
  type    = map(string)
  default = {}
}

variable "trust" {
}

resource "aws_iam_role" "this" {
  name               = var.name
  assume_role_policy = var.trust
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each   = var.policies
  role       = aws_iam_role.this.name
  policy_arn = each.value
}

output "arn" {
  value = aws_iam_role.this.arn
}
"""
    main = f"""
module "execution" {{
  source   = "./role"
  name     = "execution"
  trust    = {TRUST}
  policies = {{ ecs = "{MANAGED}" }}
}}

module "task" {{
  source   = "./role"
  for_each = toset(["web"])
  name     = each.key
  trust    = %s
}}

resource "aws_ecs_task_definition" "web" {{
  family                = "web"
  execution_role_arn    = module.execution.arn
  task_role_arn         = module.task["web"].arn
  container_definitions = jsonencode([{{ name = "web", image = "web:1" }}])
}}
"""
    assert outcomes(assert_task_roles, module({"main.tf": main % TRUST, "role/main.tf": role})) == (set(), set())
    wrong = statement('Principal = { Service = "ec2.amazonaws.com" }')
    plan = module({"main.tf": main % wrong, "role/main.tf": role})
    assert outcomes(assert_task_roles, plan) == ({'module.task["web"].aws_iam_role.this'}, set())


def test_the_place_of_wrong_trust_is_in_the_document(module: Any) -> None:
    text = trusting("data.aws_iam_policy_document.tasks.json") + DOCUMENT % '"ec2.amazonaws.com"'
    with pytest.raises(RequirementNotMet) as caught:
        assert_task_roles(module(text))
    assert {finding.address for finding in caught.value.findings} == {TASK_ROLE}
    places = {finding.location.line for finding in caught.value.findings if finding.location}
    assert text.splitlines().index('      identifiers = ["ec2.amazonaws.com"]') + 1 in places


def test_a_plan_without_task_definitions_is_no_evidence(module: Any) -> None:
    with pytest.raises(RequirementNotMet, match="nothing to check: the plan has no aws_ecs_task_definition"):
        assert_task_roles(module('resource "aws_ecs_cluster" "c" {\n  name = "c"\n}\n'))


COUNT = "  count = var.unset ? 1 : 0\n"


def test_a_policy_that_exists_where_its_role_does_counts(module: Any, outcomes: Any) -> None:
    role = ATTACHMENT.replace("  role  ", COUNT + "  role  ").replace("execution.name", "execution[0].name")
    text = GOOD.replace(ATTACHMENT, role).replace(
        '  name               = "web-execution"', COUNT + '  name = "web-execution"'
    )
    text = text.replace("execution.arn", "execution[0].arn")
    assert outcomes(assert_task_roles, module(text)) == (set(), set())


def test_a_role_that_may_not_exist_is_unknown_where_it_is_only_named(module: Any, outcomes: Any) -> None:
    text = GOOD.replace('  name               = "web-task"', COUNT + '  name = "web-task"')
    named = text.replace("aws_iam_role.task.arn", '"arn:aws:iam::210987654321:role/web-task"')
    assert outcomes(assert_task_roles, module(named)) == (set(), {TASK})


def test_a_policy_that_may_not_exist_is_no_evidence_where_it_is_only_named(module: Any, outcomes: Any) -> None:
    policy = f"""
resource "aws_iam_policy" "start" {{
{COUNT}  name = "start"
  policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = ["ecr:*", "logs:*"], Resource = "*" }}] }})
}}
"""
    named = GOOD.replace(MANAGED, "arn:aws:iam::210987654321:policy/start")
    assert outcomes(assert_task_roles, module(named + policy)) == (set(), {EXECUTION_ROLE})
    sure = policy.replace(COUNT, "")
    assert outcomes(assert_task_roles, module(named + sure)) == (set(), set())
    perhaps_attached = named.replace("  role  ", COUNT + "  role  ")
    assert outcomes(assert_task_roles, module(perhaps_attached + sure)) == (set(), {EXECUTION_ROLE})
