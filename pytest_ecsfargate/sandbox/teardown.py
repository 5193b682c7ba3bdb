"""Destroying a stack, by the run that made it or by a later one: all that it takes stands in the journal."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..account.base import Account
from ..terraform.applying import SAVING, destroy, is_empty
from ..terraform.errors import TerraformError
from ..terraform.guardian import Guardian
from ..terraform.redaction import Redactor
from .journal import Recorded
from .leftovers import leftovers
from .stack import stack_environment


class StackLeft(Exception):
    """A stack that could not be destroyed, or not all of it. Its text says what is left, and how to go on."""


@dataclass(frozen=True, slots=True)
class Teardown:
    """How stacks are destroyed. `timeout` is in seconds and for one call of terraform; `pauses` are before attempts."""

    timeout: float
    progress: Callable[[str], None]
    pauses: tuple[float, ...]
    guardian: Guardian | None = None
    saving: float = SAVING

    def __call__(self, recorded: Recorded, account: Account) -> Recorded:
        """Destroys what the state names, and looks for what is left all the same. The entry says what was found.

        Raises StackLeft where terraform cannot destroy it; AWS was asked several times then.
        """
        name = Path(recorded.entry.binary).name
        problem = ""
        for pause in (0.0, *self.pauses):
            time.sleep(pause)
            self.progress(f"{name} destroy")
            problem = self._try(recorded, account)
            if not problem:
                break
        else:
            raise StackLeft(_left(recorded, problem, account))
        self.progress("looking for what is left")
        found = leftovers(recorded.entry, account)
        return recorded.having(status="destroyed", left=tuple(found))

    def _try(self, recorded: Recorded, account: Account) -> str:
        """What went wrong, if anything did."""
        entry = recorded.entry
        if is_empty(recorded.directory):
            return ""
        inputs = recorded.inputs
        try:
            destroy(
                recorded.directory,
                binary=entry.binary,
                environment=stack_environment(account, entry.id, inputs.environment),
                var_files=[recorded.folder / name for name in entry.var_files],
                redact=Redactor(inputs.secrets),
                timeout=self.timeout,
                guardian=self.guardian,
                saving=self.saving,
            )
        except TerraformError as error:
            return str(error)
        return ""


def _left(recorded: Recorded, problem: str, account: Account) -> str:
    if account.kind == "emulated":
        return f"{recorded.entry.title} could not be destroyed; it goes away with the emulated account.\n{problem}"
    return (
        f"{recorded.entry.title} is still there, and may cost money: it could not be destroyed.\n{problem}\n"
        "fix: remove what is in the way, then run pytest --ecsfargate-sweep."
    )
