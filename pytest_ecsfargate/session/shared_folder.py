"""The folder where all processes of a run, and the next run, find plans: pytest's cache, else a temporary one.

Under pytest-xdist the controller chooses it and tells the workers.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ..terraform.folder import OwnedFolder

_INPUT = "ecsfargate_folder"


class SharedFolder:
    """`path` is None where one process needs none; `owned` says that this process made it and cleans it up.

    `run` names the run in all of its processes. `workers` is a temporary folder of a run with several workers.
    """

    def __init__(self, config: pytest.Config) -> None:
        told: dict[str, Any] = getattr(config, "workerinput", {})
        self.owned = _INPUT not in told
        self._temporary: OwnedFolder | None = None
        self.workers: Path | None = None
        if self.owned:
            self.run = f"{os.getpid()}-{os.urandom(4).hex()}"
            self.path = _in_cache(config)
        else:
            self.run, path, workers = told[_INPUT]
            self.path, self.workers = Path(path), Path(workers)

    def tell(self, worker: Any) -> None:
        """Tells a worker that is about to start."""
        if self._temporary is None:
            from ..terraform.folder import OwnedFolder

            self._temporary = OwnedFolder()
        workers = self._temporary.path
        self.path = self.path or workers
        worker.workerinput[_INPUT] = [self.run, str(self.path), str(workers)]

    @property
    def used(self) -> bool:
        """Whether a process of this run kept something there that must not outlive it."""
        return self.path is not None and any(self.path.glob(f"run-{self.run}-*"))

    def close(self) -> None:
        """Removes what was temporary."""
        if self._temporary is not None:
            self._temporary.close()


def journal_folder(config: pytest.Config) -> Path:
    """Where stacks are recorded: in pytest's cache folder, where --cache-clear leaves it alone."""
    try:
        name = str(config.getini("cache_dir"))
    except ValueError:  # without pytest's cache
        name = ".pytest_cache"
    return config.rootpath / Path(os.path.expandvars(name)).expanduser() / "ecsfargate-stacks"


def _in_cache(config: pytest.Config) -> Path | None:
    """A folder in pytest's cache; None where it is off or cannot be written."""
    cache = getattr(config, "cache", None)
    if cache is None:
        return None
    try:
        folder: Path = cache.mkdir("ecsfargate")
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None
