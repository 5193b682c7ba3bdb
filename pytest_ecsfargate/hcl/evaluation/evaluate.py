"""Evaluation of expressions: (expression, scope) gives a value, with what is unknown kept symbolic.

The semantics follow https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md and the behaviour of Terraform 1.11.
`evaluate` raises `EvaluationError` for what Terraform refuses; `evaluate_safely`, which everything outside this folder
uses, turns that into a diagnostic and an unknown value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ...source import SourceFile
from ..errors import Diagnostic, DiagnosticSeverity, EvaluationError
from ..functions.registry import FunctionContext, call
from ..operations import operators
from ..operations.convert import convert
from ..operations.deferral import refusing_nothing
from ..operations.equality import known_text
from ..origins import Origin, leaf, literal, mix
from ..parsing.parser import parse_expression
from ..syntax import (
    Binary,
    Call,
    Conditional,
    Expression,
    ForObject,
    ForTuple,
    GetAttr,
    Index,
    Literal,
    ObjectCons,
    Paren,
    Splat,
    SplatItem,
    Template,
    TemplateFor,
    TemplateIf,
    TemplateWrap,
    TupleCons,
    Unary,
    Variable,
)
from ..types import DYNAMIC, STRING
from ..values import UNKNOWN, Value, unknown
from .budget import bounded
from .choices import conditional, first_that_works, whether_it_works
from .comprehensions import for_object, for_tuple, splat, template_for
from .reading import attribute_of, element_of, whole
from .scope import NoModule, Scope


def evaluate(node: Expression, scope: Scope) -> Value:
    """The value of an expression. Raises EvaluationError where Terraform would refuse it."""
    return _BY_NODE[type(node)](node, scope)


def evaluate_safely(node: Expression, scope: Scope, diagnostics: list[Diagnostic]) -> Value:
    """The value of an expression; where Terraform would refuse it, unknown, and a diagnostic that says why."""
    try:
        return evaluate(node, scope)
    except EvaluationError as error:
        span = error.span or node.span
        message = error.message
    except RecursionError:
        span, message = node.span, "This expression is nested too deeply to be evaluated."
    diagnostics.append(Diagnostic(DiagnosticSeverity.ERROR, message, span))
    return unknown(origin=leaf(f"an error at {span.location}", span))


def evaluate_text(text: str) -> Value:
    """The value of an expression that stands alone. Raises HCLError or EvaluationError."""
    return evaluate(parse_expression(SourceFile("<expression>", text)), Scope(NoModule(FunctionContext.nowhere())))


def _literal(node: Literal, scope: Scope) -> Value:
    found = node.evaluated
    if found is None:
        found = node.evaluated = Value(node.value, None if node.value is not None else DYNAMIC, literal(node.span))
    return found


def _variable(node: Variable, scope: Scope) -> Value:
    return scope.lookup(node)


def _splat_item(node: SplatItem, scope: Scope) -> Value:
    if scope.item is None:
        raise EvaluationError("There is no item here.", node.span)
    return scope.item


def _paren(node: Paren | TemplateWrap, scope: Scope) -> Value:
    return evaluate(node.inner, scope)


def _get_attr(node: GetAttr, scope: Scope) -> Value:
    return attribute_of(evaluate(node.target, scope), node, scope)


def _index(node: Index, scope: Scope) -> Value:
    return element_of(evaluate(node.target, scope), evaluate(node.key, scope), node, scope)


def _call(node: Call, scope: Scope) -> Value:
    if node.name in _SPECIAL_FORMS:
        return _SPECIAL_FORMS[node.name](node, scope)
    return _call_with_values(node, scope)


def _call_with_values(node: Call, scope: Scope) -> Value:
    args = [whole(evaluate(arg, scope), arg.span) for arg in node.args]
    if node.expand and args[-1].data is UNKNOWN:
        return unknown(origin=mix(node.span, tuple([arg.origin for arg in args]), node.name))
    module = scope.module

    def result(*given: Value) -> Value:
        wanted = _expanded(given, node) if node.expand else given
        return call(node.name, wanted, module.functions, node.span, module.budget.spend)

    return bounded(refusing_nothing(result, args), node.span)


def _expanded(args: Sequence[Value], node: Call) -> Sequence[Value]:
    """The arguments with the elements of the last one in its place.

    https://developer.hashicorp.com/terraform/language/expressions/function-calls#expanding-function-arguments
    """
    *first, last = args
    if not isinstance(last.data, tuple):
        raise EvaluationError('Only a list, set or tuple can be expanded with "...".', node.args[-1].span)
    return [*first, *[last.through(item) for item in last.data]]


def _template_string(node: Call, scope: Scope) -> Value:
    """https://developer.hashicorp.com/terraform/language/functions/templatestring"""
    if node.args and not _is_reference(node.args[0]):
        variables = evaluate(node.args[-1], scope)
        if variables.data is UNKNOWN or variables.deferred:
            # Terraform looks at the template when it knows the variables.
            return unknown(DYNAMIC, mix(node.span, (variables.origin,), node.name), variables.any_sensitive)
        raise EvaluationError("The template of templatestring must be a reference to a string.", node.args[0].span)
    return _call_with_values(node, scope)


def _is_reference(node: Expression) -> bool:
    while isinstance(node, GetAttr | Index):
        node = node.target
    return isinstance(node, Variable)


def _binary(node: Binary, scope: Scope) -> Value:
    return operators.binary(node.operator, evaluate(node.left, scope), evaluate(node.right, scope), node.span)


def _unary(node: Unary, scope: Scope) -> Value:
    return operators.unary(node.operator, evaluate(node.operand, scope), node.span)


def _template(node: Template, scope: Scope) -> Value:
    parts, span = [evaluate(part, scope) for part in node.parts], node.span
    # Judged before they are put together: the text may be far longer than its parts, which repeat each other.
    scope.module.budget.spend(1 + sum([bounded(part, span).facts.weight for part in parts]) // 8, span)
    return bounded(operators.template(parts, span), span)


def _tuple(node: TupleCons, scope: Scope) -> Value:
    items = [evaluate(item, scope) for item in node.items]
    origin = mix(node.span, tuple([item.origin for item in items]))
    return bounded(Value(tuple(items), None, origin), node.span)


class _WrittenKeys:
    """The places of the keys of an object as it is written."""

    __slots__ = ("_found", "_node")

    def __init__(self, node: ObjectCons) -> None:
        self._node = node
        self._found: dict[str, Origin] | None = None

    def __call__(self, name: str) -> Origin | None:
        if self._found is None:
            written = [key for key, _ in self._node.items if isinstance(key, Literal)]
            self._found = {str(key.value): literal(key.span) for key in written}
        return self._found.get(name)


def _object(node: ObjectCons, scope: Scope) -> Value:
    made: dict[str, Value] = {}
    sensitive = False
    scope.module.budget.spend(len(node.items), node.span)
    for key_node, value_node in node.items:
        key = convert(evaluate(key_node, scope), STRING)
        if key.is_null:
            raise EvaluationError("A key of an object must not be null.", key_node.span)
        value = evaluate(value_node, scope)
        name = known_text(key)
        if name is None:
            return unknown(DYNAMIC, mix(node.span, (key.origin, value.origin)), sensitive or key.sensitive)
        sensitive = sensitive or key.sensitive
        made[name] = value
    # Terraform iterates over an object in the order of its keys, however they were written.
    origin = mix(node.span, tuple([item.origin for item in made.values()]), None, _WrittenKeys(node))
    return bounded(Value(dict(sorted(made.items())), None, origin, sensitive), node.span)


_SPECIAL_FORMS: dict[str, Callable[[Call, Scope], Value]] = {
    "try": lambda node, scope: first_that_works(node, scope, evaluate),
    "can": lambda node, scope: whether_it_works(node, scope, evaluate),
    "templatestring": _template_string,
    "core::try": lambda node, scope: first_that_works(node, scope, evaluate),
    "core::can": lambda node, scope: whether_it_works(node, scope, evaluate),
    "core::templatestring": _template_string,
}

_BY_NODE: dict[type, Callable[[Any, Scope], Value]] = {
    Literal: _literal,
    Variable: _variable,
    SplatItem: _splat_item,
    Paren: _paren,
    TemplateWrap: _paren,
    GetAttr: _get_attr,
    Index: _index,
    Call: _call,
    Conditional: lambda node, scope: conditional(node, scope, evaluate),
    Binary: _binary,
    Unary: _unary,
    Template: _template,
    TemplateIf: lambda node, scope: conditional(node, scope, evaluate),
    TemplateFor: lambda node, scope: template_for(node, scope, evaluate),
    TupleCons: _tuple,
    ObjectCons: _object,
    ForTuple: lambda node, scope: for_tuple(node, scope, evaluate),
    ForObject: lambda node, scope: for_object(node, scope, evaluate),
    Splat: lambda node, scope: splat(node, scope, evaluate),
}
