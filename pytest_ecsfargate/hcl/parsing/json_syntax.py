"""Terraform's JSON syntax, `*.tf.json`, read into the same tree as its native syntax.

https://developer.hashicorp.com/terraform/language/syntax/json. Which names in a block are nested blocks is known
beforehand for Terraform's own blocks only. What stands in a resource is kept as arguments, and `with_blocks` makes
blocks of them once the schema says which ones they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ...source import SourceFile, Span
from ..block_types import TOP_LEVEL, BlockType, BlockTypes, Content
from ..syntax import Attribute, Block, Body, Expression, HCLError
from .json_expressions import JsonExpressions
from .json_nodes import JsonNode, JsonObject, read_nodes
from .layers import content_type, merged_bodies

_VERBATIM: Final = frozenset({Content.TEXT, Content.BOOL, Content.CONSTANT})
"""Arguments that Terraform reads without evaluating them."""
# What is in no block type is the business of a schema, but for what stands in a dynamic block.
_UNKNOWN: Final = BlockType()
_DYNAMIC: Final = BlockType(("type",), blocks={"content": _UNKNOWN})
_ALL_VERBATIM: Final = frozenset({"terraform", "required_providers", "backend", "cloud", "workspaces"})
_COMMENT: Final = "//"


class JsonAttribute(Attribute):
    """An argument in JSON syntax; `node` is its value as it is written, which may turn out to be blocks."""

    __slots__ = ("node",)

    def __init__(self, file: SourceFile, name: JsonNode, node: JsonNode, expression: Expression) -> None:
        super().__init__(file, name.start, node.end, str(name.data), expression)
        self.node: Final = node


def parse_json_file(file: SourceFile, types: BlockTypes = TOP_LEVEL) -> tuple[Body, list[HCLError]]:
    """The body of a `.tf.json` file, and what is wrong with it, in the order of the text; `types` are its blocks."""
    reader = _Bodies(file)
    try:
        root = read_nodes(file)
    except HCLError as error:
        return Body(file, 0, len(file.text), {}, [], partial=True), [error]
    blocks: list[Block] = []
    for name, value in reader.members(root):
        kind = types.get(str(name.data))
        if name.data == _COMMENT:
            continue
        if kind is None:
            reader.fail(name, f'No block type is named "{name.data}".')
        else:
            blocks.extend(reader.blocks(kind, str(name.data), name, value))
    errors = sorted(reader.errors, key=lambda error: error.span.start)
    return Body(file, 0, len(file.text), {}, blocks, partial=bool(errors)), errors


def with_blocks(body: Body, types: Iterable[str]) -> Body:
    """A body in which the arguments in JSON syntax that have these names, and `dynamic`, are nested blocks."""
    if body.layers is not None:
        # What replaces what is seen only where both layers are read by the same types.
        base, change = body.layers
        types = {*types, *map(content_type, body.blocks)}
        return merged_bodies(with_blocks(base, types), with_blocks(change, types))
    wanted = {
        name: attribute
        for name, attribute in body.attributes.items()
        if isinstance(attribute, JsonAttribute) and (name in types or name == "dynamic")
    }
    if not wanted:
        return body
    blocks = list(body.blocks)
    for name, attribute in wanted.items():
        reader = _Bodies(attribute.file)
        written = JsonNode(attribute.start, attribute.start + len(name) + 2, name)
        blocks.extend(reader.blocks(_DYNAMIC if name == "dynamic" else _UNKNOWN, name, written, attribute.node))
    kept = {name: attribute for name, attribute in body.attributes.items() if name not in wanted}
    return Body(body.file, body.start, body.end, kept, blocks, body.partial)


class _Bodies:
    """Makes blocks and bodies of the values in one file."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.make = JsonExpressions(file)
        self.errors = self.make.errors

    def fail(self, node: JsonNode, message: str) -> None:
        self.errors.append(HCLError(message, self.file, node.start, node.end))

    def members(self, node: JsonNode) -> Iterator[tuple[JsonNode, JsonNode]]:
        """The names and values of an object, or of all objects in an array."""
        for item in node.data if isinstance(node.data, tuple) else (node,):
            if isinstance(item.data, JsonObject):
                yield from item.data.pairs
            elif item.data is not None or isinstance(node.data, tuple):
                self.fail(item, "Expected an object, or an array of objects, with arguments and blocks.")

    def blocks(
        self, kind: BlockType, type: str, header: JsonNode, value: JsonNode, labels: tuple[str, ...] = ()
    ) -> Iterator[Block]:
        """The blocks of one type: objects by their labels, one below the other, and arrays where there are several."""
        if len(labels) < len(kind.labels):
            named = list(self.members(value))
            if not named:
                self.fail(value, f'Expected the name of the "{type}" block, and an object below it.')
            for name, inner in named:
                yield from self.blocks(kind, type, name, inner, (*labels, str(name.data)))
        elif isinstance(value.data, tuple):
            for item in value.data:
                yield self._block(kind, type, header, item, labels)
        elif isinstance(value.data, JsonObject):
            yield self._block(kind, type, header, value, labels)
        elif value.data is not None:
            self.fail(value, f'Expected an object or an array of objects for the "{type}" block.')

    def _block(self, kind: BlockType, type: str, header: JsonNode, value: JsonNode, labels: tuple[str, ...]) -> Block:
        body, written = self._body(kind, type, value), Span(self.file, header.start, header.end)
        return Block(self.file, header.start, value.end, type, labels, body, written)

    def _body(self, kind: BlockType, type: str, value: JsonNode) -> Body:
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        for name, node in self.members(value):
            key = str(name.data)
            if key == _COMMENT:
                continue
            if key in kind.blocks:
                blocks.extend(self.blocks(kind.blocks[key], key, name, node))
            elif key in attributes:
                line = attributes[key].span.location.line
                self.fail(name, f'The argument "{key}" was already set at line {line}; each argument may be set once.')
            else:
                attributes[key] = JsonAttribute(self.file, name, node, self._expression(kind, type, key, node))
        return Body(self.file, value.start + 1, max(value.end - 1, value.start + 1), attributes, blocks)

    def _expression(self, kind: BlockType, type: str, name: str, node: JsonNode) -> Expression:
        if type == "variable" and name == "type":
            return self.make.expression(node)
        if type in _ALL_VERBATIM or kind.arguments.get(name) in _VERBATIM:
            return self.make.verbatim(node)
        return self.make.template(node)
