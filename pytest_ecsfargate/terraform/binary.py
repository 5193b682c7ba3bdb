"""Finding the terraform program and asking for its version."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from ..hcl.block_types import Language
from .environment import terraform_environment
from .errors import MissingTerraform, TerraformError
from .process import run


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


def version(binary: str, environment: Mapping[str, str] | None = None) -> str:
    """The version of the program, as `terraform version -json` gives it. Raises TerraformError if it gives none."""
    clean = terraform_environment(os.environ if environment is None else environment, emulated=True)
    done = run([binary, "version", "-json"], cwd=Path("/"), environment=clean, timeout=60)
    try:
        told = json.loads(done.stdout)["terraform_version"]
    except (ValueError, KeyError, TypeError):
        raise TerraformError(f"{binary} does not tell its version: is it terraform or tofu?") from None
    return str(told)
