"""Every task has an execution role and a task role, made for tasks and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ...aws.iam_managed_policies import EXECUTION
from ...aws.iam_patterns import ANYTHING, any_of, covers, negated
from ...declaration import requirement
from ...findings import Severity, Verdict
from ...plan.ecs.ecs import TaskDefinition
from ...plan.existence import may_not_exist
from ...plan.links import Link
from ...plan.model import Plan
from ...plan.resource import Resource
from ...plan.roles.access import Access, access, access_somewhere
from ...plan.roles.execution_needs import LOG, PULL, TOKEN
from ...plan.roles.policies import RolePolicies
from ...plan.roles.trust import TASKS, others_trusted, trusts_tasks
from ...plan.roles.verdicts import judged
from ...plan.seeds import unseeded

_EXECUTION: Final = "execution_role_arn"
_TASK: Final = "task_role_arn"
_TRUST: Final = "assume_role_policy"
_ALONE: Final = f'Let Principal be {{ Service = "{TASKS}" }} alone.'
_TRUSTED: Final = f"trusted by {TASKS} and nothing else"
_MADE_ELSEWHERE: Final = "a role that the module does not make"
_CAN_START: Final = f"an execution role with {EXECUTION} or the same actions"


@requirement(
    "ECSF601",
    "Every task has an execution role and a task role of its own, trusted by ECS tasks and nothing else.",
    severity=Severity.HIGH,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html",
    remediation="Give every task definition two roles that ecs-tasks.amazonaws.com may assume.",
    looks_for="aws_ecs_task_definition",
)
def assert_task_roles(plan: Plan, *, allow_empty: bool = False) -> Iterator[Verdict]:
    """Every task has an execution role and a task role of its own, trusted by ECS tasks and nothing else.

    The two are different roles, and the execution role has what AmazonECSTaskExecutionRolePolicy gives: the six actions
    to pull images from ECR and to write logs, on some resource (on which ones is what ECSF611 asks), and nothing that
    denies them for all. Of a role that the module does not make, nobody can tell.

    Why:
        ECS itself uses the execution role to pull images, read secrets and write logs; the application has the task
        role. With one role for both, whoever gets into the application reads all its secrets and images; a role that
        other services may assume too can be used from there.

    Fails:
        resource "aws_iam_role" "task" {
          name = "web"
          assume_role_policy = jsonencode({
            Version = "2012-10-17"
            Statement = [{
              Effect    = "Allow"
              Action    = "sts:AssumeRole"
              Principal = { Service = ["ecs-tasks.amazonaws.com", "ec2.amazonaws.com"] }
            }]
          })
        }

        resource "aws_ecs_task_definition" "web" {
          family                = "web"
          execution_role_arn    = aws_iam_role.task.arn
          task_role_arn         = aws_iam_role.task.arn
          container_definitions = jsonencode([{ name = "web", image = "web:1" }])
        }

    Passes:
        data "aws_iam_policy_document" "tasks" {
          statement {
            actions = ["sts:AssumeRole"]

            principals {
              type        = "Service"
              identifiers = ["ecs-tasks.amazonaws.com"]
            }
          }
        }

        resource "aws_iam_role" "execution" {
          name               = "web-execution"
          assume_role_policy = data.aws_iam_policy_document.tasks.json
        }

        resource "aws_iam_role_policy_attachment" "execution" {
          role       = aws_iam_role.execution.name
          policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
        }

        resource "aws_iam_role" "task" {
          name               = "web-task"
          assume_role_policy = data.aws_iam_policy_document.tasks.json
        }

        resource "aws_ecs_task_definition" "web" {
          family                = "web"
          execution_role_arn    = aws_iam_role.execution.arn
          task_role_arn         = aws_iam_role.task.arn
          container_definitions = jsonencode([{ name = "web", image = "web:1" }])
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
        - https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
        - checkov CKV_AWS_249 (the two roles differ)

    """
    policies = RolePolicies(plan)
    for definition in plan.task_definitions():
        links = {path: policies.role_at(definition, path) for path in (_EXECUTION, _TASK)}
        for path, found in links.items():
            yield from _set(definition, path, found)
        if all(found.set for found in links.values()):
            yield _different(policies, definition, links[_EXECUTION], links[_TASK])
        users = (definition,)
        for role in {role.address: role for found in links.values() for role in found.resources}.values():
            yield from _trusted(policies, unseeded(plan, role), users)
        for role in links[_EXECUTION].resources:
            yield from _can_start(policies, unseeded(plan, role), users)


def _set(definition: TaskDefinition, path: str, found: Link) -> Iterator[Verdict]:
    """Whether there is such a role, and whether the plan shows it."""
    users = (definition,)
    what = "an execution role" if path == _EXECUTION else "a task role"
    if not found.set:
        yield judged(
            definition.resource, path, False, what, users=users, hint=f"Set {path} to the arn of {what} for this task."
        )
    elif not found.exists(definition.resource):
        elsewhere = f"whom it trusts and what it may do is not known: it is {_MADE_ELSEWHERE}"
        note = may_not_exist(found.resources) if found.resources else elsewhere
        yield judged(definition.resource, path, None, f"{what}, {_TRUSTED}", users=users, note=note)


def _different(policies: RolePolicies, definition: TaskDefinition, execution: Link, task: Link) -> Verdict:
    same = any_of(_same(policies, one, other) for one in execution.resources for other in task.resources)
    if len(execution.resources) > 1 or len(task.resources) > 1:
        same = None if same else same  # a condition that is not known chooses one of them
    if not execution.resources and not task.resources:
        same = covers(policies.arns.text(execution.value), policies.arns.text(task.value))
    elif not (execution.resources and task.resources):
        same = None if execution.undecided or task.undecided else False
    expected = "another role than the execution role"
    hint = "Make a role for what the application does, and name it in task_role_arn."
    return judged(definition.resource, _TASK, negated(same), expected, users=(definition,), hint=hint)


def _same(policies: RolePolicies, one: Resource, other: Resource) -> bool | None:
    """Whether two roles are the same one: a data source may read what another block makes or reads."""
    if one.address == other.address or (one.mode == "managed" and other.mode == "managed"):
        return one.address == other.address
    return covers(policies.arns.text(one.at("name")), policies.arns.text(other.at("name")))


def _trusted(policies: RolePolicies, role: Resource, users: tuple[TaskDefinition, ...]) -> Iterator[Verdict]:
    found = policies.trust(role)
    if found is None:
        note = f"whom it trusts is not known: it is {_MADE_ELSEWHERE}" if role.mode == "data" else ""
        yield judged(role, _TRUST, None, _TRUSTED, users=users, note=note)
        return
    others = list(others_trusted(found, policies.arns))
    for sure, path in others:
        note = "others may assume it too" if sure else ""
        yield judged(role, path, False if sure else None, _TRUSTED, users=users, hint=_ALONE, note=note)
    tasks = trusts_tasks(found, policies.arns)
    if not others or tasks is False:
        note = "ECS tasks cannot assume it" if tasks is False else ""
        yield judged(role, _TRUST, tasks, _TRUSTED, users=users, hint=_ALONE, note=note)


def _can_start(policies: RolePolicies, role: Resource, users: tuple[TaskDefinition, ...]) -> Iterator[Verdict]:
    """Whether the execution role has the actions, on whatever resource; at the policy, where one takes them away."""
    missing: list[str] = []
    unknown: list[str] = []
    taken: dict[tuple[object, ...], tuple[Access, list[str]]] = {}
    for action in (TOKEN, *PULL, *LOG):
        found = _somewhere(policies, role, action)
        if found.policy is not None and found.allowed is False:
            taken.setdefault(found.key, (found, []))[1].append(action)
        elif not found.allowed:
            (unknown if found.allowed is None else missing).append(action)
    for found, actions in taken.values():
        assert found.policy is not None
        path, note = found.policy.place(found.path), f"{found.reason}: {', '.join(actions)}"
        verdict = judged(found.policy.holder, path, False, _CAN_START, users=users, note=note)
        yield replace(verdict, touches=tuple(dict.fromkeys((role.address, *verdict.touches))))
    if missing or unknown:
        note = f"without {', '.join(missing)}" if missing else f"whether it has {', '.join(unknown)} is not known"
        hint = f"Attach {EXECUTION} to it, or a policy with these actions." if missing else ""
        yield judged(role, "", False if missing else None, _CAN_START, users=users, hint=hint, note=note)
    elif not taken:
        yield judged(role, "", True, _CAN_START, users=users)


def _somewhere(policies: RolePolicies, role: Resource, action: str) -> Access:
    """Whether the role may do it to something; a token for the registry is for everything."""
    if action == TOKEN:
        found = access(policies, role, action, "*")
        return Access(found.allowed) if found.nearly else found
    rest = ("ecr", "repository/") if action in PULL else ("logs", "log-group:")
    return access_somewhere(policies, role, action, policies.arns.built(role, rest[0], rest[1] + ANYTHING))
