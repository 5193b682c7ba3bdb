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
    abandoned = [recorded.entry.status for recorded in run.journal.abandoned()]
    standing, parts = sum(status != "destroyed" for status in abandoned), []
    if standing:
        parts.append(f"{standing} {'stacks are' if standing > 1 else 'stack is'} still there")
    if len(abandoned) > standing:
        parts.append(f"{len(abandoned) - standing} left something behind")
    return f"ecsfargate: of earlier runs {' and '.join(parts)}: pytest --ecsfargate-sweep" if parts else ""
