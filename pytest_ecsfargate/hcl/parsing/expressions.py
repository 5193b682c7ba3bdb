"""Expressions: operators, calls and values; the rest is in `references`, `constructors` and `templates`.

Precedence and newline rules follow https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#expressions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, cast

from ..syntax import Binary, Call, Conditional, HCLError, Literal, Node, Paren, Unary
from . import constructors, literals, references, templates
from .scanner import END, HEREDOC, IDENTIFIER, NUMBER, PATH, QUOTE, STRING, Scanner

if TYPE_CHECKING:
    from ...source import SourceFile
    from ..syntax import BinaryOperator

MAX_NESTING: Final = 200
"""Blocks, brackets, templates and conditionals inside one another."""
MAX_CHAIN: Final = 1000
"""Operators in one expression, or steps of one reference: each makes the tree one level deeper."""

_LEVELS: Final = {
    "||": 1,
    "&&": 2,
    "==": 3,
    "!=": 3,
    "<": 4,
    ">": 4,
    "<=": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "%": 6,
}


class ExpressionParser(Scanner):
    """Reads expressions: every method starts at the token at hand and leaves the first token behind what it read."""

    __slots__ = ("depth",)

    def __init__(self, file: SourceFile) -> None:
        super().__init__(file)
        self.depth = 0

    def nest(self) -> None:
        """Counts one level of nesting, which the caller takes back. Raises HCLError where there are too many."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise self.too_deep()

    def too_deep(self) -> HCLError:
        """The error for text that is nested deeper than can be read."""
        return self.error(f"This is nested deeper than the {MAX_NESTING} levels that can be read.")

    def expression(self) -> Node:
        """A whole expression, with operators and the conditional."""
        self.nest()
        result = self.term()
        if self.kind in _LEVELS:
            result = self._operators(result)
        if self.kind == "?":
            self.advance()
            then = self.expression()
            if self.kind != ":":
                raise self.error(f'Expected ":" and the value for when the condition is false, found {self.found()}.')
            self.advance()
            otherwise = self.expression()
            result = Conditional(self.file, result.start, otherwise.end, result, then, otherwise)
        self.depth -= 1
        return result

    def _operators(self, first: Node) -> Node:
        operands = [first]
        pending: list[str] = []
        count = 0

        def reduce() -> None:
            right = operands.pop()
            left = operands.pop()
            operator = cast("BinaryOperator", pending.pop())
            operands.append(Binary(self.file, left.start, right.end, operator, left, right))

        while (level := _LEVELS.get(self.kind)) is not None:
            while pending and _LEVELS[pending[-1]] >= level:
                reduce()
            pending.append(self.kind)
            count = self.link(count)
            self.advance()
            operands.append(self.term())
        while pending:
            reduce()
        return operands[0]

    def link(self, count: int) -> int:
        """Counts one more operator or step in a row. Raises HCLError where there are too many."""
        if count >= MAX_CHAIN:
            raise self.error(f"This expression has more than the {MAX_CHAIN} operators or steps that can be read.")
        return count + 1

    def term(self) -> Node:
        """An operand: a value with its prefix operators and all that is read from it by `.` and `[]`."""
        read = _TERMS.get(self.kind)
        if read is None:
            raise self.error(f"Expected a value, found {self.found()}.")
        result = read(self)
        if self.kind == "." or self.kind == "[":
            return references.steps(self, result)
        return result

    def name(self) -> Node:
        """A keyword, a call, or the first name of a reference."""
        start, end = self.start, self.end
        name = self.taken()
        if self.kind == "(" or self.kind == "::":
            return self._call(start, name)
        return references.root(self, start, end, name)

    def string(self) -> Literal:
        """A string without escapes and sequences."""
        start, end = self.start, self.end
        self.advance()
        return Literal(self.file, start, end, literals.text(self.text[start + 1 : end - 1]))

    def number(self) -> Literal:
        """A number."""
        start, end = self.start, self.end
        value = literals.number(self.file, start, end)
        self.advance()
        return Literal(self.file, start, end, value)

    def prefixed(self) -> Node:
        """An operand behind `-` and `!`."""
        operators: list[tuple[str, int]] = []
        while self.kind == "-" or self.kind == "!":
            self.link(len(operators))
            operators.append((self.kind, self.start))
            self.advance()
        result = self.term()
        for operator, start in reversed(operators):
            result = Unary(self.file, start, result.end, "-" if operator == "-" else "!", result)
        return result

    def parenthesised(self) -> Paren:
        """`(inner)`."""
        start = self.start
        outer = self.enter()
        inner = self.expression()
        end = self.leave(outer, ")", "the expression")
        return Paren(self.file, start, end, inner)

    def enter(self, newlines: bool = False) -> bool:
        """Steps behind an opening bracket; gives the newline mode to go back to."""
        outer = self.newlines
        self.newlines = newlines
        self.advance()
        return outer

    def leave(self, outer: bool, bracket: str, what: str) -> int:
        """Steps behind the closing bracket, which must be at hand, back to the newline mode; gives its end."""
        if self.kind != bracket:
            raise self.error(f'Expected "{bracket}" to close {what}, found {self.found()}.')
        end = self.end
        self.newlines = outer
        self.advance()
        return end

    def _call(self, start: int, name: str) -> Call:
        while self.kind == "::":
            self.advance()
            if self.kind is not IDENTIFIER:
                raise self.error(f'Expected a name after "::", found {self.found()}.')
            name += "::" + self.taken()
        if self.kind != "(":
            raise self.error(f'Expected "(" and the arguments of the function {name}, found {self.found()}.')
        outer = self.enter()
        args: list[Node] = []
        expand = False
        while self.kind != ")":
            args.append(self.expression())
            if self.kind == "...":
                expand = True
                self.advance()
                break
            if self.kind != ",":
                break
            self.advance()
        end = self.leave(outer, ")", f"the arguments of the function {name}")
        return Call(self.file, start, end, name, args, expand)

    def expect_end(self) -> None:
        """Raises HCLError unless the text ends here."""
        if self.kind is not END:
            raise self.error(f"Expected the end of the expression, found {self.found()}.")


_TERMS: Final[Mapping[str, Callable[[ExpressionParser], Node]]] = {
    IDENTIFIER: ExpressionParser.name,
    PATH: references.path,
    STRING: ExpressionParser.string,
    NUMBER: ExpressionParser.number,
    QUOTE: templates.quoted,
    HEREDOC: templates.heredoc,
    "(": ExpressionParser.parenthesised,
    "[": constructors.tuple_or_for,
    "{": constructors.object_or_for,
    "-": ExpressionParser.prefixed,
    "!": ExpressionParser.prefixed,
}
