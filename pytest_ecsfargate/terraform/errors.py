"""What can go wrong when terraform runs, told in a few lines."""

from __future__ import annotations

from dataclasses import dataclass

from ..source import Location


@dataclass(frozen=True, slots=True)
class Problem:
    """One diagnostic of terraform's, its place mapped to the user's tree and nothing sensitive in it."""

    severity: str
    summary: str
    detail: str = ""
    address: str = ""
    location: Location | None = None
    line: str = ""
    hint: str = ""


class TerraformError(Exception):
    """A run of terraform that failed. Its text is a few lines: what, where, and the way out.

    `problems` holds what terraform said, the first one first; it is empty where terraform said nothing readable.
    """

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.problems = problems

    def __str__(self) -> str:
        return self.message


class MissingTerraform(TerraformError):
    """There is no terraform (or tofu) program to run."""


class TerraformTimeout(TerraformError):
    """Terraform ran longer than it may and was stopped."""
