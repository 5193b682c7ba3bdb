"""`terraform apply` and `destroy`: what takes minutes, and must not be cut off in the middle.

Terraform that is asked to stop waits for what it has begun, and saves its state:
https://developer.hashicorp.com/terraform/cli/commands/apply
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..plan.request import PlanRequest
from .diagnostics import failure, summaries
from .engine import PlanRun
from .errors import TerraformError
from .guardian import Guardian
from .process import Completed, run
from .redaction import Redactor

SAVING = 300.0
"""Seconds that terraform gets after Ctrl-C, or when the test run is killed, to finish what it began."""

# Of a run that was killed, terraform may still be saving what it made.
_LOCK = f"-lock-timeout={SAVING:g}s"


class StackRun(PlanRun):
    """A plan that is carried out: `init`, `plan`, `apply`, and `plan` and `document` again for what would change now.

    `saving` are the seconds that terraform gets to finish what it began; none where nothing is worth saving.
    """

    def __init__(self, request: PlanRequest, *, saving: float = SAVING, **settings: Any) -> None:
        super().__init__(request, **settings)
        self._saving = saving

    def apply(self) -> None:
        """Carries out the plan. Raises TerraformError; what was made until then is in the state."""
        done = run(
            [self._binary, "apply", "-json", "-input=false", _LOCK, str(self._plan_file)],
            cwd=self.workspace.directory,
            environment=self._environment,
            timeout=self._timeout,
            guardian=self.workspace.guardian,
            grace=self._saving,
            patience=self._saving,
            files=self.workspace.path,
        )
        self._plan_file.unlink(missing_ok=True)
        if done.returncode != 0:
            raise failure(done, self.workspace, self._redact)


def destroy(
    directory: Path,
    *,
    binary: str,
    environment: Mapping[str, str],
    var_files: Iterable[Path],
    redact: Redactor,
    timeout: float,
    guardian: Guardian | None = None,
    saving: float = SAVING,
) -> None:
    """Destroys everything in the state of an initialised copy. Raises TerraformError with what AWS refused."""
    command = [binary, "destroy", "-json", "-input=false", _LOCK, "-auto-approve"]
    done: Completed = run(
        [*command, *(f"-var-file={path}" for path in var_files)],
        cwd=directory,
        environment=environment,
        timeout=timeout,
        guardian=guardian,
        grace=saving,
        patience=saving,
        files=directory,
    )
    if done.returncode != 0:
        raise TerraformError("\n".join([f"{done.name} failed:", *(f"  {line}" for line in summaries(done, redact))]))


def is_empty(directory: Path) -> bool:
    """Whether the local state of a copy has nothing in it any more. Raises OSError or ValueError for a broken one."""
    state = directory / "terraform.tfstate"
    return not state.exists() or not json.loads(state.read_text(encoding="utf-8")).get("resources")
