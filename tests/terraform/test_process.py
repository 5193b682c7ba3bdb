from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_ecsfargate.terraform.errors import MissingTerraform, TerraformTimeout
from pytest_ecsfargate.terraform.process import run
from tests.processes import gone

Fake = Callable[[str], str]


@pytest.mark.parametrize("size", [100_000, 1_000_000])
def test_what_a_program_writes_is_read_however_much_it_is(fake: Fake, tmp_path: Path, size: int) -> None:
    program = fake(f"sys.stderr.write('e' * {size}); sys.stdout.write('o' * {size}); sys.exit(3)")
    done = run([program, "plan"], cwd=tmp_path, environment={}, timeout=20)
    assert (len(done.stdout), len(done.stderr), done.returncode) == (size, size, 3)


def test_a_program_gets_only_the_environment_that_is_given(fake: Fake, tmp_path: Path) -> None:
    done = run([fake("print(dict(os.environ))"), "x"], cwd=tmp_path, environment={"A": "b"}, timeout=20)
    assert "'A': 'b'" in done.stdout
    assert "PATH" not in done.stdout


def test_a_program_reads_nothing_from_the_terminal(fake: Fake, tmp_path: Path) -> None:
    assert run([fake("print(repr(sys.stdin.read()))")], cwd=tmp_path, environment={}, timeout=20).stdout == "''\n"


def test_files_of_a_program_are_private(fake: Fake, tmp_path: Path) -> None:
    run([fake("open('made', 'w').close()")], cwd=tmp_path, environment={}, timeout=20)
    assert (tmp_path / "made").stat().st_mode & 0o777 == 0o600


def test_a_program_that_hangs_is_stopped_with_its_children(
    fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_ecsfargate.terraform.process._GRACE", 0.2)
    program = fake(
        "import subprocess\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "open('pids', 'w').write(f'{os.getpid()} {child.pid}')\n"
        "time.sleep(60)"
    )
    with pytest.raises(TerraformTimeout) as caught:
        run([program, "plan"], cwd=tmp_path, environment={}, timeout=1)
    assert str(caught.value) == (
        f"{Path(program).name} plan did not end within 1 s and was stopped: "
        "give it longer by --ecsfargate-timeout SECONDS."
    )
    assert all(gone(int(pid)) for pid in (tmp_path / "pids").read_text().split())


def test_ctrl_c_reaches_the_program_first(fake: Fake, tmp_path: Path) -> None:
    program = fake(
        "signal.signal(signal.SIGINT, lambda *_: (open('told', 'w').close(), sys.exit(0)))\n"
        "open('ready', 'w').close()\n"
        "time.sleep(60)"
    )

    def press() -> None:
        while not (tmp_path / "ready").exists():
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=press).start()
    with pytest.raises(KeyboardInterrupt):
        run([program, "plan"], cwd=tmp_path, environment={}, timeout=20)
    assert (tmp_path / "told").exists()


def test_a_child_that_outlives_the_program_does_not_hang_the_run(fake: Fake, tmp_path: Path) -> None:
    program = fake(
        "import subprocess\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid, flush=True)"
    )
    started = time.monotonic()
    done = run([program], cwd=tmp_path, environment={}, timeout=20)
    assert time.monotonic() - started < 10
    assert gone(int(done.stdout))


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MissingTerraform, match="/no/such cannot be started: No such file or directory"):
        run(["/no/such", "plan"], cwd=tmp_path, environment={}, timeout=20)


RUN_THAT_IS_KILLED = """
import os, sys, time
from pathlib import Path
from pytest_ecsfargate.terraform.workspace import Workspace
from pytest_ecsfargate.terraform.process import run
work = Workspace(Path(sys.argv[1]))
child = os.fork() if sys.argv[3] == "forks" else 0
if sys.argv[3] == "forks" and child == 0:
    time.sleep(60)
    os._exit(0)
print(child, work.path, flush=True)
time.sleep(1)  # The guardian takes a moment to start.
run([sys.argv[2], "plan"], cwd=work.directory, environment={}, timeout=60, guardian=work.guardian)
"""


@pytest.mark.parametrize("kind", ["usual", "forks"])
def test_nothing_is_left_of_a_run_that_was_killed(fake: Fake, tmp_path: Path, temporary: Path, kind: str) -> None:
    """A child that the run forked has all of its pipes too, and may live on."""
    module = tmp_path / "module"
    module.mkdir()
    (module / "main.tf").write_text("")
    pids = tmp_path / "pids"
    program = fake(f"open({str(pids)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)")
    package = Path(__file__).parents[2]
    parent = subprocess.Popen(
        [sys.executable, "-c", RUN_THAT_IS_KILLED, str(module), program, kind],
        cwd=package,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    child, _, path = parent.stdout.readline().strip().partition(" ")
    folder = Path(path)
    while not pids.exists() or not pids.read_text():
        time.sleep(0.02)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    try:
        assert gone(int(pids.read_text()), 10)
        end = time.monotonic() + 10
        while folder.exists() and time.monotonic() < end:
            time.sleep(0.05)
        assert list(temporary.iterdir()) == []
    finally:
        if kind == "forks":
            os.kill(int(child), signal.SIGKILL)
