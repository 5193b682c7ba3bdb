"""What the engine may know of a provider: the shape of resources. Who knows it implements `Schemas`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, Protocol

from .operations.convert import convert
from .types import DYNAMIC, ListType, MapType, SetType, Type
from .values import Value, from_python, null, unknown

ReadArgument = Callable[[str], Value | None]
"""Gives an argument or nested block type as the source sets it: null, or no blocks, where it sets none."""
Decide = Callable[[ReadArgument, ReadArgument], Value | None]
"""Gives an attribute, by what the resource and its provider configuration set; None where that does not tell."""
Plan = Callable[[Value, ReadArgument], Value]
"""What a plan shows of an argument that is not null, by its value and the resource's other arguments."""


@dataclass(frozen=True, slots=True)
class AttributeSchema:
    """One attribute: its type, who sets it, and `default`, what a plan shows when it is optional and unset.

    `default` is JSON-like data; None where a plan shows null. What is `write_only` is null in every plan.
    `empty_is_unset` where the provider takes an empty collection for none at all, `loses_nulls` where it leaves the
    entries of a map out that are null. `is_blocks` where the elements are blocks that are written as an argument, or
    may be.
    """

    type: Type
    required: bool = False
    optional: bool = False
    computed: bool = False
    sensitive: bool = False
    write_only: bool = False
    default: object = None
    empty_is_unset: bool = False
    loses_nulls: bool = False
    is_blocks: bool = False

    @property
    def unset(self) -> Value:
        """What a plan shows where a configuration leaves it out, if it is not computed."""
        return null(self.type) if self.default is None else convert(from_python(self.default), self.type)


@dataclass(frozen=True, slots=True)
class NestedBlock:
    """A nested block type: how it is collected (`list`, `set`, `map`, `single`, `group`), and how often it may stand.

    `computed` where the provider itself fills what a configuration leaves out: absent, such a block (`health_check` of
    a target group) is known after apply, not an empty list.
    """

    nesting: Literal["list", "set", "map", "single", "group"]
    block: BlockSchema
    min_items: int = 0
    max_items: int = 0
    computed: bool = False

    @property
    def unset(self) -> Value:
        """What a plan shows where there is no such block, if it is not computed."""
        if self.nesting in ("list", "set"):
            return Value((), ListType(DYNAMIC) if self.nesting == "list" else SetType(DYNAMIC))
        return Value({}, MapType(DYNAMIC)) if self.nesting == "map" else null()


@dataclass(frozen=True)
class BlockSchema:
    """The attributes and nested block types of a resource, a data source or a nested block."""

    attributes: Mapping[str, AttributeSchema] = field(default_factory=dict)
    blocks: Mapping[str, NestedBlock] = field(default_factory=dict)

    @cached_property
    def unset(self) -> Mapping[str, Value]:
        """What a plan shows for what a body does not set, by name in order; of what is `computed` it says nothing."""
        known: dict[str, AttributeSchema | NestedBlock] = {**self.blocks, **self.attributes}
        return {name: unknown() if item.computed else item.unset for name, item in sorted(known.items())}

    @cached_property
    def computed(self) -> Mapping[str, AttributeSchema | NestedBlock]:
        """What is not known where a body does not set it, by name in order."""
        known: dict[str, AttributeSchema | NestedBlock] = {**self.blocks, **self.attributes}
        return {name: item for name, item in sorted(known.items()) if item.computed}

    @cached_property
    def as_written(self) -> BlockSchema:
        """The same shape with nothing that the provider fills in: what the source does not set is null."""
        attributes = {name: replace(item, computed=False, default=None) for name, item in self.attributes.items()}
        blocks = {
            name: replace(nested, block=nested.block.as_written, computed=False) for name, nested in self.blocks.items()
        }
        return BlockSchema(attributes, blocks)


class Schemas(Protocol):
    """Where the engine looks up shapes. None means: nothing known of this type."""

    def resource(self, type: str) -> BlockSchema | None:
        """The schema of a managed resource type such as `aws_lb`."""
        ...

    def data_source(self, type: str) -> BlockSchema | None:
        """The schema of a data source type such as `aws_vpc`."""
        ...

    def derived(self, type: str, read: ReadArgument) -> Mapping[str, Value]:
        """The attributes of a data source that follow from its arguments alone."""
        ...

    def provider_blocks(self, type: str) -> BlockSchema | None:
        """The nested blocks of a provider's configuration, by the provider's usual name such as `aws`."""
        ...

    def decided(self, type: str) -> Mapping[str, Decide]:
        """The computed attributes of a new resource that may follow from what its module sets, by name."""
        ...

    def planned(self, type: str) -> Mapping[str, Plan]:
        """The arguments of a resource that a plan may show in another way than the source writes them, by name."""
        ...


class NoSchemas:
    """Nothing known of any provider: what a resource does not set is unknown."""

    def resource(self, type: str) -> BlockSchema | None:
        return None

    def data_source(self, type: str) -> BlockSchema | None:
        return None

    def derived(self, type: str, read: ReadArgument) -> Mapping[str, Value]:
        return {}

    def provider_blocks(self, type: str) -> BlockSchema | None:
        return None

    def decided(self, type: str) -> Mapping[str, Decide]:
        return {}

    def planned(self, type: str) -> Mapping[str, Plan]:
        return {}
