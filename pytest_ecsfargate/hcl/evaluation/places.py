"""Where in a list stands what a loop makes: over a set, in Terraform's order, which may not be known yet."""

from __future__ import annotations

from collections.abc import Sequence

from ...source import Span
from ..functions.shared import elements_origin
from ..operations.equality import same
from ..operations.set_order import order_is_certain
from ..origins import mix
from ..types import DYNAMIC, SetType
from ..values import Value, unknown


def in_one_tuple(made: Sequence[Value], collection: Value, span: Span, sensitive: bool = False) -> Value:
    """What a loop at `span` made of elements of the collection, as a tuple."""
    placed = in_their_places(made, collection)
    return Value(tuple(placed), None, mix(span, tuple([item.origin for item in placed])), sensitive)


def in_their_places(made: Sequence[Value], collection: Value) -> list[Value]:
    """What was made of the elements of the collection, one after the other; unknown where each may stand anywhere."""
    data = collection.data
    if not isinstance(collection.type, SetType) or not isinstance(data, tuple) or order_is_certain(data):
        return list(made)
    if all(same(made[0], item) for item in made[1:]):
        return list(made)
    kind = made[0].type if all(item.type == made[0].type for item in made) else DYNAMIC
    origin = mix(None, (elements_origin(collection), *[item.origin for item in made]))
    return [unknown(kind, origin, any(item.any_sensitive for item in made))] * len(made)
