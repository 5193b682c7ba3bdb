"""What a plan is asked for: the same request goes to every engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """A module with its inputs.

    `variables` are plain Python data and win over `var_files` (absolute paths, later ones win), as `-var` does over
    `-var-file`. `environment` is the name that the user gave this set of inputs. `root` is the outermost folder that
    the module may read files and local modules from; None means the folder of the version control checkout around
    the module, or the module itself. `base` is the folder that paths in findings are relative to: the module.
    """

    module: Path
    variables: Mapping[str, Any] = field(default_factory=dict, repr=False)
    var_files: tuple[Path, ...] = ()
    environment: str | None = None
    root: Path | None = None
