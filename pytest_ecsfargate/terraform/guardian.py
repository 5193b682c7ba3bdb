"""A small process that cleans up after a test run that was killed and could not do it itself.

It reads JSON lines from its standard input: `["watch", [pid, seconds]]`, `["release", pid]` for process groups,
`["folder", path]` for folders, `["lock", path]` for a file in a folder that belongs to whoever has locked the file.
When its input ends, because the run closed it or because the run is dead, it ends the groups that are still watched
(one that may take some seconds is first asked to stop, as Ctrl-C does), removes the folders that still exist and
those that belong to nobody any more, and ends. A child that the run forked may hold the input open: so it looks
whether its parent is still there, too. It is started by path and imports nothing of the package.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

# What a Python may need to start; the rest of the environment may hold secrets, and is nothing to it.
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "LANG", "LC_ALL")


class Guardian:
    """The parent's end: starts the process, and tells it what to watch."""

    def __init__(self, folder: Path | None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            start_new_session=True,
        )
        if folder is not None:
            self._tell("folder", str(folder))

    def watch(self, pid: int, patience: float = 0.0) -> None:
        """From now on the process group `pid` is ended if this run dies: it gets `patience` seconds to do so itself."""
        self._tell("watch", [pid, patience])

    def release(self, pid: int) -> None:
        """The process group has ended."""
        self._tell("release", pid)

    def share(self, lock: Path) -> None:
        """The folder around this file is removed in the end if the process that locked the file is dead by then."""
        self._tell("lock", str(lock))

    def close(self) -> None:
        """Ends the guardian; the folder should be gone by now."""
        if self._process.stdin is not None and not self._process.stdin.closed:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _tell(self, word: str, subject: object) -> None:
        try:
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps([word, subject]).encode() + b"\n")
            self._process.stdin.flush()
        except (OSError, ValueError):
            # Somebody killed the guardian: the run goes on without it.
            pass


def main() -> None:
    """The guardian's own process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    groups: dict[int, float] = {}
    folders: list[str] = []
    locks: list[str] = []
    for line in _lines(os.getppid()):
        word, subject = json.loads(line)
        if word == "folder":
            folders.append(subject)
        elif word == "lock":
            locks.append(subject)
        elif word == "watch":
            groups[subject[0]] = subject[1]
        else:
            groups.pop(subject, None)
    _ask_to_stop({group: patience for group, patience in groups.items() if patience})
    for number in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
        for group in groups:
            _kill(group, number)
        time.sleep(0.2 if groups else 0)
    folders += [str(Path(lock).parent) for lock in locks if _is_free(lock)]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _ask_to_stop(groups: dict[int, float]) -> None:
    """Has programs that must finish something do so: terraform waits for what it began, and saves its state."""
    start = time.monotonic()
    for group in groups:
        with contextlib.suppress(OSError):
            os.kill(group, signal.SIGTERM if sys.platform == "win32" else signal.SIGINT)
    while any(_lives(group) and time.monotonic() - start < patience for group, patience in groups.items()):
        time.sleep(0.1)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _lines(parent: int) -> Iterator[bytes]:
    """The lines of the input until it ends or the parent is gone."""
    told: SimpleQueue[bytes | None] = SimpleQueue()

    def read() -> None:
        # Without a buffer there is no lock that the end of the interpreter would wait for.
        with open(0, "rb", buffering=0, closefd=False) as stream:
            for line in stream:
                told.put(line)
        told.put(None)

    Thread(target=read, daemon=True).start()
    while True:
        try:
            line = told.get(timeout=1)
        except Empty:
            if os.getppid() == parent:
                continue
            return
        if line is None:
            return
        yield line


def _kill(group: int, number: int) -> None:
    try:
        if sys.platform == "win32":
            os.kill(group, number)
        else:
            os.killpg(group, number)
    except OSError:
        pass


def _is_free(lock: str) -> bool:
    """Whether nobody holds the lock of a file. Where there are no such locks, somebody may."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        with Path(lock).open("rb+") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
