"""Module instances: the cells of a module (variables, locals, outputs, resources, calls), each evaluated when read.

No graph is built beforehand: a cell that is read while it is being evaluated is a cycle, and a diagnostic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from ...source import Span
from ..configuration.module import Configuration, Mode, ResourceKey
from ..configuration.variables import constraint_of, default_of, flag
from ..errors import EvaluationError
from ..functions.registry import FunctionContext
from ..origins import leaf
from ..parsing.mentions import references
from ..syntax import Attribute, Block
from ..types import STRING
from ..values import ResourceObject, Value, unknown
from .budget import Budget, bounded
from .evaluate import evaluate
from .expansion import Instance
from .module_calls import ModuleCall
from .provider_configurations import configurations
from .resource_bodies import BodyReader
from .resources import ResourceBlock
from .scope import Scope
from .world import World

# Behind so many cells, the locals below a local are evaluated first: each cell takes about ten Python frames.
_DEEP = 40


class ModuleInstance:
    """One instance of a module: `address` is `module.shop["eu"]`, or "" for the root."""

    def __init__(
        self,
        world: World,
        configuration: Configuration,
        address: str,
        inputs: Mapping[str, Callable[[], Value]],
        conditions: frozenset[str] = frozenset(),
        caller: ModuleCall | None = None,
    ) -> None:
        self.world = world
        self.caller = caller
        self.configuration = configuration
        self.address = address
        self.inputs = inputs
        self.conditions = conditions
        self.prefix = f"{address}." if address else ""
        self._cells: dict[str, Value] = {}
        self._resources: dict[ResourceKey, ResourceBlock] = {}
        self._calls: dict[str, ModuleCall] = {}
        self._types: dict[tuple[Mode, str], Value] = {}

    def conditions_of(self, instance: Instance) -> frozenset[str]:
        """What decides whether an instance of one of its blocks exists, and is not known yet; none where it does."""
        # The same text means the same in one module.
        own = {f"{self.address} {instance.condition}"} if instance.condition else frozenset[str]()
        return self.conditions | own

    # What expressions see

    @cached_property
    def scope(self) -> Scope:
        """The module's own names, with none of a loop or an instance."""
        return Scope(self)

    @cached_property
    def _roots(self) -> Mapping[str, Value | None]:
        return {
            "var": Value(ResourceObject(f"{self.prefix}var", self.variable)),
            "local": Value(ResourceObject(f"{self.prefix}local", self.local)),
            "module": Value(ResourceObject(f"{self.prefix}module", self._module)),
            "path": Value(ResourceObject("path", self._path)),
            "terraform": Value(ResourceObject("terraform", self._terraform)),
            "data": Value(ResourceObject(f"{self.prefix}data", lambda name: self._type("data", name))),
            "resource": Value(ResourceObject(f"{self.prefix}resource", lambda name: self._type("managed", name))),
            "ephemeral": Value(ResourceObject(f"{self.prefix}ephemeral", lambda name: self._type("ephemeral", name))),
            "each": None,
            "count": None,
            "self": None,
        }

    @property
    def functions(self) -> FunctionContext:
        """What functions may see of the world."""
        return self.world.functions

    @property
    def budget(self) -> Budget:
        """What the evaluation may still cost."""
        return self.world.budget

    def root(self, name: str) -> Value | None:
        """The value of a reference's first name."""
        return self._roots[name] if name in self._roots else self._type("managed", name)

    def _type(self, mode: Mode, type: str) -> Value | None:
        names = self.configuration.by_type.get((mode, type))
        if names is None:
            return None
        if (mode, type) in self._types:
            return self._types[mode, type]
        label = type if mode == "managed" else f"{mode}.{type}"

        def read(name: str) -> Value | None:
            return self.resource(names[name]).value if name in names else None

        made = self._types[mode, type] = Value(ResourceObject(f"{self.prefix}{label}", read))
        return made

    def _path(self, name: str) -> Value | None:
        if name == "module":
            return Value(self.configuration.path, STRING)
        if name == "root":
            return Value(".", STRING)
        if name != "cwd":
            return None
        base = self.world.functions.base
        # Terraform is started in the root module; `-chdir`, which would tell the two apart, is not.
        return unknown(STRING, leaf("path.cwd")) if base is None else Value(str(base), STRING)

    def _terraform(self, name: str) -> Value | None:
        if name == "workspace":
            return Value(self.world.workspace, STRING)
        return unknown(origin=leaf("terraform.applying")) if name == "applying" else None

    # Cells

    def _cell(self, name: str, span: Span, make: Callable[[], Value]) -> Value:
        found = self._cells.get(name)
        if found is None:
            try:
                found = bounded(self.world.make(self.prefix + name, make), span)
                # Found once here, and shared by all copies that readers of the cell get.
                _ = found.type, found.facts
            except EvaluationError as error:
                found = self.world.report(error, span)
            self._cells[name] = found
        return found

    def local(self, name: str) -> Value | None:
        """The value of `local.name`; None where there is no such local."""
        attribute = self.configuration.locals.get(name)
        if attribute is None:
            return None
        if self.world.depth > _DEEP and f"local.{name}" not in self._cells:
            self._locals_below(attribute)
        return self._cell(f"local.{name}", attribute.span, lambda: evaluate(attribute.expression, self.scope))

    def _locals_below(self, start: Attribute) -> None:
        """Evaluates the locals that a local mentions, the innermost first: a long chain is then no deep recursion."""
        waiting, seen = [start], {start.name}
        while waiting:
            here = waiting[-1]
            below = [name for name in self._mentioned(here) if name not in seen]
            seen.update(below)
            waiting.extend(self.configuration.locals[name] for name in below)
            if not below:
                waiting.pop()
                if here is not start:
                    self.local(here.name)

    def _mentioned(self, attribute: Attribute) -> Iterator[str]:
        for reference in references(attribute.expression):
            names = reference.names
            if len(names) > 1 and names[0] == "local" and names[1] in self.configuration.locals:
                cell = f"local.{names[1]}"
                if cell not in self._cells and not self.world.is_busy(self.prefix + cell):
                    yield names[1]

    def output(self, name: str) -> Value | None:
        """The value of an output; None where there is no such output."""
        block = self.configuration.outputs.get(name)
        if block is None:
            return None
        return self._cell(f"output.{name}", block.header, lambda: self._output(block))

    def _output(self, block: Block) -> Value:
        attribute = block.body.attributes.get("value")
        if attribute is None:
            raise EvaluationError("An output needs a value.", block.header)
        value = evaluate(attribute.expression, self.scope)
        return value.marked() if flag(block, "sensitive") or flag(block, "ephemeral") else value

    def variable(self, name: str) -> Value | None:
        """The value of `var.name`, converted to its type; None where there is no such variable."""
        block = self.configuration.variables.get(name)
        if block is None:
            return None
        return self._cell(f"var.{name}", block.header, lambda: self._variable(name, block))

    def _variable(self, name: str, block: Block) -> Value:
        constraint = constraint_of(block, self.scope)
        sensitive = flag(block, "sensitive") or flag(block, "ephemeral")
        given = self.inputs.get(name)
        value = given() if given is not None else None
        default = block.body.attributes.get("default")
        nullable = flag(block, "nullable", default=True)
        if value is not None and value.is_null and not nullable:
            if default is None:
                raise EvaluationError(f'The variable "{name}" must not be null.', value.span or block.header)
            value = None
        if value is None and default is not None:
            value = default_of(block, self.scope)
            if not nullable and value is not None and value.is_null:
                raise EvaluationError(f'The default of "{name}" is null, and it must not be.', default.expression.span)
        if value is None:
            return unknown(constraint.type, leaf(f"{self.prefix}var.{name}"), sensitive)
        try:
            converted = constraint.apply(value)
        except EvaluationError as error:
            message = f'The value of variable "{name}" does not fit its type: {error.message}'
            raise EvaluationError(message, value.span or block.header) from error
        return converted.marked() if sensitive else converted

    # Resources and modules

    def resource(self, key: ResourceKey) -> ResourceBlock:
        """A resource or data block of this module. Raises KeyError where there is none."""
        found = self._resources.get(key)
        if found is None:
            found = self._resources[key] = ResourceBlock(self, key, self.configuration.resources[key])
        return found

    def resources(self) -> Iterator[ResourceBlock]:
        """All resource and data blocks of this module, in the order of the text."""
        return (self.resource(key) for key in self.configuration.resources)

    def calls(self) -> Iterator[ModuleCall]:
        """All module calls of this module, in the order of the text."""
        return (self.call(name) for name in self.configuration.module_calls)

    def call(self, name: str) -> ModuleCall:
        """A module call of this module. Raises KeyError where there is none."""
        found = self._calls.get(name)
        if found is None:
            found = self._calls[name] = ModuleCall(self, name, self.configuration.module_calls[name])
        return found

    @cached_property
    def providers(self) -> Mapping[str, BodyReader]:
        """The provider configurations that this module has, by the names by which its resources use them."""
        return configurations(self)

    def _module(self, name: str) -> Value | None:
        return self.call(name).value if name in self.configuration.module_calls else None

    def forget(self) -> None:
        """Lets go of all that was evaluated, here and below, so that it is freed: its parts refer to each other.

        What somebody still reads is evaluated again.
        """
        for call in self._calls.values():
            call.forget()
        for block in self._resources.values():
            block.forget()
        for cells in (self._cells, self._resources, self._calls, self._types):
            cells.clear()
        for name in ("scope", "providers", "_roots"):
            vars(self).pop(name, None)

    def tree(self) -> Iterator[ModuleInstance]:
        """This instance and all instances of the modules below it."""
        waiting: list[ModuleInstance] = [self]
        while waiting:
            here = waiting.pop()
            yield here
            waiting.extend(child for call in reversed(list(here.calls())) for child in reversed(call.children))
