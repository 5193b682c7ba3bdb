"""The reports that a run writes: one file for each format, all made from the same records."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from .platform import Platform
from .records import Planning, Record

FORMATS: Mapping[str, str] = {".html": "as_html", ".json": "as_json", ".md": "as_markdown", ".sarif": "as_sarif"}
"""The modules of this folder that render a report, by the ending of the file's name."""


@dataclass(frozen=True, slots=True)
class RunResults:
    """What one run found. `started` is an ISO time in UTC, `seconds` how long the run took.

    `rootdir` is pytest's rootdir as a path from the root of the version control checkout, "" where the two are one;
    `platforms` are the maps of the plans, one for each module and environment.
    """

    records: tuple[Record, ...]
    version: str
    started: str
    seconds: float
    plannings: tuple[Planning, ...] = ()
    rootdir: str = ""
    platforms: tuple[Platform, ...] = ()


Render = Callable[[RunResults], str]


def write(results: RunResults, path: Path) -> None:
    """Writes the report that the ending of a file's name asks for. Raises OSError where that cannot be done.

    The summary of a GitHub job is Markdown, to which every step adds: its file is named by GITHUB_STEP_SUMMARY.
    """
    shared = str(path) == os.environ.get("GITHUB_STEP_SUMMARY")
    module = FORMATS[".md" if shared else path.suffix.lower()]
    render: Render = import_module(f".{module}", __package__).render
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a" if shared else "w", encoding="utf-8", newline="\n") as file:
        file.write(render(results))
