"""Values for the root module's variables, from all the places where Terraform takes them, in its order.

Later ones win: `TF_VAR_` names in the environment, terraform.tfvars, terraform.tfvars.json, *.auto.tfvars(.json) by
name, var files in the order given, single values.
https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ...source import SourceFile, Span
from ..errors import Diagnostic, DiagnosticSeverity, EvaluationError
from ..evaluation.evaluate import evaluate, evaluate_safely
from ..evaluation.scope import NoModule, Scope
from ..functions.registry import FunctionContext
from ..operations.numbers import TooLarge, parse_number
from ..origins import Kind, Origin, leaf
from ..parsing.parser import parse_expression, parse_file
from ..syntax import Block, Body, Expression, HCLError, Literal
from ..types import BOOL, DYNAMIC, NUMBER, STRING
from ..values import Value, from_python, unknown
from .constraints import Constraint, read_constraint
from .files import read_source
from .module import Configuration
from .structure import not_constant

GIVEN = Origin(Kind.LITERAL)
"""The origin of a value that a caller gave, not a file."""


class Spelled(str):
    """A value as somebody typed it, where Terraform's `-var` would stand: data of any type may be meant."""

    __slots__ = ()


def constraint_of(variable: Block, scope: Scope) -> Constraint:
    """The type constraint of a variable block. Raises EvaluationError for what is no type."""
    return _constraint(variable.body, scope)


def _constraint(body: Body, scope: Scope) -> Constraint:
    attribute = body.attributes.get("type")
    stated = Constraint()
    if attribute is not None:
        stated = read_constraint(attribute.expression, lambda node: evaluate(node, scope))
    if body.layers is None:
        return stated
    # An override file changes the type; what `optional` fills in remains what the block below says.
    return replace(stated, defaults=_constraint(body.layers[0], scope).defaults)


def default_of(variable: Block, scope: Scope) -> Value | None:
    """The default of a variable block, not yet converted to its type; None where it has none.

    Raises EvaluationError where it does not fit the type of the block in which it stands.
    """
    return _default(variable.body, scope)


def _default(body: Body, scope: Scope) -> Value | None:
    attribute = body.attributes.get("default")
    if attribute is None or body.layers is None:
        return None if attribute is None else evaluate(attribute.expression, scope)
    base, change = body.layers
    layer = change if "default" in change.attributes else base
    value = _default(layer, scope)
    return None if value is None else _constraint(layer, scope).apply(value)


def flag(block: Block, name: str, default: bool = False) -> bool:
    """A bool argument that is read without references, such as `sensitive` or `nullable`."""
    attribute = block.body.attributes.get(name)
    if attribute is None:
        return default
    if isinstance(attribute.expression, Literal):
        return attribute.expression.value in (True, "true")
    return evaluate_safely(attribute.expression, Scope(NoModule(FunctionContext.nowhere())), []).data is True


def root_values(
    module: Configuration,
    scope: Scope,
    *,
    given: Mapping[str, Any],
    var_files: Iterable[Path],
    environment: Mapping[str, str],
    diagnostics: list[Diagnostic],
) -> dict[str, Value]:
    """The value of each variable that has one, not yet converted to its type.

    `given` is plain data (a string for a list, map or object variable is read as an expression, as Terraform reads
    `-var`; for one of type `any` only where it was spelled so, and is one), `environment` the process's. Problems in a
    values file and names that are no variable become diagnostics.
    """
    values: dict[str, Value] = {}
    for name, block in module.variables.items():
        text = environment.get(f"TF_VAR_{name}")
        if text is not None:
            values[name] = _from_text(text, block, scope, diagnostics, expression_for_any=True)
    # A var file is one that the user names; the others are found, and may be links.
    files = [(path, module.within) for path in module.automatic_values] + [(path, None) for path in var_files]
    for path, within in files:
        for name, value in _values_file(path, module.directory, within, scope, diagnostics).items():
            if name in module.variables:
                values[name] = value
            else:
                diagnostics.append(_undeclared(name, module, value.span, DiagnosticSeverity.WARNING))
    for name, data in given.items():
        if name not in module.variables:
            diagnostics.append(_undeclared(name, module, None, DiagnosticSeverity.ERROR))
        elif isinstance(data, str):
            spelled = isinstance(data, Spelled) and _is_expression(data, scope)
            values[name] = _from_text(data, module.variables[name], scope, diagnostics, expression_for_any=spelled)
        else:
            values[name] = from_python(data, GIVEN)
    return values


def _undeclared(name: str, module: Configuration, span: Span | None, severity: DiagnosticSeverity) -> Diagnostic:
    near = get_close_matches(name, module.variables, n=1)
    return Diagnostic(
        severity,
        f'A value is given for "{name}", but the module has no such variable.',
        span,
        f'Did you mean "{near[0]}"?' if near else "",
    )


def _from_text(
    text: str, block: Block, scope: Scope, diagnostics: list[Diagnostic], expression_for_any: bool = False
) -> Value:
    """A value given as text: the text itself for a variable of a primitive type or of none, else an expression."""
    try:
        kind = constraint_of(block, scope).type
    except EvaluationError:
        return Value(text, STRING, GIVEN)
    plain = (STRING, NUMBER, BOOL) if expression_for_any else (STRING, NUMBER, BOOL, DYNAMIC)
    if kind in plain or "type" not in block.body.attributes:
        return Value(text, STRING, GIVEN)
    file = SourceFile(f"<value of variable {block.labels[0]}>", text)
    try:
        value = evaluate(parse_expression(file), Scope(scope.module))
    except (HCLError, EvaluationError) as error:
        reason = "." if flag(block, "sensitive") else f": {error.message}"
        message = f'The value given for variable "{block.labels[0]}" is no valid expression{reason}'
        diagnostics.append(Diagnostic(DiagnosticSeverity.ERROR, message, block.header))
        return unknown(origin=leaf(f"var.{block.labels[0]}"))
    return value


def assigned(path: Path) -> frozenset[str]:
    """The names that a values file gives a value; none where it cannot be read."""
    file, _ = read_source(path, path.parent)
    return frozenset(_json_values(file, []) if path.name.endswith(".json") else parse_file(file)[0].attributes)


def _is_expression(text: str, scope: Scope) -> bool:
    try:
        evaluate(parse_expression(SourceFile("", text)), Scope(scope.module))
    except (HCLError, EvaluationError):
        return False
    return True


def _values_file(
    path: Path, base: Path, within: Path | None, scope: Scope, diagnostics: list[Diagnostic]
) -> dict[str, Value]:
    file, problem = read_source(path, base, within)
    if problem is not None:
        diagnostics.append(problem)
        return {}
    if path.name.endswith(".json"):
        return _json_values(file, diagnostics)
    body, errors = parse_file(file)
    diagnostics.extend(Diagnostic(DiagnosticSeverity.ERROR, error.message, error.span) for error in errors)
    for block in body.blocks:
        message = f"A values file holds arguments only; a {block.type} block is not expected here."
        diagnostics.append(Diagnostic(DiagnosticSeverity.ERROR, message, block.header))
    return {name: _constant(item.expression, scope, diagnostics) for name, item in body.attributes.items()}


def _constant(expression: Expression, scope: Scope, diagnostics: list[Diagnostic]) -> Value:
    found = not_constant(expression)
    if found is not None and found[0] == "function calls":
        message = "A values file holds values: function calls are not allowed here."
        diagnostics.append(Diagnostic(DiagnosticSeverity.ERROR, message, found[1]))
    return evaluate_safely(expression, scope, diagnostics)


def _json_values(file: SourceFile, diagnostics: list[Diagnostic]) -> dict[str, Value]:
    """Values as JSON: numbers exactly as written."""
    try:
        data = json.loads(file.text, parse_float=parse_number)
    except TooLarge:
        message = "The file holds a number that is too large or has too many digits to be read here."
        diagnostics.append(Diagnostic(DiagnosticSeverity.ERROR, message, Span(file, 0, 1)))
        return {}
    except (ValueError, RecursionError) as error:
        at = error.pos if isinstance(error, json.JSONDecodeError) else 0
        message = f"The file is not valid JSON: {getattr(error, 'msg', 'nested too deeply')}."
        diagnostics.append(Diagnostic(DiagnosticSeverity.ERROR, message, Span(file, at, at + 1)))
        return {}
    if not isinstance(data, dict):
        message = "A values file in JSON must hold one object."
        diagnostics.append(Diagnostic(DiagnosticSeverity.ERROR, message, Span(file, 0, 1)))
        return {}
    origin = Origin(Kind.LITERAL, None, Span(file, 0, 1))
    return {name: from_python(value, origin) for name, value in data.items()}
