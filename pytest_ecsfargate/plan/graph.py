"""What waits for what: references and `depends_on`, through locals, outputs and module inputs.

Nodes are resource and data blocks with their module path, without instance keys, and what lies between them; see
`hcl.dependencies`. https://developer.hashicorp.com/terraform/internals/graph
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from ..hcl.configuration.dependencies import edges
from .resource import Resource

if TYPE_CHECKING:
    from .model import Plan

_KEY = re.compile(r"\[(?:\d+|\*|\"(?:[^\"\\]|\\.)*\")\]")


@dataclass(frozen=True)
class DependencyGraph:
    """Direct dependencies between nodes: `module.alb.aws_lb_listener.http` waits for `module.alb.aws_lb.main`."""

    edges: Mapping[str, AbstractSet[str]]
    _reached: dict[str, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, plan: Plan) -> DependencyGraph | None:
        """The graph of a plan: from its source, else from the references that the plan states; None without either."""
        found = edges(plan.configuration) if plan.configuration is not None else plan.edges
        return cls(found) if found is not None else None

    @staticmethod
    def node(resource: Resource) -> str:
        """The node of a resource: its address without instance keys."""
        module = _KEY.sub("", resource.module)
        return (f"{module}." if module else "") + resource.block

    def waits_for(self, resource: Resource, other: Resource) -> bool:
        """Whether `resource` is made only after `other`: by a reference or depends_on, direct or through others."""
        return self.node(other) in self.reached_from(self.node(resource))

    def reached_from(self, node: str) -> frozenset[str]:
        """All that a node waits for, directly or through others (itself only where it is in a cycle)."""
        found = self._reached.get(node)
        if found is None:
            seen: set[str] = set()
            waiting = list(self.edges.get(node, ()))
            while waiting:
                here = waiting.pop()
                if here not in seen:
                    seen.add(here)
                    waiting.extend(self.edges.get(here, ()))
            found = self._reached[node] = frozenset(seen)
        return found

    def cycle(self) -> tuple[str, ...]:
        """The nodes of one cycle, each waiting for the one before it; empty where there is no cycle."""
        try:
            TopologicalSorter(self.edges).prepare()
        except CycleError as error:
            return tuple(error.args[1])
        return ()
