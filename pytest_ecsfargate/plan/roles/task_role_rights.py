"""Rights of an execution role that a task role does not need: ECS uses them itself, before the application starts.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from ...aws.iam_actions import is_whole_service
from ...aws.iam_patterns import ANYTHING, all_of, any_of, covers, has_unknown
from ...aws.iam_statements import Statement
from ..ecs.ecs import TaskDefinition
from .access import covers_action, covers_resource
from .arns import Arns
from .execution_needs import PULL, READ_PARAMETER, READ_SECRET, TOKEN, Need, containers, execution_needs, log_group_arn
from .policy_faults import Fault, is_everything, patterns

_READING: Final = (READ_PARAMETER, "ssm:GetParameter", READ_SECRET)
_WRITING: Final = "logs:PutLogEvents"
_EXPECTED: Final = "a task role without the rights of an execution role"
_EXEC_GROUP: Final = "configuration[0].execute_command_configuration[0].log_configuration[0].cloud_watch_log_group_name"


class TaskRights:
    """What the task role of these task definitions has no need for."""

    def __init__(self, arns: Arns, users: tuple[TaskDefinition, ...]) -> None:
        self.arns = arns
        self.users = users

    @cached_property
    def _needs(self) -> tuple[Need, ...]:
        return tuple(need for user in self.users for need in execution_needs(user, self.arns))

    @cached_property
    def _secrets(self) -> tuple[Need, ...]:
        return tuple(each for each in self._needs if each.certain and any(name in _READING for name in each.actions))

    @cached_property
    def _groups(self) -> tuple[str, ...]:
        """The log groups that only the log driver writes to, and not the application."""
        shared = {self.arns.text(cluster.at(_EXEC_GROUP)) for cluster in self.arns.plan.clusters()}
        found = []
        for user in self.users:
            of_task = containers(user)
            router = any(not each.at("firelensConfiguration").is_null for each in of_task)
            # Sessions of ECS Exec are logged by the task role, by default to the log group of the container.
            if router or any(
                service.at("enable_execute_command").value not in (None, False) for service in user.services
            ):
                continue
            for each in of_task:
                group, driver = each.option("awslogs-group"), each.at("logConfiguration.logDriver")
                if driver.value == "awslogs" and not group.is_null and self.arns.text(group) not in shared:
                    found.append(f"{log_group_arn(each, self.arns)}:log-stream:{ANYTHING}")
        return tuple(found)

    def faults(self, statement: Statement) -> Iterator[Fault]:
        """What a statement allows of it. Statements that allow everything are faults of their own."""
        if not isinstance(statement.value.data, dict) or statement.has_effect("Allow") is not True:
            return
        pulled = self._pulled(statement)
        actions = statement.element("Action")
        if pulled and actions is not None:
            note = f"{', '.join(pulled)}: pulling images is for the execution role"
            yield Fault(actions.path, _EXPECTED, True, note)
        resources = statement.element("Resource")
        if resources is not None and is_everything(resources, self.arns) is False:
            yield from self._reads(statement, resources.path)
            yield from self._writes(statement, resources.path)

    def _pulled(self, statement: Statement) -> list[str]:
        """The actions for pulling images in a statement."""
        listed = [pattern for _, pattern in patterns(statement, "Action", self.arns) if pattern is not None]
        single = [pattern for pattern in listed if not has_unknown(pattern) and not is_whole_service(pattern)]
        return [each for each in (TOKEN, *PULL) if any(covers(pattern.lower(), each.lower()) for pattern in single)]

    def _reads(self, statement: Statement, path: str) -> Iterator[Fault]:
        acts = any_of(covers_action(statement, self.arns, action) for action in _READING)
        for need in self._secrets if acts else ():
            reads = all_of(
                (
                    any_of(covers_action(statement, self.arns, action) for action in _of_service(need)),
                    covers_resource(statement, self.arns, need.target),
                )
            )
            if reads is not False:
                what = need.what.removeprefix("to read ")
                note = f"allows to read {what} of {need.container.address}, which ECS hands to the container"
                doubt = f"whether this is {what} of {need.container.address} is not known"
                yield Fault(path, _EXPECTED, reads, note if reads else doubt)

    def _writes(self, statement: Statement, path: str) -> Iterator[Fault]:
        writes = covers_action(statement, self.arns, _WRITING)
        if writes and any(covers_resource(statement, self.arns, target) for target in self._groups):
            note = "the log driver writes to this log group with the execution role"
            yield Fault(path, _EXPECTED, True, note)


def _of_service(need: Need) -> tuple[str, ...]:
    service = need.actions[0].partition(":")[0]
    return tuple(action for action in _READING if action.startswith(f"{service}:"))
