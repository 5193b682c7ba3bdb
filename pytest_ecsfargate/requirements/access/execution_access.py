"""The execution role may do what it takes to start the task: pull, read secrets, write logs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...declaration import requirement
from ...findings import Severity, Verdict
from ...plan.ecs.ecs import TaskDefinition
from ...plan.model import Plan
from ...plan.resource import Resource
from ...plan.roles.access import Access, access
from ...plan.roles.execution_needs import LOG, Need, execution_needs
from ...plan.roles.policies import RolePolicies
from ...plan.roles.verdicts import judged

_STREAMS = 'Let Resource be "${<log group>.arn}:*": log streams are what these actions are about.'
_OUTSIDE = "the policies of a role that the plan does not show are not known"


@requirement(
    "ECSF611",
    "The execution role of every task may pull its images, read its secrets and write its logs.",
    severity=Severity.HIGH,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
    remediation="Allow the missing action on that resource in a policy of the execution role.",
    looks_for="image in ECR, secret or awslogs log group of a task with an execution role",
)
def assert_execution_access(plan: Plan, *, allow_empty: bool = False) -> Iterator[Verdict]:
    """The execution role of every task may pull its images, read its secrets and write its logs.

    For each image in ECR the login and the pulling, for each secret the reading (and `kms:Decrypt`, where a parameter
    or secret of the plan has a key of the customer), for each log group of the awslogs driver the writing. Resources
    are compared by their ARNs, by reference where an ARN is not known yet. What denies it counts, and so does the
    permissions boundary; what a condition decides is unknown. A policy that the plan does not show may allow what is
    missing, so that the answer is unknown; it is not taken to deny. Policies of the resources themselves and of the
    organization are not looked at.

    Why:
        ECS finds out when it starts a task: the service never gets steady, and the deployment hangs until somebody
        reads "unable to pull secrets or registry auth" in the events. The plan looks fine all the while.

    Fails:
        data "aws_ssm_parameter" "api_key" {
          name = "/dev/api_key"
        }

        resource "aws_iam_role" "execution" {
          name               = "web-execution"
          assume_role_policy = "{}"
        }

        resource "aws_iam_role_policy_attachment" "execution" {
          role       = aws_iam_role.execution.name
          policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
        }

        resource "aws_ecs_task_definition" "web" {
          family             = "web"
          execution_role_arn = aws_iam_role.execution.arn
          container_definitions = jsonencode([{
            name    = "web"
            image   = "web:1"
            secrets = [{ name = "API_KEY", valueFrom = data.aws_ssm_parameter.api_key.arn }]
          }])
        }

    Passes:
        data "aws_ssm_parameter" "api_key" {
          name = "/dev/api_key"
        }

        resource "aws_iam_role" "execution" {
          name               = "web-execution"
          assume_role_policy = "{}"
        }

        resource "aws_iam_role_policy" "secrets" {
          name = "secrets"
          role = aws_iam_role.execution.id
          policy = jsonencode({
            Version = "2012-10-17"
            Statement = [{
              Effect   = "Allow"
              Action   = "ssm:GetParameters"
              Resource = data.aws_ssm_parameter.api_key.arn
            }]
          })
        }

        resource "aws_ecs_task_definition" "web" {
          family             = "web"
          execution_role_arn = aws_iam_role.execution.arn
          container_definitions = jsonencode([{
            name    = "web"
            image   = "web:1"
            secrets = [{ name = "API_KEY", valueFrom = data.aws_ssm_parameter.api_key.arn }]
          }])
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
        - https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
        - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html

    """
    policies = RolePolicies(plan)
    for definition in plan.task_definitions():
        named = policies.role_at(definition, "execution_role_arn")
        if not named.set:
            continue  # that there is none is what ECSF601 says
        for path in definition.unknown_paths:
            yield definition.judge(path, None, "containers whose needs are known")
        for need in execution_needs(definition, policies.arns):
            yield from _needed(policies, definition, named.resources, need)


def _needed(
    policies: RolePolicies, definition: TaskDefinition, roles: tuple[Resource, ...], need: Need
) -> Iterator[Verdict]:
    users = (definition,)
    expected = f"the execution role may {', '.join(need.actions) or 'do what is needed'} {need.what}"
    if not need.actions:
        path = need.container.path(need.path)
        yield judged(need.container.task_definition, path, None, expected, users=users)
    elif not roles:
        yield judged(definition.resource, "execution_role_arn", None, expected, users=users, note=_OUTSIDE)
    for role in roles if need.actions else ():
        found = [(action, access(policies, role, action, need.target)) for action in need.actions]
        alike: dict[tuple[object, ...], tuple[Access, list[str]]] = {}
        for action, each in found:
            if not each.allowed:
                alike.setdefault(each.key, (each, []))[1].append(action)
        for each, actions in alike.values():
            verdict = _missing(role, need, actions, each, users)
            yield verdict if len(roles) == 1 else verdict.unless_known("which of several roles it is is not known")
        if not alike:
            yield judged(role, "", True, expected, users=users)


def _missing(
    role: Resource, need: Need, actions: list[str], found: Access, users: tuple[TaskDefinition, ...]
) -> Verdict:
    """Of the policy that comes nearest to it or denies it; of the role, where none speaks of it."""
    expected = f"{', '.join(actions)} {need.what}"
    holds = found.allowed if need.certain else None
    reason = found.reason or "no policy of the role allows it"
    note = f"{reason}; needed for {need.container.path(need.path)}"
    if not need.certain:
        note = f"{reason}; whether it is needed for {need.container.path(need.path)} is not known"
    if found.policy is None:
        return judged(role, "", holds, expected, users=users, note=note)
    policy = found.policy
    hint = _STREAMS if found.allowed is False and found.nearly and need.actions == LOG else ""
    verdict = judged(policy.holder, policy.place(found.path), holds, expected, users=users, hint=hint, note=note)
    return replace(verdict, touches=tuple(dict.fromkeys((role.address, *verdict.touches))))
