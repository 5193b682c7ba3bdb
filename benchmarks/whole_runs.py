"""Whole pytest runs over the example, beside an empty pytest run and bare terraform: medians, and ratios of them.

    python benchmarks/whole_runs.py [--runs 5]

Nothing fails here: times depend on the machine, so they are measured beside each other and compared by people.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples" / "fintech_platform"
PYTEST = [sys.executable, "-m", "pytest", "-q"]
TFVARS = EXAMPLE / "environments" / "dev.tfvars"


def seconds(action: Callable[[], object], runs: int) -> float:
    """The median time of some runs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def command(*arguments: str | Path, cwd: Path) -> Callable[[], object]:
    """Runs a command whose output and exit code do not matter."""
    return lambda: subprocess.run(arguments, cwd=cwd, check=False, capture_output=True)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        empty = Path(name, "empty")
        empty.mkdir()
        (empty / "test_empty.py").write_text("def test_nothing(): pass\n")
        module = Path(name, "module")
        shutil.copytree(EXAMPLE, module)
        dev = "--ecsfargate-environment=dev"
        base = seconds(command(*PYTEST, cwd=empty), runs)
        print(f"empty pytest run                  {base:7.2f} s")
        source = seconds(command(*PYTEST, dev, "--ecsfargate-engine=source", cwd=module), runs)
        print(f"example, source engine            {source:7.2f} s   {source - base:+.2f} s over the empty run")
        if shutil.which("terraform") is None:
            return
        first = seconds(command(*PYTEST, dev, "--ecsfargate-engine=terraform", cwd=module), 1)
        again = seconds(command(*PYTEST, dev, "--ecsfargate-engine=terraform", cwd=module), runs)
        init = seconds(command("terraform", "init", "-input=false", cwd=module), 1)
        print(f"example, terraform, first run     {first:7.2f} s")
        print(f"example, terraform, nothing new   {again:7.2f} s   {again / source:.2f} of the source engine")
        print(f"bare terraform init               {init:7.2f} s   (a plan needs an account: {os.cpu_count()} cores)")


if __name__ == "__main__":
    main()
