"""How a function is declared: its parameters, what it returns, and how much of its arguments it needs to know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ...source import Span
from ..errors import EvaluationError
from ..origins import Origin, leaf, mix
from ..types import DYNAMIC, Type
from ..values import Data, ResourceObject, Value, unknown
from .context import FunctionContext

Needs = Literal["all", "top", "nothing"]
"""How much of an argument must be known for the function to be run: all of it, not its elements, or nothing."""


class NotCertain(Exception):
    """Raised by a function where it cannot say what Terraform would: why."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. Arguments are converted to `type`; `null` says that null may be given.

    `open` says that the function also runs with an argument whose type is still open; of any other function the result
    is of open type then, whatever the arguments behind this one are. `file` says that it names what the function reads.
    """

    name: str
    type: Type
    needs: Needs = "all"
    null: bool = False
    open: bool = False
    file: bool = False


Spend = Callable[[int, "Span | None"], None]
"""Counts steps of work before they are done; raises what ends the evaluation where there is no budget for them."""


def unlimited(steps: int, span: Span | None) -> None:
    """For an expression that stands alone."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a function: what the function may ask about it."""

    name: str
    context: FunctionContext
    span: Span | None
    origins: tuple[Origin, ...]
    sensitive: bool
    returns: Type
    pay: Spend = unlimited

    def spend(self, steps: int) -> None:
        """Counts work beyond what every call pays for the size of its arguments and of its result.

        A step is about five microseconds. To be called before the work is done.
        """
        self.pay(steps, self.span)

    @property
    def origin(self) -> Origin:
        """The origin of a result that was made from all arguments."""
        return mix(self.span, self.origins, self.name)

    def result(self, data: Data, type: Type | None = None) -> Value:
        """A result made from all arguments."""
        return Value(data, type, self.origin, self.sensitive)

    def unknown(self, reason: str = "", type: Type | None = None) -> Value:
        """A result that is not known; `reason` says why, where the arguments alone are no reason."""
        origin = self.origin
        if reason or not self.origins:
            made = leaf(f"{self.name}()", self.span, reason)
            origin = mix(self.span, (made, *self.origins), self.name) if self.origins else made
        return unknown(self.returns if type is None else type, origin, self.sensitive)


Run = Callable[..., "Value | Data"]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of Terraform. `marks` says which marks of its arguments its result has as a whole.

    "deep": those on them and on anything in them; "own": those on them only, elements keep theirs; "none": none.
    """

    name: str
    parameters: tuple[Parameter, ...]
    variadic: Parameter | None
    returns: Type
    marks: Literal["deep", "own", "none"]
    run: Run

    def parameter(self, position: int) -> Parameter:
        """The parameter that takes the argument at this position."""
        if position < len(self.parameters):
            return self.parameters[position]
        assert self.variadic is not None
        return self.variadic


FUNCTIONS: Final[dict[str, Function]] = {}


def function(
    name: str,
    *parameters: Parameter,
    variadic: Parameter | None = None,
    returns: Type = DYNAMIC,
    marks: Literal["deep", "own", "none"] = "deep",
) -> Callable[[Run], Run]:
    """Declares the decorated callable as Terraform's function `name`.

    It is called with a `Call` and one Value per argument, and returns a Value or bare data of the type `returns`. It
    raises EvaluationError for what Terraform refuses and NotCertain where it cannot tell.
    """

    def declare(run: Run) -> Run:
        FUNCTIONS[name] = Function(name, parameters, variadic, returns, marks, run)
        return run

    return declare


def check_count(function: Function, args: Sequence[Value], span: Span | None) -> None:
    """Raises EvaluationError where there are too few or too many arguments."""
    wanted = len(function.parameters)
    if len(args) < wanted:
        missing = function.parameters[len(args)].name
        raise EvaluationError(
            f'Function "{function.name}" expects {"at least " if function.variadic else ""}{wanted} argument(s). '
            f'Missing value for "{missing}".',
            span,
        )
    if len(args) > wanted and function.variadic is None:
        raise EvaluationError(f'Function "{function.name}" expects only {wanted} argument(s).', span)


def is_ready(value: Value, needs: Needs) -> bool:
    """Whether as much of the argument is known as the function needs."""
    if needs == "all":
        return value.known
    return needs == "nothing" or not value.is_unknown and not isinstance(value.data, ResourceObject)
