"""Copies of modules that stay while a run goes on, so that the environments of a module share one `terraform init`."""

from __future__ import annotations

from collections.abc import Callable

from .workspace import Workspace

# A copy may hold providers of hundreds of megabytes.
_KEPT = 2


class Copies:
    """The copies used last, by a key of what is in them."""

    def __init__(self) -> None:
        self._made: dict[str, Workspace] = {}

    def get(self, key: str, make: Callable[[], Workspace]) -> Workspace:
        """The copy of a key, made if there is none; the one that was used longest ago goes away."""
        found = self._made.pop(key, None)
        self._made[key] = found if found is not None else make()
        while len(self._made) > _KEPT:
            self._made.pop(next(iter(self._made))).close()
        return self._made[key]

    def close(self) -> None:
        """Removes all of them."""
        while self._made:
            self._made.popitem()[1].close()
