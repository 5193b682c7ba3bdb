"""`count` and `for_each`: which instances a resource or module block has.

https://developer.hashicorp.com/terraform/language/meta-arguments/for_each
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...source import Span
from ..errors import EvaluationError
from ..operations.convert import convert
from ..operations.equality import known_text
from ..operations.number_kinds import counted
from ..operations.render import quoted
from ..origins import NOWHERE, Origin
from ..syntax import Attribute, Block
from ..types import BOOL, DYNAMIC, NUMBER, STRING, SetType
from ..values import UNKNOWN, ResourceObject, Value, unknown
from .budget import BudgetExceeded
from .evaluate import evaluate
from .scope import Scope

if TYPE_CHECKING:
    from .world import World

Key = None | int | str
MAX_INSTANCES = 10_000


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance: its key and the scope in which its body is read.

    `condition` is the text of the count or for_each, not known yet, that decides whether it exists; else it is empty.
    """

    key: Key
    scope: Scope
    condition: str = ""

    @property
    def suffix(self) -> str:
        """The key as it stands behind an address: `[0]`, `["web"]` or nothing."""
        return key_suffix(self.key)


@dataclass(frozen=True, slots=True)
class Expansion:
    """The instances of a block. `repetition` is "count", "for_each" or None; `known` says that the keys are known.

    Where they are not, there is one instance with the key `*` that stands for all, and `origin` says what decides.
    """

    instances: tuple[Instance, ...]
    repetition: str | None = None
    known: bool = True
    origin: Origin = NOWHERE


def key_of(collection: Value, key: str) -> Value:
    """A key of a map, object or set as `each.key`: it comes from where the key is written."""
    for item in collection.data if isinstance(collection.data, tuple) else ():
        if known_text(item) == key:
            return collection.through(item)
    return Value(key, STRING, collection.origin.key(key))


def key_suffix(key: Key) -> str:
    """An instance key as Terraform writes it in an address."""
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    return f"[{quoted(key)}]"


def expand(block: Block, scope: Scope) -> Expansion:
    """The instances of a resource or module block.

    Raises EvaluationError for a count or for_each that Terraform refuses.
    """
    enabled = _enabled(block)
    if enabled is not None:
        return _if_enabled(enabled, scope, block)
    count = block.body.attributes.get("count")
    if count is not None:
        return _by_count(evaluate(count.expression, scope), scope, block)
    for_each = block.body.attributes.get("for_each")
    if for_each is not None:
        return _by_for_each(evaluate(for_each.expression, scope), scope, block)
    scope.module.budget.spend_instances(1, block.header)
    return Expansion((Instance(None, scope),))


def expand_safely(block: Block, scope: Scope, world: World, address: str) -> Expansion:
    """The instances of a block; where they cannot be told, one that stands for all, and a diagnostic.

    There are none where the evaluation was stopped.
    """
    try:
        return world.make(f"{address} (instances)", lambda: expand(block, scope))
    except BudgetExceeded as error:
        return Expansion((), None, False, world.report(error, block.header).origin)
    except EvaluationError as error:
        given = block.body.attributes.get("count") or block.body.attributes.get("for_each")
        place = given.expression.span if given is not None else block.header
        return _undecided(scope, "for_each", place, world.report(error, place).origin)


def _undecided(scope: Scope, repetition: str, given: Span, origin: Origin) -> Expansion:
    names = {
        "each": Value({"key": unknown(STRING, origin), "value": unknown(DYNAMIC, origin)}),
        "count": Value({"index": unknown(NUMBER, origin)}),
    }
    return Expansion((Instance("*", scope.having(names), _in_one_line(given)),), repetition, False, origin)


def _in_one_line(span: Span) -> str:
    return " ".join(span.text.split())


def _by_count(value: Value, scope: Scope, block: Block) -> Expansion:
    span = block.body.attributes["count"].expression.span
    if value.is_null:
        raise EvaluationError("count must be a number that is not null.", span)
    count = convert(value, NUMBER).data
    if count is UNKNOWN:
        return _undecided(scope, "count", span, value.origin)
    if not isinstance(count, int) or count < 0:
        raise EvaluationError("count must be a whole number, zero or more.", span)
    if count > MAX_INSTANCES:
        raise EvaluationError(f"count is {count}; more than {MAX_INSTANCES} instances are not evaluated.", span)
    scope.module.budget.spend_instances(count, span)
    return Expansion(tuple(_counted(scope, index, value.origin) for index in range(count)), "count")


def _enabled(block: Block) -> Attribute | None:
    """OpenTofu's https://opentofu.org/docs/language/meta-arguments/enabled."""
    found = (inner.body.attributes.get("enabled") for inner in block.body.blocks if inner.type == "lifecycle")
    return next((attribute for attribute in found if attribute is not None), None)


def _if_enabled(given: Attribute, scope: Scope, block: Block) -> Expansion:
    value = evaluate(given.expression, scope)
    enabled = convert(value, BOOL)
    if enabled.data is False:
        return Expansion((), None, False, value.origin)
    scope.module.budget.spend_instances(1, block.header)
    condition = _in_one_line(given.expression.span) if enabled.is_unknown else ""
    return Expansion((Instance(None, scope, condition),))


def _counted(scope: Scope, index: int, origin: Origin) -> Instance:
    names = {"count": Value({"index": Value(counted(index), NUMBER, origin)})}
    return Instance(index, scope.having(names))


def _by_for_each(value: Value, scope: Scope, block: Block) -> Expansion:
    span = block.body.attributes["for_each"].expression.span
    if value.is_null or value.sensitive:
        raise EvaluationError("for_each must be a map or a set of strings that is neither null nor sensitive.", span)
    pairs = for_each_pairs(value)
    if pairs is None:
        return _undecided(scope, "for_each", span, value.origin)
    if len(pairs) > MAX_INSTANCES:
        raise EvaluationError(f"for_each has {len(pairs)} keys; more than {MAX_INSTANCES} are not evaluated.", span)
    scope.module.budget.spend_instances(len(pairs), span)
    instances = []
    for key, item in pairs:
        names = {"each": Value({"key": key_of(value, key), "value": item})}
        instances.append(Instance(key, scope.having(names)))
    return Expansion(tuple(instances), "for_each")


def for_each_pairs(value: Value) -> list[tuple[str, Value]] | None:
    """The (key, value) pairs of a map, object or set of strings, by key; None where the keys are not known.

    Raises EvaluationError for another type.
    """
    data = value.data
    if isinstance(data, dict):
        return [(key, value.through(item)) for key, item in sorted(data.items())]
    if isinstance(data, tuple) and isinstance(value.type, SetType):
        keys = [(item.value, value.through(item)) for item in data]
        if all(isinstance(key, str) for key, _ in keys):
            return sorted(keys, key=lambda pair: pair[0])
        if any(item.is_unknown for item in data):
            return None
    if value.is_unknown and (value.type == DYNAMIC or not isinstance(value.type, type(STRING))):
        return None
    if isinstance(data, ResourceObject):
        return None
    raise EvaluationError(f"for_each must be a map or a set of strings; this is a {value.type}.")


def instances_value(expansion: Expansion, values: list[Value]) -> Value:
    """The value of a reference to a whole block: one object, a tuple by count, or an object by for_each key."""
    if expansion.repetition is None:
        return values[0]
    if expansion.repetition == "count":
        return Value(tuple(values))
    keys = [instance.key for instance in expansion.instances]
    return Value({str(key): value for key, value in zip(keys, values, strict=True)}, None, NOWHERE)
