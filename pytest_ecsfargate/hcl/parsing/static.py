"""Reads references without evaluating them, as Terraform does where a value names things of the module.

Such values are `depends_on`, `provider`, `providers` and what stands in `lifecycle`:
https://developer.hashicorp.com/terraform/language/meta-arguments/depends_on and
https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from ...source import SourceFile, Span
from ..syntax import GetAttr, HCLError, Index, Literal, Node, ObjectCons, TupleCons, Variable
from .parser import parse_expression


class StaticReference(NamedTuple):
    """A reference in its normal spelling, such as `module.alb`, `aws_lb.main[0]` or `tags["a"]`, and its place."""

    text: str
    span: Span


def static_list(expression: Node) -> list[StaticReference]:
    """The references that a list names; a reference without brackets around it, such as `all`, is a list of one.

    A quoted reference, the spelling of Terraform 0.11, counts as what is in the quotes.
    Raises HCLError where something else stands in the list.
    """
    items = expression.items if isinstance(expression, TupleCons) else [expression]
    return [_reference(item) for item in items]


def static_pairs(expression: Node) -> list[tuple[StaticReference, StaticReference]]:
    """The pairs of references in an object such as `providers = { aws.peer = aws.east }`.

    Raises HCLError where it is no object or something else than references stands in it.
    """
    if not isinstance(expression, ObjectCons):
        raise HCLError('Expected pairs of references in "{ }".', expression.file, expression.start, expression.end)
    return [(_reference(key), _reference(value)) for key, value in expression.items]


def keyword(expression: Node) -> str:
    """A bare word, which in JSON syntax is a string."""
    if isinstance(expression, Literal) and isinstance(expression.value, str):
        return expression.value
    return expression.span.text


def _reference(node: Node) -> StaticReference:
    read = node
    if isinstance(node, Literal) and isinstance(node.value, str):
        try:
            read = parse_expression(SourceFile(node.file.path, node.value))
        except HCLError:
            raise _not_static(node) from None
    text = _spelled(read)
    if text is None:
        raise _not_static(node)
    return StaticReference(text, node.span)


def _not_static(node: Node) -> HCLError:
    message = 'Expected a reference, such as "aws_lb.main" or "all", that can be read without evaluating it.'
    return HCLError(message, node.file, node.start, node.end)


def _spelled(node: Node) -> str | None:
    """The normal spelling of a reference; None where the node is none."""
    steps: list[str] = []
    while not isinstance(node, Variable):
        if isinstance(node, GetAttr):
            steps.append(f".{node.name}")
            node = node.target
        elif isinstance(node, Index) and (key := _key(node.key)) is not None:
            steps.append(f"[{key}]")
            node = node.target
        else:
            return None
    return node.name + "".join(reversed(steps))


def static_beginning(node: Node) -> str:
    """A reference in its normal spelling, up to the first index that must be evaluated; empty for what is none."""
    steps: list[str] = []
    while not isinstance(node, Variable):
        if isinstance(node, GetAttr):
            steps.append(f".{node.name}")
        elif isinstance(node, Index):
            key = _key(node.key) if isinstance(node.key, Literal) else None
            steps = [] if key is None else [*steps, f"[{key}]"]
        else:
            return ""
        node = node.target
    return node.name + "".join(reversed(steps))


def _key(node: Node) -> str | None:
    if isinstance(node, Literal) and isinstance(node.value, str):
        return json.dumps(node.value, ensure_ascii=False)
    if isinstance(node, Literal) and type(node.value) is int:
        return str(node.value)
    return _spelled(node)
