"""`terraform show -json` of a plan file that lies in the user's tree."""

from __future__ import annotations

import os
from pathlib import Path

from .binary import find_binary
from .environment import terraform_environment
from .errors import TerraformError
from .process import DEFAULT_TIMEOUT, run


def show_plan_file(path: Path, binary: str = "terraform", timeout: float = DEFAULT_TIMEOUT) -> str:
    """The plan as JSON. It is asked for in the file's folder: the providers that `terraform init` put there are needed.

    Raises TerraformError (MissingTerraform, TerraformTimeout), with terraform's first line where it refuses.
    """
    real = path.resolve()
    done = run(
        [find_binary(binary), "show", "-no-color", "-json", str(real)],
        cwd=real.parent,
        environment=terraform_environment(os.environ, emulated=False),
        timeout=timeout,
    )
    if done.returncode != 0:
        told = next((line.strip("│╷ ") for line in done.stderr.splitlines() if "Error: " in line), "")
        raise TerraformError(told or f"{done.name} ended with exit code {done.returncode}")
    return done.stdout
