"""Trees of files that were parsed, so that nobody parses the same text twice.

The environments of a module share its files, and the modules of a repository what they were copied from.
"""

from __future__ import annotations

from collections import OrderedDict

from ...source import SourceFile
from ..parsing.parser import parse_file
from ..syntax import Body, HCLError

_KEPT = 128
"""Files: those of a module with all that it calls. A run over many modules keeps no more."""


class Trees:
    """Parses files of Terraform's native syntax. A tree never changes, so that all who ask for a text may share it."""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[str, str], tuple[Body, tuple[HCLError, ...]]] = OrderedDict()

    def parse(self, file: SourceFile) -> tuple[Body, tuple[HCLError, ...]]:
        """See `parse_file`. The tree's own file is the one that was parsed first: an equal one."""
        key = file.path, file.text
        if key not in self._made:
            body, errors = parse_file(file)
            self._made[key] = body, tuple(errors)
            if len(self._made) > _KEPT:
                self._made.popitem(last=False)
        self._made.move_to_end(key)
        return self._made[key]
