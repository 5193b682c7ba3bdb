"""The ECS resources of a plan in their roles, and how they hang together.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from ...hcl.values import Value
from ..existence import one_exists
from ..links import Link, link
from ..resource import Resource
from ..seeds import without_seeds
from .autoscaling import ScalableTarget, scalable_targets
from .containers import DEFINITIONS, Container, containers_of
from .deployed_names import CLUSTER_NAMES
from .load_balancer_uses import LoadBalancerUse, uses_of
from .load_balancing import (
    Forwarding,
    TargetGroup,
    forwarding_of,
    used_target_groups,
)
from .log_groups import LogGroup, LogUse, log_uses
from .views import Unresolved, View

if TYPE_CHECKING:
    from ..model import Plan

SERVICES = ("aws_ecs_service", "aws_ecs_task_set")
TASK_DEFINITION = "aws_ecs_task_definition"
CLUSTER = "aws_ecs_cluster"
ASSOCIATION = "aws_ecs_cluster_capacity_providers"
ROLE = "aws_iam_role"


def _task_definition(plan: Plan, value: Value) -> Link:
    return link(plan, value, TASK_DEFINITION, by=("arn", "family", "id", "arn_without_revision"), behind=":")


@dataclass(frozen=True, repr=False)
class Service(View):
    """An `aws_ecs_service` or `aws_ecs_task_set`."""

    @cached_property
    def task_definition(self) -> Link:
        """Its task definition: in the plan, outside of it, or undecided.

        A data source that reads a family of the plan is the task definition of that family.
        """
        found = _task_definition(self.plan, self.at("task_definition"))
        if any(each.mode == "managed" for each in found.resources):
            return found
        read = [_task_definition(self.plan, each.at("task_definition")) for each in found.resources]
        made = [each for other in read for each in other.resources if each.mode == "managed"]
        return Link(found.value, tuple(dict.fromkeys(made))) if made else found

    @cached_property
    def of_service(self) -> str:
        """Its address; for a task set, which is one deployment of a service, that of the service in the plan."""
        if self.resource.type == SERVICES[0]:
            return self.address
        found = link(self.plan, self.at("service"), SERVICES[0], by=("id", "arn", "name")).resources
        return found[0].address if found else self.address

    @property
    def task_definitions(self) -> tuple[TaskDefinition, ...]:
        """Its task definitions in the plan: usually one."""
        found = self.task_definition.resources
        return tuple(TaskDefinition(self.plan, each) for each in found if each.mode == "managed")

    @cached_property
    def cluster(self) -> Link:
        """Its cluster: in the plan, outside of it, or undecided. A task set names it too."""
        return link(self.plan, self.at("cluster"), CLUSTER, by=("arn", "id", *CLUSTER_NAMES))

    @property
    def target_groups(self) -> tuple[TargetGroup | Unresolved, ...]:
        """The target groups that its tasks are registered with."""
        return used_target_groups(self.plan, (self.resource,))

    @property
    def load_balancers(self) -> tuple[LoadBalancerUse, ...]:
        """Its `load_balancer` blocks that are known, each with what it names; classic load balancers are left out."""
        return tuple(use for use in self.load_balancer_blocks if self.is_set(f"{use.path}.target_group_arn"))

    @property
    def load_balancer_blocks(self) -> tuple[LoadBalancerUse, ...]:
        """All its `load_balancer` blocks that are known: those of classic load balancers name no target group."""
        # Not kept: each refers to the service, which would refer to them.
        return uses_of(self)


@dataclass(frozen=True, repr=False)
class TaskDefinition(View):
    """An `aws_ecs_task_definition`."""

    @cached_property
    def containers(self) -> tuple[Container, ...] | None:
        """Its containers; None where it is not known which there are."""
        return containers_of(self.resource)

    @property
    def known_containers(self) -> tuple[Container, ...]:
        """The containers of which something is known."""
        return tuple(container for container in self.containers or () if not container.values.is_unknown)

    @property
    def unknown_paths(self) -> tuple[str, ...]:
        """The paths of containers of which nothing is known, or of all definitions: these cannot be judged."""
        if self.containers is None:
            return (DEFINITIONS,)
        found = (container for container in self.containers if container.values.is_unknown)
        return tuple(f"{DEFINITIONS}[{container.index}]" for container in found)

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """The services of the plan that run it."""
        return self.plan.ecs.users_of_task_definitions.get(self.address, ())

    @property
    def touches(self) -> tuple[str, ...]:
        """The services of the plan that run it."""
        return tuple(service.address for service in self.services)


@dataclass(frozen=True, repr=False)
class Cluster(View):
    """An `aws_ecs_cluster`, with the capacity providers associated with it."""

    @cached_property
    def associations(self) -> tuple[Resource, ...]:
        """Its `aws_ecs_cluster_capacity_providers`."""
        found = self.plan.managed(ASSOCIATION)
        return tuple(each for each in found if self.resource in self._cluster_of(each).resources)

    @cached_property
    def may_have_more(self) -> bool:
        """Whether there are associations of which it cannot be told whether they are this cluster's."""
        return any(self._cluster_of(each).undecided for each in self.plan.managed(ASSOCIATION))

    def _cluster_of(self, association: Resource) -> Link:
        return link(self.plan, association.at("cluster_name"), CLUSTER, by=(*CLUSTER_NAMES, "id", "arn"))

    @cached_property
    def default_strategy(self) -> tuple[Resource, str] | None:
        """The resource that sets the default strategy and the name of its blocks; None where nothing does.

        One that may not exist only where no other does.

        https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html
        """
        blocks = "default_capacity_provider_strategy"
        found = [each for each in (*self.associations, self.resource) if _has(each, blocks)]
        sure = (each for each in found if one_exists([each], self.resource))
        resource = next(sure, next(iter(found), None))
        return None if resource is None else (resource, blocks)


def _has(resource: Resource, blocks: str) -> bool:
    return resource.is_set(blocks) and resource.at(blocks).data != ()


@dataclass(frozen=True)
class Role:
    """A role of a task definition: `kind` says which of the two, `link` where it is."""

    task_definition: TaskDefinition
    kind: Literal["execution", "task"]
    link: Link

    @property
    def path(self) -> str:
        """The attribute that names it."""
        return f"{self.kind}_role_arn"


class Ecs:
    """All views of one plan, each made once."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """See `Plan.services`."""
        return tuple(Service(self.plan, found) for found in self.plan.managed(*SERVICES))

    @cached_property
    def task_definitions(self) -> tuple[TaskDefinition, ...]:
        """See `Plan.task_definitions`."""
        return tuple(TaskDefinition(self.plan, found) for found in self.plan.managed(TASK_DEFINITION))

    @cached_property
    def users_of_task_definitions(self) -> Mapping[str, tuple[Service, ...]]:
        """The services that run each task definition, by its address."""
        found: dict[str, list[Service]] = {}
        for service in self.services:
            for definition in service.task_definition.resources:
                found.setdefault(definition.address, []).append(service)
        return {address: tuple(services) for address, services in found.items()}

    @cached_property
    def containers(self) -> tuple[Container, ...]:
        """See `Plan.containers`."""
        return tuple(container for found in self.task_definitions for container in found.containers or ())

    @cached_property
    def service_target_groups(self) -> tuple[TargetGroup | Unresolved, ...]:
        """See `Plan.service_target_groups`."""
        return used_target_groups(self.plan, tuple(service.resource for service in self.services))

    @cached_property
    def forwarding(self) -> Forwarding:
        """What listeners and listener rules forward to."""
        return forwarding_of(self.plan)

    @cached_property
    def log_uses(self) -> tuple[LogUse, ...]:
        """Every mention of a log group in a container."""
        return log_uses(self.plan)

    @cached_property
    def log_groups(self) -> tuple[LogGroup, ...]:
        """See `Plan.log_groups`."""
        users: dict[str, list[Container]] = {}
        for use in self.log_uses:
            for group in use.group.resources:
                users.setdefault(group.address, []).append(use.container)
        return tuple(
            LogGroup(self.plan, without_seeds(self.plan, self.plan[address]), tuple(found))
            for address, found in users.items()
        )

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """See `Plan.roles`."""
        kinds: tuple[Literal["execution", "task"], ...] = ("execution", "task")
        return tuple(
            Role(found, kind, link(self.plan, found.at(f"{kind}_role_arn"), ROLE, by=("arn", "name", "id")))
            for found in self.task_definitions
            for kind in kinds
            if found.is_set(f"{kind}_role_arn")
        )

    @cached_property
    def scalable_targets(self) -> tuple[ScalableTarget, ...]:
        """See `Plan.scalable_targets`."""
        return scalable_targets(self.plan)

    @cached_property
    def clusters(self) -> tuple[Cluster, ...]:
        """See `Plan.clusters`."""
        return tuple(Cluster(self.plan, found) for found in self.plan.managed(CLUSTER))
