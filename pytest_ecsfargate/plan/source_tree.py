"""What stands around a span in its file: blocks, and the conditional that a literal is an arm of."""

from __future__ import annotations

from functools import lru_cache

from ..hcl.parser import parse_file
from ..hcl.syntax import Body, Conditional, Node, Paren
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
