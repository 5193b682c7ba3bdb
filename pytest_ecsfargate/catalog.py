"""All requirements: the package's own, found by walking `requirements/`, and those of a user's modules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

from . import requirements
from .declaration import Requirement


@dataclass(frozen=True)
class Catalog:
    """Requirements in the order of their ids. Raises ValueError where two share an id or a slug."""

    all: tuple[Requirement[Any], ...]

    def __post_init__(self) -> None:
        for names in ((found.id for found in self.all), (found.slug for found in self.all)):
            seen: set[str] = set()
            for name in names:
                if name in seen:
                    raise ValueError(f"two requirements have the name {name}: {self._users(name)}")
                seen.add(name)

    def _users(self, name: str) -> str:
        users = [found for found in self.all if name in (found.id, found.slug)]
        return ", ".join(f"{found.name} in {found.__module__}" for found in users)

    def __iter__(self) -> Iterator[Requirement[Any]]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    @cached_property
    def _by_name(self) -> dict[str, Requirement[Any]]:
        return {name: found for found in self.all for name in (found.id.lower(), found.slug, found.name)}

    def __getitem__(self, name: str) -> Requirement[Any]:
        """The requirement with this id, slug or function name, in any case.

        Raises KeyError with a sentence that names the nearest one.
        """
        wanted = name.strip().lower()
        found = self._by_name.get(wanted) or self._by_name.get(wanted.replace("_", "-"))
        if found is None:
            raise KeyError(f"there is no requirement {name!r}{self._hint(wanted)}")
        return found

    def _hint(self, wanted: str) -> str:
        if wanted.startswith("ecsf"):  # ids are near to each other, and to no slug
            names = [found.id for found in self.all if found.id.lower().startswith(wanted)]
            return f"; there is {', '.join(names)}" if names and len(names) < 10 else ""
        near = get_close_matches(wanted, [*self._by_name], n=1, cutoff=0.5)
        return f"; did you mean {self._by_name[near[0]].slug}?" if near else ""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.strip().lower() in self._by_name

    def joined(self, more: Iterable[Requirement[Any]]) -> Catalog:
        """The catalog with a user's requirements added."""
        return Catalog(_sorted((*self.all, *more)))


@lru_cache(maxsize=1)
def built_in() -> Catalog:
    """The package's own requirements."""
    found: list[Requirement[Any]] = []
    for module in walk_packages(requirements.__path__, f"{requirements.__name__}."):
        if not module.ispkg:
            found += declared_in(import_module(module.name))
    return Catalog(_sorted(found))


def declared_in(module: ModuleType) -> list[Requirement[Any]]:
    """The requirements that a module declares itself, without those that it imports."""
    values = vars(module).values()
    return [value for value in values if isinstance(value, Requirement) and value.__module__ == module.__name__]


def _sorted(found: Iterable[Requirement[Any]]) -> tuple[Requirement[Any], ...]:
    return tuple(sorted(found, key=lambda requirement: requirement.id))
