"""Whether Terraform's own blocks hold what may stand in them: labels, arguments, nested blocks.

What a schema, a called module or a provider says of the rest is not judged here.
https://developer.hashicorp.com/terraform/language/syntax/configuration
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Final

from ...source import Span
from ..block_types import BlockType, Content
from ..errors import Diagnostic, DiagnosticSeverity
from ..parsing.mentions import references
from ..parsing.scanner import is_identifier
from ..parsing.static import keyword
from ..syntax import Attribute, Block, Call, Literal, Node, TupleCons, Variable

_INPUTS_NEVER: Final = frozenset(
    {"source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals"}
)
"""Names that no variable may have: they are arguments of module blocks."""


def problem(message: str, span: Span) -> Diagnostic:
    """An error at a place."""
    return Diagnostic(DiagnosticSeverity.ERROR, message, span)


def structure(block: Block, kind: BlockType) -> Iterator[Diagnostic]:
    """What is wrong in a block and in the blocks below it."""
    yield from _labels(block, kind)
    yield from _arguments(block, kind)
    yield from _blocks(block, kind)


def labelled(block: Block, kind: BlockType) -> bool:
    """Whether a block has as many labels as its type asks for."""
    return len(block.labels) == len(kind.labels)


def _labels(block: Block, kind: BlockType) -> Iterator[Diagnostic]:
    if not labelled(block, kind):
        shown = " ".join([block.type, *(f'"{label}"' for label in kind.labels)])
        yield problem(f"A block of this type is written {shown}, with {len(kind.labels)} labels.", block.header)
        return
    for what, label in zip(kind.labels, block.labels, strict=True):
        if what in ("name", "type") and not is_identifier(label):
            yield problem(
                f'"{label}" is no name: it must begin with a letter or underscore, and hold letters, digits, '
                "underscores and dashes only.",
                block.header,
            )
    if block.type == "variable" and block.labels[0] in _INPUTS_NEVER:
        yield problem(
            f'No variable may be named "{block.labels[0]}": module blocks have it as an argument.', block.header
        )


def _arguments(block: Block, kind: BlockType) -> Iterator[Diagnostic]:
    attributes = block.body.attributes
    for name in sorted(kind.required - attributes.keys()):
        if not block.body.partial:
            yield problem(
                f'The argument "{name}" is required, and the {block.type} block does not set it.', block.header
            )
    for name, attribute in attributes.items():
        content = kind.arguments.get(name)
        if content is not None:
            yield from _content(attribute, content)
        elif name in kind.reserved:
            yield problem(
                f'"{name}" is not for the {block.type} block: Terraform keeps the name for itself.', attribute.span
            )
        elif kind.open:
            yield from _content(attribute, kind.others)
        else:
            hint = _near(name, kind.arguments)
            yield problem(f'A {block.type} block has no argument named "{name}".{hint}', attribute.span)
    if "count" in attributes and "for_each" in attributes and "count" in kind.arguments:
        yield problem("count and for_each exclude each other.", attributes["for_each"].span)


def _near(name: str, names: Iterable[str]) -> str:
    near = get_close_matches(name, list(names), n=1)
    return f' Did you mean "{near[0]}"?' if near else ""


def _content(attribute: Attribute, content: Content) -> Iterator[Diagnostic]:
    name, value = attribute.name, attribute.expression
    if content is Content.ANY:
        return
    if content in (Content.REFERENCES, Content.NAMES):
        if not isinstance(value, TupleCons) and not (content is Content.NAMES and _is_all(value)):
            yield problem(f'"{name}" takes names in brackets, such as [aws_lb.main].', value.span)
        return
    found = not_constant(value)
    if found is not None:
        yield problem(f'"{name}" is read without evaluating it: {found[0]} are not allowed here.', found[1])
    elif isinstance(value, Literal):
        data = value.value
        if content is Content.BOOL and not (isinstance(data, bool) or data in ("true", "false")):
            yield problem(f'"{name}" must be true or false.', value.span)
        elif content is Content.TEXT and data is None:
            yield problem(f'"{name}" must be a text.', value.span)


def _is_all(value: Node) -> bool:
    """The word all, which in JSON syntax is a text."""
    return keyword(value) == "all" and (isinstance(value, Variable) or value.file.path.endswith(".json"))


def not_constant(node: Node) -> tuple[str, Span] | None:
    """What keeps an expression from being read without evaluation: "function calls" or "references", and where."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Call):
            return "function calls", here.span
        waiting.extend(here.children())
    found = next(references(node), None)
    return None if found is None else ("references", found.span)


def _blocks(block: Block, kind: BlockType) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for inner in block.body.blocks:
        nested = kind.blocks.get(inner.type)
        if nested is not None:
            yield from structure(inner, nested)
            if inner.type in kind.once and inner.type in seen:
                yield problem(f"A {block.type} block has one {inner.type} block at most.", inner.header)
            seen.add(inner.type)
        elif inner.type in kind.reserved:
            yield problem(f"A {block.type} block has no {inner.type} block.", inner.header)
        elif inner.type == "dynamic" and kind.blocks.keys() & inner.labels:
            yield problem(f"A {inner.labels[0]} block cannot be dynamic.", inner.header)
        elif block.type in ("locals", "module") or not kind.open:
            yield problem(f"A {block.type} block has no nested blocks of type {inner.type}.", inner.header)
