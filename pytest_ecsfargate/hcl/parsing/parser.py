"""Reads Terraform's native syntax into the tree of `syntax`: whole files, single expressions, template texts.

Accepts what Terraform 1.11.4 accepts, within limits that keep the work linear and the tree shallow. The grammar is
https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from ...source import SourceFile
from ..syntax import Body, HCLError, Node
from . import templates
from .bodies import BodyParser
from .expressions import ExpressionParser

MAX_SIZE: Final = 10 * 1024 * 1024
"""Texts with more characters than this are refused."""
_T = TypeVar("_T")


def parse_file(file: SourceFile) -> tuple[Body, list[HCLError]]:
    """The body of a `.tf` or `.tfvars` file, and what is wrong with its text, in the order of the text.

    A syntax error ends the top-level block or argument that it is in: reading goes on at the next line that starts with
    the header of a block at column 1, and the body is marked as partial.
    """
    if len(file.text) > MAX_SIZE:
        return _refused(file)
    return BodyParser(file).parse()


def parse_expression(file: SourceFile) -> Node:
    """The text as one expression. Raises HCLError where it is none."""

    def whole(parser: ExpressionParser) -> Node:
        parser.newlines = False
        parser.advance()
        result = parser.expression()
        parser.expect_end()
        return result

    return _guarded(file, whole)


def parse_template(file: SourceFile) -> Node:
    """The text as a template, as `templatefile` and `templatestring` read it. Raises HCLError where it is none."""
    return _guarded(file, templates.bare)


def _guarded(file: SourceFile, read: Callable[[ExpressionParser], _T]) -> _T:
    if len(file.text) > MAX_SIZE:
        raise _too_large(file)
    parser = ExpressionParser(file)
    try:
        return read(parser)
    except RecursionError:
        raise parser.too_deep() from None


def _too_large(file: SourceFile) -> HCLError:
    return HCLError(f"This text is larger than the {MAX_SIZE // 2**20} MB that can be read.", file, 0)


def _refused(file: SourceFile) -> tuple[Body, list[HCLError]]:
    return Body(file, 0, len(file.text), {}, [], partial=True), [_too_large(file)]
