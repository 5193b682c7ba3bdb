"""The tree of a parsed file: bodies, attributes, blocks and expressions, each with its exact place.

Every node has `file`, `start` and `end` (code point offsets, `end` exclusive); line and column are computed on
demand. The shapes follow https://developer.hashicorp.com/terraform/language/syntax/configuration and
https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING
from typing import Literal as OneOf

from ..source import SourceFile, Span

if TYPE_CHECKING:
    from .values import Value


class HCLError(Exception):
    """A text that is not valid HCL: what is wrong, and the offset where."""

    def __init__(self, message: str, file: SourceFile, start: int, end: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.span = Span(file, start, start + 1 if end is None else end)

    def __str__(self) -> str:
        return f"{self.span.location}: {self.message}"


@dataclass(slots=True, eq=False, repr=False)
class Node:
    """What every node of the tree has: the file and the span of its text."""

    file: SourceFile
    start: int
    end: int
    _span: Span | None = field(default=None, init=False)

    @property
    def span(self) -> Span:
        """The stretch of text that this node was read from."""
        # Made once, when it is first asked for: an expression in a loop is evaluated many times.
        if self._span is None:
            self._span = Span(self.file, self.start, self.end)
        return self._span

    def children(self) -> Iterator[Node]:
        """The nodes directly below this one, in the order of the text."""
        return iter(())


Expression = Node
"""Any node that has a value: all classes of this module but Body, Attribute and Block."""


@dataclass(slots=True, eq=False, repr=False)
class Literal(Node):
    """A number (int, or Fraction where it is no integer), a string without interpolation, true, false or null."""

    value: None | bool | int | Fraction | str
    evaluated: Value | None = field(default=None, init=False)  # what the evaluator makes of it, always the same


@dataclass(slots=True, eq=False, repr=False)
class Template(Node):
    """A quoted string or heredoc with interpolations or directives: its parts joined make the text.

    Text parts are Literal nodes of str (escapes resolved, indentation and trim marks applied).
    """

    parts: list[Expression]

    def children(self) -> Iterator[Node]:
        return iter(self.parts)


@dataclass(slots=True, eq=False, repr=False)
class TemplateWrap(Node):
    """`"${x}"` and nothing else: the value of x, with its type kept."""

    inner: Expression

    def children(self) -> Iterator[Node]:
        yield self.inner


@dataclass(slots=True, eq=False, repr=False)
class TemplateIf(Node):
    """`%{ if c }then%{ else }otherwise%{ endif }`; `otherwise` is an empty Template where there is no else."""

    condition: Expression
    then: Template
    otherwise: Template

    def children(self) -> Iterator[Node]:
        yield self.condition
        yield self.then
        yield self.otherwise


@dataclass(slots=True, eq=False, repr=False)
class TemplateFor(Node):
    """`%{ for k, v in collection }body%{ endfor }`; `key_name` is None where only one name is given."""

    key_name: str | None
    value_name: str
    collection: Expression
    body: Template

    def children(self) -> Iterator[Node]:
        yield self.collection
        yield self.body


@dataclass(slots=True, eq=False, repr=False)
class Variable(Node):
    """The first name of a reference: `var`, `local`, `aws_iam_role`, `each`, a `for` variable."""

    name: str


@dataclass(slots=True, eq=False, repr=False)
class GetAttr(Node):
    """`target.name`."""

    target: Expression
    name: str

    def children(self) -> Iterator[Node]:
        yield self.target


@dataclass(slots=True, eq=False, repr=False)
class Index(Node):
    """`target[key]`; `target.0`, the old spelling, is the same with a Literal key."""

    target: Expression
    key: Expression

    def children(self) -> Iterator[Node]:
        yield self.target
        yield self.key


@dataclass(slots=True, eq=False, repr=False)
class SplatItem(Node):
    """Stands inside `Splat.each` for the item at hand of the nearest Splat around it."""


@dataclass(slots=True, eq=False, repr=False)
class Splat(Node):
    """`target.*.a` or `target[*].a[0]`: `each` evaluated for each item of target, a SplatItem standing for the item."""

    target: Expression
    each: Expression

    def children(self) -> Iterator[Node]:
        yield self.target
        yield self.each


@dataclass(slots=True, eq=False, repr=False)
class Call(Node):
    """`name(args)`; `expand` says that the last argument is followed by `...`. A name may hold `::`."""

    name: str
    args: list[Expression]
    expand: bool

    def children(self) -> Iterator[Node]:
        return iter(self.args)


@dataclass(slots=True, eq=False, repr=False)
class Conditional(Node):
    """`condition ? then : otherwise`."""

    condition: Expression
    then: Expression
    otherwise: Expression

    def children(self) -> Iterator[Node]:
        yield self.condition
        yield self.then
        yield self.otherwise


BinaryOperator = OneOf["||", "&&", "==", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%"]


@dataclass(slots=True, eq=False, repr=False)
class Binary(Node):
    """`left operator right`; chains of one precedence are left-nested."""

    operator: BinaryOperator
    left: Expression
    right: Expression

    def children(self) -> Iterator[Node]:
        yield self.left
        yield self.right


@dataclass(slots=True, eq=False, repr=False)
class Unary(Node):
    """`!operand` or `-operand`."""

    operator: OneOf["!", "-"]
    operand: Expression

    def children(self) -> Iterator[Node]:
        yield self.operand


@dataclass(slots=True, eq=False, repr=False)
class Paren(Node):
    """`(inner)`."""

    inner: Expression

    def children(self) -> Iterator[Node]:
        yield self.inner


@dataclass(slots=True, eq=False, repr=False)
class TupleCons(Node):
    """`[a, b]`."""

    items: list[Expression]

    def children(self) -> Iterator[Node]:
        return iter(self.items)


@dataclass(slots=True, eq=False, repr=False)
class ObjectCons(Node):
    """`{a = 1, (k) = 2}`: pairs of key and value; a bare identifier key is a Literal of str, `(k)` a Paren."""

    items: list[tuple[Expression, Expression]]

    def children(self) -> Iterator[Node]:
        for key, value in self.items:
            yield key
            yield value


@dataclass(slots=True, eq=False, repr=False)
class ForTuple(Node):
    """`[for k, v in collection : value if condition]`."""

    key_name: str | None
    value_name: str
    collection: Expression
    value: Expression
    condition: Expression | None

    def children(self) -> Iterator[Node]:
        yield self.collection
        yield self.value
        if self.condition is not None:
            yield self.condition


@dataclass(slots=True, eq=False, repr=False)
class ForObject(Node):
    """`{for k, v in collection : key => value... if condition}`; `grouping` says that `...` stands there."""

    key_name: str | None
    value_name: str
    collection: Expression
    key: Expression
    value: Expression
    condition: Expression | None
    grouping: bool

    def children(self) -> Iterator[Node]:
        yield self.collection
        yield self.key
        yield self.value
        if self.condition is not None:
            yield self.condition


@dataclass(slots=True, eq=False, repr=False)
class Attribute(Node):
    """`name = expression` in a body; the span is that of the whole line, `expression.span` that of the value."""

    name: str
    expression: Expression

    def children(self) -> Iterator[Node]:
        yield self.expression


@dataclass(slots=True, eq=False, repr=False)
class Block(Node):
    """`type "label" { body }`; `header` is the type and labels, without the brace."""

    type: str
    labels: tuple[str, ...]
    body: Body
    header: Span

    def children(self) -> Iterator[Node]:
        yield self.body


@dataclass(slots=True, eq=False, repr=False)
class Body(Node):
    """What stands in a file or between the braces of a block. Attribute names are unique, block types need not be.

    The span of a block's body lies between the braces. `partial` is true where an error in the syntax made the parser
    skip something: the body may hold less than the text does. `layers` are the bodies that it was put together from,
    where an override file was laid over another: the one below and the one above.
    """

    attributes: dict[str, Attribute]
    blocks: list[Block]
    partial: bool = False
    layers: tuple[Body, Body] | None = None

    def children(self) -> Iterator[Node]:
        yield from self.attributes.values()
        yield from self.blocks
