"""A private folder in the system's temp folder that does not outlive the run, or one elsewhere that may.

It is removed when its owner closes it. One in the temp folder is removed by a guardian when the owner is killed; and
should both be killed, the next run sweeps it away: the owner holds a lock on a file in it for as long as it lives.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from .guardian import Guardian

_PREFIX = "ecsfargate-"
LOCK = ".owner"
_YOUNG = 60.0


class OwnedFolder:
    """A folder that only this user can look into (0700), and that the next run removes if this one cannot.

    `kept` is a folder that is there, and that stays when this process dies: what is in it is needed to clean up.
    """

    def __init__(self, kept: Path | None = None) -> None:
        self.path = (kept or Path(tempfile.mkdtemp(prefix=_PREFIX))).resolve()
        self._lock: int | None = None
        try:
            self._lock = os.open(self.path / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
            _try_lock(self._lock)
        except BaseException:
            self._remove()
            raise

    def close(self) -> None:
        """Removes the folder with all that is in it."""
        self._remove()

    def _remove(self) -> None:
        self._unlock()
        remove_tree(self.path)

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


class PrivateFolder(OwnedFolder):
    """An owned folder that goes away with this process, however that ends, unless it is kept; a context manager."""

    def __init__(self, kept: Path | None = None) -> None:
        sweep()
        super().__init__(kept)
        try:
            self.guardian = Guardian(None if kept else self.path)
        except BaseException:
            self._remove()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Removes the folder with all that is in it."""
        super().close()
        self.guardian.close()

    def leave(self) -> None:
        """Lets go of the folder, and of all that is in it."""
        self._unlock()
        self.guardian.close()


def sweep() -> None:
    """Removes the private folders of runs that are dead."""
    now = time.time()
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            found = (folder / LOCK).lstat()
            ours = sys.platform == "win32" or (stat.S_ISREG(found.st_mode) and found.st_uid == os.getuid())
            if ours and now - found.st_mtime > _YOUNG and is_free(folder):
                remove_tree(folder)
        except OSError:
            continue


def remove_tree(path: Path) -> None:
    """Removes a folder, read-only parts of it too; what cannot be removed stays."""

    def again(function: Callable[..., object], name: str, _: object) -> None:
        try:
            Path(name).parent.chmod(stat.S_IRWXU)
            if not Path(name).is_symlink():
                Path(name).chmod(stat.S_IRWXU)
            function(name)
        except (OSError, TypeError):
            pass

    shutil.rmtree(path, onerror=again)
    if path.exists():
        shutil.rmtree(path, onerror=again)


def is_private(folder: Path) -> bool:
    """Whether a folder is one of these."""
    return folder.name.startswith(_PREFIX) and (folder / LOCK).exists()


def is_free(folder: Path) -> bool:
    """Whether nobody owns a private folder any more. Raises OSError where it cannot be told."""
    descriptor = os.open(folder / LOCK, os.O_RDWR)
    try:
        return _try_lock(descriptor)
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int) -> bool:
    """Takes the lock if nobody has it. Windows has no such lock: there a folder is free when it can be removed."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
