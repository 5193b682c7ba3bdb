"""What is going on while terraform runs, at the end of the terminal's last line; it goes away again."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any, Self

import pytest


class Progress:
    """A context manager, to be called with a few words; when it ends the line is as it was.

    Shows something only on a terminal, without `-q`, and in the process that writes there: no xdist worker does.
    """

    def __init__(self, config: pytest.Config) -> None:
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        is_seen = reporter is not None and reporter.isatty and config.get_verbosity() >= 0
        self._writer = config.get_terminal_writer() if is_seen else None
        self._capture: Any = config.pluginmanager.get_plugin("capturemanager")
        self._shown = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._show("")

    def __call__(self, words: str) -> None:
        """Shows these words in place of those before, as many of them as the line has room for."""
        if self._writer is not None:
            self._show(f"({words})")

    def _show(self, text: str) -> None:
        assert self._writer is not None
        # While standard output is captured it is no terminal, and has no width.
        with self._capture.global_and_fixture_disabled():
            # In a terminal's last column some write on and some wait.
            room = self._writer.fullwidth - self._writer.width_of_current_line - 1
            text = text[: max(room, 0)]
            back = "\b" * self._shown
            # Not by the writer, which would count these characters as part of its line.
            sys.stdout.write(f"{back}{' ' * self._shown}{back}{text}")
            sys.stdout.flush()
        self._shown = len(text)
