"""Which files of the user's tree a run of terraform needs, and copying them."""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..hcl.configuration.files import CODE

_SKIPPED = frozenset(
    [
        ".git",
        ".hg",
        ".svn",
        ".terraform",
        ".terragrunt-cache",
        "node_modules",
        ".venv",
        "venv",
        ".tox",
        ".nox",
        "__pycache__",
        ".pytest_cache",
        ".mypy_cache",
        ".ruff_cache",
        ".idea",
        ".vscode",
    ]
)
_LINKED_FROM = 10 * 1024 * 1024
_UPWARD = re.compile(r'"(?:\$\{path\.(?:module|root|cwd)\}/)?((?:\.\./)+[^"$%{}\n]*|\.\.)[^"\n]*"')
_VERSION_CONTROL = (".git", ".hg", ".svn")


def checkout(module: Path) -> Path:
    """The folder of the version control checkout around a module; the module itself where there is none."""
    for folder in (module, *module.parents):
        if any((folder / name).exists() for name in _VERSION_CONTROL):
            return folder
    return module


def needed(directories: Iterable[Path], boundary: Path) -> tuple[Path, ...]:
    """The folders of the modules, and what their text names above them (`"${path.module}/../task.json"`).

    What lies outside of `boundary` is left out, unless it is a module's folder.
    """
    waiting = [directory.resolve() for directory in directories]
    root = waiting[0]
    found: dict[Path, None] = {}
    while waiting:
        here = waiting.pop(0)
        if here in found:
            continue
        found[here] = None
        if here.is_dir():
            for source in sorted(path for path in here.iterdir() if path.name.endswith(CODE)):
                waiting.extend(_upward(source, (here, root), boundary))
    return tuple(path for path in found if not any(other in path.parents for other in found))


def _upward(source: Path, bases: Iterable[Path], boundary: Path) -> Iterator[Path]:
    try:
        text = source.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for match in _UPWARD.finditer(text):
        named = match.group(1)
        for base in dict.fromkeys(bases):
            target = Path(os.path.normpath(base / named))
            if not target.exists():
                # The name goes on with something computed: the folder holds what it may be.
                target = target.parent
            if target in base.parents:
                continue
            if target.exists() and boundary in (target, *target.parents):
                yield target.resolve()


def walk(source: Path) -> Iterator[tuple[Path, Path]]:
    """Each file and folder that a copy holds: its path, and its path relative to `source` (a folder or a file).

    Links are followed; state, version control, installed dependencies, caches and what is no file are left out.
    """
    if source.is_file():
        yield source, Path()
    else:
        yield from _walk_folder(source, Path(), ())


def _walk_folder(folder: Path, relative: Path, above: tuple[Path, ...]) -> Iterator[tuple[Path, Path]]:
    real = folder.resolve()
    if real in above:
        return
    yield folder, relative
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.is_dir():
            if entry.name not in _SKIPPED:
                yield from _walk_folder(Path(entry.path), relative / entry.name, (*above, real))
        elif entry.is_file() and ".tfstate" not in entry.name:
            yield Path(entry.path), relative / entry.name


def copy_tree(source: Path, target: Path) -> None:
    """Copies a folder or file as `walk` sees it. All copies can be written.

    Files over 10 MB become links. So do those that cannot be read: terraform then says so itself, if it needs them.
    Raises OSError where the copy cannot be written.
    """
    for path, relative in walk(source):
        place = target / relative
        if path.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            _copy_file(path, place)


def _copy_file(source: Path, target: Path) -> None:
    try:
        found = source.stat()
        if not stat.S_ISREG(found.st_mode):
            return
        stream = source.open("rb")
    except OSError:
        target.symlink_to(source.resolve())
        return
    with stream:
        if found.st_size > _LINKED_FROM:
            target.symlink_to(source.resolve())
            return
        with target.open("wb") as copy:
            shutil.copyfileobj(stream, copy)
    target.chmod(0o700 if found.st_mode & 0o111 else 0o600)


def reuse_installed(module: Path, copy: Path) -> None:
    """Takes along what `terraform init` installed in the module before: modules as copies, providers as links."""
    installed = module / ".terraform"
    if (installed / "modules" / "modules.json").is_file():
        copy_tree(installed / "modules", copy / ".terraform" / "modules")
    for platform in (installed / "providers").glob("*/*/*/*/*_*"):
        link = copy / ".terraform" / "providers" / platform.relative_to(installed / "providers")
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(platform.resolve())
