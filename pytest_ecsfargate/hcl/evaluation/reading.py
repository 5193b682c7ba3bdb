"""Reading resources and modules, whose attributes are evaluated one by one, as expressions do."""

from __future__ import annotations

from ...source import Span
from ..errors import EvaluationError
from ..origins import Kind, hop, leaf, mix
from ..values import ResourceObject, Value


def read(source: ResourceObject, name: str, span: Span | None, sensitive: bool = False) -> Value:
    """An attribute of a resource, module or namespace, as read at `span`. Raises EvaluationError if it has none."""
    found = source.read(name)
    if found is None:
        raise EvaluationError(f"{source.address} has no attribute named {name!r}.", span)
    if isinstance(found.data, ResourceObject):
        return found
    ref = f"{source.address}.{name}"
    origin = found.origin
    if origin.kind is Kind.LEAF and origin.span is None:
        origin = leaf(origin.ref or ref, span, origin.reason)
    elif origin.kind is not Kind.NOWHERE:
        origin = hop(ref, span, origin)
    value = found if origin is found.origin else found.at(origin)
    return value.marked() if sensitive else value


def whole(value: Value, span: Span | None) -> Value:
    """A resource or module as an object of all its attributes, where they are known; any other value as it is."""
    source = value.data
    if not isinstance(source, ResourceObject) or source.names is None:
        return value
    made = {name: read(source, name, span, value.sensitive) for name in sorted(source.names)}
    return Value(made, None, mix(span, tuple([item.origin for item in made.values()])), value.sensitive)


def whole_below(value: Value, span: Span | None) -> Value:
    """A value in which all resources and modules are objects of their attributes."""
    value = whole(value, span)
    data = value.data
    if value.known or not isinstance(data, tuple | dict):
        return value
    before = data if isinstance(data, tuple) else tuple(data.values())
    items = tuple([whole_below(item, span) for item in before])
    if all(item is other for item, other in zip(items, before, strict=True)):
        return value
    made = items if isinstance(data, tuple) else dict(zip(data, items, strict=True))
    return Value(made, None, value.origin, value.sensitive, value.deferred)
