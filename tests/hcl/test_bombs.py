"""No module takes more than the evaluation's budget of time, or memory without bounds; that it stops is told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("resource", reason="there are no limits of resources on this system")
if not Path("/proc/self/statm").exists():
    pytest.skip("how much memory a process has is not told on this system", allow_module_level=True)

from tests.hcl.bombs import CHAPTERS


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_module_ends_with_a_plan(chapter: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.hcl.bombs", chapter],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    ended = dict(json.loads(line) for line in run.stdout.splitlines())
    assert ended.keys() == CHAPTERS[chapter].keys(), run.stderr[-3000:]
    assert {name: how for name, how in ended.items() if how.startswith("ended with")} == {}, run.stderr[-3000:]
