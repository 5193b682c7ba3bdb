"""What the names in an expression stand for at one place: the module around it and the variables of loops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from ..errors import BadReference
from ..functions.registry import FunctionContext
from ..syntax import Variable
from ..values import Value
from .budget import Budget


class Namespace(Protocol):
    """A module instance, or something that stands in for one: the first names of references."""

    @property
    def functions(self) -> FunctionContext:
        """What functions may see of the world: files below a root, and templates."""
        ...

    @property
    def budget(self) -> Budget:
        """What the evaluation may still cost."""
        ...

    def root(self, name: str) -> Value | None:
        """The value of a reference's first name (`var`, `local`, `aws_lb`, `data`); None where nothing has it."""
        ...


class Scope:
    """An immutable scope. `names` (loop variables, `each`, `count`, dynamic iterators) hide the module's names."""

    __slots__ = ("item", "module", "names")

    def __init__(self, module: Namespace, names: Mapping[str, Value] | None = None, item: Value | None = None) -> None:
        self.module = module
        self.names = names or {}
        self.item = item

    def lookup(self, node: Variable) -> Value:
        """The value of a first name. Raises BadReference where nothing has this name."""
        found = self.names.get(node.name)
        if found is None:
            found = self.module.root(node.name)
        if found is None:
            raise BadReference(f'There is no variable named "{node.name}".', node.span)
        return found

    def having(self, names: Mapping[str, Value]) -> Scope:
        """This scope with more names in front."""
        return Scope(self.module, {**self.names, **names}, self.item)

    def for_item(self, item: Value) -> Scope:
        """This scope inside a splat, at one item."""
        return Scope(self.module, self.names, item)


class NoModule:
    """The namespace of an expression that stands alone: no names but those that the scope adds."""

    def __init__(self, functions: FunctionContext, budget: Budget | None = None) -> None:
        self.functions = functions
        self.budget = budget or Budget()

    def root(self, name: str) -> Value | None:
        return None
