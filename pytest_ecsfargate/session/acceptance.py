"""What a run accepted, gathered by the controller: which requirement was judged where, and which waivers it met.

That nothing came up is said only of a requirement that was judged in every environment of a module: with `-k`, `-x` or
one environment of two, nothing is known of the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

import pytest

from ..settings.selection import Selector
from .examined import Examined, Noted
from .results import results_of
from .run import run_of


class Acceptance:
    """All that was examined in a run."""

    def __init__(self, found: Iterable[Examined], selector: Selector) -> None:
        self.examined = tuple(found)
        self._selector = selector

    @cached_property
    def _judged(self) -> set[tuple[str, str, str]]:
        """The modules, requirements and environments of which everything came up that there is."""
        return {(each.module, each.requirement, each.environment) for each in self.examined if each.conclusive}

    @cached_property
    def requirements(self) -> dict[str, str]:
        """The ids of the requirements that were judged, by their ids and slugs in lower case."""
        return {name.lower(): each.requirement for each in self.examined for name in (each.requirement, each.slug)}

    @cached_property
    def modules(self) -> tuple[str, ...]:
        """The folders of the modules that were judged."""
        return tuple(self._by_module)

    @cached_property
    def _by_module(self) -> dict[str, list[Examined]]:
        found: dict[str, list[Examined]] = {}
        for each in self.examined:
            found.setdefault(each.module, []).append(each)
        return found

    @property
    def held(self) -> Acceptance:
        """What was judged with a baseline: a plan that a test makes without the fixtures has none."""
        return Acceptance((each for each in self.examined if each.held), self._selector)

    def settled(self, module: str, requirement: str) -> bool:
        """Whether a requirement was judged in every environment of a module."""
        toml = self._selector.toml(Path(module))
        environments = tuple(toml.environments) if toml is not None else ()
        return all((module, requirement, name) in self._judged for name in environments or ("",))

    def waivers(self, module: str) -> Iterator[Noted]:
        """The waivers of a module, each once."""
        yield from dict.fromkeys(noted for each in self._by_module.get(module, ()) for noted in each.waivers)

    def used(self, module: str) -> set[tuple[str, str]]:
        """The places of the waivers of a module that concern something, and the requirement that found it."""
        return {(place, each.requirement) for each in self._by_module.get(module, ()) for place in each.used}

    def recorded(self, module: str) -> Iterator[tuple[str, str, str]]:
        """What was accepted because of a module's baseline: requirement, address and attribute."""
        for each in self._by_module.get(module, ()):
            yield from ((each.requirement, address, attribute) for address, attribute in each.recorded)


def acceptance_of(config: pytest.Config) -> Acceptance:
    """What the run of a session accepted so far."""
    results = results_of(config)
    return Acceptance(results.examined if results is not None else (), run_of(config).selector)
