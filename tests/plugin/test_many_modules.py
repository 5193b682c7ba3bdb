"""A run over many modules: what it keeps of each."""

from __future__ import annotations

import pytest

SUITE = ("--ecsfargate", "--ecsfargate-engine=source")
PLANS_ALIVE = """
import gc
from pytest_ecsfargate import Plan

gc.disable()
alive = []

# Other plugins may search for garbage when they show their summary.
def pytest_sessionfinish():
    alive.append(sum(isinstance(each, Plan) for each in gc.get_objects()))

def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line(f"plans alive: {alive}")
"""
PHASES = """
def pytest_terminal_summary(terminalreporter):
    kept = sorted(f"{each.nodeid.rpartition('::')[2]} {each.when}" for each in terminalreporter.stats.get("", []))
    terminalreporter.write_line(f"kept: {kept}")
"""
CLUSTER = 'resource "aws_ecs_cluster" "main" {\n  name = "shop"\n}\n'


@pytest.fixture
def modules(pytester: pytest.Pytester) -> pytest.Pytester:
    """Fourteen modules, each with tests that fail and some that are skipped."""
    pytester.makeini("[pytest]")
    for number in range(14):
        folder = pytester.mkdir(f"m{number:02}")
        (folder / "main.tf").write_text(CLUSTER)
    return pytester


def test_the_plans_of_modules_that_are_done_are_freed_whatever_came_out(modules: pytest.Pytester) -> None:
    modules.makeconftest(PLANS_ALIVE)
    result = modules.runpytest_subprocess(*SUITE)
    outcomes = result.parseoutcomes()
    assert outcomes["failed"] >= 14
    assert outcomes["skipped"] >= 14
    # The eight that are kept, and at most the one whose failure Python remembers last.
    alive = [line for line in result.outlines if line.startswith("plans alive: ")]
    assert alive in (["plans alive: [8]"], ["plans alive: [9]"])


def test_setups_and_teardowns_that_say_nothing_are_not_kept(modules: pytest.Pytester) -> None:
    modules.makeconftest(PHASES)
    modules.makepyfile(test_own="def test_it():\n    pass\n")
    result = modules.runpytest(*SUITE, "-k", "test_it or container-insights")
    assert result.parseoutcomes() == {"failed": 14, "passed": 1, "deselected": result.parseoutcomes()["deselected"]}
    result.stdout.fnmatch_lines(["kept: *'test_it setup', 'test_it teardown'*"])
    result.stdout.no_fnmatch_line("kept: *container-insights*")


def test_they_are_kept_where_their_durations_are_asked_for(modules: pytest.Pytester) -> None:
    result = modules.runpytest(*SUITE, "-k", "container-insights", "--durations=0", "-vv")
    result.stdout.fnmatch_lines(["*s setup *container-insights*"])


def test_what_a_teardown_writes_is_shown_beside_the_failure(modules: pytest.Pytester) -> None:
    modules.makeconftest(
        "import pytest\n@pytest.fixture(autouse=True)\ndef _told():\n    yield\n    print('written at the end')\n"
    )
    result = modules.runpytest(*SUITE, "m00", "-k", "container-insights")
    result.stdout.fnmatch_lines(["*Captured stdout teardown*", "written at the end"])


def test_a_debugger_still_finds_the_frames_of_a_failure(modules: pytest.Pytester) -> None:
    modules.makeconftest(
        "def pytest_exception_interact(node, call):\n"
        "    frames = [entry.frame for entry in call.excinfo.traceback]\n"
        "    print('locals:', any('plan' in frame.f_locals for frame in frames))\n"
    )
    result = modules.runpytest(*SUITE, "m00", "-k", "container-insights", "-s")
    result.stdout.fnmatch_lines(["*locals: True*"])
