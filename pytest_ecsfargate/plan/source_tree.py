"""What stands around a span in its file: blocks, and the conditional that a literal is an arm of."""

from __future__ import annotations

from functools import lru_cache

from ..hcl.parsing.parser import parse_file
from ..hcl.syntax import Attribute, Block, Body, Conditional, Literal, Node, Paren, Template
from ..source import SourceFile, Span


@lru_cache(maxsize=32)
def _tree(file: SourceFile) -> Body:
    """The tree of a file. It was parsed before, but nobody keeps the trees of a plan."""
    return parse_file(file)[0]


def _is_configuration(file: SourceFile) -> bool:
    return file.path.endswith((".tf", ".tofu"))


def blocks_around(span: Span) -> list[Span]:
    """The headers of the blocks that a span lies in, innermost first; none where the file is no configuration."""
    found: list[Span] = []
    body: Body | None = _tree(span.file) if _is_configuration(span.file) else None
    while body is not None:
        inner = next((block for block in body.blocks if block.start <= span.start < block.end), None)
        if inner is not None:
            found.insert(0, inner.header)
        body = inner.body if inner is not None else None
    return found


def is_template_text(file: SourceFile, offset: int) -> bool:
    """Whether an offset lies in the text of a heredoc or of a template file, where words need no quotes."""
    if not _is_configuration(file):
        return not file.path.endswith((".json", ".tfvars", ".hcl"))
    around = _path_to(_tree(file), Span(file, offset, offset))
    return any(file.text.startswith("<<", node.start) and node.start < offset for node in around)


def places_above(span: Span, block: Span | None) -> list[Span]:
    """What a remark about a span may stand above, the nearest first: the span, the arguments and blocks around it.

    `block` is the header of the block that the remark must stay inside of; a span somewhere else has no such place.
    """
    path = _path_to(_tree(span.file), span) if _is_configuration(span.file) else []
    if block is None:
        return [span]
    headers = [node.header if isinstance(node, Block) else None for node in path]
    if block not in headers:
        return []
    inside = [node for node in path[headers.index(block) + 1 :] if isinstance(node, Attribute | Block)]
    return [span, *(node.span for node in reversed(inside))]


def heredocs(file: SourceFile) -> list[range]:
    """The lines of each heredoc in a file, behind the one that opens it."""
    found: list[range] = []
    waiting: list[Node] = [_tree(file)] if _is_configuration(file) else []
    while waiting:
        node = waiting.pop()
        waiting.extend(node.children())
        if isinstance(node, Literal | Template) and file.text.startswith("<<", node.start):
            found.append(range(node.span.location.line + 1, node.span.end_location.line + 1))
    return found


def choice_around(span: Span) -> Span:
    """The whole conditional where the span is one of its arms, so that one sees why it was chosen; else the span."""
    if not _is_configuration(span.file):
        return span
    widest = span
    for node in reversed(_path_to(_tree(span.file), span)):
        if isinstance(node, Conditional) and (_is(node.then, widest) or _is(node.otherwise, widest)):
            widest = node.span
    return widest


def _is(node: Node, span: Span) -> bool:
    while isinstance(node, Paren) and node.span != span:
        node = node.inner
    return node.span == span


def _path_to(node: Node, span: Span) -> list[Node]:
    """The nodes that hold a span, the outermost first."""
    path: list[Node] = []
    here: Node | None = node
    while here is not None:
        path.append(here)
        here = next((child for child in here.children() if child.start <= span.start and span.end <= child.end), None)
    return path
