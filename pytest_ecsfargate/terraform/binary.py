"""Finding the terraform program and asking for its version."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from ..hcl.block_types import Language
from .environment import terraform_environment
from .errors import MissingTerraform, TerraformError, TerraformTimeout
from .process import run

_ANSWER = 10.0
"""Seconds that a program may take to tell its version."""


def find_binary(name: str = "terraform") -> str:
    """The path of a program given by name or path.

    Raises MissingTerraform, with what to do, where there is none.
    """
    found = shutil.which(name)
    if found is None:
        if os.sep in name or name.startswith("."):
            raise MissingTerraform(
                f"{name} is no program that can be run: give the path of terraform or tofu with --ecsfargate-terraform."
            )
        raise MissingTerraform(
            f"{name} is not on PATH: install it, name it with --ecsfargate-terraform, "
            "or plan without it by --ecsfargate-engine=source."
        )
    return str(Path(found).absolute())


def language_of(name: str) -> Language:
    """The language that a program reads, by its name: `tofu`, also with a version behind it, is OpenTofu."""
    return Language.OPENTOFU if Path(name).name.lower().startswith(("tofu", "opentofu")) else Language.TERRAFORM


def version(binary: str) -> str:
    """The version of the program, as `terraform version -json` gives it. Raises TerraformError if it gives none."""
    try:
        told = json.loads(_told(binary, Path("/")))["terraform_version"]
    except (ValueError, KeyError, TypeError):
        raise TerraformError(f"{binary} does not tell its version: is it terraform or tofu?") from None
    return str(told)


def _told(binary: str, folder: Path) -> str:
    """What the program answers to `version -json`, started in a folder. Raises TerraformError where it hangs."""
    command, environment = [binary, "version", "-json"], terraform_environment(os.environ, emulated=True)
    return run(command, cwd=folder, environment=environment, timeout=_ANSWER, grace=0).stdout


def identity(binary: str, module: Path) -> tuple[str, ...]:
    """Which program this is, without starting it where that can be told from its file.

    A script may start one program or another (version managers look for a file in or above the module): it is asked.
    """
    file = fingerprint(binary)
    if file is not None:
        return file
    try:
        told = _told(binary, module)
    except TerraformTimeout:
        told = ""  # it will not do better in `init`, where the run's own timeout counts
    return str(Path(binary).resolve()), told


def fingerprint(binary: str) -> tuple[str, ...] | None:
    """What tells this program from any other, without starting it; None for a script, which may start any."""
    real = Path(binary).resolve()
    try:
        found = real.stat()
        with real.open("rb") as stream:
            is_script = stream.read(2) == b"#!"
    except OSError:
        return (str(real),)
    return None if is_script else (str(real), f"{found.st_size} {found.st_mtime_ns}")
