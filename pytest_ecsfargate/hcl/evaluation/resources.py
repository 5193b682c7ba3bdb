"""Resource and data blocks of a module instance: their instances, and what expressions read of them."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import TYPE_CHECKING

from ..configuration.module import ResourceKey
from ..operations.convert import convert
from ..operations.equality import shape
from ..operations.set_order import with_sets_in_order
from ..operations.unification import NULL_TYPE, map_types
from ..origins import NOWHERE, Kind, leaf, mix
from ..schema import AttributeSchema, BlockSchema, Decide, Plan, ReadArgument, Schemas
from ..syntax import Block
from ..types import DYNAMIC, STRING
from ..values import ResourceObject, Value, from_python, null, unknown
from .expansion import Expansion, Instance, expand_safely, instances_value
from .provider_configurations import configuration_of
from .resource_bodies import BodyReader

if TYPE_CHECKING:
    from .modules import ModuleInstance


# The one resource type of Terraform's built-in provider:
# https://developer.hashicorp.com/terraform/language/resources/terraform-data
TERRAFORM_DATA = BlockSchema(
    {
        "id": AttributeSchema(STRING, computed=True),
        "input": AttributeSchema(DYNAMIC, optional=True),
        "output": AttributeSchema(DYNAMIC, computed=True),
        "triggers_replace": AttributeSchema(DYNAMIC, optional=True),
    }
)


def _output(read: ReadArgument, provider: ReadArgument) -> Value | None:
    """The output of terraform_data will be its input: before apply its type is known, and whether it is null."""
    given = read("input")
    if given is None or given.is_null:
        return null()
    return unknown(map_types(shape(given), {NULL_TYPE: DYNAMIC}))


_BUILT_IN: Mapping[str, Decide] = {"output": _output}


class ResourceBlock:
    """One `resource`, `data` or `ephemeral` block of a module instance."""

    def __init__(self, module: ModuleInstance, key: ResourceKey, block: Block) -> None:
        self.module = module
        self.key = key
        self.block = block
        self.address = f"{module.prefix}{key}"
        schemas, managed = module.world.schemas, key.mode == "managed"
        self.schema = _schema(key, schemas)
        self.decided: Mapping[str, Decide] = {}
        if managed:
            self.decided = _BUILT_IN if self.schema is TERRAFORM_DATA else schemas.decided(key.type)
        self.planned: Mapping[str, Plan] = schemas.planned(key.type) if managed else {}
        self.origin = mix(block.header, ())

    @cached_property
    def provider(self) -> ReadArgument | None:
        """Reads the arguments of the provider configuration that is used; None where it cannot be told which it is."""
        return configuration_of(self.module, self.block, self.key.type)

    @cached_property
    def expansion(self) -> Expansion:
        """The block's instances."""
        return expand_safely(self.block, self.module.scope, self.module.world, self.address)

    @cached_property
    def instances(self) -> tuple[ResourceInstance, ...]:
        """The block's instances; where count or for_each is not known, one that stands for all, with the key `*`."""
        return tuple(ResourceInstance(self, instance) for instance in self.expansion.instances)

    @cached_property
    def value(self) -> Value:
        """What a reference to the block is: one object, a tuple by count, or an object by for_each key."""
        if not self.expansion.known:
            return unknown(origin=leaf(self.address))
        names = None if self.schema is None else [*self.schema.attributes, *self.schema.blocks]
        objects = [Value(ResourceObject(instance.address, instance.read, names)) for instance in self.instances]
        return instances_value(self.expansion, objects)

    def forget(self) -> None:
        """Lets go of what was evaluated. See `ModuleInstance.forget`."""
        for name in ("provider", "expansion", "instances", "value"):
            vars(self).pop(name, None)


def _schema(key: ResourceKey, schemas: Schemas) -> BlockSchema | None:
    """What is known of a resource's type."""
    if key.mode == "managed":
        return TERRAFORM_DATA if key.type == "terraform_data" else schemas.resource(key.type)
    return schemas.data_source(key.type) if key.mode == "data" else None


class ResourceInstance:
    """One instance: its arguments are evaluated when they are first read."""

    def __init__(self, block: ResourceBlock, instance: Instance) -> None:
        self.block = block
        self.instance = instance
        self.address = block.address + instance.suffix
        self.body = BodyReader(block.block.body, block.schema, instance.scope, self.address, block.module.world)
        self._read: dict[str, Value | None] = {}

    def read(self, name: str) -> Value | None:
        """An attribute as an expression reads it; None where the resource has none of this name.

        Of a data source only what it must be given is known before it is read; what it may also find out is not.
        """
        if name not in self._read:
            self._read[name] = self._planned(name)
        return self._read[name]

    def _planned(self, name: str) -> Value | None:
        value = self.body.read(name)
        if value is None:
            return value
        block, sets = self.block, name in self.body.layout.sets
        follows = self._follows(name) if value.is_unknown and (not sets or self._is_own(name, value)) else None
        if follows is not None:
            # Of what is known to be unknown, the type follows alone.
            return follows if follows.origin is not NOWHERE or follows.known else follows.at(value.origin)
        if block.key.mode != "managed":
            return self._before_reading(name, with_sets_in_order(value))
        known = block.schema.attributes.get(name) if sets and block.schema is not None else None
        if known is not None and known.write_only:
            return Value(None, known.type, value.origin, value.sensitive)
        plan = block.planned.get(name) if sets else None
        return with_sets_in_order(value if plan is None or value.is_null else plan(value, self.body.read))

    def _is_own(self, name: str, value: Value) -> bool:
        """Whether it is unknown because it is set to null, so that the provider decides."""
        return value.origin.ref == f"{self.address}.{name}" and value.origin.span is None

    def _before_reading(self, name: str, value: Value) -> Value:
        schema = self.block.schema
        known = schema.attributes.get(name) if schema is not None else None
        found = self.block.module.world.found.get(self.address, {})
        if name in found:
            read = from_python(found[name], leaf(f"{self.address}.{name}"))
            read = convert(read, known.type) if known is not None else read
            return read.marked() if known is not None and known.sensitive else read
        if known is not None and not known.computed or (schema is not None and name in schema.blocks):
            return value
        if value.origin.kind is Kind.LEAF and value.is_unknown:
            return value
        return unknown(known.type if known is not None else DYNAMIC, leaf(f"{self.address}.{name}"))

    def _follows(self, name: str) -> Value | None:
        """An attribute that the source does not set, but that follows from what it sets."""
        block = self.block
        if block.key.mode != "managed":
            found = self._derived.get(name)
        elif name in block.decided and block.provider is not None:
            found = block.decided[name](self.body.read, block.provider)
        else:
            return None
        # A default stands nowhere: that tells it from what is set.
        return found if found is None or found.origin is NOWHERE else found.at(mix(block.block.header, (found.origin,)))

    @cached_property
    def _derived(self) -> Mapping[str, Value]:
        block = self.block
        if block.schema is None:
            return {}
        body, schema, world = block.block.body, block.schema.as_written, block.module.world
        written = BodyReader(body, schema, self.instance.scope, self.address, world)
        return world.schemas.derived(block.key.type, written.read)

    def values(self, wanted: AbstractSet[str] | None = None) -> Value:
        """All that is known of the instance before apply, as an object; with `wanted` what is known of these names."""
        return Value(self.body.layout.filled(self.read, wanted), None, self.block.origin)

    def arguments(self) -> Value:
        """What the source sets, as an object."""
        return self.body.values(self.body.layout.configured, self.block.origin)
