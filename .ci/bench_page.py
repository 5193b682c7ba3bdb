"""How a page of benchmarks says where its figures come from."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime


def made_by(script: str, arguments: Sequence[str]) -> str:
    """The day, the machine and the command that made the page, as Markdown."""
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    command = " ".join(["python", f".ci/{script}", *arguments])
    return f"Made on {datetime.now(UTC):%Y-%m-%d} on a machine with {machine}, by\n\n```sh\n{command}\n```"
