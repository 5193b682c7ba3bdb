"""The reports that a run writes: one file for each format, all made from the same records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from .platform import Platform
from .records import Record

FORMATS: Mapping[str, str] = {".html": "as_html", ".json": "as_json"}
"""The modules of this folder that render a report, by the ending of the file's name."""


@dataclass(frozen=True, slots=True)
class RunResults:
    """What one run found. `started` is an ISO time in UTC, `seconds` how long the run took.

    `platforms` are the maps of the plans, one for each module and environment.
    """

    records: tuple[Record, ...]
    version: str
    started: str
    seconds: float
    platforms: tuple[Platform, ...] = ()


Render = Callable[[RunResults], str]


def write(results: RunResults, path: Path) -> None:
    """Writes the report that the ending of a file's name asks for. Raises OSError where that cannot be done."""
    render: Render = import_module(f".{FORMATS[path.suffix.lower()]}", __package__).render
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(results), encoding="utf-8", newline="\n")
