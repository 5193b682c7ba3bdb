"""Log groups that containers write to.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...hcl.values import Value
from ..links import Link, link
from .containers import Container
from .views import View

if TYPE_CHECKING:
    from ..model import Plan

LOG_GROUP = "aws_cloudwatch_log_group"


@dataclass(frozen=True, repr=False)
class LogGroup(View):
    """A log group that containers write to."""

    containers: tuple[Container, ...] = ()

    @property
    def touches(self) -> tuple[str, ...]:
        """The task definitions of the containers that write to it."""
        return tuple(dict.fromkeys(container.address for container in self.containers))


@dataclass(frozen=True)
class LogUse:
    """A log group's name in a container's log options: the value, its path in the container, and what it names."""

    container: Container
    path: str
    group: Link
    created: Value

    @property
    def exists(self) -> bool | None:
        """Whether a group of the plan is sure to have the name: None where that may not exist, False for none."""
        return self.group.exists(self.container.task_definition)

    @property
    def name(self) -> Value:
        """The name of the group."""
        return self.group.value


def log_uses(plan: Plan) -> tuple[LogUse, ...]:
    """The log groups that containers name, by the options of awslogs and of a FireLens router.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html and
    https://docs.fluentbit.io/manual/pipeline/outputs/cloudwatch
    """
    found: list[LogUse] = []
    for container in (each for definition in plan.task_definitions() for each in definition.known_containers):
        for name, create in (("awslogs-group", "awslogs-create-group"), ("log_group_name", "auto_create_group")):
            value = container.option(name)
            if not value.is_null:
                path = f'logConfiguration.options["{name}"]'
                group = link(plan, value, LOG_GROUP, by=("name", "id", "arn:6"))
                found.append(LogUse(container, path, group, container.option(create)))
    return tuple(found)
