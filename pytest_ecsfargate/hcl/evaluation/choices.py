"""What goes on where an expression fails: `try`, `can`, and the arm of a conditional that is not chosen."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import EvaluationError, Unrecoverable
from ..operations import operators
from ..operations.convert import convert
from ..operations.deferral import refusing_nothing
from ..operations.equality import known_text
from ..operations.inspection import is_open_null
from ..origins import leaf, mix
from ..syntax import (
    Binary,
    Call,
    Conditional,
    Expression,
    GetAttr,
    Index,
    Literal,
    ObjectCons,
    Paren,
    Template,
    TemplateFor,
    TemplateIf,
    TemplateWrap,
    TupleCons,
    Unary,
    Variable,
)
from ..types import BOOL, DYNAMIC, NUMBER, STRING
from ..values import Value, null, unknown
from .scope import Scope

_ARITHMETIC = frozenset("+-*/%")

Evaluate = Callable[[Expression, Scope], Value]


def first_that_works(node: Call, scope: Scope, evaluate: Evaluate) -> Value:
    """https://developer.hashicorp.com/terraform/language/functions/try"""
    if not node.args:
        raise EvaluationError("try needs at least one argument.", node.span)
    for arg in node.args:
        try:
            value = evaluate(arg, scope)
        except Unrecoverable:
            raise
        except EvaluationError as error:
            last = error
            continue
        if value.known or _only_reads(arg):
            return value.until_apply()
        # What is not known yet may still fail once it is known, and then another expression is taken.
        return unknown(DYNAMIC, mix(node.span, (value.origin,), "try"), value.any_sensitive)
    raise EvaluationError(f"No expression of this try succeeded; the last one says: {last.message}", node.span)


def _only_reads(node: Expression) -> bool:
    """Whether an expression only reads and gathers values, so that it cannot fail when they become known."""
    stack = [node]
    while stack:
        here = stack.pop()
        by_literal = isinstance(here, Index) and isinstance(here.key, Literal)
        by_literal = (
            by_literal or isinstance(here, ObjectCons) and all(isinstance(key, Literal) for key, _ in here.items)
        )
        if not by_literal and not isinstance(here, Literal | Variable | GetAttr | TupleCons | Paren | TemplateWrap):
            return False
        stack.extend(here.children())
    return True


def whether_it_works(node: Call, scope: Scope, evaluate: Evaluate) -> Value:
    """https://developer.hashicorp.com/terraform/language/functions/can"""
    if len(node.args) != 1:
        raise EvaluationError("can needs exactly one argument.", node.span)
    try:
        value = evaluate(node.args[0], scope)
    except Unrecoverable:
        raise
    except EvaluationError:
        return Value(False, BOOL, mix(node.span, (), "can"))
    origin = mix(node.span, (value.origin,), "can")
    return Value(True, BOOL, origin) if value.known else unknown(BOOL, origin)


def conditional(node: Conditional | TemplateIf, scope: Scope, evaluate: Evaluate) -> Value:
    """https://developer.hashicorp.com/terraform/language/expressions/conditionals"""
    condition = evaluate(node.condition, scope)
    then, otherwise = _arm(node.then, scope, evaluate), _arm(node.otherwise, scope, evaluate)
    truth = _truth(condition, node.condition)
    if isinstance(then if truth else otherwise, EvaluationError) and truth is not None:
        raise then if truth else otherwise  # type: ignore[misc]
    arms = [
        arm if isinstance(arm, Value) else unknown() if truth is None else _despite_errors(written, scope, evaluate)
        for arm, written in ((then, node.then), (otherwise, node.otherwise))
    ]
    return refusing_nothing(lambda then, otherwise: operators.conditional(condition, then, otherwise, node.span), arms)


def _despite_errors(node: Expression, scope: Scope, evaluate: Evaluate) -> Value:
    """What Terraform still knows of an arm that fails and is not chosen: its type, to which the other is converted.

    A null of no type stands for what may be anything; where we cannot say what Terraform knows, an unknown value.
    """
    # Conditionals in conditionals would be evaluated twice on each level.
    scope.module.budget.spend(1, node.span)
    match node:
        case Paren() | TemplateWrap():
            return _despite_errors(node.inner, scope, evaluate)
        case TupleCons():
            return Value(tuple([_despite_errors(item, scope, evaluate) for item in node.items]))
        case ObjectCons():
            return _object_despite_errors(node, scope, evaluate)
        case Conditional():
            return _conditional_despite_errors(node, scope, evaluate)
    found = _arm(node, scope, evaluate)
    if isinstance(found, Value):
        return found
    match node:
        case Template() | TemplateIf() | TemplateFor():
            return unknown(STRING)
        case Unary() | Binary():
            return unknown(NUMBER if node.operator in _ARITHMETIC else BOOL)
        case Variable() | Call():
            return null()
        case GetAttr():
            return _attribute_despite_errors(node, scope, evaluate)
        case Index() if _reads_a_name(node):
            return null()
        case Index():
            return _element_despite_errors(node, scope, evaluate)
    return unknown(origin=leaf("an error", node.span, "of what type it would be is not known"))


def _attribute_despite_errors(node: GetAttr, scope: Scope, evaluate: Evaluate) -> Value:
    target = _despite_errors(node.target, scope, evaluate)
    try:
        return operators.attribute(target, node.name, node.span)
    except EvaluationError:
        return null()


def _element_despite_errors(node: Index, scope: Scope, evaluate: Evaluate) -> Value:
    key = _arm(node.key, scope, evaluate)
    if isinstance(key, EvaluationError):
        return null()
    target = _despite_errors(node.target, scope, evaluate)
    try:
        return operators.index(target, key, node.span)
    except EvaluationError:
        return null()


def _conditional_despite_errors(node: Conditional, scope: Scope, evaluate: Evaluate) -> Value:
    condition = _arm(node.condition, scope, evaluate)
    then, otherwise = (_despite_errors(arm, scope, evaluate) for arm in (node.then, node.otherwise))
    try:
        truth = _truth(condition, node.condition) if isinstance(condition, Value) else None
    except EvaluationError:
        truth = None
    arms = ((then, node.then), (otherwise, node.otherwise))
    if any(is_open_null(arm) and isinstance(_arm(written, scope, evaluate), EvaluationError) for arm, written in arms):
        # Beside what failed and may be anything, nothing is converted.
        return null() if truth is None else then if truth else otherwise
    try:
        return operators.conditional(unknown() if truth is None else Value(truth), then, otherwise, node.span)
    except EvaluationError:
        return null()


def _reads_a_name(node: Expression) -> bool:
    while isinstance(node, GetAttr | Index):
        node = node.target
    return isinstance(node, Variable)


def _object_despite_errors(node: ObjectCons, scope: Scope, evaluate: Evaluate) -> Value:
    made: dict[str, Value] = {}
    for key_node, value_node in node.items:
        try:
            name = known_text(convert(evaluate(key_node, scope), STRING))
        except Unrecoverable:
            raise
        except EvaluationError:
            return null()
        if name is None:
            return null()
        made[name] = _despite_errors(value_node, scope, evaluate)
    return Value(dict(sorted(made.items())))


def _arm(node: Expression, scope: Scope, evaluate: Evaluate) -> Value | EvaluationError:
    """Both arms are evaluated, as Terraform does for their types; an error matters only in the one that is chosen."""
    try:
        return evaluate(node, scope)
    except Unrecoverable:
        raise
    except EvaluationError as error:
        return error


def _truth(condition: Value, node: Expression) -> bool | None:
    if condition.is_null:
        raise EvaluationError("The condition is null; it must be either true or false.", node.span)
    if condition.is_unknown or condition.deferred:
        return None
    converted = convert(condition, BOOL)
    return converted.data if isinstance(converted.data, bool) else None
