"""Reading the files of a module: which ones Terraform reads, in what order, and what is refused."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ...source import SourceFile, Span
from ..block_types import Language
from ..errors import Diagnostic, DiagnosticSeverity

CODE = (".tf", ".tf.json", ".tofu", ".tofu.json")
"""What the names of files end in that Terraform or OpenTofu reads as code."""

MAX_FILE_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ModuleFiles:
    """The names of a module folder's files by what Terraform does with them, each in Terraform's order."""

    primary: tuple[Path, ...]
    overrides: tuple[Path, ...]
    automatic_values: tuple[Path, ...]


def module_files(directory: Path, language: Language) -> ModuleFiles:
    """The files that Terraform or OpenTofu reads in a folder. Raises OSError where the folder cannot be listed.

    https://developer.hashicorp.com/terraform/language/files, https://opentofu.org/docs/language/files/ and
    https://developer.hashicorp.com/terraform/language/values/variables#variable-definitions-tfvars-files
    """
    names = sorted(entry.name for entry in directory.iterdir() if entry.is_symlink() or not entry.is_dir())
    code = [name for name in names if not _ignored(name) and _is_code(name, names, language)]
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


def _is_code(name: str, names: list[str], language: Language) -> bool:
    """OpenTofu reads `x.tofu` in place of `x.tf`, and `x.tofu.json` in place of `x.tf.json`."""
    if language is Language.TERRAFORM:
        return name.endswith((".tf", ".tf.json"))
    stem, ending = _parted(name)
    return ending.startswith(".tofu") or (bool(ending) and stem + ending.replace(".tf", ".tofu") not in names)


def _parted(name: str) -> tuple[str, str]:
    """A name without its ending, and the ending if it is one of code."""
    ending = next((ending for ending in CODE if name.endswith(ending)), "")
    return name.removesuffix(ending), ending


def is_override(name: str) -> bool:
    """Whether the file of this name is an override file."""
    stem, _ = _parted(name)
    return stem == "override" or stem.endswith("_override")


def real_folder(path: Path) -> Path | None:
    """The path of a folder without links and `..`; None where there is no such folder, or cannot be."""
    try:
        found = Path(os.path.realpath(path))
        return found if found.is_dir() else None
    except (OSError, ValueError):
        return None


def read_source(path: Path, base: Path, within: Path | None = None) -> tuple[SourceFile, Diagnostic | None]:
    """The text of a file, its path relative to `base`; with a diagnostic, and no text, where it cannot be read.

    What is no file below `within` in the end, whatever links lead to it, is not read.
    """
    shown = relative(path, base)
    try:
        if within is not None and not Path(os.path.realpath(path)).is_relative_to(within):
            problem = "The file is a link to a place outside of the repository and was not read."
        elif path.exists() and not path.is_file():
            problem = "This is no regular file."
        elif path.stat().st_size > MAX_FILE_BYTES:
            problem = f"The file is larger than {MAX_FILE_BYTES // 2**20} MB and was not read."
        else:
            text = path.read_bytes().decode("utf-8")
            # Terraform overlooks a byte order mark, but not in JSON.
            return SourceFile(shown, text if path.name.endswith(".json") else text.removeprefix("\ufeff")), None
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
