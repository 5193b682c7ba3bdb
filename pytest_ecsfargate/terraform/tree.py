"""Which files of the user's tree a run of terraform needs, and copying them."""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Iterable, Iterator
from functools import cache, partial
from pathlib import Path

from ..hcl.configuration.files import CODE
from .errors import TerraformError
from .folder import is_private

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
_VALUES = (".tfvars", ".tfvars.json")
# A piece of a text between its quotes and what is computed or a pattern in it, and which of these it ends with.
_PIECE = re.compile(r'(["}]|%[sv])([^"$%{}*?\[\n]*)(?=(["$%{*?\[]))')
_MOST_FILES = 20_000
_MOST_BYTES = 200 * 1024 * 1024
_TOO_LARGE = (
    "the module reads from {folder}, which is above it, and nothing tells what: that folder is too large to be copied "
    f"(more than {_MOST_FILES:,} files or {_MOST_BYTES // 1024**2} MB).\n"
    'fix: name the folder or file that is read as one text, such as "${{path.module}}/../config", '
    "or use --ecsfargate-engine=source."
)


def needed(directories: Iterable[Path], boundary: Path) -> tuple[Path, ...]:
    """What a copy is made of: the folders of the modules, what else is given, and what the modules' text names above.

    A name that is whole brings that file or folder (`"${path.module}/../task.json"`), one that ends in something
    computed all that it may be, and a bare `..` all that is above, unless that is too much: what is done with it, the
    text does not tell. What lies outside of `boundary` is left out, unless it was given. Raises TerraformError where
    what was given is above the module and too much.
    """
    there = (path.absolute() for path in directories if path.exists())
    waiting = [step for path in there for step in _steps(path, boundary)]
    root, modules = waiting[0].resolve(), {folder for folder in waiting if _code(folder)}
    too_large = cache(partial(_is_too_large, boundary=boundary))
    for folder in waiting:
        if folder in root.parents and folder not in modules and too_large(folder):
            raise TerraformError(_TOO_LARGE.format(folder=folder))
    found: dict[Path, None] = {}
    while waiting:
        here = waiting.pop(0)
        if here in found:
            continue
        found[here] = None
        waiting.extend(path.resolve() for path, _ in walk(here, boundary) if path.is_symlink() and path.is_dir())
        for source in _code(here, *_VALUES) if not here.is_symlink() else ():
            for target in _upward(source, (here, root)):
                if _is_inside(target, boundary) and not (target in root.parents and too_large(target)):
                    waiting.extend(_steps(target, boundary))
    return tuple(path for path in found if not any(_covers(above, path) for above in path.parents if above in found))


def _code(folder: Path, *more: str) -> list[Path]:
    """The files of configuration in a folder, and those whose names end so."""
    there = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in there if path.name.endswith((*CODE, *more)))


def _upward(source: Path, bases: Iterable[Path]) -> Iterator[Path]:
    """What a file may mean by the paths with `..` in it: from its own folder, or from where terraform runs."""
    try:
        text = source.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for match in _PIECE.finditer(text):
        before, named, after = match.groups()
        if ".." not in named.split("/"):
            continue
        for base in dict.fromkeys(bases):
            target = Path(os.path.normpath(base / (named if before == '"' else named.lstrip("/"))))
            if after == '"' or named.endswith(("/", "..")):
                yield from [target] if target.exists() else []
            elif target.parent.is_dir():
                yield from (path for path in target.parent.iterdir() if path.name.startswith(target.name))


def _steps(path: Path, boundary: Path) -> Iterator[Path]:
    """The links on the way to a path, and where that is in the end."""
    for part in (*reversed(path.parents), path):
        if part.is_symlink():
            yield part
            if _is_inside(part.resolve(), boundary):
                yield from _steps(part.resolve() / path.relative_to(part), boundary)
            return
    yield path


def _is_inside(path: Path, folder: Path) -> bool:
    return folder in (path, *path.parents)


def _covers(folder: Path, path: Path) -> bool:
    """Whether a copy of the folder holds a path below it. What `terraform init` installed is taken along anyway."""
    return not (_SKIPPED - {".terraform"}).intersection(path.relative_to(folder).parts)


def _is_too_large(folder: Path, boundary: Path) -> bool:
    size = 0
    for files, (path, _) in enumerate(walk(folder, boundary), 1):
        size += min(path.lstat().st_size, _LINKED_FROM)
        if files > _MOST_FILES or size > _MOST_BYTES:
            return True
    return False


def walk(source: Path, boundary: Path) -> Iterator[tuple[Path, Path]]:
    """Each file, folder and link that a copy holds: its path, and its path relative to `source` (whatever that is).

    Links to folders inside of `boundary` stay links: what is there names what is beside it. Other links are followed.
    State, version control, installed dependencies, caches and what is no file are left out.
    """
    if source.is_file() or _stays_link(source, boundary):
        yield source, Path()
    else:
        yield from _walk_folder(source, Path(), boundary, ())


def _walk_folder(folder: Path, relative: Path, boundary: Path, above: tuple[Path, ...]) -> Iterator[tuple[Path, Path]]:
    real = folder.resolve()
    if real in above:
        return
    yield folder, relative
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        path, place = Path(entry.path), relative / entry.name
        if entry.is_dir():
            if entry.is_symlink() and _stays_link(path, boundary):
                yield path, place
            elif entry.name not in _SKIPPED and not is_private(path):
                yield from _walk_folder(path, place, boundary, (*above, real))
        elif entry.is_file() and ".tfstate" not in entry.name:
            yield path, place


def _stays_link(path: Path, boundary: Path) -> bool:
    return path.is_symlink() and path.is_dir() and _is_inside(path.resolve(), boundary)


def copy_tree(source: Path, target: Path, boundary: Path) -> None:
    """Copies a folder or file as `walk` sees it. All copies can be written.

    Files over 10 MB become links. So do those that cannot be read: terraform then says so itself, if it needs them.
    Raises OSError where the copy cannot be written.
    """
    for path, relative in walk(source, boundary):
        place = target / relative
        if _stays_link(path, boundary):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(os.path.relpath(path.resolve(), path.parent))
        elif path.is_dir():
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
        modules = installed / "modules"
        copy_tree(modules, copy / ".terraform" / "modules", modules.resolve())
    for platform in (installed / "providers").glob("*/*/*/*/*_*"):
        link = copy / ".terraform" / "providers" / platform.relative_to(installed / "providers")
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(platform.resolve())
