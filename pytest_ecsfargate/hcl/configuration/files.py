"""Reading the files of a module: which ones Terraform reads, in what order, and what is refused."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ...source import SourceFile, Span
from ..errors import Diagnostic, DiagnosticSeverity

MAX_FILE_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ModuleFiles:
    """The names of a module folder's files by what Terraform does with them, each in Terraform's order."""

    primary: tuple[Path, ...]
    overrides: tuple[Path, ...]
    automatic_values: tuple[Path, ...]


def module_files(directory: Path) -> ModuleFiles:
    """The files that Terraform reads in a folder. Raises OSError where the folder cannot be listed.

    https://developer.hashicorp.com/terraform/language/files and
    https://developer.hashicorp.com/terraform/language/values/variables#variable-definitions-tfvars-files
    """
    names = sorted(entry.name for entry in directory.iterdir() if not _ignored(entry.name))
    code = [name for name in names if name.endswith((".tf", ".tf.json"))]
    overrides = [name for name in code if is_override(name)]
    values: list[str] = [name for name in ("terraform.tfvars", "terraform.tfvars.json") if name in names]
    values += [name for name in names if name.endswith((".auto.tfvars", ".auto.tfvars.json"))]
    return ModuleFiles(
        tuple(directory / name for name in code if name not in overrides),
        tuple(directory / name for name in overrides),
        tuple(directory / name for name in values),
    )


def _ignored(name: str) -> bool:
    """Editors' files, as Terraform's own loader ignores them."""
    return name.startswith(".") or name.endswith("~") or (name.startswith("#") and name.endswith("#"))


def is_override(name: str) -> bool:
    """Whether the file of this name is an override file."""
    stem = name.removesuffix(".json").removesuffix(".tf")
    return stem == "override" or stem.endswith("_override")


def read_source(path: Path, base: Path) -> tuple[SourceFile, Diagnostic | None]:
    """The text of a file, its path relative to `base`; with a diagnostic, and no text, where it cannot be read."""
    shown = relative(path, base)
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            problem = f"The file is larger than {MAX_FILE_BYTES // 2**20} MB and was not read."
        else:
            with path.open(encoding="utf-8", newline="") as stream:
                return SourceFile(shown, stream.read()), None
    except UnicodeDecodeError as error:
        problem = f"The file is not valid UTF-8 (byte {error.start})."
    except OSError as error:
        problem = f"The file cannot be read: {error.strerror or error}."
    empty = SourceFile(shown, "")
    return empty, Diagnostic(DiagnosticSeverity.ERROR, problem, Span(empty, 0, 0))


def relative(path: Path, base: Path) -> str:
    """A path as findings show it: relative to `base`, with `..` where needed and forward slashes."""
    try:
        return Path(os.path.relpath(path, base)).as_posix()
    except ValueError:
        # Another drive on Windows: there is no relative path.
        return path.as_posix()
