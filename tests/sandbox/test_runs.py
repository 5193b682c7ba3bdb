"""Whole test runs with the fixture `deployed`: interrupted, killed, with workers, and swept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .conftest import Aws, Things

_WAIT = 120.0
SLOW = """
resource "terraform_data" "slow" {
  depends_on = [terraform_data.thing]

  provisioner "local-exec" {
    command = "sleep 60"
  }
}
"""
TESTS = "def test_it(deployed):\n    assert len(deployed) >= 1\n"


@pytest.fixture
def start(aws: Aws, things: Things, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts pytest in the module's folder, with an account in which it may create things."""
    running: list[subprocess.Popen[str]] = []

    def make(*arguments: str, sandbox: str = aws.id) -> subprocess.Popen[str]:
        account = ("--ecsfargate-account=ambient", "--ecsfargate-sandbox-accounts", f"{sandbox}:eu-central-1")
        running.append(
            subprocess.Popen(
                [sys.executable, "-m", "pytest", *account, *arguments],
                cwd=things.module,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        )
        return running[-1]

    yield make
    for process in running:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def until(condition: Callable[[], object], process: subprocess.Popen[str] | None = None) -> None:
    """Waits for something; fails where it does not come, or where the process that is to make it has ended."""
    deadline = time.monotonic() + _WAIT
    while not condition():
        assert time.monotonic() < deadline
        assert process is None or process.poll() is None, process.communicate()[0]
        time.sleep(0.05)


def journal(things: Things) -> list[Path]:
    return [*things.module.glob(".pytest_cache/ecsfargate-stacks/*/entry.json")]


def lines(output: str) -> list[str]:
    return output.splitlines()


def test_ctrl_c_during_apply_destroys_what_was_made(
    things: Things, start: Callable[..., subprocess.Popen[str]]
) -> None:
    (things.write(SLOW) / "test_it.py").write_text(TESTS)
    run = start()
    until(things.there, run)
    assert len(journal(things)) == 1
    run.send_signal(signal.SIGINT)
    output, _ = run.communicate(timeout=_WAIT)
    assert run.returncode == pytest.ExitCode.INTERRUPTED, output
    assert things.there() == []
    assert journal(things) == []


def test_what_a_killed_run_made_is_swept(things: Things, aws: Aws, start: Callable[..., subprocess.Popen[str]]) -> None:
    (things.write(SLOW) / "test_it.py").write_text(TESTS)
    run = start()
    until(things.there, run)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    assert things.there() == ["thing"]
    folder = journal(things)[0].parent
    # Terraform is asked to stop, and saves what it knows.
    until(lambda: "terraform.tfstate" in {path.name for path in folder.rglob("*.tfstate")} and not _runs(folder))
    sweep = start("--ecsfargate-sweep")
    output, _ = sweep.communicate(timeout=_WAIT)
    assert lines(output) == [
        f"1 stack of earlier runs; the credentials are of the account {aws.id}",
        "terraform destroy",
        "looking for what is left",
        f"shop in {aws.id} eu-central-1: destroyed",
    ]
    assert sweep.returncode == 0
    assert things.there() == []
    assert journal(things) == []


def _runs(folder: Path) -> bool:
    """Whether a process works in a folder."""
    for link in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if link.resolve(strict=True).is_relative_to(folder):
                return True
        except OSError:
            continue
    return False


def test_two_workers_have_a_stack_each_and_leave_nothing(
    things: Things, start: Callable[..., subprocess.Popen[str]]
) -> None:
    thing = (things.write() / "main.tf").read_text()
    (things.module / "main.tf").write_text(
        thing.replace('/thing"', '/thing-${var.environment_suffix}"') + 'variable "environment_suffix" {}\n'
    )
    for name in "ab":
        (things.module / f"test_{name}.py").write_text(TESTS)
    run = start("-n2", "--dist=loadfile")
    output, _ = run.communicate(timeout=_WAIT)
    assert "2 passed" in output, output
    assert things.there() == []
    assert journal(things) == []


def test_what_is_kept_is_told_at_the_end_and_at_the_next_beginning(
    things: Things, aws: Aws, start: Callable[..., subprocess.Popen[str]]
) -> None:
    (things.write() / "test_it.py").write_text(TESTS)
    output, _ = start("--ecsfargate-keep").communicate(timeout=_WAIT)
    name = journal(things)[0].parent.name
    told = f"kept: shop in {aws.id} eu-central-1, {name}; destroy it by pytest --ecsfargate-sweep"
    assert told in lines(output)
    output, _ = start("--co", "-q", "--cache-clear").communicate(timeout=_WAIT)
    assert len(journal(things)) == 1
    output, _ = start("--co").communicate(timeout=_WAIT)
    assert "ecsfargate: of earlier runs 1 stack is still there: pytest --ecsfargate-sweep" in lines(output)
    output, _ = start("--ecsfargate-sweep").communicate(timeout=_WAIT)
    assert things.there() == []


def test_the_guard_speaks_in_three_lines(things: Things, aws: Aws, start: Callable[..., subprocess.Popen[str]]) -> None:
    (things.write() / "test_it.py").write_text(TESTS)
    run = start("-o", "ecsfargate_live=false", "--ecsfargate-environment", "prod")
    output, _ = run.communicate(timeout=_WAIT)
    assert run.returncode == pytest.ExitCode.TESTS_FAILED
    found = lines(output)
    at = next(number for number, line in enumerate(found) if line.startswith("nothing is created"))
    assert found[at : at + 3] == [
        "nothing is created: 'prod' looks like production.",
        "fix: choose another environment; or, if a copy of it is what you want in this account, say so:",
        "     --ecsfargate-sandbox-production prod",
    ]
    assert "During handling" not in output
    assert things.there() == []


def test_the_fixture_terraform_applies_in_a_sandbox_only(
    things: Things, start: Callable[..., subprocess.Popen[str]]
) -> None:
    test = "def test_it(terraform):\n    terraform.apply()\n    assert terraform.state_pull().resources\n"
    (things.write() / "test_it.py").write_text(test)
    output, _ = start(sandbox="111122223333").communicate(timeout=_WAIT)
    assert "AccountError: nothing is created: the AWS account " in output
    assert things.there() == []
    run = start()
    output, _ = run.communicate(timeout=_WAIT)
    assert run.returncode == 0, output
    assert things.there() == []
