"""The `load_balancer` blocks of services: which containers, ports and target groups they name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...findings import compare
from ..links import Link, link
from ..resource import Resource
from ..seeds import without_seeds
from .containers import Container, Item
from .load_balancing import TARGET_GROUP_ARGUMENTS, TARGET_GROUPS

if TYPE_CHECKING:
    from ..model import Plan
    from .ecs import Service, TaskDefinition


@dataclass(frozen=True)
class LoadBalancerUse:
    """A `load_balancer` block of a service: its path, and the target group that it names.

    `alternate` is the group that the next tasks are registered with in a blue/green deployment.
    """

    service: Service
    path: str
    target_group: Link
    alternate: Link

    @property
    def target_groups(self) -> tuple[Resource, ...]:
        """The target groups of the plan that it names, without what an emulated account was given for them."""
        named = dict.fromkeys((*self.target_group.resources, *self.alternate.resources))
        return tuple(without_seeds(self.service.plan, group) for group in named)

    @property
    def containers(self) -> tuple[Container, ...]:
        """The containers that it names, in the service's task definitions of the plan."""
        found = (self.container_of(definition) for definition in self.service.task_definitions)
        return tuple(each for each in found if isinstance(each, Container))

    def container_of(self, definition: TaskDefinition) -> Container | bool | None:
        """The container of a task definition that it names; False where there is none, None where that is not known."""
        name = self.service.at(f"{self.path}.container_name")
        if not name.known:
            return None
        answers = {container.index: compare(container.name, name.value) for container in definition.known_containers}
        for container in definition.known_containers:
            if answers[container.index]:
                return container
        return None if definition.unknown_paths or None in answers.values() else False

    def mappings_of(self, container: Container) -> list[Item] | bool | None:
        """The port mappings of a container for the port that it names: one may be for TCP and another for UDP.

        False where there is none, None where that is not known.
        """
        port, mappings = self.service.at(f"{self.path}.container_port"), container.items("portMappings")
        if mappings is None or not port.known:
            return None
        answers = [compare(mapping["containerPort"], port.value) for mapping in mappings]
        found = [mapping for mapping, answer in zip(mappings, answers, strict=True) if answer]
        return found or (None if None in answers else False)

    @property
    def leads_nowhere(self) -> bool:
        """Whether it names a container or a port that there is not: that is one fault, and ECSF411's."""
        found = [self.container_of(definition) for definition in self.service.task_definitions]
        return bool(found) and all(
            each is False or (isinstance(each, Container) and self.mappings_of(each) is False) for each in found
        )


def uses_of(service: Service) -> tuple[LoadBalancerUse, ...]:
    """The blocks of a service that are known."""
    blocks = service.at("load_balancer").data
    paths = [f"load_balancer[{index}]" for index in range(len(blocks))] if isinstance(blocks, tuple) else []
    own, alternate = TARGET_GROUP_ARGUMENTS
    return tuple(
        LoadBalancerUse(
            service,
            path,
            link(service.plan, service.at(f"{path}.{own}"), *TARGET_GROUPS),
            link(service.plan, service.at(f"{path}.{alternate}"), *TARGET_GROUPS),
        )
        for path in paths
    )


def served_target_groups(plan: Plan) -> set[str]:
    """The addresses of the groups that tasks are registered with at first.

    To the other half of a blue/green deployment ECS lets the listener forward.
    """
    uses = [use for service in plan.services() for use in service.load_balancers]
    return {group.address for use in uses for group in use.target_group.resources}
