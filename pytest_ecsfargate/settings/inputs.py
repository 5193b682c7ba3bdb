"""The variables that a module is planned with, from all the places where a user may give them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any


class Variables(Mapping[str, Any]):
    """Variables merged from layers, later ones winning: plain data, or files as terraform's -var-file takes them.

    As a mapping it has the values of all layers, with `UNKNOWN` where a file cannot be evaluated. An engine is given
    `files` and `direct` in its place, so that findings can point into the files: there files come first and plain data
    wins, and whatever a later file says again is left out of `direct`.

    Its repr shows names only: a value may be a secret, and pytest prints the reprs of arguments and locals.
    """

    def __init__(self, layers: Iterable[Mapping[str, Any] | Path] = ()) -> None:
        self.layers = tuple(layer for layer in layers if layer)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files among the layers, later ones winning."""
        return tuple(layer for layer in self.layers if isinstance(layer, Path))

    @cached_property
    def direct(self) -> Mapping[str, Any]:
        """The plain data that wins over every file."""
        found: dict[str, Any] = {}
        for layer in self.layers:
            if isinstance(layer, Path):
                for name in _in_file(layer) if found else ():
                    found.pop(name, None)
            else:
                found.update(layer)
        return found

    @cached_property
    def _merged(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for layer in self.layers:
            found.update(_in_file(layer) if isinstance(layer, Path) else layer)
        return found

    def __getitem__(self, name: str) -> Any:
        return self._merged[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._merged)

    def __len__(self) -> int:
        return len(self._merged)

    def __repr__(self) -> str:
        return f"<Variables {', '.join(self) or 'none'}>"


def _in_file(path: Path) -> dict[str, Any]:
    """The values that a file gives; what is wrong with it is told by the engine that reads it."""
    if path.name.endswith(".json"):
        return _in_json(path)
    from ..hcl.configuration.files import read_source
    from ..hcl.evaluation.evaluate import evaluate_safely
    from ..hcl.evaluation.scope import NoModule, Scope
    from ..hcl.functions.registry import FunctionContext
    from ..hcl.parsing.parser import parse_file

    file, _ = read_source(path, path.parent)
    body, _ = parse_file(file)
    scope = Scope(NoModule(FunctionContext.nowhere()))
    return {name: evaluate_safely(item.expression, scope, []).value for name, item in body.attributes.items()}


def _in_json(path: Path) -> dict[str, Any]:
    import json

    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}
