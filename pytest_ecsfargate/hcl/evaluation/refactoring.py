"""The `moved`, `import` and `removed` blocks of all module instances, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from ...source import SourceFile, Span
from ..configuration.refactoring import Imported, Moved, Removed, Statement, Target, blocks_of, parsed, target
from ..configuration.variables import flag
from ..errors import EvaluationError
from ..operations.convert import convert
from ..operations.equality import known_text
from ..parsing.parser import parse_expression
from ..syntax import Block, GetAttr, HCLError, Index, Literal, Node, Variable
from ..types import STRING
from ..values import Value
from .evaluate import evaluate
from .expansion import expand_safely, key_suffix
from .scope import Scope

if TYPE_CHECKING:
    from .modules import ModuleInstance

_Stated = TypeVar("_Stated", bound=Statement)


@dataclass(frozen=True)
class Refactoring:
    """What the blocks of all modules below `root` say; problems become diagnostics when they are first read."""

    root: ModuleInstance

    @cached_property
    def _modules(self) -> list[ModuleInstance]:
        return list(self.root.tree())

    @cached_property
    def _blocks(self) -> set[str]:
        """The addresses of all resource blocks and module calls, below instances of modules."""
        calls = {call.address for module in self._modules for call in module.calls()}
        return calls | {block.address for module in self._modules for block in module.resources()}

    @cached_property
    def _instances(self) -> set[str]:
        resources = (block for module in self._modules for block in module.resources())
        made = {instance.address for block in resources for instance in block.instances}
        return made | {module.address for module in self._modules}

    @cached_property
    def moved(self) -> tuple[Moved, ...]:
        """All `moved` blocks, in each instance of their module."""
        found: dict[str, Moved] = {}
        ends: dict[str, Moved] = {}
        for module in self._modules:
            for block in blocks_of(module.configuration, "moved"):
                if "to" not in block.body.attributes:
                    continue
                try:
                    statement = self._moved(module, block)
                    _once(found, statement.previous_address, statement, block.header)
                    _once(ends, statement.address, statement, block.header)
                except EvaluationError as error:
                    module.world.report(error, block.header)
        return tuple(found.values())

    def _moved(self, module: ModuleInstance, block: Block) -> Moved:
        before, after = target(block, "from"), target(block, "to")
        if bool(before.resource) != bool(after.resource):
            message = "A moved block names two resources, or two modules."
            raise EvaluationError(message, block.header)
        if before.text == after.text:
            raise EvaluationError(f"{before.text} is moved to itself.", block.header)
        statement = Moved(module.prefix + after.text, module.prefix + before.text, span=block.header)
        if self._exists(statement.previous_address, before.has_key or after.has_key):
            raise EvaluationError(f"{statement.previous_address} is moved, and still exists.", block.header)
        return statement

    def _exists(self, address: str, as_instance: bool) -> bool:
        return address in (self._instances if as_instance else self._blocks)

    @cached_property
    def removed(self) -> tuple[Removed, ...]:
        """All `removed` blocks, in each instance of their module."""
        found: list[Removed] = []
        for module in self._modules:
            for block in blocks_of(module.configuration, "removed"):
                try:
                    found.append(self._removed(module, block))
                except EvaluationError as error:
                    module.world.report(error, block.header)
        return tuple(found)

    def _removed(self, module: ModuleInstance, block: Block) -> Removed:
        gone = target(block, "from")
        place = block.body.attributes["from"].expression.span
        if "[" in gone.text:
            raise EvaluationError("A removed block names a whole resource or module, without instance keys.", place)
        if gone.resource and not gone.is_managed:
            raise EvaluationError("A removed block names a managed resource or a module.", place)
        if self._exists(module.prefix + gone.text, as_instance=False):
            raise EvaluationError(f"{module.prefix}{gone.text} is removed, and still exists.", block.header)
        lifecycle = next((inner for inner in block.body.blocks if inner.type == "lifecycle"), None)
        destroy = lifecycle is None or flag(lifecycle, "destroy", default=True)
        return Removed(module.prefix + gone.text, destroy, span=block.header)

    @cached_property
    def imports(self) -> tuple[Imported, ...]:
        """All `import` blocks of the root module, once for each of their instances."""
        found: dict[str, Imported] = {}
        for module in self._modules:
            for block in blocks_of(module.configuration, "import"):
                try:
                    for statement in self._imported(module, block):
                        _once(found, statement.address, statement, block.body.attributes["to"].span)
                except EvaluationError as error:
                    module.world.report(error, block.header)
        return tuple(found.values())

    def _imported(self, module: ModuleInstance, block: Block) -> Iterator[Imported]:
        if module.address:
            raise EvaluationError("Import blocks stand in the root module only.", block.header)
        attributes = block.body.attributes
        if ("id" in attributes) == ("identity" in attributes):
            raise EvaluationError("An import block needs either an id or an identity.", block.header)
        expansion = expand_safely(block, module.scope, module.world, f"import at {block.header.location}")
        for instance in expansion.instances:
            place = attributes["to"].expression
            address = self._address(place, instance.scope)
            if address.module and not address.resource or not address.is_managed:
                raise EvaluationError('"to" must be the address of a managed resource.', place.span)
            if not self._is_declared(address.text):
                raise EvaluationError(f"There is no {address.text} to import into.", place.span)
            yield Imported(address.text, self._id(block, instance.scope), span=block.header)

    @cached_property
    def _uncertain(self) -> tuple[str, ...]:
        """The addresses of blocks of which it is not known what they make."""
        calls = [call for module in self._modules for call in module.calls()]
        blocks = [block for module in self._modules for block in module.resources()]
        absent = [call.address for call in calls if call.configuration is None or not call.expansion.known]
        return (*absent, *(block.address for block in blocks if not block.expansion.known))

    def _is_declared(self, address: str) -> bool:
        return address in self._instances or address.startswith(self._uncertain)

    def _id(self, block: Block, scope: Scope) -> Value:
        attribute = block.body.attributes.get("id") or block.body.attributes["identity"]
        value = evaluate(attribute.expression, scope)
        if attribute.name == "identity":
            return value
        value = convert(value, STRING)
        if value.is_null or value.data == "":
            raise EvaluationError("The id of an import must be a text that is not empty.", attribute.expression.span)
        return value

    def _address(self, node: Node, scope: Scope) -> Target:
        """An address in which instance keys are evaluated."""
        wrong = '"to" must be the address of a managed resource, such as aws_lb.main["web"].'
        try:
            # In JSON syntax an address is a text.
            read = (
                node if not isinstance(node, Literal) else parse_expression(SourceFile(node.file.path, str(node.value)))
            )
        except HCLError:
            raise EvaluationError(wrong, node.span) from None
        text = _spelled(read, scope)
        if text is None:
            raise EvaluationError(wrong, node.span)
        return parsed(text, wrong, node.span)


def _spelled(node: Node, scope: Scope) -> str | None:
    if isinstance(node, Variable):
        return node.name
    if not isinstance(node, GetAttr | Index):
        return None
    before = _spelled(node.target, scope)
    if before is None:
        return None
    if isinstance(node, GetAttr):
        return f"{before}.{node.name}"
    key = evaluate(node.key, scope)
    text = known_text(key)
    if text is not None:
        return before + key_suffix(text)
    # As the instance that stands for all where its keys are not known.
    return before + key_suffix(key.data if isinstance(key.data, int) else "*")


def _once(found: dict[str, _Stated], key: str, statement: _Stated, span: Span) -> None:
    first = found.setdefault(key, statement)
    if first is not statement:
        raise EvaluationError(f"{key} is named twice; the first time at {first.location}.", span)
