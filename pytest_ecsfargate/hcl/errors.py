"""What can go wrong in an evaluation, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..source import Location, Span


class EvaluationError(Exception):
    """An expression that Terraform would refuse: one sentence, and the span where (the innermost that is known).

    Raised inside the engine only; the evaluator turns it into a `Diagnostic` and an unknown value.
    """

    def __init__(self, message: str, span: Span | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.span = span


class Unrecoverable(EvaluationError):
    """An error that `try` and `can` must pass on: values that need each other, or an evaluation that was stopped."""


class BadReference(Unrecoverable):
    """A reference to what the module does not have: Terraform refuses it wherever it stands, evaluated or not."""


class DiagnosticSeverity(StrEnum):
    """Terraform's two severities."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something to tell about the module: a summary sentence, where it stands, and what to do if that is known.

    `missing` is the address of a module call whose module is not at hand: what that makes cannot be told.
    """

    severity: DiagnosticSeverity
    summary: str
    span: Span | None = None
    detail: str = ""
    missing: str = ""

    @property
    def location(self) -> Location | None:
        """Where it stands, in the user's tree."""
        return self.span.location if self.span is not None else None

    def __str__(self) -> str:
        place = f"{self.location}: " if self.span is not None else ""
        return f"{place}{self.summary}" + (f"\n{self.detail}" if self.detail else "")
