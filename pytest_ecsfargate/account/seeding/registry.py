"""Which function creates what a data source looks up."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from typing import Any

from .lookup import Lookup
from .target import Target

Found = Mapping[str, Any]
"""The attributes of what was found or made, as other data sources may refer to them: `id`, `arn`, …"""

Seeder = Callable[[Lookup, Target], Found | None]

_SEEDERS: dict[str, Seeder] = {}


def seeds(*types: str) -> Callable[[Seeder], Seeder]:
    """Declares that a function creates what data sources of these types look up."""

    def declare(seeder: Seeder) -> Seeder:
        _SEEDERS.update(dict.fromkeys(types, seeder))
        return seeder

    return declare


def seeders() -> Mapping[str, Seeder]:
    """All seeders by the type of data source, from all files of this package."""
    package = importlib.import_module(__package__)
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{__package__}.{module.name}")
    return _SEEDERS
