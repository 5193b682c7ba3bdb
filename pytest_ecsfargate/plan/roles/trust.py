"""Who may assume a role, as its trust policy says.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ...aws.iam_patterns import all_of, any_of, covers, negated
from ...aws.iam_statements import Element, Statement
from .access import covers_action
from .arns import Arns

TASKS: Final = "ecs-tasks.amazonaws.com"
"""ECS tasks as a principal, in all partitions."""

_ASSUMING: Final = ("sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML")


def trusts_tasks(statements: Iterable[Statement], arns: Arns) -> bool | None:
    """Whether ECS tasks may assume a role. Conditions of an Allow statement are taken to hold for them."""
    found = tuple(statements)
    denied = any_of(_denies(each, arns) for each in found)
    return all_of((any_of(_by_tasks(each, arns) for each in found), negated(denied)))


def others_trusted(statements: Iterable[Statement], arns: Arns) -> Iterator[tuple[bool | None, str]]:
    """Where others than ECS tasks are allowed to assume a role: whether that is sure, and the path."""
    for statement in statements:
        if _is_trusting(statement, arns) is not False:
            yield from _others(statement, arns)


def _is_trusting(statement: Statement, arns: Arns) -> bool | None:
    return all_of((statement.has_effect("Allow"), _assumes(statement, arns)))


def _assumes(statement: Statement, arns: Arns) -> bool | None:
    return any_of(covers_action(statement, arns, action) for action in _ASSUMING)


def _others(statement: Statement, arns: Arns) -> Iterator[tuple[bool | None, str]]:
    sure = _is_trusting(statement, arns)
    excepted = statement.element("NotPrincipal")
    if excepted is not None and isinstance(statement.value.data, dict):
        yield sure, excepted.path
    for kind, element in statement.principals:
        answer = _are_tasks(kind, element, arns)
        if not answer:
            yield (None if answer is None else sure), element.path


def _are_tasks(kind: str, element: Element, arns: Arns) -> bool | None:
    """Whether all that an element names is ECS tasks."""
    items = element.items
    if not kind or items is None:
        return None
    if kind.casefold() != "service":
        return not items
    return all_of(covers(TASKS, arns.text(item)) if not item.is_null else True for item in items)


def _by_tasks(statement: Statement, arns: Arns) -> bool | None:
    named = any_of(
        covers(TASKS, arns.text(item))
        for kind, element in statement.principals
        if kind.casefold() in ("service", "")
        for item in element.items or (element.value,)
    )
    return all_of((statement.has_effect("Allow"), covers_action(statement, arns, _ASSUMING[0]), named))


def _denies(statement: Statement, arns: Arns) -> bool | None:
    """Whether a statement denies it to ECS tasks; what a condition decides is left to the condition."""
    if statement.element("Condition") is not None and isinstance(statement.value.data, dict):
        return False
    about = any_of(
        True if kind == "*" else covers(TASKS, arns.text(item))
        for kind, element in statement.principals
        if kind.casefold() in ("service", "", "*")
        for item in element.items or (element.value,)
    )
    return all_of((statement.has_effect("Deny"), covers_action(statement, arns, _ASSUMING[0]), about))
