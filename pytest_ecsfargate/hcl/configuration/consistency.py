"""What the blocks of a module say of one another: inputs that a called module has, references to what is declared.

Expressions that are evaluated are not judged here, but what Terraform reads without evaluating it.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from ..errors import Diagnostic
from ..parsing.mentions import Reference, references
from ..parsing.static import StaticReference, static_list
from ..syntax import Attribute, Block, Body, HCLError
from .module import CALL_META, Configuration, ResourceKey
from .structure import problem

_APART: Final = frozenset({"lifecycle", "connection", "provisioner"})


def consistency(module: Configuration) -> Iterator[Diagnostic]:
    """What is wrong in a module whose files are read and whose called modules are loaded."""
    for call in module.module_calls.values():
        yield from _inputs(call, module.children.get(call.labels[0]))
    for key, block in module.resources.items():
        # Most blocks do not even mention a resource of their own type.
        if key.type in block.file.text[block.body.start : block.body.end]:
            yield from _own_references(key, block.body)
        yield from _conditions_of(key, block)
    for block in module.outputs.values():
        yield from _conditions(block.body)
    for name, block in module.variables.items():
        yield from _validations(name, block)
    for block in module.checks.values():
        yield from _check(block)
    for block in (*module.resources.values(), *module.module_calls.values(), *module.outputs.values()):
        yield from _dependencies(module, block)


def _inputs(call: Block, child: Configuration | None) -> Iterator[Diagnostic]:
    if child is None or child.partial:
        return
    given = {name: attribute for name, attribute in call.body.attributes.items() if name not in CALL_META}
    for name, variable in child.variables.items():
        if name not in given and "default" not in variable.body.attributes:
            message = f'The module "{call.labels[0]}" needs the input "{name}", and its call does not set it.'
            yield problem(message, call.header)
    for name, attribute in given.items():
        if name not in child.variables:
            near = get_close_matches(name, child.variables, n=1)
            hint = f' Did you mean "{near[0]}"?' if near else ""
            yield problem(f'The module "{call.labels[0]}" has no input named "{name}".{hint}', attribute.span)


def _own_references(key: ResourceKey, body: Body) -> Iterator[Diagnostic]:
    """A resource cannot be made from itself."""
    for attribute in body.attributes.values():
        for reference in references(attribute.expression) if attribute.name != "depends_on" else ():
            if _is_own(key, reference):
                yield problem(f"{key} refers to itself.", reference.span)
    for block in body.blocks:
        if block.type not in _APART:
            yield from _own_references(key, block.body)


def _is_own(key: ResourceKey, reference: Reference) -> bool:
    own = (key.type, key.name) if key.mode == "managed" else (key.mode, key.type, key.name)
    names = reference.names[1:] if reference.names[0] == "resource" else reference.names
    return names[: len(own)] == own


def _conditions_of(key: ResourceKey, block: Block) -> Iterator[Diagnostic]:
    for lifecycle in block.body.blocks:
        if lifecycle.type == "lifecycle":
            yield from _conditions(lifecycle.body)
            for condition in lifecycle.body.blocks:
                for reference in _of(condition, "condition"):
                    if _is_own(key, reference):
                        hint = " In a postcondition, self is the resource." if condition.type == "postcondition" else ""
                        yield problem(f"A condition of {key} cannot refer to {key}.{hint}", reference.span)


def _conditions(body: Body) -> Iterator[Diagnostic]:
    for condition in body.blocks:
        attribute = condition.body.attributes.get("condition")
        conditional = condition.type in ("precondition", "postcondition", "assert")
        if conditional and attribute is not None and not any(references(attribute.expression)):
            message = "A condition must refer to something of the module: this one never changes."
            yield problem(message, attribute.expression.span)


def _validations(name: str, block: Block) -> Iterator[Diagnostic]:
    for rule in block.body.blocks:
        attribute = rule.body.attributes.get("condition") if rule.type == "validation" else None
        if attribute is not None and not any(found.names[:2] == ("var", name) for found in _of(rule, "condition")):
            message = f"The condition of a validation must refer to var.{name}, which it is about."
            yield problem(message, attribute.expression.span)


def _of(block: Block, name: str) -> Iterator[Reference]:
    attribute = block.body.attributes.get(name)
    return references(attribute.expression) if attribute is not None else iter(())


def _check(block: Block) -> Iterator[Diagnostic]:
    if not any(inner.type == "assert" for inner in block.body.blocks) and not block.body.partial:
        yield problem("A check needs an assert block.", block.header)
    yield from _conditions(block.body)


def _dependencies(module: Configuration, block: Block) -> Iterator[Diagnostic]:
    lists = [block.body.attributes.get("depends_on")]
    lists += [inner.body.attributes.get("replace_triggered_by") for inner in block.body.blocks]
    for attribute in lists:
        if attribute is not None:
            yield from _undeclared(module, attribute)


def _undeclared(module: Configuration, attribute: Attribute) -> Iterator[Diagnostic]:
    try:
        named = static_list(attribute.expression)
    except HCLError:
        # The evaluation tells of it.
        return
    for reference in named:
        yield from _judged(module, attribute.name, reference)


def _judged(module: Configuration, argument: str, reference: StaticReference) -> Iterator[Diagnostic]:
    names = [part.split("[")[0] for part in reference.text.split(".")]
    first = names[0]
    if first in ("var", "local", "each", "count", "self", "path", "terraform"):
        if argument == "replace_triggered_by":
            yield problem("replace_triggered_by takes resources and their attributes.", reference.span)
        return
    if first == "module":
        if len(names) > 1 and names[1] not in module.module_calls and not module.partial:
            yield problem(f"There is no module.{names[1]} in this module.", reference.span)
        return
    depth = 3 if first in ("data", "ephemeral") else 2
    key = _key(names)
    if key is None or (key not in module.resources and not module.partial):
        yield problem(f"There is no {'.'.join(names[:depth])} in this module.", reference.span)
    elif argument == "depends_on" and len(names) > depth:
        yield problem(f"depends_on takes whole resources: {key}, without an attribute.", reference.span)


def _key(names: list[str]) -> ResourceKey | None:
    if names[0] == "data" and len(names) > 2:
        return ResourceKey("data", names[1], names[2])
    if names[0] == "ephemeral" and len(names) > 2:
        return ResourceKey("ephemeral", names[1], names[2])
    return ResourceKey("managed", names[0], names[1]) if len(names) > 1 else None
