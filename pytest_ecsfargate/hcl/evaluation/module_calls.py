"""Module blocks: their child instances, and what expressions read of them.

https://developer.hashicorp.com/terraform/language/modules/syntax
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from ..configuration.module import CALL_META
from ..origins import leaf
from ..syntax import Block, Expression
from ..values import ResourceObject, Value, unknown
from .evaluate import evaluate
from .expansion import Expansion, Instance, expand_safely, instances_value
from .scope import Scope

if TYPE_CHECKING:
    from .modules import ModuleInstance


class ModuleCall:
    """A `module` block of a module instance, with its child instances (none where the module is not at hand)."""

    def __init__(self, parent: ModuleInstance, name: str, block: Block) -> None:
        self.parent = parent
        self.name = name
        self.block = block
        self.address = f"{parent.prefix}module.{name}"
        self.configuration = parent.configuration.children.get(name)

    @cached_property
    def expansion(self) -> Expansion:
        """The call's instances."""
        return expand_safely(self.block, self.parent.scope, self.parent.world, self.address)

    @cached_property
    def children(self) -> tuple[ModuleInstance, ...]:
        """The instances of the module."""
        if self.configuration is None:
            return ()
        return tuple(self._child(instance) for instance in self.expansion.instances)

    def _child(self, instance: Instance) -> ModuleInstance:
        from .modules import ModuleInstance

        assert self.configuration is not None
        inputs = {
            name: _reader(attribute.expression, instance.scope)
            for name, attribute in self.block.body.attributes.items()
            if name not in CALL_META
        }
        address = self.address + instance.suffix
        conditions = self.parent.conditions_of(instance)
        return ModuleInstance(self.parent.world, self.configuration, address, inputs, conditions, self)

    @cached_property
    def value(self) -> Value:
        """What `module.name` is in an expression: an object of outputs, or a list or map of them."""
        if self.configuration is None and self.expansion.repetition is None:
            return Value(ResourceObject(self.address, self._output_of_unknown))
        if self.configuration is None or not self.expansion.known:
            return unknown(origin=leaf(self.address, None, self._reason))
        outputs = [
            Value(ResourceObject(child.address, child.output, child.configuration.outputs)) for child in self.children
        ]
        return instances_value(self.expansion, outputs)

    def forget(self) -> None:
        """Lets go of what was evaluated. See `ModuleInstance.forget`."""
        for child in vars(self).get("children", ()):
            child.forget()
        for name in ("expansion", "children", "value"):
            vars(self).pop(name, None)

    @property
    def _reason(self) -> str:
        return "the module is not at hand" if self.configuration is None else ""

    def _output_of_unknown(self, name: str) -> Value:
        return unknown(origin=leaf(f"{self.address}.{name}", None, self._reason))


def _reader(expression: Expression, scope: Scope) -> Callable[[], Value]:
    return lambda: evaluate(expression, scope)
