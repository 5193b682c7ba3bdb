"""Type constraints of variables: `map(object({cpu = number, port = optional(number, 80)}))`.

https://developer.hashicorp.com/terraform/language/expressions/type-constraints
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..errors import EvaluationError
from ..operations.convert import convert
from ..syntax import Call, Expression, Literal, ObjectCons, TupleCons, Variable
from ..types import BOOL, DYNAMIC, NUMBER, STRING, ListType, MapType, ObjectType, SetType, TupleType, Type
from ..values import UNKNOWN, Value
from .structure import not_constant

_PRIMITIVES: Mapping[str, Type] = {"string": STRING, "number": NUMBER, "bool": BOOL, "any": DYNAMIC}
_COLLECTIONS: Mapping[str, Callable[[Type], Type]] = {"list": ListType, "set": SetType, "map": MapType}


@dataclass(frozen=True, slots=True)
class Defaults:
    """What `optional(type, default)` adds to a type: the defaults of an object's attributes, and of what lies below.

    `children` is keyed by attribute name, by position for tuples, and by "" for the elements of a collection.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    children: Mapping[str | int, Defaults] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.values or self.children)


@dataclass(frozen=True, slots=True)
class Constraint:
    """A type with the defaults of its optional attributes."""

    type: Type = DYNAMIC
    defaults: Defaults = Defaults()

    def apply(self, value: Value) -> Value:
        """The value with defaults filled in deeply, as the type. Raises EvaluationError where it does not fit."""
        filled = fill(value, self.defaults) if self.defaults else value
        return filled if self.type == DYNAMIC else convert(filled, self.type)


def fill(value: Value, defaults: Defaults) -> Value:
    """The value with missing and null attributes set to their defaults, on all levels; unknown values stay."""
    data = value.data
    if data is None or data is UNKNOWN or not defaults:
        return value
    each = defaults.children.get("")
    if isinstance(data, tuple):
        items = tuple(
            fill(item, each or defaults.children.get(position) or Defaults()) for position, item in enumerate(data)
        )
        return Value(items, None, value.origin, value.sensitive)
    if isinstance(data, dict):
        made = dict(data)
        for name, default in defaults.values.items():
            if name not in made or made[name].is_null:
                made[name] = default
        for name, item in made.items():
            made[name] = fill(item, each or defaults.children.get(name) or Defaults())
        return Value(made, None, value.origin, value.sensitive)
    return value


def read_constraint(node: Expression, evaluate: Callable[[Expression], Value]) -> Constraint:
    """The constraint that a `type` argument states; `evaluate` gives the value of a default.

    Raises EvaluationError for what is no type.
    """
    if isinstance(node, Variable) and node.name in _PRIMITIVES:
        return Constraint(_PRIMITIVES[node.name])
    if isinstance(node, Variable) and node.name in ("list", "map"):
        return Constraint(_COLLECTIONS[node.name](DYNAMIC))
    if isinstance(node, Call) and len(node.args) == 1:
        (arg,) = node.args
        if node.name in _COLLECTIONS:
            inner = read_constraint(arg, evaluate)
            children: dict[str | int, Defaults] = {"": inner.defaults} if inner.defaults else {}
            return Constraint(_COLLECTIONS[node.name](inner.type), Defaults(children=children))
        if node.name == "tuple" and isinstance(arg, TupleCons):
            items = [read_constraint(item, evaluate) for item in arg.items]
            below: dict[str | int, Defaults] = {i: item.defaults for i, item in enumerate(items) if item.defaults}
            return Constraint(TupleType(tuple(item.type for item in items)), Defaults(children=below))
        if node.name == "object" and isinstance(arg, ObjectCons):
            return _object(arg, evaluate)
    raise EvaluationError(
        "This is not a type: write string, number, bool, any, list(…), set(…), map(…), object({…}) or tuple([…]).",
        node.span,
    )


def _object(node: ObjectCons, evaluate: Callable[[Expression], Value]) -> Constraint:
    attributes: dict[str, Type] = {}
    optional: set[str] = set()
    values: dict[str, Value] = {}
    children: dict[str | int, Defaults] = {}
    for key, item in node.items:
        if not isinstance(key, Literal) or not isinstance(key.value, str):
            raise EvaluationError("The attribute names of an object type must be plain names.", key.span)
        name = key.value
        if name in attributes:
            raise EvaluationError(f'The attribute "{name}" stands twice in this object type.', key.span)
        default: Value | None = None
        if isinstance(item, Call) and item.name == "optional":
            if not 1 <= len(item.args) <= 2:
                raise EvaluationError("optional takes a type and, if wanted, a default.", item.span)
            optional.add(name)
            constraint = read_constraint(item.args[0], evaluate)
            if len(item.args) == 2:
                default = _default(item.args[1], constraint, evaluate)
        else:
            constraint = read_constraint(item, evaluate)
        attributes[name] = constraint.type
        if constraint.defaults:
            children[name] = constraint.defaults
        if default is not None and not default.is_null:
            values[name] = default
    return Constraint(ObjectType.of(attributes, frozenset(optional)), Defaults(values, children))


def _default(node: Expression, constraint: Constraint, evaluate: Callable[[Expression], Value]) -> Value:
    """The default of an optional attribute, with the defaults of what lies below it left for later."""
    found = not_constant(node)
    if found is not None:
        raise EvaluationError(f"The default of an optional attribute has no {found[0]}.", found[1])
    try:
        return convert(evaluate(node), constraint.type)
    except EvaluationError as error:
        raise EvaluationError(error.message, node.span) from error
