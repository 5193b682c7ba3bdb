"""The baseline of a module: what failed when a team began to test it, and is accepted until it is put right.

`ecsfargate-baseline.json` stands beside the module's `.tf` files: one finding a line, in order, with no value in it. A
finding stays the same while requirement, address and attribute do, whatever the value is and wherever the text moves.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE_NAME = "ecsfargate-baseline.json"
FORMAT_VERSION = "1.0"
_KEYS = ("requirement", "address", "attribute")


class BaselineError(ValueError):
    """A baseline that cannot be read: one sentence that begins with the file, and the line where it is known."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One finding: the id of a requirement, an address and an attribute ("" where it is about none)."""

    requirement: str
    address: str
    attribute: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.requirement, self.address, self.attribute) if part)


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a run accepts of a module: the entries of the file, or everything where the file is about to be written."""

    path: Path
    entries: frozenset[Entry] = frozenset()
    everything: bool = False

    def accepts(self, entry: Entry) -> bool:
        """Whether a finding fails nothing."""
        return self.everything or entry in self.entries


def read_baseline(path: Path) -> frozenset[Entry]:
    """The findings of a file; none where there is no file. Raises BaselineError for one that cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return frozenset()
    except (OSError, UnicodeDecodeError) as error:
        reason = (error.strerror or str(error)) if isinstance(error, OSError) else "it is no UTF-8"
        raise BaselineError(f"{path}: the baseline cannot be read: {reason}.") from None
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise BaselineError(f"{path}:{error.lineno}: the baseline is no JSON: {error.msg}.") from None
    version = data.get("format_version") if isinstance(data, dict) else None
    if version != FORMAT_VERSION:
        raise BaselineError(f'{path}: the baseline must say "format_version": "{FORMAT_VERSION}".')
    findings = data.get("findings")
    if not isinstance(findings, list):
        raise BaselineError(f"{path}: the baseline must have a list of findings.")
    return frozenset(_entry(path, number, item) for number, item in enumerate(findings, 1))


def _entry(path: Path, number: int, item: Any) -> Entry:
    if isinstance(item, dict) and sorted(item) == sorted(_KEYS) and all(isinstance(item[key], str) for key in _KEYS):
        return Entry(**item)
    raise BaselineError(f"{path}: finding {number} of the baseline must have {', '.join(_KEYS)}, each a text.")


def write_baseline(path: Path, entries: Iterable[Entry]) -> None:
    """Writes a file as a whole or not at all. Raises OSError where that cannot be done."""
    lines = [json.dumps({key: getattr(entry, key) for key in _KEYS}, ensure_ascii=False) for entry in sorted(entries)]
    findings = ",\n".join(f"    {line}" for line in lines)
    listed = f"[\n{findings}\n  ]" if lines else "[]"
    text = f'{{\n  "format_version": "{FORMAT_VERSION}",\n  "findings": {listed}\n}}\n'
    descriptor, name = tempfile.mkstemp(prefix=f".{FILE_NAME}.", dir=path.parent)
    made = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        made.chmod(0o644)
        made.replace(path)
    except BaseException:
        made.unlink()
        raise
