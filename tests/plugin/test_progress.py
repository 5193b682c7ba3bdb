"""What a terminal shows while terraform runs."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path

import pytest

MODULE = 'resource "terraform_data" "it" {\n  input = "x"\n}\n'
Seen = Callable[..., str]


@pytest.fixture
def seen(pytester: pytest.Pytester, terraform_binary: Path) -> Seen:
    """All that a run writes to a terminal of so many columns."""
    pytester.makefile(".tf", main=MODULE)
    pytester.makepyfile(test_it="def test_one_of_several(plan): print('told by the test')\ndef test_two(plan): pass")

    def run(*arguments: str, columns: int = 80) -> str:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        command = [sys.executable, "-m", "pytest", "--ecsfargate-engine=terraform", "--color=no", *arguments]
        environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "TERM")}
        with subprocess.Popen(command, cwd=pytester.path, stdin=theirs, stdout=theirs, stderr=theirs, env=environment):
            os.close(theirs)
            written = b"".join(iter(lambda: read(ours), b""))
        os.close(ours)
        return written.decode().replace("\r\n", "\n")

    return run


def read(terminal: int) -> bytes:
    """Some of what was written; nothing once nobody can write any more, of which Linux makes an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def screen(written: str) -> list[str]:
    """The lines as they stand there at last, where a backspace only moves."""
    lines = []
    for line in written.split("\n"):
        cells: list[str] = []
        at = 0
        for character in line:
            if character == "\b":
                at -= 1
            else:
                cells[at : at + 1] = [character]
                at += 1
        lines.append("".join(cells).rstrip())
    return lines


def test_what_runs_is_shown_and_goes_away(seen: Seen) -> None:
    written = seen()
    assert written.index("test_it.py (terraform init)\b") < written.index("(terraform plan)\b")
    assert "test_it.py ..".ljust(73) + "[100%]" in screen(written)
    assert "(terra" not in "\n".join(screen(written))


def test_with_v_it_stands_behind_the_name_of_the_test(seen: Seen) -> None:
    written = seen("-v")
    assert "test_it.py::test_one_of_several (terraform init)\b" in written
    assert [line.split() for line in screen(written) if "::" in line] == [
        ["test_it.py::test_one_of_several", "PASSED", "[", "50%]"],
        ["test_it.py::test_two", "PASSED", "[100%]"],
    ]


def test_there_is_only_as_much_as_the_line_has_room_for(seen: Seen) -> None:
    written = seen("-v", columns=40)
    assert "test_it.py::test_one_of_several (terraf\b" in written
    assert "(terraform init)" not in written


@pytest.mark.parametrize("arguments", [["-q"], ["-n", "1"]])
def test_where_nobody_would_look_nothing_is_shown(seen: Seen, arguments: list[str]) -> None:
    written = seen(*arguments)
    assert "2 passed" in written
    assert "(terra" not in written


def test_where_there_is_no_terminal_nothing_is_shown(pytester: pytest.Pytester, seen: Seen) -> None:
    result = pytester.runpytest("--ecsfargate-engine=terraform")
    result.assert_outcomes(passed=2)
    assert "(terra" not in result.stdout.str()
