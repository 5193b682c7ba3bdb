"""Modules that `terraform init` installed: registry and git modules that lie in `.terraform/modules`.

The manifest `.terraform/modules/modules.json` says for each call, by its path such as `ecs` or `ecs.cluster`, from
which source it was installed, in which version, and into which folder.
https://developer.hashicorp.com/terraform/cli/commands/init#child-module-installation
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from .files import real_folder

MANIFEST: Final = Path(".terraform", "modules", "modules.json")
_MAX_BYTES: Final = 10 * 1024 * 1024
_EXACT: Final = re.compile(r"\s*=?\s*v?([0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z.+-]*)\s*")
# What `terraform init` adds to an address, or may leave out.
_PREFIX: Final = re.compile(r"^(?:git::|https?://|ssh://|git@|registry\.terraform\.io/)+")
_GIT_SUFFIX: Final = re.compile(r"\.git(?=//|\?|$)")


@dataclass(frozen=True, slots=True)
class InstalledModule:
    """One entry of the manifest; `version` is empty but for registry modules."""

    source: str
    version: str
    directory: Path

    def is_for(self, source: str, version: str | None) -> bool:
        """Whether it was installed for this source, and this version where the call names exactly one."""
        exact = _EXACT.fullmatch(version) if version is not None else None
        return _plain(self.source) == _plain(source) and (exact is None or exact[1] == self.version)


def installed_modules(root: Path) -> Mapping[str, InstalledModule]:
    """The modules that were installed for a root module, by the path of their calls.

    A folder outside of the root module's is left out. What is no manifest counts as an empty one.
    """
    path = root / MANIFEST
    try:
        if path.stat().st_size > _MAX_BYTES:
            return {}
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    entries = document.get("Modules") if isinstance(document, dict) else None
    found: dict[str, InstalledModule] = {}
    for entry in entries if isinstance(entries, list) else ():
        key, module = _entry(root, entry)
        if key and module is not None:
            found[key] = module
    return found


def _entry(root: Path, entry: Any) -> tuple[str, InstalledModule | None]:
    texts = [entry.get(name, "") for name in ("Key", "Source", "Version", "Dir")] if isinstance(entry, dict) else []
    if len(texts) != 4 or not all(isinstance(text, str) for text in texts):
        return "", None
    key, source, version, folder = texts
    directory = real_folder(root / folder)
    if directory is None or not directory.is_relative_to(root.resolve()):
        return key, None
    return key, InstalledModule(source, version, directory)


def _plain(source: str) -> str:
    """An address without what `terraform init` adds: `git@github.com:a/b.git` and `github.com/a/b` are one."""
    short = _PREFIX.sub("", source)
    if source.startswith("git@"):
        short = short.replace(":", "/", 1)
    return _GIT_SUFFIX.sub("", short)
