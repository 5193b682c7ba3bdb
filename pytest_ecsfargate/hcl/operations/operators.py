"""Terraform's operators, conditionals, templates and element access, on values.

https://developer.hashicorp.com/terraform/language/expressions/operators and the pages beside it. Both operands are
always evaluated (Terraform 1.11 has no short-circuit). Everything raises EvaluationError where Terraform refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from ...source import Span
from ..errors import EvaluationError
from ..origins import Origin, choice, mix
from ..types import BOOL, DYNAMIC, NUMBER, STRING, ListType, MapType, Primitive, SetType, Type
from ..values import UNKNOWN, JsonString, Value, unknown
from . import numbers
from .access import attribute, index
from .convert import convert, converted_or_none, unify
from .equality import is_marked, same, shape
from .inspection import is_open_null
from .joining import template
from .mismatch import friendly
from .numbers import Number, TooLarge
from .open_types import of_open_type
from .unification import mentions_dynamic

__all__ = ["attribute", "binary", "conditional", "index", "template", "unary"]

_ARITHMETIC: Final[dict[str, Callable[[Number, Number], Number]]] = {
    "+": numbers.add,
    "-": numbers.sub,
    "*": numbers.mul,
    "/": numbers.div,
    "%": numbers.mod,
}
_ORDER: Final[dict[str, Callable[[int], bool]]] = {
    "<": lambda order: order < 0,
    ">": lambda order: order > 0,
    "<=": lambda order: order <= 0,
    ">=": lambda order: order >= 0,
}


def binary(op: str, left: Value, right: Value, span: Span | None) -> Value:
    """`left op right`."""
    origin = mix(span, (left.origin, right.origin))
    if op in ("==", "!="):
        result = same(left, right)
        sensitive = left.any_sensitive or right.any_sensitive
        if result is None:
            return unknown(BOOL, origin, sensitive)
        return Value(result == (op == "=="), BOOL, origin, sensitive)
    logical = op in ("&&", "||")
    operand = BOOL if logical else NUMBER
    left = _operand(left, operand, "left operand", span)
    right = _operand(right, operand, "right operand", span)
    sensitive = left.sensitive or right.sensitive
    if left.data is UNKNOWN or right.data is UNKNOWN:
        return unknown(NUMBER if op in _ARITHMETIC else BOOL, origin, sensitive)
    if logical:
        truth = [bool(item.data) for item in (left, right)]
        return Value(all(truth) if op == "&&" else any(truth), BOOL, origin, sensitive)
    return _on_numbers(op, left.data, right.data, origin, sensitive, span)  # type: ignore[arg-type]


def _on_numbers(op: str, left: Number, right: Number, origin: Origin, sensitive: bool, span: Span | None) -> Value:
    if op in _ORDER:
        return Value(_ORDER[op](numbers.compare(left, right)), BOOL, origin, sensitive)
    try:
        return Value(_ARITHMETIC[op](left, right), NUMBER, origin, sensitive)
    except ArithmeticError as error:
        raise EvaluationError(f"Error during operation: {error}.", span) from None
    except TooLarge:
        return unknown(NUMBER, origin, sensitive)


def _operand(value: Value, wanted: Primitive, name: str, span: Span | None) -> Value:
    try:
        converted = convert(value, wanted)
    except EvaluationError as error:
        raise EvaluationError(f"Unsuitable value for {name}: {error.message}.", span) from None
    if converted.data is None:
        raise EvaluationError(f"Unsuitable value for {name}: argument must not be null.", span)
    return converted


def unary(op: str, operand: Value, span: Span | None) -> Value:
    """`-operand` or `!operand`."""
    wanted = NUMBER if op == "-" else BOOL
    converted = _operand(operand, wanted, "unary operand", span)
    origin = mix(span, (operand.origin,))
    if converted.data is UNKNOWN:
        return unknown(wanted, origin, converted.sensitive)
    data = numbers.neg(converted.data) if op == "-" else not converted.data  # type: ignore[arg-type]
    return Value(data, wanted, origin, converted.sensitive)


def conditional(condition: Value, then: Value, otherwise: Value, span: Span | None) -> Value:
    """`condition ? then : otherwise`, with both arms converted to the type that suits them both.

    Where the condition is unknown the result is too; its origins are those of both arms, so that a reader sees what
    it may be.
    """
    wanted = _common_type(then, otherwise, span)
    if condition.data is None:
        raise EvaluationError("The condition value is null. Conditions must either be true or false.", span)
    if condition.is_unknown or condition.deferred:
        # Of what type it is matters only once it is known.
        return _undecided(condition, then, otherwise, wanted, span)
    try:
        truth = convert(condition, BOOL)
    except EvaluationError:
        raise EvaluationError("The condition expression must be of type bool.", span) from None
    chosen, other = (then, otherwise) if truth.data else (otherwise, then)
    # The marks inside JSON text say all there is to say of it.
    sensitive = chosen.sensitive or is_marked(condition) or is_marked(other)
    try:
        chosen = _as_common(chosen, wanted, then, otherwise)
    except EvaluationError as error:
        which = "true" if truth.data else "false"
        raise EvaluationError(f"The {which} result value has the wrong type: {error.message}.", span) from None
    if not isinstance(chosen.data, tuple | dict | JsonString):
        chosen = chosen.at(choice(span, (chosen.origin,)))
    return chosen.marked(chosen.sensitive or sensitive)


def _common_type(then: Value, otherwise: Value, span: Span | None) -> Type:
    """The type of both arms; a literal null takes that of the other arm."""
    if is_open_null(then) or is_open_null(otherwise):
        return otherwise.type if is_open_null(then) else then.type
    left, right = shape(then), shape(otherwise)
    found = DYNAMIC if left is DYNAMIC or right is DYNAMIC else unify([left, right])
    if found is None:
        raise EvaluationError(
            "The true and false result expressions must have consistent types. "
            f"The 'true' value is {friendly(left)}, but the 'false' value is {friendly(right)}.",
            span,
        )
    return found


def _as_common(chosen: Value, wanted: Type, then: Value, otherwise: Value) -> Value:
    if wanted is not DYNAMIC:
        if is_open_null(then) or is_open_null(otherwise):
            return convert(chosen, wanted)
        # The arm that is not chosen need not become what its type promises.
        made = converted_or_none([then, otherwise])[1][0 if chosen is then else 1] if mentions_dynamic(wanted) else None
        if made is not None:
            return made
        return convert(chosen, wanted)
    return _hedged(chosen)


def _hedged(chosen: Value) -> Value:
    """What is certain of an arm although the other arm's type is not known, which may be a type to convert this one to.

    Numbers and bools may become strings, and a list may become a set.
    """
    data = chosen.data
    if data is None or chosen.type in (STRING, DYNAMIC):
        return chosen
    if isinstance(data, dict):
        made = {name: _hedged(item) for name, item in data.items()}
        return Value(made, _hedged_type(chosen.type, made.values()), chosen.origin, chosen.sensitive)
    if isinstance(data, tuple) and len(data) < 2 and not isinstance(chosen.type, SetType):
        items = tuple(_hedged(item) for item in data)
        return Value(items, _hedged_type(chosen.type, items), chosen.origin, chosen.sensitive)
    return of_open_type(chosen)


def _hedged_type(kind: Type, items: Iterable[Value]) -> Type | None:
    """A list stays a list and a map a map, as in a plan; None for a tuple or an object, whose type its items say."""
    if not isinstance(kind, ListType | MapType):
        return None
    same = all(item.type == kind.element for item in items)
    return kind if same else type(kind)(DYNAMIC)


def _undecided(condition: Value, then: Value, otherwise: Value, wanted: Type, span: Span | None) -> Value:
    origin = choice(span, (then.origin, otherwise.origin), condition.origin)
    sensitive = any(is_marked(value) for value in (condition, then, otherwise))
    if then.data is None and otherwise.data is None:
        return Value(None, wanted, origin, sensitive)
    return unknown(wanted, origin, sensitive)
