"""`for` expressions, splats and `%{ for }`: https://developer.hashicorp.com/terraform/language/expressions/for"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ...source import Span
from ..errors import EvaluationError, Unrecoverable
from ..operations import operators
from ..operations.convert import convert, unify_values
from ..operations.deferral import refusing_nothing
from ..operations.equality import is_marked, known_text
from ..operations.number_kinds import counted
from ..origins import Origin, mix
from ..syntax import Expression, ForObject, ForTuple, Node, Splat, TemplateFor
from ..types import BOOL, DYNAMIC, NUMBER, STRING, ListType, SetType, TupleType
from ..values import ResourceObject, Value, unknown
from .budget import bounded
from .places import in_one_tuple, in_their_places
from .reading import whole
from .scope import Scope

Evaluate = Callable[[Expression, Scope], Value]


@dataclass(frozen=True, slots=True)
class _Source:
    """The collection of a loop: its (key, value) pairs, or None where they are not known."""

    value: Value
    pairs: list[tuple[Value, Value]] | None


def key_of(collection: Value, name: str) -> Value:
    """A key of a map or object, as a loop over it sees it."""
    return Value(name, STRING, collection.origin.key(name))


def position_in(collection: Value, position: int) -> Value:
    """A position in a list, as a loop over it sees it: nobody wrote it, but where the list is written decides it."""
    return Value(counted(position), NUMBER, mix(collection.span, ()))


def _source(value: Value, span: Span) -> _Source:
    if value.is_null:
        raise EvaluationError("A null value cannot be iterated over.", span)
    data = value.data
    if isinstance(data, dict):
        return _Source(value, [(key_of(value, name), value.through(item)) for name, item in data.items()])
    if isinstance(data, tuple):
        items = [value.through(item) for item in data]
        if isinstance(value.type, SetType):
            return _Source(value, [(item, item) for item in items])
        return _Source(value, [(position_in(value, at), item) for at, item in enumerate(items)])
    if isinstance(data, ResourceObject) or (value.is_unknown and value.type not in (STRING, NUMBER, BOOL)):
        return _Source(value, None)
    raise EvaluationError(f"A {value.type} value cannot be iterated over.", span)


def _unknown(node: Node, source: Value, *inputs: Origin, sensitive: bool = False) -> Value:
    return unknown(DYNAMIC, mix(node.span, (source.origin, *inputs)), sensitive or source.sensitive)


def _rounds(
    node: ForTuple | ForObject | TemplateFor, pairs: list[tuple[Value, Value]], scope: Scope
) -> Iterator[Scope]:
    for key, item in pairs:
        names = {node.value_name: item}
        if node.key_name is not None:
            names[node.key_name] = key
        scope.module.budget.spend(1, node.span)
        yield scope.having(names)


def _wanted(node: ForTuple | ForObject, scope: Scope, evaluate: Evaluate) -> Value | None:
    """The condition as a bool value; None where there is none. Raises EvaluationError where it is no bool."""
    if node.condition is None:
        return None
    condition = convert(evaluate(node.condition, scope), BOOL)
    if condition.is_null:
        raise EvaluationError("The condition of this for expression is null.", node.condition.span)
    return condition


def _with_unknown_items(node: ForTuple | ForObject, scope: Scope) -> Scope:
    return scope.having({node.value_name: unknown(), **({node.key_name: unknown()} if node.key_name else {})})


def _judged_without_items(node: ForTuple | ForObject, scope: Scope, evaluate: Evaluate) -> bool:
    """Terraform judges the condition once with unknown items, so also where there are none. Whether it is sensitive."""
    condition = _wanted(node, _with_unknown_items(node, scope), evaluate)
    return condition is not None and condition.sensitive


def _over_unknown(node: ForTuple | ForObject, source: Value, scope: Scope, evaluate: Evaluate) -> Value:
    """A loop over what is not known; Terraform judges its condition where it knows the type of the collection."""
    try:
        sensitive = _judged_without_items(node, scope, evaluate)
    except Unrecoverable:
        raise
    except EvaluationError:
        if source.type is not DYNAMIC:
            raise
        sensitive = False
    made_from = _origin_if_any(node.value, _with_unknown_items(node, scope), evaluate)
    return _unknown(node, source, *made_from, sensitive=sensitive)


def _origin_if_any(body: Expression, scope: Scope, evaluate: Evaluate) -> tuple[Origin, ...]:
    """What the body of a loop is made from in a round of which nobody knows whether it takes place."""
    try:
        return (evaluate(body, scope).origin,)
    except Unrecoverable:
        raise
    except EvaluationError:
        # It cannot be judged yet; it says nothing about where the items come from.
        return ()


def for_tuple(node: ForTuple, scope: Scope, evaluate: Evaluate) -> Value:
    """`[for … : value if condition]`: a tuple."""
    collection = whole(evaluate(node.collection, scope), node.collection.span)
    return refusing_nothing(_tuple_over, (collection,), node, scope, evaluate)


def _tuple_over(collection: Value, node: ForTuple, scope: Scope, evaluate: Evaluate) -> Value:
    source = _source(collection, node.collection.span)
    if source.pairs is None:
        return _over_unknown(node, source.value, scope, evaluate)
    if not source.pairs:
        _judged_without_items(node, scope, evaluate)
    made: list[Value] = []
    sensitive = source.value.sensitive
    doubt: list[Origin] = []
    for inner in _rounds(node, source.pairs, scope):
        condition = _wanted(node, inner, evaluate)
        if condition is not None:
            sensitive = sensitive or condition.sensitive
            if not isinstance(condition.data, bool):
                doubt.extend((condition.origin, *_origin_if_any(node.value, inner, evaluate)))
                continue
            if not condition.data:
                continue
        made.append(evaluate(node.value, inner))
    if doubt:
        return _unknown(node, source.value, *doubt, *(item.origin for item in made), sensitive=sensitive)
    return bounded(in_one_tuple(made, source.value, node.span, sensitive), node.span)


def for_object(node: ForObject, scope: Scope, evaluate: Evaluate) -> Value:
    """`{for … : key => value if condition}`: an object; with `...` the values of one key are gathered in a tuple."""
    collection = whole(evaluate(node.collection, scope), node.collection.span)
    return refusing_nothing(_object_over, (collection,), node, scope, evaluate)


def _object_over(collection: Value, node: ForObject, scope: Scope, evaluate: Evaluate) -> Value:
    source = _source(collection, node.collection.span)
    if source.pairs is None:
        return _over_unknown(node, source.value, scope, evaluate)
    if not source.pairs:
        _judged_without_items(node, scope, evaluate)
    made: dict[str, list[Value]] = {}
    keys: dict[str, Origin] = {}
    sensitive = source.value.sensitive
    doubt: list[Origin] = []
    for inner in _rounds(node, source.pairs, scope):
        condition = _wanted(node, inner, evaluate)
        if condition is not None:
            sensitive = sensitive or condition.sensitive
            if not isinstance(condition.data, bool):
                doubt.append(condition.origin)
                continue
            if not condition.data:
                continue
        key = evaluate(node.key, inner)
        if key.is_null:
            raise EvaluationError("A key made by this for expression is null.", node.key.span)
        sensitive = sensitive or is_marked(key)
        if not key.is_unknown:
            key = convert(key, STRING)
        text = known_text(key)
        if text is None:
            doubt.extend((key.origin, *_origin_if_any(node.value, inner, evaluate)))
            continue
        value = evaluate(node.value, inner)
        if text in made and not node.grouping:
            raise EvaluationError(
                f"Two items of this for expression have the key {text!r}; write ... behind the value to group them.",
                node.key.span,
            )
        made.setdefault(text, []).append(value)
        keys[text] = key.origin
    if doubt:
        return _unknown(node, source.value, *doubt, sensitive=sensitive)
    items = {
        name: in_one_tuple(found, source.value, node.span) if node.grouping else found[0]
        for name, found in sorted(made.items())
    }
    origin = mix(node.span, tuple([item.origin for item in items.values()]), None, keys.get)
    return bounded(Value(items, None, origin, sensitive), node.span)


def splat(node: Splat, scope: Scope, evaluate: Evaluate) -> Value:
    """`target[*].a`: https://developer.hashicorp.com/terraform/language/expressions/splat"""
    return refusing_nothing(_splat_over, (evaluate(node.target, scope),), node, scope, evaluate)


def _splat_over(target: Value, node: Splat, scope: Scope, evaluate: Evaluate) -> Value:
    data = target.data
    if target.is_null:
        if isinstance(target.type, ListType | SetType | TupleType):
            raise EvaluationError("A splat needs a list, but this one is null.", node.span)
        return Value((), None, mix(node.span, (target.origin,)), target.sensitive)
    if isinstance(data, tuple):
        scope.module.budget.spend(len(data), node.span)
        items = in_their_places([evaluate(node.each, scope.for_item(target.through(item))) for item in data], target)
        origin = mix(node.span, tuple([item.origin for item in items]))
        if isinstance(target.type, ListType | SetType):
            if items:
                element, items = unify_values(items)
            else:
                element = evaluate(node.each, scope.for_item(unknown(target.type.element))).type
            return Value(tuple(items), ListType(element), origin, target.sensitive)
        return Value(tuple(items), None, origin, target.sensitive)
    if target.is_unknown and target.type not in (STRING, NUMBER, BOOL):
        inside = target.type.element if isinstance(target.type, ListType | SetType) else DYNAMIC
        return _unknown(node, target, evaluate(node.each, scope.for_item(unknown(inside, target.origin))).origin)
    item = evaluate(node.each, scope.for_item(target))
    return Value((item,), None, mix(node.span, (item.origin,)), target.sensitive)


def template_for(node: TemplateFor, scope: Scope, evaluate: Evaluate) -> Value:
    """`%{ for … }body%{ endfor }`: the bodies joined."""
    collection = whole(evaluate(node.collection, scope), node.collection.span)
    return refusing_nothing(_text_over, (collection,), node, scope, evaluate)


def _text_over(collection: Value, node: TemplateFor, scope: Scope, evaluate: Evaluate) -> Value:
    source = _source(collection, node.collection.span)
    if source.pairs is None:
        return unknown(STRING, mix(node.span, (source.value.origin,)), source.value.sensitive)
    parts = in_their_places([evaluate(node.body, inner) for inner in _rounds(node, source.pairs, scope)], source.value)
    for part in parts:
        bounded(part, node.span)
    made = bounded(operators.template(parts, node.span), node.span)
    return made.marked() if source.value.sensitive else made
