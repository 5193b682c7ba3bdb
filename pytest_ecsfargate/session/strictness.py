"""Waivers that are no good any more: expired, without a reason, about no requirement, or about nothing that was found.

They are told at the end of a run, and fail it where `--ecsfargate-strict` is set.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from ..declaration import OWN_ID
from ..settings.options import STRICT
from ..settings.texts import nearest
from .acceptance import Acceptance, acceptance_of
from .baseline import gone
from .examined import Noted
from .run import run_of


def tell(reporter: pytest.TerminalReporter) -> None:
    """Writes each of them with its place and what to do."""
    found = _notices(reporter.config)
    if found:
        reporter.section("waivers to look at")
        for line in found:
            reporter.line(line)
    if run_of(reporter.config).settings.strict and (found or gone(reporter.config)):
        reporter.line(f"The run fails because of them: {STRICT} is set.", red=True)


def finish(session: pytest.Session) -> None:
    """Fails a run that is strict, and that nothing else failed."""
    config = session.config
    if hasattr(config, "workerinput") or not run_of(config).settings.strict:
        return
    if session.exitstatus == pytest.ExitCode.OK and (_notices(config) or gone(config)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _notices(config: pytest.Config) -> list[str]:
    """One line for each fault of a waiver, with its place relative to pytest's rootdir."""
    acceptance = acceptance_of(config)
    # A file that several modules call has its waivers in each of them.
    places: dict[str, dict[str, Noted]] = {}
    for module in acceptance.modules:
        for noted in acceptance.waivers(module):
            if ".terraform" not in Path(noted.place).parts:  # what is installed there is not the team's to change
                places.setdefault(os.path.normpath(Path(module, noted.place)), {})[module] = noted
    return [
        f"{_shown(place, config.rootpath)}: {fault}"
        for place, holders in sorted(places.items(), key=lambda item: _in_order(item[0]))
        for fault in _faults(acceptance, holders)
    ]


def _faults(acceptance: Acceptance, holders: Mapping[str, Noted]) -> Iterator[str]:
    """What is wrong with a waiver that these modules have."""
    noted = next(iter(holders.values()))
    if not noted.names:
        yield f"{noted.problem}."
    needed = []
    for name in noted.names:
        wrong = _unknown(acceptance, name)
        if wrong:
            yield wrong
        elif _unused(acceptance, holders, name):
            yield f"waives {name}, and nothing that it concerns was found. Remove it."
        else:
            needed.append(name)
    if noted.problem and needed:
        yield f"waives {', '.join(needed)}, but is not honoured: {noted.problem}. Correct or remove it."


def _unknown(acceptance: Acceptance, name: str) -> str:
    from ..catalog import built_in

    if name in built_in() or OWN_ID.fullmatch(name.upper()) or name.lower() in acceptance.requirements:
        return ""
    known = [each for found in built_in() for each in (found.id, found.slug)]
    hint = nearest(name, known) or " (your own are named by their ids, ECSF900 to ECSF999)"
    return f"no requirement is called {name!r}{hint}."


def _unused(acceptance: Acceptance, holders: Mapping[str, Noted], name: str) -> bool:
    """Whether a requirement found nothing that a waiver concerns, wherever that stands.

    Of a file outside of the module's folder nothing is said: modules that are not tested here may call it too.
    """
    requirement = acceptance.requirements.get(name.lower())
    return requirement is not None and all(
        acceptance.settled(module, requirement)
        and (noted.place, requirement) not in acceptance.used(module)
        and not noted.place.startswith("../")
        for module, noted in holders.items()
    )


def _in_order(place: str) -> tuple[str, int]:
    path, _, line = place.rpartition(":")
    return (path, int(line)) if line.isdigit() else (place, 0)


def _shown(place: str, root: Path) -> str:
    path = Path(place)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else place
