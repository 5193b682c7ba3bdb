"""The platform that a plan describes, as a drawing needs it: what there is, how it is called, and what uses what.

Nothing in it is a value of the plan, but for the names of containers, which are left out where they are sensitive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..aws.secret_names import looks_secret
from ..plan.ecs.containers import DEFINITIONS
from ..plan.ecs.load_balancing import LISTENER_RULES, LISTENERS, TARGET_GROUPS, listeners_of
from ..plan.links import link
from .records import relative

if TYPE_CHECKING:
    from ..hcl.values import Value
    from ..plan.ecs.containers import Container
    from ..plan.links import Link
    from ..plan.model import Plan
    from ..plan.resource import Resource

LOAD_BALANCER: Final = "load balancer"
LISTENER: Final = "listener"
RULE: Final = "listener rule"
TARGET_GROUP: Final = "target group"
CLUSTER: Final = "cluster"
SERVICE: Final = "service"
TASK_DEFINITION: Final = "task definition"
CONTAINER: Final = "container"
LOG_GROUP: Final = "log group"
ROLE: Final = "role"
SECRET: Final = "secret"

_LOAD_BALANCERS = ("aws_lb", "aws_alb")
_SECRET_NAMES = ("arn", "id", "name", "secret_id")
_SECRETS = ("aws_ssm_parameter", "aws_secretsmanager_secret", "aws_secretsmanager_secret_version")


@dataclass(frozen=True, slots=True)
class Node:
    """Something on the map. `id` is its address, of a container with the path in its task definition behind it.

    `within` is the id of the cluster of a service, or of the task definition of a container. `read` says that a data
    source reads it: the module does not make it. `missing` are the things it uses that are not in the plan.
    """

    id: str
    kind: str
    name: str
    within: str = ""
    read: bool = False
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Platform:
    """The map of one plan. An edge goes from what traffic, or a start, passes first to what it needs next."""

    module: str
    environment: str
    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str], ...]

    def to_json(self) -> dict[str, Any]:
        """The platform as data that JSON has."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Platform:
        """The platform that `to_json` gave, also by way of JSON text."""
        nodes = tuple(Node(**{**node, "missing": tuple(node["missing"])}) for node in data["nodes"])
        return cls(**{**data, "nodes": nodes, "edges": tuple((start, end) for start, end in data["edges"])})


def platform_of(plan: Plan, *, root: Path) -> Platform:
    """The map of a plan. `root` is pytest's rootdir."""
    drawing = _Drawing(plan)
    drawing.task_definitions()
    drawing.services()
    drawing.load_balancing()
    for group in plan.managed("aws_cloudwatch_log_group"):
        drawing.add(LOG_GROUP, group)
    edges = tuple(drawing.edges)
    return Platform(relative(plan.module, root), plan.environment or "", tuple(drawing.nodes.values()), edges)


class _Drawing:
    """The nodes and edges found so far, each once."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.nodes: dict[str, Node] = {}
        self.edges: dict[tuple[str, str], None] = {}

    def add(self, kind: str, resource: Resource, within: str = "", missing: tuple[str, ...] = ()) -> str:
        name = resource.name + ("" if resource.key is None else resource.address[resource.address.rindex("[") :])
        name = f"{resource.module}.{name}" if resource.module else name
        node = Node(resource.address, kind, name, within, resource.mode == "data", missing)
        self.nodes.setdefault(node.id, node)
        return node.id

    def join(self, start: str, end: str) -> None:
        self.edges[start, end] = None

    def services(self) -> None:
        for cluster in self.plan.clusters():
            self.add(CLUSTER, cluster.resource)
        for service in self.plan.services():
            groups = service.load_balancers
            linked = (
                (CLUSTER, service.cluster),
                (TASK_DEFINITION, service.task_definition),
                *((TARGET_GROUP, use.target_group) for use in groups),
            )
            clusters = [self.add(CLUSTER, found) for found in service.cluster.resources]
            here = self.add(SERVICE, service.resource, clusters[0] if len(clusters) == 1 else "", _missing(linked))
            for definition in service.task_definition.resources:
                self.join(here, self.add(TASK_DEFINITION, definition))
            for found in (each for use in groups for each in use.target_group.resources):
                self.join(self.add(TARGET_GROUP, found), here)

    def task_definitions(self) -> None:
        for definition in self.plan.task_definitions():
            unknown = tuple(f"{path}: known after apply" for path in definition.unknown_paths)
            here = self.add(TASK_DEFINITION, definition.resource, "", unknown)
            for container in definition.known_containers:
                self._container(here, container)
        for role in self.plan.roles():
            for found in role.link.resources:
                self.join(role.task_definition.address, self.add(ROLE, found))
        for use in self.plan.ecs.log_uses:
            for found in use.group.resources:
                self.join(use.container.address, self.add(LOG_GROUP, found))

    def _container(self, definition: str, container: Container) -> None:
        secrets = [link(self.plan, value, *_SECRETS, by=_SECRET_NAMES, behind=":") for value in _secrets(container)]
        node = f"{definition}.{DEFINITIONS}[{container.index}]"
        missing = _missing((SECRET, found) for found in secrets)
        self.nodes[node] = Node(node, CONTAINER, _name(container), definition, False, missing)
        for found in (each for secret in secrets for each in secret.resources):
            self.join(definition, self.add(SECRET, found))

    def load_balancing(self) -> None:
        plan = self.plan
        for kind, types in (
            (LOAD_BALANCER, _LOAD_BALANCERS),
            (LISTENER, LISTENERS),
            (RULE, LISTENER_RULES),
            (TARGET_GROUP, TARGET_GROUPS),
        ):
            for resource in plan.managed(*types):
                self.add(kind, resource)
        for listener in plan.managed(*LISTENERS):
            for found in link(plan, listener.at("load_balancer_arn"), *_LOAD_BALANCERS).resources:
                self.join(self.add(LOAD_BALANCER, found), listener.address)
        for rule in plan.managed(*LISTENER_RULES):
            for found in listeners_of(plan, rule):
                self.join(found.address, rule.address)
        for group, attaching in plan.ecs.forwarding.by_group.items():
            for resource in attaching:
                self.join(resource.address, self.add(TARGET_GROUP, plan[group]))


def _missing(links: Iterable[tuple[str, Link]]) -> tuple[str, ...]:
    """`target group: not in the plan`, once for each kind of thing that is not there."""
    said = {
        f"{kind}: {'not in the plan' if found.outside else 'known after apply'}": None
        for kind, found in links
        if found.set and not found.resources
    }
    return tuple(said)


def _secrets(container: Container) -> Iterator[Value]:
    for path in ("secrets", "logConfiguration.secretOptions"):
        yield from (item["valueFrom"] for item in container.items(path) or ())


def _name(container: Container) -> str:
    """The container's name where it may be shown, else its number."""
    safe = not container.name.any_sensitive and looks_secret(container.label) is None
    return container.label if safe else f"#{container.index}"
