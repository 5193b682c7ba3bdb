"""How these tests ask terraform itself: one plan of a folder, as JSON."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Planned = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def planned(terraform_binary: Path) -> Planned:
    """`planned(folder, *arguments)`: what `terraform plan` says of a module, as `terraform show -json` gives it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TF_VAR_")}

    def run(folder: Path, *command: str, extra: dict[str, str] | None = None) -> str:
        line = [str(terraform_binary), *command]
        done = subprocess.run(
            line,
            cwd=folder,
            env={**environment, **(extra or {})},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def plan(folder: Path, *arguments: str, variables: dict[str, str] | None = None) -> dict[str, Any]:
        """`variables` are set as environment variables of terraform."""
        run(folder, "init", "-input=false", "-no-color")
        run(folder, "plan", "-input=false", "-no-color", "-out=plan.bin", *arguments, extra=variables)
        found: dict[str, Any] = json.loads(run(folder, "show", "-json", "-no-color", "plan.bin"))
        return found

    return plan
