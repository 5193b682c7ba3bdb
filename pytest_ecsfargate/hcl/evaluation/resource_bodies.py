"""The body of a resource as an object: arguments converted to the provider's types, nested blocks as lists.

What the source does not set is null, or the provider's default, or unknown because the provider decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from ..errors import EvaluationError
from ..operations.convert import convert
from ..operations.equality import without_repeats
from ..origins import NOWHERE, Origin, leaf, mix
from ..parsing.static import keyword
from ..schema import AttributeSchema, BlockSchema, NestedBlock
from ..syntax import Attribute, Block, Body
from ..types import DYNAMIC, ListType, MapType, ObjectType, SetType, Type
from ..values import Value, null, unknown
from .body_layout import META, BodyLayout
from .comprehensions import position_in
from .evaluate import evaluate
from .expansion import for_each_pairs, key_of
from .reading import whole_below
from .scope import Scope
from .world import World


class BodyReader:
    """Reads one body, argument by argument, on demand.

    `path` is the address that unknown values are named by: `aws_lb_target_group.web` or `aws_x.y.block[0]`. `meta` are
    the names that are not the provider's.
    """

    __slots__ = ("_read", "body", "layout", "path", "schema", "scope", "world")

    def __init__(
        self,
        body: Body,
        schema: BlockSchema | None,
        scope: Scope,
        path: str,
        world: World,
        meta: AbstractSet[str] = META,
    ) -> None:
        self.body = body
        self.schema = schema
        self.scope = scope
        self.path = path
        self.world = world
        found = world.layouts.get((body, id(schema)))
        if found is None:
            found = world.layouts[body, id(schema)] = BodyLayout(body, schema, meta)
        self.layout = found
        self._read: dict[str, Value | None] = {}

    def value(self, origin: Origin) -> Value:
        """The whole body as an object."""
        return Value(self.layout.filled(self.read), None, origin)

    def values(self, names: Iterable[str], origin: Origin) -> Value:
        """These arguments and block types, in their order, as an object."""
        made = {name: self.read(name) for name in names}
        return Value({name: item for name, item in made.items() if item is not None}, None, origin)

    def read(self, name: str) -> Value | None:
        """The value of an argument or block type; None where the resource has no such attribute."""
        if name not in self._read:
            self._read[name] = self._found(name) if name in self.layout.sets else self.layout.unset(name, self.path)
        return self._read[name]

    def _found(self, name: str) -> Value:
        blocks, cell, make = self.layout.blocks.get(name), f"{self.path}.{name}", self.world.make
        try:
            if blocks is not None:
                return make(cell, lambda: self._blocks(name, blocks))
            attribute = self.layout.attributes[name]
            return make(cell, lambda: self._attribute(attribute))
        except EvaluationError as error:
            return self.world.report(error, blocks[0].header if blocks is not None else attribute.span)

    def _attribute(self, attribute: Attribute) -> Value:
        schema, name = self.schema, attribute.name
        if schema is not None and name in schema.blocks:
            raise EvaluationError(f'"{name}" is a block here, not an argument.', attribute.span)
        known = schema.attributes.get(name) if schema is not None else None
        try:
            value = whole_below(evaluate(attribute.expression, self.scope), attribute.expression.span)
            if known is not None:
                value = _fitting(value, known.type, name)
        except EvaluationError as error:
            return self.world.report(error, attribute.expression.span)
        if known is not None and known.loses_nulls:
            value = _without_nulls(value)
        if known is not None and _counts_as_unset(value, known):
            unset = self.layout.unset(name, self.path)
            assert unset is not None
            return unset if unset.is_unknown else unset.at(value.origin)
        return value.marked() if known is not None and known.sensitive else value

    def _blocks(self, name: str, blocks: list[Block]) -> Value:
        nested = self.schema.blocks.get(name) if self.schema is not None else None
        schema = nested.block if nested is not None else None
        items: list[Value] = []
        for block in blocks:
            try:
                found = self._dynamic(block, name) if block.type == "dynamic" else [(block.body, self.scope)]
                if isinstance(found, Value):
                    return unknown(origin=mix(block.header, (found.origin,)))
            except EvaluationError as error:
                return self.world.report(error, block.header)
            for body, scope in found:
                place = f"{self.path}.{name}[{len(items)}]"
                reader = BodyReader(body, schema, scope, place, self.world, meta=frozenset())
                items.append(reader.value(mix(block.header, ())))
        known = self.schema.attributes.get(name) if self.schema is not None else None
        if not items and nested is not None and nested.computed:
            return unknown(origin=leaf(f"{self.path}.{name}"))  # as where there is no such block
        if not items and known is not None:
            unset = self.layout.unset(name, self.path)
            assert unset is not None
            return unset
        if known is not None:
            items = [_as_element(item, known) for item in items]
        is_set = (
            isinstance(known.type, SetType) if known is not None else nested is not None and nested.nesting == "set"
        )
        return _collected(items, nested, is_set)

    def _dynamic(self, block: Block, name: str) -> list[tuple[Body, Scope]] | Value:
        """The bodies, or the value of for_each where it is not known how many there are.

        https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks
        """
        for_each = block.body.attributes.get("for_each")
        content = next((inner for inner in block.body.blocks if inner.type == "content"), None)
        if for_each is None or content is None:
            raise EvaluationError("A dynamic block needs for_each and a content block.", block.header)
        iterator = block.body.attributes.get("iterator")
        label = keyword(iterator.expression) if iterator is not None else name
        source = evaluate(for_each.expression, self.scope)
        pairs = _dynamic_pairs(source)
        if pairs is None:
            return source
        # A block costs far more than a round of a loop, and those of a set are compared with each other.
        self.world.budget.spend(20 * len(pairs) + (len(pairs) ** 2 >> 10), block.header)
        return [(content.body, self.scope.having({label: Value({"key": key, "value": item})})) for key, item in pairs]


def _fitting(value: Value, kind: Type, name: str) -> Value:
    try:
        return convert(value, kind)
    except EvaluationError as error:
        message = f'Inappropriate value for attribute "{name}": {error.message.rstrip(".")}.'
        raise EvaluationError(message, error.span) from error


def _without_nulls(value: Value) -> Value:
    """The map without its entries that are null."""
    data = value.data
    if not isinstance(data, dict) or not any(item.is_null for item in data.values()):
        return value
    kept = {name: item for name, item in data.items() if not item.is_null}
    return Value(kept, value.type, value.origin, value.sensitive, value.deferred)


def _counts_as_unset(value: Value, known: AttributeSchema) -> bool:
    """Whether the provider takes it for none at all: null, an empty text where it decides itself, and the like."""
    return value.is_null or (value.data == "" and known.computed) or (known.empty_is_unset and value.data in ((), {}))


def _dynamic_pairs(source: Value) -> list[tuple[Value, Value]] | None:
    """The pairs of a dynamic block's for_each, which unlike a resource's may also be a list."""
    if source.is_null:
        raise EvaluationError("for_each of a dynamic block must not be null.", source.span)
    if isinstance(source.data, tuple):
        items = [source.through(item) for item in source.data]
        if isinstance(source.type, SetType):
            return [(item, item) for item in items]
        return [(position_in(source, at), item) for at, item in enumerate(items)]
    pairs = for_each_pairs(source)
    return None if pairs is None else [(key_of(source, key), item) for key, item in pairs]


def _as_element(item: Value, known: AttributeSchema) -> Value:
    """A block that the provider has as an attribute (`ingress` of a security group): what is not set is null there."""
    element = getattr(known.type, "element", None)
    if not isinstance(element, ObjectType) or not isinstance(item.data, dict):
        return item
    made = dict(item.data)
    for name, kind in element.attributes:
        given = made.get(name)
        made[name] = convert(given, kind) if given is not None else null(kind)
    return Value(dict(sorted(made.items())), None, item.origin, item.sensitive)


def _collected(items: list[Value], nested: NestedBlock | None, is_set: bool) -> Value:
    if nested is None or nested.nesting in ("list", "set"):
        # A set keeps the order of the source here: its place in Terraform's depends on what the provider plans.
        kind = SetType(DYNAMIC) if is_set else ListType(DYNAMIC)
        origin = items[0].origin if items else NOWHERE
        return Value(without_repeats(items) if is_set else tuple(items), kind, origin)
    if nested.nesting == "map":
        return Value({}, MapType(DYNAMIC))
    return items[0] if items else null()
