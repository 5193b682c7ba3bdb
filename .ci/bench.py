"""Whole runs over the example, measured beside each other on one machine, as a Markdown table of ratios.

python .ci/bench.py [--runs 5] [--checkov] [--write docs/benchmarks.md]

Nothing fails here: times depend on the machine, so only ratios of the same session are worth comparing. `--checkov`
installs checkov into a temporary environment first. What needs terraform is left out where there is none.
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
import venv
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench_page import made_by

from pytest_ecsfargate import plan_module
from pytest_ecsfargate.account.choose import make_account
from pytest_ecsfargate.terraform.workspace import Workspace

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "fintech_platform"
VALUES = "environments/dev.tfvars"
PYTEST = (sys.executable, "-m", "pytest", "-q")
DEV = "--ecsfargate-environment=dev"
EMPTY, SOURCE, CHECKOV = "empty pytest run", "example, source engine", "checkov -d"
FIRST, AGAIN = "example, terraform engine, first run", "example, terraform engine, nothing changed"
BARE, MOCK = "terraform init, plan and show", "terraform test, mock provider"

# A mock provider invents texts for all that it computes; these are read where the provider wants a certain form.
MOCKED = """
mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
  mock_data "aws_vpc" {
    defaults = { cidr_block = "10.0.0.0/16" }
  }
  mock_data "aws_acm_certificate" {
    defaults = { arn = "arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012" }
  }
}

run "plan" {
  command = plan
}
"""


@dataclass(frozen=True)
class Job:
    """Something to measure; `before` is done before each time and not measured."""

    name: str
    action: Callable[[], object]
    before: Callable[[], object] = lambda: None


@dataclass(frozen=True)
class Times:
    """Seconds on the clock, and seconds of processors in all processes that were started."""

    clock: float
    processors: float


def medians(jobs: Sequence[Job], runs: int) -> dict[str, Times]:
    """The median times by name.

    The jobs take turns, so that what else the machine does slows all of them alike. The first turn is not counted: it
    compiles Python files and fills the disk's cache.
    """
    times: dict[str, list[Times]] = {job.name: [] for job in jobs}
    for turn in range(runs + 1):
        for job in jobs:
            job.before()
            clock, processors = time.perf_counter(), processor_seconds()
            job.action()
            if turn:
                times[job.name].append(Times(time.perf_counter() - clock, processor_seconds() - processors))
    return {
        name: Times(statistics.median(t.clock for t in found), statistics.median(t.processors for t in found))
        for name, found in times.items()
    }


def processor_seconds() -> float:
    """What the processes that were started and have ended took so far, with those that they started."""
    so_far = os.times()
    return so_far.children_user + so_far.children_system


def copied(folder: Path) -> Path:
    """A fresh copy of the example, without the tests that apply it."""
    ignored = shutil.ignore_patterns(".terraform", ".pytest_cache", "__pycache__", "integration")
    return Path(shutil.copytree(EXAMPLE, folder, ignore=ignored))


def run(*arguments: str | Path, cwd: Path, environment: Mapping[str, str] | None = None, code: int | None = 0) -> None:
    """Runs a command. Ends the benchmark where the exit code is not the one expected: its time would say nothing."""
    done = subprocess.run(arguments, cwd=cwd, env=environment, check=False, capture_output=True, text=True)
    if code is not None and done.returncode != code:
        shown = " ".join(map(str, arguments))
        sys.exit(f"{shown} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def measured(folder: Path, runs: int, stack: ExitStack, *, checkov: bool) -> dict[str, Times]:
    """The median times by what was run."""
    empty, module = folder / "empty", copied(folder / "module")
    empty.mkdir()
    (empty / "test_empty.py").write_text("def test_nothing(): pass\n", encoding="utf-8")
    jobs = [
        Job(EMPTY, lambda: run(*PYTEST, cwd=empty)),
        Job(SOURCE, lambda: run(*PYTEST, DEV, "--ecsfargate-engine=source", cwd=module)),
    ]
    if shutil.which("terraform") is not None:

        def with_terraform() -> None:
            run(*PYTEST, DEV, "--ecsfargate-engine=terraform", cwd=module)

        def forget() -> None:
            shutil.rmtree(module / ".pytest_cache", ignore_errors=True)

        jobs += [mocked_terraform(copied(folder / "mocked"))]
        jobs += [bare_terraform(stack), Job(FIRST, with_terraform, forget), Job(AGAIN, with_terraform)]
    if checkov:
        program, plain = installed_checkov(folder / "checkov"), copied(folder / "plain")
        # It ends with 1 where it has findings.
        jobs.append(Job(CHECKOV, lambda: run(program, "-d", plain, "--quiet", "--compact", cwd=plain, code=None)))
    return medians(jobs, runs)


def bare_terraform(stack: ExitStack) -> Job:
    """Terraform alone, in an account that is already filled."""
    source = plan_module(EXAMPLE, var_files=[EXAMPLE / VALUES])
    assert source.configuration is not None
    directories = source.configuration.module_directories
    account = make_account("emulated", source)
    stack.callback(account.close)
    account.prepare(source)
    # How garbage is collected is for us to gain by.
    ours = {"GOGC", "GOMEMLIMIT"} - os.environ.keys()
    environment = {name: value for name, value in account.environment().items() if name not in ours}
    changes = account.overrides(source)
    copies: list[Workspace] = []

    def fresh() -> None:
        copies.append(Workspace(EXAMPLE, directories))
        stack.callback(copies[-1].close)
        copies[-1].override(changes.override)
        copies[-1].add(changes.add)

    def bare() -> None:
        folder = copies[-1].directory
        run("terraform", "init", "-input=false", cwd=folder, environment=environment)
        values = f"-var-file={EXAMPLE / VALUES}"
        run("terraform", "plan", "-input=false", values, "-out=it.tfplan", cwd=folder, environment=environment)
        run("terraform", "show", "-json", "it.tfplan", cwd=folder, environment=environment)

    return Job(BARE, bare, fresh)


def mocked_terraform(module: Path) -> Job:
    """Terraform's own tests, with nothing real behind them. What `terraform init` takes is not counted."""
    (module / "mocked.tftest.hcl").write_text(MOCKED, encoding="utf-8")
    run("terraform", "init", "-input=false", cwd=module)
    return Job(MOCK, lambda: run("terraform", "test", f"-var-file={VALUES}", cwd=module))


def installed_checkov(folder: Path) -> Path:
    """The program, in an environment of its own."""
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    run(programs / "python", "-m", "pip", "install", "--quiet", "checkov", cwd=folder)
    return programs / "checkov"


def table(times: Mapping[str, Times]) -> str:
    """The times, each as a ratio of what it is to be compared with."""
    compared = {SOURCE: EMPTY, FIRST: BARE, AGAIN: SOURCE, MOCK: SOURCE, CHECKOV: SOURCE}
    rows = ["| run | seconds | of processors | compared |", "|---|---|---|---|"]
    for name, took in times.items():
        other = compared.get(name, "")
        ratio = f"{ratios(took, times[other])} of: {other}" if other in times else ""
        rows.append(f"| {name} | {took.clock:.2f} | {took.processors:.2f} | {ratio} |")
    added = times[SOURCE].clock - times[EMPTY].clock
    rows += ["", f"The source engine adds {added:.2f} s to an empty pytest run."]
    for name in (CHECKOV, MOCK):
        if name in times:
            rows.append(f"A whole run on it takes {times[SOURCE].clock / times[name].clock:.2f} of the time of {name}.")
    return "\n".join(rows)


def ratios(took: Times, other: Times) -> str:
    """How often one goes into the other: by the clock, and by the processors."""
    return f"{took.clock / other.clock:.2f} ({took.processors / other.processors:.2f})"


def page(text: str, arguments: list[str]) -> str:
    """The table as a page that says how it came to be."""
    return (
        "# Benchmarks\n\nWhole processes over `examples/fintech_platform` with its environment dev, medians of "
        "several runs. Seconds depend\non the machine; the ratios are what counts: by the clock, and by the processors "
        "in brackets. The emulated account is counted\nwith our run, and runs already where terraform runs alone.\n\n"
        f"{made_by('bench.py', arguments)}\n\n{text}\n"
    )


def main(arguments: list[str]) -> None:
    """Measures, prints and perhaps writes the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=5, help="how often each is run (default: 5)")
    parser.add_argument("--checkov", action="store_true", help="measure checkov too: installs it for the time being")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the page to this file")
    options = parser.parse_args(arguments)
    # Else each process would compile all that it imports.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        text = table(measured(folder, options.runs, stack, checkov=options.checkov))
    print(text)
    if options.write is not None:
        options.write.write_text(page(text, arguments), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
