"""Copies of modules that stay while a run goes on, so that the environments of a module share one `terraform init`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .installed import Installed
from .workspace import Workspace

# A copy may hold providers of hundreds of megabytes.
_KEPT = 2


class Copies:
    """The copies used last, by a key of what is in them.

    `shared` is a folder of all processes of the run, for what `terraform init` installs; without one, each process has
    its own.
    """

    def __init__(self, shared: Path | None = None) -> None:
        self._shared = shared
        self._made: dict[str, Workspace] = {}

    def get(self, key: str, make: Callable[[], Workspace]) -> Workspace:
        """The copy of a key, made if there is none; the one that was used longest ago goes away."""
        found = self._made.pop(key, None)
        self._made[key] = found if found is not None else self._new(key, make)
        while len(self._made) > _KEPT:
            self._made.pop(next(iter(self._made))).close()
        return self._made[key]

    def close(self) -> None:
        """Removes all of them."""
        while self._made:
            self._made.popitem()[1].close()

    def _new(self, key: str, make: Callable[[], Workspace]) -> Workspace:
        made = make()
        if self._shared is not None and self._shared.is_dir():
            made.installed = Installed(self._shared, key)
        return made
