"""The configuration of a module folder: its blocks sorted by what they declare. See `loader` for how it is read.

https://developer.hashicorp.com/terraform/language/files
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from ...source import SourceFile
from ..errors import Diagnostic
from ..syntax import Attribute, Block

Mode = Literal["managed", "data", "ephemeral"]
MODES: Mapping[str, Mode] = {"resource": "managed", "data": "data", "ephemeral": "ephemeral"}

CALL_META = frozenset({"source", "version", "providers", "count", "for_each", "depends_on"})
"""The arguments of a module call that are no inputs of the module."""


class ResourceKey(NamedTuple):
    """Which resource block: `aws_lb.main` or `data.aws_vpc.main`."""

    mode: Mode
    type: str
    name: str

    def __str__(self) -> str:
        prefix = "" if self.mode == "managed" else f"{self.mode}."
        return f"{prefix}{self.type}.{self.name}"


@dataclass
class Configuration:
    """One module folder. `path` is its place relative to the root module, as `path.module` gives it.

    `children` holds the modules that it calls, by the name of the call; None for a module that is not at hand (from a
    registry or a git address and not installed, or in a folder that does not exist). `partial` says that something was
    not understood. `within` is the folder outside of which nothing is read, where there is one.
    """

    directory: Path
    path: str
    files: tuple[SourceFile, ...] = ()
    variables: dict[str, Block] = field(default_factory=dict)
    locals: dict[str, Attribute] = field(default_factory=dict)
    outputs: dict[str, Block] = field(default_factory=dict)
    resources: dict[ResourceKey, Block] = field(default_factory=dict)
    module_calls: dict[str, Block] = field(default_factory=dict)
    providers: list[Block] = field(default_factory=list)
    settings: list[Block] = field(default_factory=list)
    checks: dict[str, Block] = field(default_factory=dict)
    other_blocks: list[Block] = field(default_factory=list)
    automatic_values: tuple[Path, ...] = ()
    within: Path | None = None
    children: dict[str, Configuration | None] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    partial: bool = False

    @property
    def named(self) -> Mapping[str, dict[str, Block]]:
        """The blocks that have one label, which is their name, by their type."""
        calls = self.module_calls
        return {"variable": self.variables, "output": self.outputs, "module": calls, "check": self.checks}

    def tree(self) -> Iterator[Configuration]:
        """This module and all that it calls, each folder once, this one first."""
        seen: set[int] = set()
        waiting = [self]
        while waiting:
            module = waiting.pop(0)
            if id(module) not in seen:
                seen.add(id(module))
                yield module
                waiting.extend(child for child in module.children.values() if child is not None)

    @cached_property
    def by_type(self) -> Mapping[tuple[Mode, str], Mapping[str, ResourceKey]]:
        """The resource blocks by mode and type, then by name."""
        found: dict[tuple[Mode, str], dict[str, ResourceKey]] = {}
        for key in self.resources:
            found.setdefault((key.mode, key.type), {})[key.name] = key
        return found

    @cached_property
    def module_directories(self) -> tuple[Path, ...]:
        """The folders of this module and of every module below it that is at hand, this one first.

        A folder without code is no module, whatever a source names: what else is in it is nobody's to read.
        """
        return tuple(module.directory for module in self.tree() if module.files or module is self)

    @property
    def complete(self) -> bool:
        """Whether all of the source, here and in the modules below, was read and understood."""
        return not any(module.partial or None in module.children.values() for module in self.tree())

    def all_diagnostics(self) -> list[Diagnostic]:
        """What is to be said of the files of this module and of the modules below."""
        return [diagnostic for module in self.tree() for diagnostic in module.diagnostics]
