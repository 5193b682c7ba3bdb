"""Reading files that a module names, and no others: below given folders, regular, and of a bounded size."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ..errors import EvaluationError

MAX_BYTES: Final = 1024 * 1024


class OutOfReach(Exception):
    """A file that exists or may exist, but that is not read: why."""


@dataclass
class Asked:
    """What an evaluation asked of the file system: the files and folders below the roots that it named.

    `beyond` says that it also named something elsewhere, or by a path that is not known here.
    """

    paths: dict[Path, None] = field(default_factory=dict)
    beyond: bool = False


class FileSandbox:
    """The files below `roots`, for paths relative to `base`. Links are followed only where they stay below a root."""

    def __init__(self, base: Path, roots: Sequence[Path] = ()) -> None:
        self.base = base
        self.asked = Asked()
        self._roots = tuple(os.path.realpath(root) for root in (roots or (base,)))

    def note(self, name: str | None) -> None:
        """Notes what a function is called with, whether or not it can be run; None for what is not known."""
        try:
            path = self.path(name) if name is not None else None
        except OutOfReach:
            path = None
        if path is None:
            self.asked.beyond = True
        else:
            self.asked.paths[Path(path)] = None

    def path(self, name: str) -> str:
        """The absolute path of a file as named in the module. Raises OutOfReach for what may not be looked at."""
        if name.startswith("~"):
            raise OutOfReach("it is in a home folder")
        if "\0" in name:
            raise OutOfReach("no file has such a name")
        path = os.path.normpath(os.path.join(os.path.abspath(self.base), name))  # noqa: PTH100, PTH118
        # Judged before it is opened, so that nothing outside is even touched.
        if not self._allowed(os.path.realpath(path)):
            raise OutOfReach("it is outside of the module's repository")
        return path

    def _allowed(self, path: str) -> bool:
        return any(path == root or path.startswith(root.rstrip(os.sep) + os.sep) for root in self._roots)

    def read(self, name: str) -> bytes:
        """The content. Raises EvaluationError where no such file exists, OutOfReach where it may not be read."""
        path = self.path(name)
        try:
            # Opening a FIFO would wait for a writer without O_NONBLOCK.
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError):
            raise EvaluationError(f'no file exists at "{name}"') from None
        except (OSError, ValueError) as error:
            raise OutOfReach(f"it cannot be opened ({type(error).__name__})") from None
        try:
            self._check(os.fstat(descriptor), os.path.realpath(f"/proc/self/fd/{descriptor}"), path, name)
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                content = file.read(MAX_BYTES + 1)
        finally:
            os.close(descriptor)
        if len(content) > MAX_BYTES:
            raise OutOfReach("it is larger than 1 MB")
        return content

    def _check(self, status: os.stat_result, opened: str, path: str, name: str) -> None:
        if stat.S_ISDIR(status.st_mode):
            raise EvaluationError(f'"{name}" is a directory, not a file')
        if not stat.S_ISREG(status.st_mode):
            raise OutOfReach("it is no regular file")
        if status.st_size > MAX_BYTES:
            raise OutOfReach("it is larger than 1 MB")
        if opened.startswith("/proc/self/fd/"):
            # No /proc: the path must still lead to the same file.
            opened = os.path.realpath(path)
            if not os.path.samestat(os.stat(opened), status):  # noqa: PTH116
                raise OutOfReach("it changed while it was opened")
        if not self._allowed(opened):
            raise OutOfReach("it is outside of the module's repository")

    def exists(self, name: str) -> bool:
        """Whether a regular file is there. Raises EvaluationError for a folder, OutOfReach where we may not look."""
        path = self.path(name)
        try:
            mode = os.stat(path).st_mode  # noqa: PTH116
        except (FileNotFoundError, NotADirectoryError):
            return False
        except (OSError, ValueError):
            raise OutOfReach("it cannot be looked at") from None
        if stat.S_ISREG(mode):
            return True
        what = "a directory" if stat.S_ISDIR(mode) else "not a regular file"
        raise EvaluationError(f'"{name}" is {what}, not a file')

    def folder(self, name: str) -> str:
        """The real path of a folder below a root. Raises OutOfReach elsewhere."""
        return os.path.realpath(self.path(name))
