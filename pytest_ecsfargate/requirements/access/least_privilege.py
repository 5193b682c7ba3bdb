"""The roles of tasks allow what is needed, on the resources that are needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ...aws.iam_managed_policies import EXECUTION
from ...aws.iam_statements import Statement
from ...declaration import requirement
from ...findings import Severity, Verdict
from ...plan.ecs.ecs import TaskDefinition
from ...plan.model import Plan
from ...plan.resource import Resource
from ...plan.roles.policies import RolePolicies, RolePolicy
from ...plan.roles.policy_faults import Fault, faults
from ...plan.roles.task_role_rights import TaskRights
from ...plan.roles.verdicts import judged

_ADMINISTRATORS: Final = ("AdministratorAccess", "PowerUserAccess")
_EXPECTED: Final = "only what is needed, on the resources that are needed"


@dataclass
class _Used:
    """A role and the task definitions that use it, by what they use it for."""

    role: Resource
    users: dict[str, list[TaskDefinition]] = field(default_factory=lambda: {"execution": [], "task": []})

    @property
    def all_users(self) -> tuple[TaskDefinition, ...]:
        return tuple({user.address: user for found in self.users.values() for user in found}.values())


@requirement(
    "ECSF602",
    "The roles of tasks allow only what is needed, on the resources that are needed.",
    severity=Severity.HIGH,
    aws_doc="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    remediation="Name the actions and the ARNs of the resources in the statement.",
    looks_for="execution role or task role",
)
def assert_least_privilege(plan: Plan, *, allow_empty: bool = False) -> Iterator[Verdict]:
    """The roles of tasks allow only what is needed, on the resources that are needed.

    Not met are: all actions of a service, or of all services; `Resource = "*"` for an action that AWS can limit to
    resources (discovery, such as `Describe*`, may be for all); `NotAction` and `NotResource` with Allow; `iam:PassRole`
    for every role; AdministratorAccess and PowerUserAccess. A condition on the resource (`ecs:cluster`,
    `aws:ResourceTag/…`) limits `*`, other conditions do not. AWS's AmazonECSTaskExecutionRolePolicy is accepted on
    execution roles.

    A task role has no rights of an execution role: to pull images, to read what the task has as its `secrets`, or to
    write to the log group of its awslogs driver, unless a FireLens router runs in the task or ECS Exec logs there.

    Why:
        Whoever gets into a container has its task role, by a request to 169.254.170.2 that needs no password. What it
        may do is then the size of the incident.

    Fails:
        resource "aws_iam_role" "task" {
          name               = "web-task"
          assume_role_policy = "{}"
        }

        resource "aws_iam_role_policy" "uploads" {
          name = "uploads"
          role = aws_iam_role.task.id
          policy = jsonencode({
            Version   = "2012-10-17"
            Statement = [{ Effect = "Allow", Action = ["s3:GetObject", "s3:PutObject"], Resource = "*" }]
          })
        }

        resource "aws_ecs_task_definition" "web" {
          family                = "web"
          task_role_arn         = aws_iam_role.task.arn
          container_definitions = jsonencode([{ name = "web", image = "web:1" }])
        }

    Passes:
        resource "aws_s3_bucket" "uploads" {
          bucket = "uploads"
        }

        resource "aws_iam_role" "task" {
          name               = "web-task"
          assume_role_policy = "{}"
        }

        resource "aws_iam_role_policy" "uploads" {
          name = "uploads"
          role = aws_iam_role.task.id
          policy = jsonencode({
            Version = "2012-10-17"
            Statement = [{
              Effect   = "Allow"
              Action   = ["s3:GetObject", "s3:PutObject"]
              Resource = "${aws_s3_bucket.uploads.arn}/*"
            }]
          })
        }

        resource "aws_ecs_task_definition" "web" {
          family                = "web"
          task_role_arn         = aws_iam_role.task.arn
          container_definitions = jsonencode([{ name = "web", image = "web:1" }])
        }

    References:
        - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
        - https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html
        - checkov CKV_AWS_62, CKV_AWS_63, CKV_AWS_274, CKV_AWS_355 and CKV2_AWS_40, trivy AWS-0057, Security Hub IAM.1
          and IAM.21

    """
    policies = RolePolicies(plan)
    used: dict[str, _Used] = {}
    for definition in plan.task_definitions():
        for kind in ("execution", "task"):
            path = f"{kind}_role_arn"
            found = policies.role_at(definition, path)
            for role in found.resources:
                used.setdefault(role.address, _Used(role)).users[kind].append(definition)
            if found.set and not found.resources:
                note = "what a role allows that the plan does not show is not known"
                yield judged(definition.resource, path, None, _EXPECTED, users=(definition,), note=note)
    for each in used.values():
        yield from _of_role(policies, each)
    for policy in policies.undecided if used else ():
        for fault in _faults(policies, policy, None):
            note = f"{fault.note or fault.expected}; which role it is attached to is not known".removeprefix("; ")
            yield judged(policy.holder, policy.place(fault.path), None, fault.expected, note=note)


def _of_role(policies: RolePolicies, used: _Used) -> Iterator[Verdict]:
    found = policies.of(used.role)
    if used.role.mode == "data":
        note = "which policies a role has that the module does not make is not known"
        yield judged(used.role, "", None, _EXPECTED, users=used.all_users, note=note)
    elif not found:
        yield judged(used.role, "", True, _EXPECTED, users=used.all_users)
    rights = TaskRights(policies.arns, tuple(used.users["task"])) if used.users["task"] else None
    for policy in found:
        wrong = list(_faults(policies, policy, rights))
        for fault in wrong:
            holds = None if fault.sure is None else False
            path = policy.place(fault.path)
            yield judged(policy.holder, path, holds, fault.expected, users=used.all_users, note=fault.note)
        if not wrong:
            yield judged(policy.holder, "", True, _EXPECTED, users=used.all_users)


def _faults(policies: RolePolicies, policy: RolePolicy, rights: TaskRights | None) -> Iterator[Fault]:
    if policy.managed in _ADMINISTRATORS:
        yield Fault("", "a policy with the actions that are needed", True, f"{policy.managed} allows nearly everything")
        return
    if policy.statements is None:
        yield Fault("", "a policy whose statements are known", None, _unknown_policy(policy))
        return
    found = [fault for each in policy.statements for fault in _of_statement(policies, policy, each, rights)]
    if not policy.managed:
        yield from found
    elif found:
        # The document is AWS's own, and all of it hangs on the one attachment.
        worst = next((fault for fault in found if fault.sure), found[0])
        yield Fault("", "a policy with the resources that are needed", worst.sure, f"{policy.managed}: {worst.note}")


def _of_statement(
    policies: RolePolicies, policy: RolePolicy, statement: Statement, rights: TaskRights | None
) -> Iterator[Fault]:
    if policy.managed != EXECUTION:
        yield from faults(statement, policies.arns)
    if rights is not None:
        yield from rights.faults(statement)


def _unknown_policy(policy: RolePolicy) -> str:
    if policy.managed:
        return f"the document of {policy.managed} is not among those that are listed"
    return "what this policy allows is not known"
