"""The stacks that are still there when a run is over, told at its end; and those of earlier runs, at its beginning."""

from __future__ import annotations

import pytest

from .run import Run


def tell(reporter: pytest.TerminalReporter, run: Run) -> None:
    """Writes what is still there of what this run applied, if it applied anything."""
    if not run.has_stacks:
        return
    from .sandbox import remaining

    lines = [*remaining(run.journal, run.folder.run)]
    if lines:
        reporter.write_sep("=", "sandbox", yellow=True)
        for line in lines:
            reporter.write_line(line)


def waiting(run: Run) -> str:
    """A line on the stacks of earlier runs; empty where there are none."""
    if not run.has_stacks:
        return ""
    count = sum(1 for _ in run.journal.abandoned())
    if not count:
        return ""
    what = "1 stack of earlier runs is" if count == 1 else f"{count} stacks of earlier runs are"
    return f"ecsfargate: {what} still there: pytest --ecsfargate-sweep destroys {'it' if count == 1 else 'them'}"
