"""What functions may see of the world around the expression."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from ...source import Span
from ..values import Value
from .files import FileSandbox

RenderTemplate = Callable[[str, str, Value, Span | None], Value]
"""(text, path or name of the template, its variables, where the function is called) gives the rendered value."""


@dataclass(frozen=True, slots=True)
class FunctionContext:
    """The files that may be read, and who renders templates. Without them, the functions that need them are unknown."""

    files: FileSandbox | None = None
    render_template: RenderTemplate | None = None

    @classmethod
    def nowhere(cls) -> FunctionContext:
        """No files: for an expression that stands alone."""
        return cls()

    @classmethod
    def below(cls, files: FileSandbox) -> FunctionContext:
        """The files of this sandbox."""
        return cls(files)

    def rendering(self, render_template: RenderTemplate) -> FunctionContext:
        """This context with someone who renders templates."""
        return replace(self, render_template=render_template)

    @property
    def base(self) -> Path | None:
        """The folder against which relative paths are read: Terraform's working directory, the root module."""
        return self.files.base if self.files is not None else None

    def read_file(self, path: str) -> bytes:
        """The content of a file. Raises EvaluationError where there is none, OutOfReach where it may not be read."""
        from .files import OutOfReach

        if self.files is None:
            raise OutOfReach("there are no files here")
        return self.files.read(path)
