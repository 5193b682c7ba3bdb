"""Names that must be unique in an account, a region or all of AWS, and what is known of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ..aws.names import NameLimit, name_limits
from ..hcl.values import PartialString, Value
from .model import Plan
from .resource import Resource, steps

# Where a parent may be named in a nested block instead.
_NESTED_PARENTS = {"namespace_id": "dns_config[0].namespace_id"}
_RANDOM = re.compile(r"(?:^|\.)random_\w+\.|^(?:timestamp|plantimestamp|uuid|bcrypt)\(")

Signature = tuple[tuple[str, ...], ...]
"""The parts of a name, and of what names its parent: known ones, a reference in braces for one that is not known."""


@dataclass(frozen=True)
class UniqueName:
    """The name of a resource, or the prefix from which the provider makes one (`generated`)."""

    resource: Resource
    limit: NameLimit
    attribute: str
    generated: bool

    @property
    def value(self) -> Value:
        """The name, or its prefix."""
        return self.resource.at(self.attribute)

    @property
    def parent(self) -> Value | None:
        """What names the parent within which it must be unique; None where that is an account or region."""
        return None if self.limit.parent is None else _parent(self.resource, self.limit.parent)

    @property
    def max_length(self) -> int:
        """How many characters it may have."""
        prefix = self.limit.max_prefix_length
        return prefix if self.generated and prefix is not None else self.limit.max_length

    @property
    def signature(self) -> Signature:
        """What can be compared with another evaluation of the same name."""
        values = (self.value,) if self.parent is None else (self.value, self.parent)
        return tuple(tuple(_part(part) for part in value.parts) for value in values)

    @property
    def known_length(self) -> int:
        """How many characters it has at least."""
        return sum(len(part.data) for part in self.value.parts if isinstance(part.data, str))


def _part(part: Value) -> str:
    if isinstance(part.data, str):
        return part.data
    return "{" + ",".join(trace.ref or "" for trace in part.origins) + "}"


def unknown_references(value: Value) -> list[str]:
    """The references because of which parts of a string are not known."""
    parts = value.data.parts if isinstance(value.data, PartialString) else (value,)
    return [ref for part in parts if part.is_unknown for ref in references(part)]


def references(value: Value) -> list[str]:
    """What a value is read from."""
    return [trace.ref for trace in value.origins if trace.ref is not None]


def is_generated(plan: Plan, ref: str) -> bool:
    """Whether a reference gives something that exists once: random, or an identifier that AWS makes up."""
    if _RANDOM.search(ref):
        return True
    resource = plan.resources.get(ref.rpartition(".")[0])
    attribute = ref.rpartition(".")[2]
    return resource is not None and resource.mode == "managed" and not resource.is_set(attribute)


@cache
def naming(resource_type: str) -> frozenset[str]:
    """The arguments and blocks of a resource type that `unique_names`, and the name itself, are read from."""
    paths = {path for limit in name_limits(resource_type) for path in (limit.attribute, limit.prefix, limit.parent)}
    paths |= {_NESTED_PARENTS.get(path) for path in paths if path is not None}
    return frozenset(str(steps(path)[0]) for path in paths if path is not None)


def unique_names(plan: Plan) -> Iterator[UniqueName]:
    """The names of a plan's resources that nothing outside of the module may have too.

    A name that is unique only within a parent that the module makes follows the parent, and is left out.
    """
    for resource in plan.managed():
        for limit in name_limits(resource.type):
            if limit.parent is not None and _has_own_parent(plan, resource, limit.parent):
                continue
            if resource.is_set(limit.attribute):
                yield UniqueName(resource, limit, limit.attribute, generated=False)
            elif limit.prefix is not None and resource.is_set(limit.prefix):
                yield UniqueName(resource, limit, limit.prefix, generated=True)


def _has_own_parent(plan: Plan, resource: Resource, attribute: str) -> bool:
    """Whether the parent is made by the module: then it holds no names but the module's own."""
    parent = _parent(resource, attribute)
    if any(found.mode == "managed" and found is not resource for found in plan.referenced_by(parent)):
        return True
    return parent.known and not parent.is_null and parent.value in _cluster_names(plan)


def _parent(resource: Resource, attribute: str) -> Value:
    return resource.at(attribute if resource.is_set(attribute) else _NESTED_PARENTS.get(attribute, attribute))


def _cluster_names(plan: Plan) -> set[str]:
    names = (cluster.at("name") for cluster in plan.managed("aws_ecs_cluster"))
    return {str(name.value) for name in names if name.known}
