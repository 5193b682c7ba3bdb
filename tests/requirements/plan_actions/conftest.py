"""Saved plans as the real terraform makes them: of a module that was applied, and then changed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from pytest_ecsfargate import Plan, load_plan

Changed = Callable[..., Plan]


@pytest.fixture
def changed(terraform_binary: Path, tmp_path: Path) -> Changed:
    """Applies the first text, and plans the second one, to `shown.json`; built-in resources need no provider."""

    def make(before: str, after: str, *arguments: str) -> Plan:
        def terraform(*command: str) -> str:
            done = subprocess.run(
                [terraform_binary, *command], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
            )
            assert done.returncode == 0, done.stderr
            return done.stdout

        main = tmp_path / "main.tf"
        main.write_text(dedent(before))
        terraform("init", "-input=false")
        terraform("apply", "-auto-approve", "-input=false")
        main.write_text(dedent(after))
        terraform("plan", "-input=false", "-out=saved", *arguments)
        shown = terraform("show", "-json", "saved")
        (tmp_path / "shown.json").write_text(shown)
        return load_plan(json.loads(shown))

    return make
