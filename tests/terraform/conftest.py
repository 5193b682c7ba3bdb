"""Programs that stand in for terraform, and a look at what is left of a run."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Fake = Callable[[str], str]


@pytest.fixture
def fake(tmp_path: Path) -> Fake:
    """Makes a program of Python code; `argv` holds its arguments."""

    def make(code: str) -> str:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        path = folder / f"fake{len(list(folder.iterdir()))}"
        path.write_text(f"#!{sys.executable} -S\nimport os, signal, sys, time\nargv = sys.argv[1:]\n{code}\n")
        path.chmod(0o700)
        return str(path)

    return make


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temp folder of the test's own, so that it can be looked into."""
    folder = tmp_path / "t"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield folder
    tempfile.tempdir = None


def snapshot(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every file of a folder with its mode, time and bytes."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = path.read_bytes() if path.is_file() else b""
        found[str(path.relative_to(folder))] = (status.st_mode, status.st_mtime_ns, content)
    return found


@pytest.fixture
def unchanged() -> Callable[[Path], dict[str, tuple[int, int, bytes]]]:
    """Takes a picture of a folder, to compare with a later one."""
    return snapshot
