"""Reading resources and modules, whose attributes are evaluated one by one, as expressions do."""

from __future__ import annotations

from typing import Final

from ...source import Span
from ..errors import BadReference, EvaluationError
from ..operations import operators
from ..operations.deferral import refusing_nothing
from ..origins import Kind, hop, leaf, mix
from ..syntax import Expression, GetAttr, Index, Literal, Variable
from ..values import UNKNOWN, ResourceObject, Value, unknown
from .scope import Scope

_NO_RESOURCES: Final = frozenset({"var", "local", "module", "path", "terraform", "each", "count", "self"})
_BEFORE_TYPES: Final = frozenset({"data", "resource", "ephemeral"})


def attribute_of(target: Value, node: GetAttr, scope: Scope) -> Value:
    """`target.name`. Raises EvaluationError where there is none, BadReference where Terraform sees that beforehand."""
    data = target.data
    if isinstance(data, ResourceObject):
        try:
            return read(data, node.name, node.span, target.sensitive)
        except EvaluationError as error:
            if _is_instance(node.target, scope):
                raise BadReference(error.message, error.span) from None
            raise
    if type(data) in (tuple, dict) and _is_block(node.target, scope):
        raise BadReference("This resource has instances: a key in brackets must say which is meant.", node.span)
    return refusing_nothing(operators.attribute, (target,), node.name, node.span)


def element_of(target: Value, key: Value, node: Index, scope: Scope) -> Value:
    """`target[key]`. Raises EvaluationError where there is none, BadReference where Terraform sees that beforehand."""
    data = target.data
    if not isinstance(data, ResourceObject):
        return refusing_nothing(operators.index, (target, key), node.span)
    if isinstance(node.key, Literal) and _is_block(node.target, scope):
        raise BadReference(f"{data.address} has no instances to choose from.", node.span)
    if isinstance(key.data, str):
        return read(data, key.data, node.span, target.sensitive)
    if key.data is not UNKNOWN:
        raise EvaluationError(f"{data.address} has no instances to choose from.", node.span)
    return unknown(origin=leaf(data.address, node.span))


def _is_instance(node: Expression, scope: Scope) -> bool:
    """Whether it is a resource by its address alone, as written."""
    return _is_block(node.target if isinstance(node, Index) and isinstance(node.key, Literal) else node, scope)


def _is_block(node: Expression, scope: Scope) -> bool:
    """Whether it is a resource block by its name alone, such as `aws_lb.web` or `data.aws_vpc.main`."""
    steps = 0
    while isinstance(node, GetAttr):
        steps += 1
        node = node.target
    if not isinstance(node, Variable) or node.name in scope.names or node.name in _NO_RESOURCES:
        return False
    return steps == (2 if node.name in _BEFORE_TYPES else 1)


def read(source: ResourceObject, name: str, span: Span | None, sensitive: bool = False) -> Value:
    """An attribute of a resource, module or namespace, as read at `span`. Raises EvaluationError if it has none."""
    found = source.read(name)
    if found is None:
        # What names are declared is known beforehand, what attributes an object has only when it is evaluated.
        error = BadReference if source.names is None else EvaluationError
        raise error(f"{source.address} has no attribute named {name!r}.", span)
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
