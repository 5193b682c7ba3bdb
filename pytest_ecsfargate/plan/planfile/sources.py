"""The part `tfconfig` of a plan file: the source of all modules, as it was when the plan was made.

`modules.json` names the folder of each module, relative to the root module; the files of a module stand in
`m-<path of the call>/`. See https://github.com/hashicorp/terraform/blob/main/internal/plans/planfile/config_snapshot.go.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import tempfile
from pathlib import Path
from typing import Any, Final

from ...hcl.configuration.installed_modules import MANIFEST
from ...hcl.configuration.loader import load
from ...hcl.configuration.module import Configuration
from .archive import Archive
from .errors import Malformed

_PREFIX: Final = "tfconfig/m-"
_MODULES: Final = "tfconfig/modules.json"
_FILE: Final = re.compile(r"[^/\\\0]{1,200}\.tf(?:\.json)?")
_FOLDER: Final = re.compile(r"[^/\\\0]{1,200}(?:/[^/\\\0]{1,200}){0,40}")
_MOST_UP: Final = 20
_MOST_MODULES: Final = 5_000
_LARGEST_LIST: Final = 4 * 1024 * 1024

_Files = dict[str, dict[str, bytes]]


def configuration(archive: Archive) -> Configuration:
    """The configuration in a plan file. Raises Malformed for what terraform does not write.

    The loader reads folders, so the files are laid out in a private one, which is gone when this returns.
    """
    files, modules = _files(archive), _modules(archive)
    folders = {module["Key"]: _folder(module["Dir"]) for module in modules}
    if folders.get("") != "." or files.keys() - folders.keys():
        raise Malformed("the list of modules in it is not complete")
    up = max(_steps_up(folder) for folder in folders.values())
    with tempfile.TemporaryDirectory(prefix="ecsfargate-") as temporary:
        root = Path(temporary).resolve().joinpath(*["m"] * (up + 1))
        try:
            for key, folder in folders.items():
                _write(Path(os.path.normpath(root / folder)), files.get(key, {}))
            _write(root / MANIFEST.parent, {MANIFEST.name: json.dumps({"Modules": modules}).encode()})
        except (OSError, ValueError) as error:
            raise Malformed("its source files cannot be laid out") from error
        return load(root)


def _write(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _files(archive: Archive) -> _Files:
    """The content of each source file, by its name, by the path of the call of its module."""
    found: _Files = {}
    for member in archive.names():
        if member.startswith(_PREFIX):
            key, slash, name = member.removeprefix(_PREFIX).rpartition("/")
            if not slash or _FILE.fullmatch(name) is None:
                raise Malformed(f"a source file in it has a name that terraform does not read: {name[:60]!a}")
            found.setdefault(key, {})[name] = archive.read(member)
    return found


def _modules(archive: Archive) -> list[dict[str, Any]]:
    """What the list of modules says of each: texts named Key, Dir, and Source and Version where it was installed."""
    try:
        modules = json.loads(archive.read(_MODULES, _LARGEST_LIST))
    except (ValueError, RecursionError):
        modules = None
    if not isinstance(modules, list) or len(modules) > _MOST_MODULES or not all(map(_is_module, modules)):
        raise Malformed("the list of modules in it cannot be read")
    return modules


def _is_module(module: Any) -> bool:
    return isinstance(module, dict) and all(isinstance(module.get(name), str) for name in ("Key", "Dir"))


def _folder(written: str) -> str:
    """A module's folder in its shortest form. Raises Malformed for one that is no relative path or leads far up."""
    folder = posixpath.normpath(written)
    if _FOLDER.fullmatch(folder) is None or _steps_up(folder) > _MOST_UP:
        raise Malformed(f"a module in it lies in a folder that is no relative path: {written[:60]!a}")
    return folder


def _steps_up(folder: str) -> int:
    return folder.split("/").count("..")
