"""The references that an expression mentions, found without evaluating it.

https://developer.hashicorp.com/terraform/language/expressions/references
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...source import Span
from ..syntax import ForObject, ForTuple, GetAttr, Index, Node, TemplateFor, Variable


@dataclass(frozen=True, slots=True)
class Reference:
    """`names` are the first name and the attribute names behind it, indices left out: `module.alb["x"].listener_arn`
    has ("module", "alb", "listener_arn"). `node` is the expression, None where it is written as a text.
    """

    names: tuple[str, ...]
    span: Span
    node: Node | None = None


def references(node: Node) -> Iterator[Reference]:
    """Every reference in the tree, in the order of the text; names that a loop binds are none."""
    stack: list[tuple[Node, frozenset[str]]] = [(node, frozenset())]
    while stack:
        here, bound = stack.pop()
        names = _names(here)
        if names is not None:
            if names[0] not in bound:
                yield Reference(names, here.span, here)
            stack.extend((key, bound) for key in _keys(here))
            continue
        inner, outside = bound | _binds(here), getattr(here, "collection", None)
        # What a loop goes over stands before the names that it binds.
        stack.extend((child, bound if child is outside else inner) for child in reversed(list(here.children())))


def _names(node: Node) -> tuple[str, ...] | None:
    """The names of a chain of attributes and indices that begins with a variable; None for anything else."""
    names: list[str] = []
    while not isinstance(node, Variable):
        if isinstance(node, GetAttr):
            names.append(node.name)
        elif not isinstance(node, Index):
            return None
        node = node.target
    names.append(node.name)
    return tuple(reversed(names))


def _keys(node: Node) -> Iterator[Node]:
    while isinstance(node, GetAttr | Index):
        if isinstance(node, Index):
            yield node.key
        node = node.target


def _binds(node: Node) -> frozenset[str]:
    if isinstance(node, ForTuple | ForObject | TemplateFor):
        return frozenset(name for name in (node.key_name, node.value_name) if name is not None)
    return frozenset()
