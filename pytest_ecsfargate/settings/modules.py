"""Which module a test file is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .toml import FILE_NAME

_CODE = (".tf", ".tf.json", ".tofu", ".tofu.json")
COLLECTED = (FILE_NAME, *_CODE)
"""How the names of files end that the ready-made suite may be collected from."""


@dataclass(frozen=True, slots=True)
class Search:
    """The outcome of a search: the module's folder, or why there is none."""

    module: Path | None
    problem: str = ""


def find_module(folder: Path, rootdir: Path) -> Search:
    """The nearest folder with an `ecsfargate.toml`, else with `.tf` files, from a folder up to pytest's rootdir."""
    places = list(_upwards(folder, rootdir))
    for place in places:
        if (place / FILE_NAME).is_file():
            return Search(place)
    for place in places:
        if holds_code(place):
            return Search(place)
    return Search(None, _nothing(folder, rootdir))


def holds_code(folder: Path) -> bool:
    """Whether Terraform reads any file of this folder."""
    return bool(code_files(folder))


def code_files(folder: Path) -> list[str]:
    """The names of the files of a folder that Terraform reads, in order; of a folder that cannot be listed none."""
    try:
        # A folder may have such a name too, and a link may lead nowhere.
        return sorted(entry.name for entry in folder.iterdir() if is_code(entry) and entry.is_file())
    except OSError:
        return []


def is_code(path: Path) -> bool:
    """Whether Terraform reads a file of this name."""
    return path.name.endswith(_CODE) and not path.name.startswith(".")


def toml_of(module: Path) -> Path | None:
    """The path of a module's `ecsfargate.toml`, if it has one."""
    path = module / FILE_NAME
    return path if path.is_file() else None


def _upwards(folder: Path, rootdir: Path) -> Iterator[Path]:
    yield folder
    if folder.is_relative_to(rootdir):
        for place in folder.parents:
            if not place.is_relative_to(rootdir):
                return
            yield place


def _nothing(folder: Path, rootdir: Path) -> str:
    shown = folder.relative_to(rootdir).as_posix() if folder.is_relative_to(rootdir) else str(folder)
    where = f"at or above {shown!r}" if shown != "." else f"in {str(rootdir)!r}"
    lines = [f"No Terraform module found: neither {FILE_NAME} nor a .tf file stands {where}, up to pytest's rootdir."]
    near = sorted(entry.name for entry in rootdir.iterdir() if entry.is_dir() and holds_code(entry))
    example = near[0] if near else "DIR"
    if near:
        lines.append(f"There are .tf files in {', '.join(near)}.")
    lines.append(
        f"Name the module: pytest --ecsfargate-module {example}, or ecsfargate_module = {example} in pytest's ini file."
    )
    return "\n".join(lines)
