"""Starting a program so that it cannot hang, leave children behind or write where it should not.

Both pipes are always drained, there is always a timeout, and the program runs in a process group of its own that is
gone when `run` returns, whatever happens.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO

from .errors import MissingTerraform, TerraformTimeout
from .guardian import Guardian

DEFAULT_TIMEOUT = 600.0
"""Seconds that one terraform command may take."""

_GRACE = 10.0


@dataclass(frozen=True, slots=True)
class Completed:
    """A program that ended by itself: what it wrote, its exit code and the seconds it took."""

    name: str
    returncode: int
    stdout: str
    stderr: str
    seconds: float


def run(
    command: Sequence[str],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    timeout: float = DEFAULT_TIMEOUT,
    guardian: Guardian | None = None,
    grace: float | None = None,
    patience: float = 0.0,
    files: Path | None = None,
) -> Completed:
    """Runs a program to its end and gives what it wrote; the exit code is the caller's to judge.

    Raises MissingTerraform where the program cannot be started, TerraformTimeout after `timeout` seconds. Ctrl-C is
    handed to the program, which gets `grace` seconds to end, by default ten (after a second Ctrl-C none), and raised
    again. Where this process is killed, the program gets `patience` seconds; then its output must go to `files`, a
    folder: who writes to a pipe that nobody reads any more is killed at once.
    """
    grace = _GRACE if grace is None else grace
    name = f"{Path(command[0]).name} {command[1] if len(command) > 1 else ''}".strip()
    started = time.monotonic()
    outputs = [_File(files / name) if files is not None else _Pipe() for name in ("stdout", "stderr")]
    process = start(command, cwd, environment, *(output.target for output in outputs))
    if guardian is not None:
        guardian.watch(process.pid, patience)
    for output, pipe in zip(outputs, (process.stdout, process.stderr), strict=True):
        output.attach(pipe)
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        _stop(process, grace)
        raise TerraformTimeout(
            f"{name} did not end within {timeout:g} s and was stopped: give it longer by --ecsfargate-timeout SECONDS."
        ) from None
    except BaseException:
        _stop(process, grace)
        raise
    finally:
        kill_group(process)
        process.wait()
        out, err = (output.text() for output in outputs)
        if guardian is not None:
            guardian.release(process.pid)
    return Completed(name, process.returncode, out, err, time.monotonic() - started)


def start(
    command: Sequence[str], cwd: Path, environment: Mapping[str, str], stdout: int, stderr: int
) -> subprocess.Popen[bytes]:
    """Starts a program in a process group of its own, with nothing to read; `kill_group` ends it.

    `stdout` and `stderr` are what `subprocess` takes for them. Raises MissingTerraform where it cannot be started.
    """
    try:
        return subprocess.Popen(
            list(command),
            cwd=cwd,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
            umask=0o077,
        )
    except OSError as error:
        reason = error.strerror or str(error)
        raise MissingTerraform(f"{command[0]} cannot be started: {reason}.") from None


class _File:
    """Output that goes to a file, which only this user can read and which is gone when it was read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.target = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)

    def attach(self, pipe: IO[bytes] | None) -> None:
        """The program has the file; this process needs it no longer."""
        os.close(self.target)

    def text(self) -> str:
        """All that was written."""
        found = self._path.read_bytes()
        self._path.unlink()
        return found.decode("utf-8", "replace")


class _Pipe:
    """Output that is read to its end in a thread, so that the writer never waits."""

    target = subprocess.PIPE

    def attach(self, pipe: IO[bytes] | None) -> None:
        """Begins to read."""
        assert pipe is not None
        self._pipe = pipe
        self._pieces: list[bytes] = []
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        try:
            while piece := self._pipe.read1(1 << 16):  # type: ignore[attr-defined]
                self._pieces.append(piece)
        except (OSError, ValueError):
            pass

    def text(self) -> str:
        """All that was written, once the writers are gone."""
        self._thread.join(5)
        if not self._thread.is_alive():
            self._pipe.close()
        return b"".join(self._pieces).decode("utf-8", "replace")


def _stop(process: subprocess.Popen[bytes], grace: float) -> None:
    """Asks the program to end, as Ctrl-C does, and waits a moment for it."""
    try:
        process.send_signal(signal.SIGINT if sys.platform != "win32" else signal.SIGTERM)
        process.wait(grace)
    except (subprocess.TimeoutExpired, OSError, KeyboardInterrupt):
        pass


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Ends what is left of the program and its children."""
    try:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    except OSError:
        pass
