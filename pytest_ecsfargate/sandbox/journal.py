"""The journal of stacks: what was applied, written down before it is made, so that any later run can destroy it.

Each stack has a folder (0700) with its entry, the copy of the module, its values and Terraform's state. It goes away
when everything in it is destroyed. The process that applied it holds a lock on the folder for as long as it lives.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from ..terraform.folder import LOCK, is_free, remove_tree
from .removal import Removal

FILE = "entry.json"
INPUTS_FILE = "inputs.json"
RUN_TAG = "EcsfargateRun"
"""The key of the tag that every resource of a stack has whose provider can set it; its value is the stack's id."""

Status = Literal["applied", "kept", "destroyed"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A stack.

    `id` begins with the time it was begun (UTC), and is the value of its tag. `session` is the test run. `module` is
    the user's folder, `directory` that of its copy below the stack's folder, `var_files` are files in that folder.
    `names` are the names of what the module makes, by which leftovers are found, `suffix` what they contain.
    `left` is how to remove what a destroy left behind.
    """

    id: str
    session: str
    module: str
    environment: str | None
    account: str
    region: str
    suffix: str
    binary: str
    directory: str
    var_files: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    status: Status = "applied"
    left: tuple[Removal, ...] = ()

    @property
    def title(self) -> str:
        """`shop [dev] in 123456789012 eu-central-1`."""
        where = f" [{self.environment}]" if self.environment else ""
        return f"{Path(self.module).name}{where} in {self.account} {self.region}"


def new_id() -> str:
    """An id for a stack: when it was begun, and something random."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{os.urandom(3).hex()}"


@dataclass(frozen=True, slots=True, repr=False)
class Inputs:
    """The environment variables that values of variables came by, and the texts among all values that are secret."""

    environment: dict[str, str]
    secrets: list[str]

    def write(self, folder: Path) -> None:
        """Writes them beside the entry, into a file that goes away with the state. Raises OSError."""
        write_private(folder / INPUTS_FILE, asdict(self))


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry as it stands in the journal, in the folder of its stack."""

    folder: Path
    entry: Entry

    @classmethod
    def read(cls, folder: Path) -> Recorded:
        """The entry in a folder. Raises ValueError or OSError where there is none that can be read."""
        told = json.loads((folder / FILE).read_text(encoding="utf-8"))
        names = {field.name for field in fields(Entry)}
        if not isinstance(told, dict) or not {"id", "account", "directory"} <= told.keys() <= names:
            raise ValueError(f"{folder / FILE} is no entry of a stack.")
        told["left"] = tuple(Removal(**each) for each in told.get("left", ()) if isinstance(each, dict))
        lists = {name: tuple(told.get(name, ())) for name in ("var_files", "names")}
        return cls(folder, Entry(**{**told, **lists}))

    def having(self, **changed: Any) -> Recorded:
        """The entry with other facts, written down."""
        made = replace(self, entry=replace(self.entry, **changed))
        made.write()
        return made

    def write(self) -> None:
        """Writes the entry, whole or not at all. Raises OSError."""
        write_private(self.folder / FILE, asdict(self.entry))

    @property
    def directory(self) -> Path:
        """Where terraform is started."""
        return self.folder / self.entry.directory

    @property
    def inputs(self) -> Inputs:
        """What the stack was made with. Raises OSError or ValueError where that is not there."""
        return Inputs(**json.loads((self.folder / INPUTS_FILE).read_text(encoding="utf-8")))

    def forget(self) -> None:
        """Removes state, copy and values: of what is left only the entry tells."""
        for path in self.folder.iterdir():
            if path.is_dir():
                remove_tree(path)
            elif path.name not in (FILE, LOCK):
                path.unlink()

    def remove(self) -> None:
        """Removes the folder with all that is in it."""
        remove_tree(self.folder)


class Journal:
    """The stacks that are recorded in a folder, which may not exist yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def new_folder(self, id: str) -> Path:
        """A folder for a stack that is about to be made. Raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # State holds secrets, and whoever makes the cache folder first must keep it out of version control.
        (self.folder / ".gitignore").write_text("*\n", encoding="utf-8")
        made = self.folder / id
        made.mkdir(mode=0o700)
        return made

    def entries(self) -> Iterator[Recorded]:
        """All stacks, in the order in which they were begun."""
        for path in sorted(self.folder.glob(f"*/{FILE}")):
            try:
                yield Recorded.read(path.parent)
            except (OSError, ValueError):
                continue  # see `unreadable`

    def unreadable(self) -> Iterator[Path]:
        """The folders of stacks whose entry cannot be read: of another version, or broken."""
        readable = {recorded.folder for recorded in self.entries()}
        yield from (path.parent for path in sorted(self.folder.glob(f"*/{FILE}")) if path.parent not in readable)

    def abandoned(self) -> Iterator[Recorded]:
        """The stacks of runs that are over."""
        for found in self.entries():
            try:
                free = is_free(found.folder)
            except OSError:
                free = True  # a folder whose owner did not get so far as to lock it
            if free:
                yield found


def write_private(path: Path, document: object) -> None:
    """Writes JSON into a file that only this user can read: the whole of it, or the file stays as it is."""
    beside = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
        json.dump(document, stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)
