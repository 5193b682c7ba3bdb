"""The plan of a module: every resource instance with values and origins, whatever engine it came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ..hcl.errors import Diagnostic
from ..hcl.values import Value
from .resource import Resource

if TYPE_CHECKING:
    from ..baseline import Baseline
    from ..hcl.configuration.module import Configuration
    from ..hcl.configuration.refactoring import Imported, Moved, Removed
    from ..hcl.functions.files import Asked
    from ..settings.toml import Waiver
    from .changes import Change
    from .ecs.autoscaling import ScalableTarget
    from .ecs.containers import Container
    from .ecs.ecs import Cluster, Ecs, Role, Service, TaskDefinition
    from .ecs.load_balancing import TargetGroup
    from .ecs.log_groups import LogGroup
    from .ecs.views import Unresolved
    from .graph import DependencyGraph
    from .source_resources import Wanted

# An instance key that is not known yet, behind the name of a block.
_KEYS = re.compile(r"^(?:\[[^\]]*\])+")

Found = Mapping[str, Mapping[str, Any]]
"""What data sources find, by the address of the instance: attributes as plain data."""


class Again(Protocol):
    """The module's source, ready to be evaluated with other values for some of its variables."""

    def plan(self, variables: Mapping[str, Any], found: Found | None) -> Plan:
        """See `Plan.reevaluate`."""
        ...

    def sketch(self, variables: Mapping[str, Any], wanted: Wanted) -> Plan:
        """See `Plan.sketch`."""
        ...


@dataclass(frozen=True)
class Plan:
    """What a module would make.

    `engine` is "source", "terraform", "saved" or, for what is deployed, "live". `complete` is false where something
    could not be read (a file with a syntax error, a module that is not at hand): what is missing cannot be judged.
    `configuration` is the module's source, None for a saved plan without one. `seeded` says that data sources show what
    an emulated account was given.
    `edges` are the references that a plan without source states; `again` does what `reevaluate` and `sketch` say, and
    `source` is what the source alone comes to, where this plan was made from more than that.
    `providers` holds the provider configurations of all modules by the name that resources use, with the module's
    address in front (`aws`, `aws.east`, `module.shop["eu"].aws`), as objects of what their blocks set.
    `moved`, `imports` and `removed` are what those blocks say, in the source or in a plan that carries it out.
    `settings` are the keyword arguments of requirements, by slug, that `ecsfargate.toml` states for this module: a
    helper takes them where a call passes none. `waivers` are the tables `[[waive]]` of that file, `baseline` what is
    accepted of an old module; None where the run asks for none.
    `changes` are what the plan does to each object, `drift` is what changed outside of Terraform since the last apply;
    both are None on the source engine, which knows no state, and `drift` in a plan of a Terraform before 0.15.4, which
    does not tell it. `from_empty_state` says that the plan was made beside the deployed state, as the terraform engine
    makes it: everything is created there, whatever is deployed. `asked` is what the source reads of the file system.
    """

    resources: Mapping[str, Resource]
    engine: str = "source"
    environment: str | None = None
    module: Path | None = None
    outputs: Mapping[str, Value] = field(default_factory=dict)
    variables: Mapping[str, Value] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    complete: bool = True
    seeded: bool = False
    configuration: Configuration | None = None
    edges: Mapping[str, AbstractSet[str]] | None = None
    again: Again | None = field(default=None, repr=False, compare=False)
    source: Plan | None = field(default=None, repr=False, compare=False)
    providers: Mapping[str, Value] = field(default_factory=dict)
    moved: tuple[Moved, ...] = ()
    imports: tuple[Imported, ...] = ()
    removed: tuple[Removed, ...] = ()
    settings: Mapping[str, Mapping[str, object]] = field(default_factory=dict, repr=False, compare=False)
    waivers: tuple[Waiver, ...] = field(default=(), repr=False, compare=False)
    baseline: Baseline | None = field(default=None, repr=False, compare=False)
    changes: tuple[Change, ...] | None = field(default=None, repr=False)
    drift: tuple[Change, ...] | None = field(default=None, repr=False)
    from_empty_state: bool = False
    asked: Asked | None = field(default=None, repr=False, compare=False)

    def reevaluate(self, variables: Mapping[str, Any], found: Found | None = None) -> Plan | None:
        """The source's plan with some variables set to other values; None where the sources are not at hand.

        With `found`, it is evaluated as if data sources were already read, and had found that.
        """
        if not variables and not found and self.source is not None:
            return self.source
        return self.again.plan(variables, found) if self.again is not None else None

    def sketch(self, variables: Mapping[str, Any], wanted: Wanted) -> Plan | None:
        """As `reevaluate`, but with nothing of the resources except the arguments and blocks that are wanted.

        Whatever else is read of it says nothing: it may look as if it were not set.
        """
        return self.again.sketch(variables, wanted) if self.again is not None else None

    @cached_property
    def unseeded(self) -> Plan | None:
        """The source's plan, which knows nothing of what an emulated account was given; None without the sources."""
        return self.reevaluate({})

    def forget(self) -> None:
        """Lets go of the views, which refer to it and would keep it from being freed: asked for, they are made anew."""
        for name in ("ecs", "graph", "unseeded", "_by_address_prefix"):
            vars(self).pop(name, None)

    def __repr__(self) -> str:
        name = self.module.name if self.module is not None else "saved"
        where = f" [{self.environment}]" if self.environment else ""
        return f"<Plan of {name}{where}: {len(self.resources)} resources, {self.engine} engine>"

    def __getitem__(self, address: str) -> Resource:
        """The resource instance at an address such as `module.shop["eu"].aws_ecs_service.api[0]`. Raises KeyError."""
        return self.resources[address]

    def __iter__(self) -> Iterator[Resource]:
        return iter(self.resources.values())

    def __len__(self) -> int:
        return len(self.resources)

    def managed(self, *types: str) -> tuple[Resource, ...]:
        """The managed resources of these types (all, without types), through all modules, in address order."""
        return tuple(found for found in self if found.mode == "managed" and (not types or found.type in types))

    def data(self, *types: str) -> tuple[Resource, ...]:
        """The data sources of these types (all, without types), through all modules, in address order."""
        return tuple(found for found in self if found.mode == "data" and (not types or found.type in types))

    def referenced_by(self, value: Value, *types: str) -> tuple[Resource, ...]:
        """The instances of these types that a value was read from: directly, or through locals, modules and outputs.

        A reference to a whole block (`aws_lb.main[*].arn`) gives all its instances.
        """
        found: dict[str, Resource] = {}
        for trace in value.origins:
            for ref in (trace.ref, *(hop.ref for hop in trace.hops)):
                for resource in self.read_by(ref)[0] if ref else ():
                    if not types or resource.type in types:
                        found[resource.address] = resource
        return tuple(found.values())

    def read_by(self, ref: str) -> tuple[Iterable[Resource], str]:
        """The instances that a reference reads, and the path of what it reads of them: empty for all of it."""
        for end in (len(ref), *range(len(ref) - 1, 0, -1)):
            if end == len(ref) or ref[end] in ".[":
                found = self._by_address_prefix.get(ref[:end])
                if found is not None:
                    return found, _KEYS.sub("", ref[end:]).removeprefix(".")
        return (), ""

    @cached_property
    def _by_address_prefix(self) -> dict[str, list[Resource]]:
        index: dict[str, list[Resource]] = {}
        for resource in self:
            index.setdefault(resource.address, []).append(resource)
            block = (f"{resource.module}." if resource.module else "") + resource.block
            if block != resource.address:
                index.setdefault(block, []).append(resource)
        return index

    @cached_property
    def ecs(self) -> Ecs:
        """The views that the methods below give."""
        from .ecs.ecs import Ecs

        return Ecs(self)

    def services(self) -> tuple[Service, ...]:
        """The services: every `aws_ecs_service` and `aws_ecs_task_set` instance, through all modules."""
        return self.ecs.services

    def task_definitions(self) -> tuple[TaskDefinition, ...]:
        """The task definitions."""
        return self.ecs.task_definitions

    def containers(self) -> tuple[Container, ...]:
        """The containers of all task definitions whose containers are known: see `TaskDefinition.containers`."""
        return self.ecs.containers

    def service_target_groups(self) -> tuple[TargetGroup | Unresolved, ...]:
        """The target groups that services register their tasks with, each once.

        Where a service uses one that the plan does not show, that is an `Unresolved` with the service's address: what
        is expected of it comes out as unknown.
        """
        return self.ecs.service_target_groups

    def log_groups(self) -> tuple[LogGroup, ...]:
        """The log groups of the plan that containers write to, each once."""
        return self.ecs.log_groups

    def roles(self) -> tuple[Role, ...]:
        """The execution and task roles of the task definitions, as each names them."""
        return self.ecs.roles

    def scalable_targets(self) -> tuple[ScalableTarget, ...]:
        """The scalable targets that are, or may be, of ECS services."""
        return self.ecs.scalable_targets

    def clusters(self) -> tuple[Cluster, ...]:
        """The clusters that the module makes."""
        return self.ecs.clusters

    @cached_property
    def graph(self) -> DependencyGraph | None:
        """What waits for what, through locals, outputs and module inputs; None where nothing says so."""
        from .graph import DependencyGraph

        return DependencyGraph.of(self)
