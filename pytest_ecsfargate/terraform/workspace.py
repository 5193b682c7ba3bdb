"""A private copy of a module, with the local modules it calls, in the same layout, to run terraform in."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..source import reach_of
from .errors import TerraformError
from .folder import LOCK, PrivateFolder
from .native import native
from .tree import copy_tree, needed, reuse_installed

if TYPE_CHECKING:
    from .installed import Installed

OURS = "zzzz_ecsfargate"
"""What the names of all files that are put into a copy have in them."""

_OVERRIDE_FILE = f"{OURS}_override.tf"
_OVERRIDES = re.compile(r"(?P<stem>.*?)_?override\.(?:tf|tofu)(?:\.json)?", re.DOTALL)
ADDED_FILE = f"{OURS}.tf"
# A socket's path may have 104 bytes on some systems, and provider plugins make theirs in the temp folder.
_LONGEST_TEMP = 70


class Workspace(PrivateFolder):
    """The copy. `module` is the user's folder, `directory` its copy, where terraform is started.

    `directories` are the folders of the module and of all local modules below it, `boundary` the outermost folder that
    may be read (the version control checkout by default). `initialised` says that `terraform init` ran in it, or that
    what it installs was taken from `installed`, which other processes share. The copy goes into `kept`, where that is
    given, and is not removed when this process dies.
    """

    initialised = False
    installed: Installed | None = None

    def __init__(
        self,
        module: Path,
        directories: Iterable[Path] = (),
        boundary: Path | None = None,
        kept: Path | None = None,
    ) -> None:
        super().__init__(kept)
        self._put: set[Path] = set()
        self._overrides: dict[Path, Path] = {}
        self.module = module.resolve()
        try:
            everything = (self.module, *directories)
            reach = (boundary or reach_of(everything)).resolve()
            # All folders above keep their names: a module may take the name of its environment from them.
            self._copy = self.path / "copy"
            for source in needed(everything, reach):
                copy_tree(source, self.of(source), reach)
            self.directory = self.of(self.module)
            reuse_installed(self.module, self.directory)
        except OSError as error:
            self.close()
            raise TerraformError(
                f"the module cannot be copied to {self.path.parent}: {error.strerror or error}. "
                "Make room there, or name another folder in TMPDIR."
            ) from None
        except BaseException:
            self.close()
            raise

    def of(self, path: Path) -> Path:
        """Where a folder or file of the user's tree lies in the copy."""
        return self._copy / path.relative_to(path.anchor)

    def original(self, path: str) -> Path:
        """The place in the user's tree of a path that terraform named: absolute, or relative to the root module."""
        absolute = Path(os.path.normpath(self.directory / path))
        if self._copy in (absolute, *absolute.parents):
            return self.module.anchor / absolute.relative_to(self._copy)
        return absolute

    def is_ours(self, path: str) -> bool:
        """Whether a file that terraform named is one that was put into the workspace, such as the values given."""
        absolute = Path(os.path.normpath(self.directory / path))
        return absolute in self._put or (self.path in absolute.parents and self._copy not in absolute.parents)

    def in_users_words(self, text: str) -> str:
        """A text with the user's paths in place of those of the copy, and without those of the files put beside it."""
        text = text.replace(f"{self._copy}/", self.module.anchor)
        values = rf"{re.escape(str(self.path))}/[\w-]+\.tfvars\.json(?::[\d,-]+\d)?"
        return re.sub(values, "the values given", text).replace(f"{self.path}/", "")

    def turn(self) -> AbstractContextManager[bool]:
        """The context to run `terraform init` in; it says whether that is not needed any more."""
        return nullcontext(False) if self.installed is None else self.installed.turn(self.directory, self.guardian)

    def clear(self) -> None:
        """Removes what belongs to one plan, so that the copy can be used for another one."""
        for path in self.path.iterdir():
            if path.is_file() and path.name != LOCK:
                path.unlink()

    def temporary(self) -> Path | None:
        """A folder for the temporary files of terraform and its providers; None where its path would be too long."""
        folder = self.path / "tmp"
        if len(os.fsencode(folder)) > _LONGEST_TEMP:
            return None
        folder.mkdir(exist_ok=True)
        return folder

    def override(self, documents: Mapping[Path, Mapping[str, Any]]) -> None:
        """Puts an override file, given as the content of a `.tf.json` file, into the copies of these folders."""
        for folder, document in documents.items():
            # Where it was put before, it is to be written over.
            path = self._overrides.setdefault(folder, last_override(self.of(folder)))
            self._put_in(path, document)

    def add(self, documents: Mapping[Path, Mapping[str, Any]]) -> None:
        """Puts a further configuration file into the copies of these folders."""
        for folder, document in documents.items():
            self._put_in(self.of(folder) / ADDED_FILE, document)

    def _put_in(self, path: Path, document: Mapping[str, Any]) -> None:
        self._put.add(path)
        self.write(path, native(document))

    def variable_file(self, variables: Mapping[str, Any], name: str = "variables") -> Path:
        """A file with the values of variables, for `-var-file`: 0600, beside the copy. Values are never arguments."""
        path = self.path / f"{name}.tfvars.json"
        self.write(path, json.dumps(dict(variables), default=_number))
        return path

    @staticmethod
    def write(path: Path, text: str) -> None:
        """Writes a file that only this user can read."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)


def last_override(folder: Path) -> Path:
    """An override file that terraform reads after all others in a folder: it goes through them by the bytes of names.

    https://developer.hashicorp.com/terraform/language/files/override#merging-behavior
    """
    there = (entry.name for entry in folder.iterdir() if _OVERRIDES.fullmatch(entry.name))
    last = max((_OVERRIDE_FILE, *there), key=os.fsencode)
    found = _OVERRIDES.fullmatch(last)
    assert found is not None
    return folder / (last if last == _OVERRIDE_FILE else f"{found['stem']}~{_OVERRIDE_FILE}")


def _number(data: object) -> float:
    if isinstance(data, Fraction):
        return float(data)
    raise TypeError(f"a variable cannot be given a {type(data).__name__}")
