"""The ready-made suite over a repository of many modules, as a Markdown page: does its cost grow as their number?

python .ci/bench_monorepo.py [--runs 3] [--sizes 1 50 200] [--write docs/benchmarks-monorepo.md]

The modules are copies of the examples, on the source engine. Seconds are the processor's, the least of several runs;
memory is the peak of the process. With workers only the time on the clock tells, which needs as many free cores.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench_page import made_by

EXAMPLES = Path(__file__).parents[1] / "examples"
NAMES = ("region_migration", "fintech_platform")
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider")
SUITE = (*PYTEST, "--ecsfargate", "--ecsfargate-engine=source")
MEGABYTE = 1024**2 if sys.platform == "darwin" else 1024
# Met or not met: either way everything was judged.
ENDED = (0, 1)


@dataclass(frozen=True)
class Cost:
    """Seconds of the processor, seconds on the clock, and the peak of memory in MB of one process."""

    processor: float
    clock: float
    memory: float


def repository(folder: Path, name: str, size: int) -> Path:
    """A folder with so many copies of an example, without the tests that it has of its own."""
    ignored = shutil.ignore_patterns(".terraform", ".pytest_cache", "__pycache__", "tests")
    for number in range(size):
        shutil.copytree(EXAMPLES / name, folder / f"module-{number:03}", ignore=ignored)
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    return folder


def cost(folder: Path, *arguments: str) -> Cost:
    """What one run of the suite costs. Ends the benchmark where it does not come to an end."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen([sys.executable, *arguments, "."], cwd=folder, stdout=output, stderr=output)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in ENDED:
            output.seek(0)
            sys.exit(f"a run ended with {process.returncode}:\n{output.read().decode()[-2000:]}")
    return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - start, used.ru_maxrss / MEGABYTE)


def least(folder: Path, runs: int, *arguments: str, suite: Sequence[str] = SUITE) -> Cost:
    """The least of several runs, each figure by itself."""
    found = [cost(folder, *suite, *arguments) for _ in range(runs)]
    return Cost(*(min(getattr(each, name) for each in found) for name in ("processor", "clock", "memory")))


def table(folder: Path, name: str, sizes: Sequence[int], runs: int) -> list[str]:
    """What each further module of one example costs: in seconds, of a run over the fewest, and in memory; and workers.

    The fewest are run three times as often, as all is compared with them.
    """
    rows = [f"## {name}", "", "| modules | s | s per module | of the first run | MB | MB per module |"]
    rows.append("|---|---|---|---|---|---|")
    fewest, *others = sizes
    first = least(repository(folder / f"{name}-{fewest}", name, fewest), 3 * runs)
    rows.append(f"| {fewest} | {first.processor:.2f} | | | {first.memory:.0f} | |")
    for size in others:
        modules = repository(folder / f"{name}-{size}", name, size)
        found = least(modules, runs)
        each = (found.processor - first.processor) / (size - fewest)
        memory = (found.memory - first.memory) / (size - fewest)
        ratio = f"{each:.3f} | {each / first.processor:.3f}"
        rows.append(f"| {size} | {found.processor:.2f} | {ratio} | {found.memory:.0f} | {memory:.2f} |")
        if size == sizes[-1]:
            rows += ["", f"With `-n 2` {size} modules: {gain(found.clock, least(modules, runs, '-n', '2').clock)}."]
            alone, together = empty_tests(folder / f"{name}-empty", tests_of(modules), runs)
            rows.append(f"As many empty tests, without the plugin: {gain(alone, together)}.")
            bound = (found.clock - alone) / 2 + together
            rows.append(f"Were all that the plugin adds to them halved: {gain(found.clock, bound)}.")
    return rows


def gain(alone: float, together: float) -> str:
    """What workers gain, of seconds on the clock."""
    return f"{together:.1f} s instead of {alone:.1f}, {alone / together:.2f} times as fast"


def tests_of(folder: Path) -> int:
    """How many tests the suite has in a folder."""
    command = [sys.executable, *SUITE, "--collect-only", "."]
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+) tests collected", told)
    return int(found[1]) if found is not None else sys.exit(f"no tests were collected:\n{told[-2000:]}")


def empty_tests(folder: Path, count: int, runs: int) -> tuple[float, float]:
    """Seconds on the clock of so many tests that do nothing, without the plugin: in one process, and with workers."""
    folder.mkdir()
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -p no:ecsfargate\n", encoding="utf-8")
    text = f"import pytest\n\n@pytest.mark.parametrize('number', range({count}))\ndef test_nothing(number): pass\n"
    (folder / "test_nothing.py").write_text(text, encoding="utf-8")
    alone, together = (least(folder, runs, *arguments, suite=PYTEST).clock for arguments in ((), ("-n", "2")))
    return alone, together


def page(lines: Sequence[str], arguments: list[str]) -> str:
    """The tables as a page that says how it came to be."""
    what = (
        "`pytest --ecsfargate` over copies of the examples, on the source engine. Seconds are the processor's, the\n"
        "least of several runs. With workers they are those on the clock, and tell only where nothing else runs."
    )
    return "\n".join(
        ["# Benchmarks of many modules", "", what, "", made_by("bench_monorepo.py", arguments), "", *lines]
    )


def main(arguments: list[str]) -> None:
    """Measures, prints and perhaps writes the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=3, help="how often each is run (default: 3)")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 50, 200], help="modules (default: 1 50 200)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the page to this file")
    options = parser.parse_args(arguments)
    # Else each process would compile all that it imports.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in NAMES:
            made = [*table(Path(folder), name, sorted(options.sizes), options.runs), ""]
            print("\n".join(made), flush=True)
            lines += made
    if options.write is not None:
        options.write.write_text(page(lines, arguments).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
