"""Locks between processes."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any


def locked(path: Path) -> AbstractContextManager[Any]:
    """A context in which one process is at a time; the others wait. The system unlocks for a process that dies."""
    # Imported late: most runs find all their plans made.
    from filelock import FileLock

    return FileLock(path, mode=0o600)
