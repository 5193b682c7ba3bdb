"""The source engine on modules of any size, beside parsers and evaluators from PyPI: a Markdown page of ratios.

python .ci/bench_engine.py [--runs 5] [--peers] [--write docs/benchmarks-engine.md]

Seconds are the processor's, warm, and the least of several runs in one process; memory is the peak of that process.
`--peers` installs python-hcl2, tfparse and tree-sitter-hcl into a temporary environment first.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench_page import made_by
from generated_modules import FILES, write

ROOT = Path(__file__).parents[1]
PEERS = ("python-hcl2", "tfparse", "tree-sitter", "tree-sitter-hcl")
MIX = 100
GROWTH: Mapping[str, tuple[str, Sequence[int]]] = {
    "mix": ("KB", (50, 100, 200, 400)),
    "for_each": ("services", (125, 250, 500, 1000)),
    "nested": ("modules, 5 deep", (50, 100, 200, 400)),
    "locals": ("KB in one map", (500, 1000, 2000)),
}

# What each program does with the folder in `folder`, as the body of a function; how often stands in `runs`.
OURS = """
from pytest_ecsfargate import plan_module
def job():
    plan = plan_module(folder)
    assert not [found for found in plan.diagnostics if found.severity == "error"], plan.diagnostics[:1]
    return [resource.values.value for resource in plan]
"""
PARSING = """
from pytest_ecsfargate.hcl.configuration.loader import load
from pathlib import Path
def job():
    return load(Path(folder)).files
"""
HCL2 = """
import hcl2, pathlib
texts = [path.read_text() for path in pathlib.Path(folder).rglob("*.tf")]
def job():
    return [hcl2.loads(text) for text in texts]
"""
TREE_SITTER = """
import tree_sitter, tree_sitter_hcl, pathlib
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))
texts = [path.read_bytes() for path in pathlib.Path(folder).rglob("*.tf")]
def walk(node):
    return 1 + sum(map(walk, node.children))
def job():
    return [walk(parser.parse(text).root_node) for text in texts]
"""
TFPARSE = """
import tfparse
def job():
    return tfparse.load_from_path(folder)
"""
MEASURE = """
import json, resource, sys, time
folder, runs = sys.argv[1], int(sys.argv[2])
{job}
times = []
for _ in range(runs + 1):
    start = time.process_time()
    made = job()
    times.append(time.process_time() - start)
    number = len(made)
    del made
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
print(json.dumps([min(times[1:]), peak, number]))
"""


def measured(python: Path | str, job: str, folder: Path, runs: int) -> tuple[float, float, int]:
    """The least time in seconds, the peak memory in MB and the number of things made, by a job in its own process."""
    command = [python, "-c", MEASURE.format(job=job), folder, str(runs)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        sys.exit(f"a measurement failed:\n{done.stderr[-2000:]}")
    seconds, peak, number = json.loads(done.stdout.splitlines()[-1])
    return seconds, peak, number


def peers(folder: Path, module: Path, runs: int) -> Iterator[tuple[str, float]]:
    """The times of other programs on a module, by what they do with it."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS], check=True, capture_output=True)
    yield "tree-sitter-hcl: parses, its tree walked", measured(python, TREE_SITTER, module, runs)[0]
    yield "python-hcl2: parses", measured(python, HCL2, module, 1)[0]
    yield "tfparse: parses and evaluates in Go", measured(python, TFPARSE, module, runs)[0]


def comparison(folder: Path, runs: int, *, with_peers: bool) -> list[str]:
    """The table of one module, ours first."""
    module = write(FILES["mix"](MIX), folder / "module")
    own, peak, _ = measured(sys.executable, OURS, module, runs)
    parsing = measured(sys.executable, PARSING, module, runs)[0]
    rows = [f"| pytest-ecsfargate: parses, evaluates, every value read | {own * 1000:.0f} | 1.00 |"]
    rows.append(f"| of that, reading and parsing the files | {parsing * 1000:.0f} | {parsing / own:.2f} |")
    rows.append(f"| and evaluating them | {(own - parsing) * 1000:.0f} | {1 - parsing / own:.2f} |")
    if with_peers:
        others = peers(folder / "venv", module, runs)
        rows += [f"| {name} | {seconds * 1000:.0f} | {seconds / own:.2f} |" for name, seconds in others]
    head = [f"A module of {MIX} KB, as people write one; peak memory of ours {peak:.0f} MB.", ""]
    return [*head, "| program | ms | of ours |", "|---|---|---|", *rows]


def growth(folder: Path, runs: int) -> list[str]:
    """The tables of modules that grow; a time per unit that stays the same is linear."""
    lines = ["| module | size | resources | ms | ms per unit | peak MB |", "|---|---|---|---|---|---|"]
    for kind, (unit, sizes) in GROWTH.items():
        for size in sizes:
            module = write(FILES[kind](size), folder / f"{kind}-{size}")
            seconds, peak, number = measured(sys.executable, OURS, module, runs)
            per_unit = f"{seconds * 1000 / size:.2f}"
            lines.append(f"| {kind} | {size} {unit} | {number} | {seconds * 1000:.0f} | {per_unit} | {peak:.0f} |")
    return lines


def page(lines: Sequence[str], arguments: list[str]) -> str:
    """The tables as a page that says how it came to be."""
    made = made_by("bench_engine.py", arguments)
    what = "The source engine in one process: processor time, warm, the least of several runs. Ratios are what counts."
    return "\n".join(["# Benchmarks of the source engine", "", what, "", made, "", *lines]) + "\n"


def main(arguments: list[str]) -> None:
    """Measures, prints and perhaps writes the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=5, help="how often each is run (default: 5)")
    parser.add_argument("--peers", action="store_true", help="measure other programs too: installs them for now")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the page to this file")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        lines = comparison(Path(folder), options.runs, with_peers=options.peers)
        lines += ["", "## Growth", "", *growth(Path(folder), options.runs)]
    print("\n".join(lines))
    if options.write is not None:
        options.write.write_text(page(lines, arguments), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
