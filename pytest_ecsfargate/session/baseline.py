"""Baselines at the end of a run: written by the controller where that was asked for, else held against what was found.

Only the findings of a requirement that was judged in every environment of a module are known to be gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from ..baseline import FILE_NAME, Entry, read_baseline, write_baseline
from ..settings.options import BASELINES
from . import unwritten
from .acceptance import Acceptance, acceptance_of
from .run import run_of

_WRITE, _CHECK = BASELINES
_WRITTEN = pytest.StashKey[list[str]]()


@dataclass(frozen=True, slots=True)
class _Change:
    """The file of a module, what it says, and what it would say if it were written now."""

    path: Path
    before: frozenset[Entry]
    after: frozenset[Entry]


def write(session: pytest.Session) -> None:
    """Writes the baselines of the modules that were judged; a worker leaves that to the controller."""
    config = session.config
    if run_of(config).settings.baseline != _WRITE or hasattr(config, "workerinput"):
        return
    told = config.stash.setdefault(_WRITTEN, [])
    for change in _changes(config):
        if change.before == change.after:
            continue
        try:
            write_baseline(change.path, change.after)
        except OSError as error:
            unwritten.keep(session, f"{change.path} cannot be written: {error.strerror or error}.")
            continue
        added, removed = len(change.after - change.before), len(change.before - change.after)
        name = _shown(change.path, config.rootpath)
        told.append(f"{name}: {len(change.after)} findings, {added} added and {removed} removed.")


def gone(config: pytest.Config) -> list[str]:
    """The findings of baselines that are not there any more, where a run checks them."""
    if run_of(config).settings.baseline != _CHECK:
        return []
    return [
        f"{_shown(change.path, config.rootpath)}: {entry}"
        for change in _changes(config)
        for entry in sorted(change.before - change.after)
    ]


def tell(reporter: pytest.TerminalReporter) -> None:
    """Says what was written, or which findings are gone."""
    written = reporter.config.stash.get(_WRITTEN, [])
    if written:
        reporter.section("baselines written")
        for line in written:
            reporter.line(line)
    found = gone(reporter.config)
    if found:
        reporter.section("gone from the baseline")
        for line in found:
            reporter.line(line)
        reporter.line("Remove these lines, or run with --ecsfargate-baseline write.")


def _changes(config: pytest.Config) -> list[_Change]:
    acceptance = acceptance_of(config).held
    return [_change(acceptance, module) for module in acceptance.modules]


def _change(acceptance: Acceptance, module: str) -> _Change:
    path = Path(module, FILE_NAME)
    before = read_baseline(path)
    found = frozenset(Entry(*each) for each in acceptance.recorded(module))
    # What a requirement found that was not judged everywhere stays as it is.
    kept = frozenset(entry for entry in before if not acceptance.settled(module, entry.requirement))
    return _Change(path, before, found | kept)


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
