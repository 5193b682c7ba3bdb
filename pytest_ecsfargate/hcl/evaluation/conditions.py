"""Conditions that a module sets itself: `validation`, `precondition`, `postcondition` and `check`.

A condition that is known to be false is a diagnostic with the module's own message; one that is not known says nothing.
https://developer.hashicorp.com/terraform/language/expressions/custom-conditions
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...source import Span
from ..errors import Diagnostic, DiagnosticSeverity, EvaluationError
from ..operations.convert import convert
from ..operations.equality import known_text
from ..syntax import Attribute, Block
from ..types import BOOL, STRING, Type
from ..values import ResourceObject, Value
from .evaluate import evaluate
from .scope import Scope
from .world import World

if TYPE_CHECKING:
    from .modules import ModuleInstance
    from .resources import ResourceBlock


def check_module(module: ModuleInstance) -> None:
    """Evaluates all that a module declares, read by somebody or not, as Terraform does, and then its conditions."""
    for name in module.configuration.locals:
        module.local(name)
    for name, block in module.configuration.variables.items():
        value = module.variable(name)
        given = value.span if value is not None and name in module.inputs else None
        for condition in _blocks(block, "validation"):
            shown = f"{module.prefix}var.{name}" if module.prefix else name
            what = f'Invalid value for variable "{shown}"'
            _judge(condition, module.scope, module.world, what, given or block.header)
    for block in module.configuration.outputs.values():
        module.output(block.labels[0])
        for condition in _blocks(block, "precondition"):
            _judge(condition, module.scope, module.world, "Module output value precondition failed")
    for resource in module.resources():
        _check_resource(resource, module.world)
    for block in module.configuration.checks.values():
        _check(block, module)


def _check(block: Block, module: ModuleInstance) -> None:
    """A check block; one with a data source of its own is left to terraform, which reads it."""
    if any(inner.type == "data" for inner in block.body.blocks):
        return
    for condition in _blocks(block, "assert"):
        what = "Check block assertion failed"
        _judge(condition, module.scope, module.world, what, severity=DiagnosticSeverity.WARNING)


def _check_resource(resource: ResourceBlock, world: World) -> None:
    found = [block for block in resource.block.body.blocks if block.type == "lifecycle"]
    conditions = [inner for block in found for inner in block.body.blocks]
    if not any(inner.type in ("precondition", "postcondition") for inner in conditions):
        return
    for instance in resource.instances:
        itself = Value(ResourceObject(instance.address, instance.read))
        for inner in conditions:
            if inner.type == "precondition":
                _judge(inner, instance.instance.scope, world, "Resource precondition failed")
            elif inner.type == "postcondition":
                scope = instance.instance.scope.having({"self": itself})
                _judge(inner, scope, world, "Resource postcondition failed")


def _blocks(block: Block, type: str) -> Iterator[Block]:
    return (inner for inner in block.body.blocks if inner.type == type)


def _judge(
    condition: Block,
    scope: Scope,
    world: World,
    what: str,
    place: Span | None = None,
    severity: DiagnosticSeverity = DiagnosticSeverity.ERROR,
) -> None:
    """Tells of a condition that is false, or that Terraform would refuse; `place` is where, if not at the condition."""
    attribute = condition.body.attributes.get("condition")
    if attribute is None:
        return
    # Terraform evaluates the message too where the condition holds.
    message = _message(condition, scope, world)
    value = _converted(attribute, BOOL, scope, world)
    if value is None:
        return
    if value.is_null:
        world.report(EvaluationError("A condition must be true or false, not null."), attribute.expression.span)
    elif value.data is False:
        rule = f"This was checked by the rule at {condition.header.location}."
        world.tell(Diagnostic(severity, f"{what}: {message}", place or attribute.expression.span, rule))


def _converted(attribute: Attribute, kind: Type, scope: Scope, world: World) -> Value | None:
    """The value of an argument as this type; None, and a diagnostic, where Terraform would refuse it."""
    span = attribute.expression.span
    try:
        return convert(evaluate(attribute.expression, scope), kind)
    except EvaluationError as error:
        world.report(error, span)
    except RecursionError:
        world.report(EvaluationError("This is nested too deeply to be evaluated."), span)
    return None


def _message(condition: Block, scope: Scope, world: World) -> str:
    """The module's own words; they are not told where they hold something sensitive."""
    attribute = condition.body.attributes.get("error_message")
    value = _converted(attribute, STRING, scope, world) if attribute is not None else None
    if value is None:
        return "its condition is false."
    if value.any_sensitive:
        return "its condition is false, and its message is sensitive."
    text = known_text(value)
    return "its condition is false, and its message is not known yet." if text is None else text.strip()
