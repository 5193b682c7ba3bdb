"""The folder where all processes of a run, and the next run, find plans: pytest's cache, else a temporary one.

Under pytest-xdist the controller chooses it and tells the workers.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

_INPUT = "ecsfargate_folder"


class SharedFolder:
    """`path` is None where one process needs none; `owned` says that this process made it and cleans it up.

    `run` names the run in all of its processes.
    """

    def __init__(self, config: pytest.Config) -> None:
        told: dict[str, Any] = getattr(config, "workerinput", {})
        self.owned = _INPUT not in told
        self._temporary: Path | None = None
        if self.owned:
            self.run = f"{os.getpid()}-{os.urandom(4).hex()}"
            self.path = _in_cache(config)
        else:
            self.run, path = told[_INPUT]
            self.path = Path(path)

    def tell(self, worker: Any) -> None:
        """Tells a worker that is about to start."""
        if self.path is None:
            self._temporary = self.path = Path(tempfile.mkdtemp(prefix="ecsfargate-"))
        worker.workerinput[_INPUT] = [self.run, str(self.path)]

    @property
    def used(self) -> bool:
        """Whether a process of this run kept something there that must not outlive it."""
        return self.path is not None and any(self.path.glob(f"run-{self.run}-*"))

    def close(self) -> None:
        """Removes the folder if it was a temporary one."""
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)


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
