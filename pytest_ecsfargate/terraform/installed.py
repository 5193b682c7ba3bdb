"""What `terraform init` installs, for all processes of a run: the first installs it, the others take it from there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .folder import LOCK
from .guardian import Guardian
from .locks import locked
from .workspace import OURS

_DATA = ".terraform"
_PROVIDERS = "providers"
_LOCK_FILE = ".terraform.lock.hcl"
_DONE = "done"


class Installed:
    """What is installed for one copied tree, in a folder of the run.

    Providers are there once, and links elsewhere. Modules are copied: each copy of the tree changes its own.
    """

    def __init__(self, shared: Path, key: str) -> None:
        self._lock = shared / LOCK
        self._folder = shared / key

    @contextmanager
    def turn(self, copy: Path, guardian: Guardian) -> Iterator[bool]:
        """A context in which one process is at a time, where terraform is started in `copy`.

        It says whether all is installed there; if not, that is to be done in the context.
        """
        guardian.share(self._lock)
        with locked(self._folder.with_name(f"{self._folder.name}.lock")):
            done = (self._folder / _DONE).exists()
            if done:
                self._take(copy)
            yield done
            if not done:
                self._give(copy)

    def _give(self, copy: Path) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        _copied(copy / _DATA, self._folder / _DATA)
        _copy_lock_file(copy, self._folder)
        providers = self._folder / _DATA / _PROVIDERS
        if (copy / _DATA / _PROVIDERS).is_dir():
            shutil.move(copy / _DATA / _PROVIDERS, providers)
            (copy / _DATA / _PROVIDERS).symlink_to(providers)
        (self._folder / _DONE).touch()

    def _take(self, copy: Path) -> None:
        shutil.rmtree(copy / _DATA / _PROVIDERS, ignore_errors=True)
        _copied(self._folder / _DATA, copy / _DATA)
        _copy_lock_file(self._folder, copy)
        providers = self._folder / _DATA / _PROVIDERS
        if providers.is_dir():
            (copy / _DATA / _PROVIDERS).symlink_to(providers)


def _copied(source: Path, target: Path) -> None:
    """Copies all but the providers and the files by which a copy of the tree is changed."""

    def ignored(folder: str, names: list[str]) -> list[str]:
        ours = [name for name in names if OURS in name]
        return [*ours, _PROVIDERS] if Path(folder) == source else ours

    shutil.copytree(source, target, symlinks=True, ignore=ignored, dirs_exist_ok=True)


def _copy_lock_file(source: Path, target: Path) -> None:
    if (source / _LOCK_FILE).exists():
        shutil.copy(source / _LOCK_FILE, target / _LOCK_FILE)
