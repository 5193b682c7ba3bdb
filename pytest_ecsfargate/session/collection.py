"""Which files the ready-made suite is collected from: an `ecsfargate.toml`, or a file of a folder of Terraform code."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from ..settings.modules import code_files, find_module, holds_code, is_code, toml_of
from ..settings.toml import FILE_NAME
from .run import run_of
from .suite_file import SuiteFile

# A module call's source: `source = "./network"`, or in JSON `"source": "./network"`.
_LOCAL_SOURCE = re.compile(r'(?:^|[{,])\s*"?source"?\s*[=:]\s*"(\.{1,2}/[^"$]*)"', re.MULTILINE)
_CALLED = pytest.StashKey[dict[Path, frozenset[Path]]]()


def collect(path: Path, parent: pytest.Collector) -> SuiteFile | None:
    """The suite of the module that a file stands for; None for any other file.

    Who names the file itself, or a test in it, needs no option. A comparison takes modules with environments only.
    """
    if path.name != FILE_NAME and not is_code(path):
        return None
    settings = run_of(parent.config).settings
    compared = bool(settings.compare) and path.name == FILE_NAME
    asked = compared or parent.session.isinitpath(path)
    if asked or (settings.suite and _stands_for_module(path, parent.session)):
        return SuiteFile.from_parent(parent, path=path)
    return None


def add_modules(config: pytest.Config) -> None:
    """Adds the modules that the tests are about where the command line names no paths, and `testpaths` perhaps does."""
    settings = run_of(config).settings
    if not settings.suite or config.args_source is pytest.Config.ArgsSource.ARGS:
        return
    given = [Path(config.invocation_params.dir, argument) for argument in config.args]
    modules = [settings.module] if settings.module else [find_module(path, config.rootpath).module for path in given]
    for module in dict.fromkeys(modules):
        if module is not None and holds_code(module) and not any(module.is_relative_to(path) for path in given):
            config.args.append(str(toml_of(module) or module / _representative(module)))


def _stands_for_module(path: Path, session: pytest.Session) -> bool:
    """Whether a file is the one by which the suite of a module goes: its `ecsfargate.toml`, main.tf, or the first.

    A folder without `ecsfargate.toml` that lies below another module, or that another module calls, is a part of that
    one. Only what is given to pytest counts: who asks for one folder wants the modules in it.
    """
    folder = path.parent
    only = run_of(session.config).settings.module
    if only is not None and folder != only:
        return False
    if path.name == FILE_NAME:
        return True
    if toml_of(folder) is not None or path.name != _representative(folder):
        return False
    top = _given(folder, session)
    inside = any(holds_code(above) for above in folder.parents if above.is_relative_to(top))
    return folder == top or (not inside and folder not in _called(top, session.config))


def _representative(folder: Path) -> str:
    names = code_files(folder)
    return next((name for name in ("main.tf", "main.tofu") if name in names), names[0])


def _given(folder: Path, session: pytest.Session) -> Path:
    """The path given to pytest that a folder was found by; where there are several, the nearest."""
    return next((path for path in (folder, *folder.parents) if session.isinitpath(path)), session.config.rootpath)


def _called(top: Path, config: pytest.Config) -> frozenset[Path]:
    """The folders that some module in or below a folder calls."""
    known = config.stash.setdefault(_CALLED, {})
    if top not in known:
        known[top] = frozenset(_calls(top))
    return known[top]


def _calls(top: Path) -> Iterator[Path]:
    for folder, names, files in os.walk(top):
        names[:] = [name for name in names if not name.startswith((".", "__")) and name != "node_modules"]
        yield from _calls_in(Path(folder, name) for name in files if is_code(Path(name)))


def _calls_in(files: Iterable[Path]) -> Iterator[Path]:
    for path in files:
        # What cannot be read is told when its module is planned.
        with suppress(OSError):
            text = path.read_text(encoding="utf-8", errors="replace")
            yield from ((path.parent / source).resolve() for source in _LOCAL_SOURCE.findall(text))
