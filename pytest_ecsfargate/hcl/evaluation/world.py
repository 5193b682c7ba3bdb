"""What all module instances of one evaluation share: the provider's schemas, files, limits and diagnostics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from ...source import Span
from ..errors import Diagnostic, DiagnosticSeverity, EvaluationError, Unrecoverable
from ..functions.registry import FunctionContext
from ..origins import leaf
from ..schema import Schemas
from ..syntax import Body
from ..values import Value, unknown
from .budget import Budget, BudgetExceeded
from .rendering import TemplateRenderer

if TYPE_CHECKING:
    from .body_layout import BodyLayout

_Made = TypeVar("_Made")


class World:
    """One evaluation. `functions` says which files may be read, `workspace` is terraform's.

    `found` holds what data sources are known to find: attributes as plain data, by the address of the instance.
    """

    def __init__(
        self,
        schemas: Schemas,
        functions: FunctionContext,
        workspace: str = "default",
        budget: Budget | None = None,
        found: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.schemas = schemas
        self.found = found or {}
        self.budget = budget or Budget()
        self.functions = functions.rendering(TemplateRenderer(functions, self.budget))
        self.workspace = workspace
        self.diagnostics: list[Diagnostic] = []
        # By body and schema, the latter by identity: a layout holds it, so it lives as long.
        self.layouts: dict[tuple[Body, int], BodyLayout] = {}
        self._told: set[Diagnostic] = set()
        self._busy: dict[str, None] = {}

    @property
    def depth(self) -> int:
        """How many cells wait for each other at this moment."""
        return len(self._busy)

    def is_busy(self, cell: str) -> bool:
        """Whether a cell is being made at this moment."""
        return cell in self._busy

    def make(self, cell: str, make: Callable[[], _Made]) -> _Made:
        """What `make` gives. Raises Unrecoverable, without a span, where the cell is needed to make itself."""
        if cell in self._busy:
            cells = list(self._busy)
            way = " -> ".join((*cells[cells.index(cell) :], cell))
            raise Unrecoverable(f"These values need each other: {way}.")
        self.budget.spend()
        self._busy[cell] = None
        try:
            return make()
        except RecursionError:
            raise EvaluationError("This is nested too deeply to be evaluated.") from None
        finally:
            del self._busy[cell]

    def report(self, error: EvaluationError, span: Span) -> Value:
        """Records an error, once for a place, and gives the unknown value that stands in for what failed."""
        place = error.span or span
        stopped = isinstance(error, BudgetExceeded)
        if not stopped or not any(found.summary == error.message for found in self.diagnostics):
            self.tell(Diagnostic(DiagnosticSeverity.ERROR, error.message, place))
        return unknown(origin=leaf(f"an error at {place.location}", place))

    def tell(self, diagnostic: Diagnostic) -> None:
        """Records a diagnostic, if it is not already recorded."""
        if diagnostic not in self._told:
            self._told.add(diagnostic)
            self.diagnostics.append(diagnostic)
