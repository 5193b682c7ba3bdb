"""The tree of a parsed file: bodies, attributes, blocks and expressions, each with its exact place.

Every node has `file`, `start` and `end` (code point offsets, `end` exclusive); line and column are computed on
demand. The shapes follow https://developer.hashicorp.com/terraform/language/syntax/configuration and
https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Final
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


class Node:
    """What every node of the tree has: the file and the span of its text."""

    __slots__ = ("_span", "end", "file", "start")

    _span: Span

    def __init__(self, file: SourceFile, start: int, end: int) -> None:
        self.file = file
        self.start = start
        self.end = end

    @property
    def span(self) -> Span:
        """The stretch of text that this node was read from."""
        # Made once, when it is first asked for: an expression in a loop is evaluated many times.
        try:
            return self._span
        except AttributeError:
            self._span = Span(self.file, self.start, self.end)
            return self._span

    def children(self) -> Iterator[Node]:
        """The nodes directly below this one, in the order of the text."""
        return iter(())


Expression = Node
"""Any node that has a value: all classes of this module but Body, Attribute and Block."""


class Literal(Node):
    """A number (int, or Fraction where it is no integer), a string without interpolation, true, false or null."""

    __slots__ = ("evaluated", "value")

    def __init__(self, file: SourceFile, start: int, end: int, value: None | bool | int | Fraction | str) -> None:
        super().__init__(file, start, end)
        self.value: Final = value
        self.evaluated: Value | None = None  # what the evaluator makes of it, always the same


class Template(Node):
    """A quoted string or heredoc with interpolations or directives: its parts joined make the text.

    Text parts are Literal nodes of str (escapes resolved, indentation and trim marks applied).
    """

    __slots__ = ("parts",)

    def __init__(self, file: SourceFile, start: int, end: int, parts: list[Expression]) -> None:
        super().__init__(file, start, end)
        self.parts: Final = parts

    def children(self) -> Iterator[Node]:
        return iter(self.parts)


class TemplateWrap(Node):
    """`"${x}"` and nothing else: the value of x, with its type kept."""

    __slots__ = ("inner",)

    def __init__(self, file: SourceFile, start: int, end: int, inner: Expression) -> None:
        super().__init__(file, start, end)
        self.inner: Final = inner

    def children(self) -> Iterator[Node]:
        yield self.inner


class TemplateIf(Node):
    """`%{ if c }then%{ else }otherwise%{ endif }`; `otherwise` is an empty Template where there is no else."""

    __slots__ = ("condition", "otherwise", "then")

    def __init__(
        self, file: SourceFile, start: int, end: int, condition: Expression, then: Template, otherwise: Template
    ) -> None:
        super().__init__(file, start, end)
        self.condition: Final = condition
        self.then: Final = then
        self.otherwise: Final = otherwise

    def children(self) -> Iterator[Node]:
        yield self.condition
        yield self.then
        yield self.otherwise


class TemplateFor(Node):
    """`%{ for k, v in collection }body%{ endfor }`; `key_name` is None where only one name is given."""

    __slots__ = ("body", "collection", "key_name", "value_name")

    def __init__(
        self,
        file: SourceFile,
        start: int,
        end: int,
        key_name: str | None,
        value_name: str,
        collection: Expression,
        body: Template,
    ) -> None:
        super().__init__(file, start, end)
        self.key_name: Final = key_name
        self.value_name: Final = value_name
        self.collection: Final = collection
        self.body: Final = body

    def children(self) -> Iterator[Node]:
        yield self.collection
        yield self.body


class Variable(Node):
    """The first name of a reference: `var`, `local`, `aws_iam_role`, `each`, a `for` variable."""

    __slots__ = ("name",)

    def __init__(self, file: SourceFile, start: int, end: int, name: str) -> None:
        super().__init__(file, start, end)
        self.name: Final = name


class GetAttr(Node):
    """`target.name`."""

    __slots__ = ("name", "target")

    def __init__(self, file: SourceFile, start: int, end: int, target: Expression, name: str) -> None:
        super().__init__(file, start, end)
        self.target: Final = target
        self.name: Final = name

    def children(self) -> Iterator[Node]:
        yield self.target


class Index(Node):
    """`target[key]`; `target.0`, the old spelling, is the same with a Literal key."""

    __slots__ = ("key", "target")

    def __init__(self, file: SourceFile, start: int, end: int, target: Expression, key: Expression) -> None:
        super().__init__(file, start, end)
        self.target: Final = target
        self.key: Final = key

    def children(self) -> Iterator[Node]:
        yield self.target
        yield self.key


class SplatItem(Node):
    """Stands inside `Splat.each` for the item at hand of the nearest Splat around it."""

    __slots__ = ()


class Splat(Node):
    """`target.*.a` or `target[*].a[0]`: `each` evaluated for each item of target, a SplatItem standing for the item."""

    __slots__ = ("each", "target")

    def __init__(self, file: SourceFile, start: int, end: int, target: Expression, each: Expression) -> None:
        super().__init__(file, start, end)
        self.target: Final = target
        self.each: Final = each

    def children(self) -> Iterator[Node]:
        yield self.target
        yield self.each


class Call(Node):
    """`name(args)`; `expand` says that the last argument is followed by `...`. A name may hold `::`."""

    __slots__ = ("args", "expand", "name")

    def __init__(
        self, file: SourceFile, start: int, end: int, name: str, args: list[Expression], expand: bool
    ) -> None:
        super().__init__(file, start, end)
        self.name: Final = name
        self.args: Final = args
        self.expand: Final = expand

    def children(self) -> Iterator[Node]:
        return iter(self.args)


class Conditional(Node):
    """`condition ? then : otherwise`."""

    __slots__ = ("condition", "otherwise", "then")

    def __init__(
        self, file: SourceFile, start: int, end: int, condition: Expression, then: Expression, otherwise: Expression
    ) -> None:
        super().__init__(file, start, end)
        self.condition: Final = condition
        self.then: Final = then
        self.otherwise: Final = otherwise

    def children(self) -> Iterator[Node]:
        yield self.condition
        yield self.then
        yield self.otherwise


BinaryOperator = OneOf["||", "&&", "==", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%"]


class Binary(Node):
    """`left operator right`; chains of one precedence are left-nested."""

    __slots__ = ("left", "operator", "right")

    def __init__(
        self, file: SourceFile, start: int, end: int, operator: BinaryOperator, left: Expression, right: Expression
    ) -> None:
        super().__init__(file, start, end)
        self.operator: Final = operator
        self.left: Final = left
        self.right: Final = right

    def children(self) -> Iterator[Node]:
        yield self.left
        yield self.right


class Unary(Node):
    """`!operand` or `-operand`."""

    __slots__ = ("operand", "operator")

    def __init__(self, file: SourceFile, start: int, end: int, operator: OneOf["!", "-"], operand: Expression) -> None:
        super().__init__(file, start, end)
        self.operator: Final = operator
        self.operand: Final = operand

    def children(self) -> Iterator[Node]:
        yield self.operand


class Paren(Node):
    """`(inner)`."""

    __slots__ = ("inner",)

    def __init__(self, file: SourceFile, start: int, end: int, inner: Expression) -> None:
        super().__init__(file, start, end)
        self.inner: Final = inner

    def children(self) -> Iterator[Node]:
        yield self.inner


class TupleCons(Node):
    """`[a, b]`."""

    __slots__ = ("items",)

    def __init__(self, file: SourceFile, start: int, end: int, items: list[Expression]) -> None:
        super().__init__(file, start, end)
        self.items: Final = items

    def children(self) -> Iterator[Node]:
        return iter(self.items)


class ObjectCons(Node):
    """`{a = 1, (k) = 2}`: pairs of key and value; a bare identifier key is a Literal of str, `(k)` a Paren."""

    __slots__ = ("items",)

    def __init__(
        self, file: SourceFile, start: int, end: int, items: list[tuple[Expression, Expression]]
    ) -> None:
        super().__init__(file, start, end)
        self.items: Final = items

    def children(self) -> Iterator[Node]:
        for key, value in self.items:
            yield key
            yield value


class ForTuple(Node):
    """`[for k, v in collection : value if condition]`."""

    __slots__ = ("collection", "condition", "key_name", "value", "value_name")

    def __init__(
        self,
        file: SourceFile,
        start: int,
        end: int,
        key_name: str | None,
        value_name: str,
        collection: Expression,
        value: Expression,
        condition: Expression | None,
    ) -> None:
        super().__init__(file, start, end)
        self.key_name: Final = key_name
        self.value_name: Final = value_name
        self.collection: Final = collection
        self.value: Final = value
        self.condition: Final = condition

    def children(self) -> Iterator[Node]:
        yield self.collection
        yield self.value
        if self.condition is not None:
            yield self.condition


class ForObject(Node):
    """`{for k, v in collection : key => value... if condition}`; `grouping` says that `...` stands there."""

    __slots__ = ("collection", "condition", "grouping", "key", "key_name", "value", "value_name")

    def __init__(
        self,
        file: SourceFile,
        start: int,
        end: int,
        key_name: str | None,
        value_name: str,
        collection: Expression,
        key: Expression,
        value: Expression,
        condition: Expression | None,
        grouping: bool,
    ) -> None:
        super().__init__(file, start, end)
        self.key_name: Final = key_name
        self.value_name: Final = value_name
        self.collection: Final = collection
        self.key: Final = key
        self.value: Final = value
        self.condition: Final = condition
        self.grouping: Final = grouping

    def children(self) -> Iterator[Node]:
        yield self.collection
        yield self.key
        yield self.value
        if self.condition is not None:
            yield self.condition


class Attribute(Node):
    """`name = expression` in a body; the span is that of the whole line, `expression.span` that of the value."""

    __slots__ = ("expression", "name")

    def __init__(self, file: SourceFile, start: int, end: int, name: str, expression: Expression) -> None:
        super().__init__(file, start, end)
        self.name: Final = name
        self.expression: Final = expression

    def children(self) -> Iterator[Node]:
        yield self.expression


class Block(Node):
    """`type "label" { body }`; `header_end` is the offset just behind the opening brace's predecessor."""

    __slots__ = ("body", "header_end", "labels", "type")

    def __init__(
        self, file: SourceFile, start: int, end: int, type: str, labels: tuple[str, ...], body: Body, header_end: int
    ) -> None:
        super().__init__(file, start, end)
        self.type: Final = type
        self.labels: Final = labels
        self.body: Final = body
        self.header_end: Final = header_end

    @property
    def header(self) -> Span:
        """The type and labels, without the brace."""
        return Span(self.file, self.start, self.header_end)

    def children(self) -> Iterator[Node]:
        yield self.body


class Body(Node):
    """What stands in a file or between the braces of a block. Attribute names are unique, block types need not be.

    The span of a block's body lies between the braces. `partial` is true where an error in the syntax made the parser
    skip something: the body may hold less than the text does.
    """

    __slots__ = ("attributes", "blocks", "partial")

    def __init__(
        self,
        file: SourceFile,
        start: int,
        end: int,
        attributes: dict[str, Attribute],
        blocks: list[Block],
        partial: bool = False,
    ) -> None:
        super().__init__(file, start, end)
        self.attributes: Final = attributes
        self.blocks: Final = blocks
        self.partial: Final = partial

    def children(self) -> Iterator[Node]:
        yield from self.attributes.values()
        yield from self.blocks
