"""`kill -9` of a run, or of a worker: ten seconds later nothing of it is there, and the next run works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.processes import alive

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")

PROMISE = 10.0

# Each process that a run starts leaves a file with its pid. Tests may clean up for ever.
NOTES = """
import os, time
from pathlib import Path
import pytest
from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.terraform.guardian import Guardian

def note(kind, pid):
    Path(os.environ["NOTES"], f"{kind}-{pid}").touch()

note(os.environ.get("PYTEST_XDIST_WORKER", "controller"), os.getpid())

def noted(kind, owner, name):
    usual = getattr(owner, name)
    def call(self, *args, **kwargs):
        usual(self, *args, **kwargs)
        note(kind, self._process.pid)
    setattr(owner, name, call)

noted("account", EmulatedAccount, "start")
noted("guardian", Guardian, "__init__")

@pytest.fixture(scope="session", autouse=True)
def slow_to_clean_up():
    yield
    if Path(os.environ["NOTES"], "hang").exists():
        time.sleep(60)
"""

# Terraform, which does not end when it is told to, and its provider.
TERRAFORM = """#!{python} -S
import os, signal, subprocess, sys, time
notes = os.environ["NOTES"]
if sys.argv[1] == os.environ["HANGS"] and os.path.exists(os.path.join(notes, "hang")):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    provider = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    for name in (f"provider-{{provider.pid}}", f"terraform-{{os.getpid()}}"):
        open(os.path.join(notes, name), "w").close()
    end = time.monotonic() + 60
    while os.path.exists(os.path.join(notes, "hang")) and time.monotonic() < end:
        time.sleep(0.05)
os.execv({terraform!r}, ["terraform", *sys.argv[1:]])
"""


class Killed:
    """A run on a module with two environments, in which terraform hangs."""

    def __init__(self, pytester: pytest.Pytester, folder: Path, terraform: Path, hangs: str, workers: int) -> None:
        self.notes = folder / "notes"
        self.notes.mkdir()
        self.temporary = folder / "t"
        self.temporary.mkdir()
        (self.notes / "hang").touch()
        pytester.makefile(".tf", main='resource "terraform_data" "it" {\n  input = "x"\n}\n')
        pytester.makefile(".toml", ecsfargate="[environments.a]\n[environments.b]\n")
        pytester.makeconftest(NOTES)
        pytester.makepyfile(test_1="def test_it(plan): assert plan", test_2="def test_it(plan): assert plan")
        program = folder / "terraform"
        program.write_text(TERRAFORM.format(python=sys.executable, terraform=str(terraform)))
        program.chmod(0o700)
        self._command = [sys.executable, "-m", "pytest", f"--ecsfargate-terraform={program}", f"-n{workers}"]
        self._environment = {**os.environ, "NOTES": str(self.notes), "HANGS": hangs, "TMPDIR": str(self.temporary)}
        self.output = folder / "output"
        self._module = pytester.path
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        with self.output.open("wb") as output:
            return subprocess.Popen(
                [*self._command, "--ecsfargate-engine=terraform"],
                cwd=self._module,
                env=self._environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def pids(self, kind: str = "*") -> set[int]:
        return {int(path.name.rpartition("-")[2]) for path in self.notes.glob(f"{kind}-*")}

    def wait_for_terraform(self) -> None:
        end = time.monotonic() + 60
        while not self.pids("terraform") and time.monotonic() < end:
            time.sleep(0.05)
        assert all(map(self.pids, ("terraform", "account", "guardian"))), self.output.read_text()


@pytest.fixture
def killed(
    request: pytest.FixtureRequest, pytester: pytest.Pytester, tmp_path: Path, terraform_binary: Path
) -> Iterator[Killed]:
    made = Killed(pytester, tmp_path, terraform_binary, *request.param)
    yield made
    for pid in {made.process.pid, *made.pids()}:
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            continue
    made.process.wait()


def left(there: Callable[[], set[object]]) -> set[object]:
    """What is there when the promised time is over: a worker may have started something after its run was killed."""
    end = time.monotonic() + PROMISE
    while (found := there()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


@pytest.mark.parametrize(
    "killed",
    [("init", 0), ("plan", 0), ("init", 2), ("plan", 2)],
    ids=["init-alone", "plan-alone", "init-workers", "plan-workers"],
    indirect=True,
)
def test_nothing_is_left_of_a_run(killed: Killed) -> None:
    killed.wait_for_terraform()
    killed.process.kill()
    killed.process.wait()
    assert left(lambda: {*filter(alive, killed.pids()), *killed.temporary.glob("ecsfargate-*")}) == set()
    (killed.notes / "hang").unlink()
    assert killed.start().wait(60) == 0, killed.output.read_text()


@pytest.mark.parametrize("killed", [("plan", 2)], ids=["plan"], indirect=True)
def test_nothing_is_left_of_a_worker(killed: Killed) -> None:
    killed.wait_for_terraform()
    terraform = min(killed.pids("terraform"))
    worker = parent(terraform)
    before = {pid for pid in killed.pids() if parent(pid) in (worker, terraform)} | {worker}
    assert len(before) == 5
    os.kill(worker, signal.SIGKILL)
    # The other worker may be planning too, and now goes on.
    (killed.notes / "hang").unlink()
    assert left(lambda: {*filter(alive, before)}) == set()
    # The controller starts another worker, which plans what is left.
    assert killed.process.wait(120) == 1
    assert "1 failed, 3 passed" in killed.output.read_text()


def parent(pid: int) -> int:
    told = subprocess.run(["ps", "-o", "ppid=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(told.stdout)
