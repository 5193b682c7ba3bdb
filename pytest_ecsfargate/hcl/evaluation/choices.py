"""What goes on where an expression fails: `try`, `can`, and the arm of a conditional that is not chosen."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import EvaluationError, Unrecoverable
from ..operations import operators
from ..operations.convert import convert
from ..origins import mix
from ..syntax import (
    Call,
    Conditional,
    Expression,
    GetAttr,
    Index,
    Literal,
    ObjectCons,
    Paren,
    TemplateIf,
    TemplateWrap,
    TupleCons,
    Variable,
)
from ..types import BOOL, DYNAMIC
from ..values import Value, unknown
from .scope import Scope

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
            return value
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
    chosen, other = (then, otherwise) if truth else (otherwise, then)
    if truth is not None and isinstance(chosen, EvaluationError):
        raise chosen
    if truth is not None and isinstance(other, EvaluationError) and _fails_untyped(node, other=not truth):
        # The arm that fails has no type that the other would be converted to.
        assert isinstance(chosen, Value)
        return chosen.marked() if condition.any_sensitive else chosen
    arms = [unknown() if isinstance(arm, EvaluationError) else arm for arm in (then, otherwise)]
    return operators.conditional(condition, arms[0], arms[1], node.span)


def _fails_untyped(node: Conditional | TemplateIf, *, other: bool) -> bool:
    """Whether Terraform has no type for an arm that fails: templates, tuples and objects have one all the same."""
    arm = node.then if other else node.otherwise
    while isinstance(arm, Paren | TemplateWrap):
        arm = arm.inner
    return isinstance(arm, Variable | GetAttr | Index | Call)


def _arm(node: Expression, scope: Scope, evaluate: Evaluate) -> Value | EvaluationError:
    """Both arms are evaluated, as Terraform does for their types; an error matters only in the one that is chosen."""
    try:
        return evaluate(node, scope)
    except Unrecoverable:
        raise
    except EvaluationError as error:
        return error


def _truth(condition: Value, node: Expression) -> bool | None:
    converted = convert(condition, BOOL)
    if converted.is_null:
        raise EvaluationError("The condition is null; it must be either true or false.", node.span)
    return converted.data if isinstance(converted.data, bool) else None
