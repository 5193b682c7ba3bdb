"""Reports that say nothing, left out of what pytest's terminal keeps.

For each test that failed it looks through the setups and teardowns of all tests for output to show. In a run over many
modules, each with a test that fails, that time grows with the square of their number.
"""

from __future__ import annotations

import pytest

from ..settings.modules import COLLECTED

_PHASES = ""
"""The category under which the terminal keeps the setups and teardowns that passed."""


def leave_out(report: pytest.TestReport, config: pytest.Config) -> None:
    """Lets go of the setup or teardown of a test of the ready-made suite that passed and wrote nothing.

    Call it when the terminal has taken the report. Where `--durations` is given they are told at the end.
    """
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is None or config.getoption("durations", None) is not None:
        return
    kept = terminal.stats.get(_PHASES)
    said = report.when == "call" or not report.passed or report.sections
    if not said and kept and kept[-1] is report and report.nodeid.partition("::")[0].endswith(COLLECTED):
        kept.pop()
