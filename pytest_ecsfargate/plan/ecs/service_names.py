"""Which service of an agreed list a service of the plan is: `dev-web-pr7` is the platform's "web"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...findings import Outcome, Verdict
from ...hcl.values import Value
from ..existence import may_not_exist, one_exists
from .views import View

if TYPE_CHECKING:
    from ..model import Plan
    from .ecs import Service

_SEPARATOR = re.compile(r"[-_/.]")
_MODULE_KEY = re.compile(r"\[\"((?:[^\"\\]|\\.)*)\"\]")
# Stands for what is not known in a name: it is no separator, so that nothing beside it is a whole word.
_UNKNOWN_PART = "\0"


@dataclass(frozen=True)
class Roster:
    """The services of a plan by the agreed names that they stand for.

    `unlisted` are services that nobody agreed on, `undecided` those of which it cannot be told what they are.
    """

    by_name: dict[str, tuple[Service, ...]]
    unlisted: tuple[Service, ...]
    undecided: tuple[Service, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The agreed names that no service stands for."""
        return tuple(name for name, services in self.by_name.items() if not services)

    @property
    def unsure(self) -> Mapping[str, tuple[Service, ...]]:
        """The agreed names that only services stand for which may not exist, with these."""
        return {
            name: services
            for name, services in self.by_name.items()
            if one_exists(service.resource for service in services) is None
        }


def roster(plan: Plan, names: Collection[str]) -> Roster:
    """The services of a plan matched with agreed names.

    The instance key of a service decides, else that of the module call around it, else the one agreed name that is a
    whole word of the service's name.
    """
    by_name: dict[str, list[Service]] = {name: [] for name in names}
    unlisted: list[Service] = []
    undecided: list[Service] = []
    for service in plan.services():
        if service.resource.type == "aws_ecs_task_set":
            continue  # one deployment of a service that is examined itself, or of another stack
        found = _candidates(service, names)
        if found is None or len(found) > 1:
            undecided.append(service)
        elif found:
            by_name[found[0]].append(service)
        else:
            unlisted.append(service)
    return Roster({name: tuple(found) for name, found in by_name.items()}, tuple(unlisted), tuple(undecided))


def _candidates(service: Service, names: Collection[str]) -> list[str] | None:
    """The agreed names that a service may stand for; None where that cannot be told."""
    key = service.resource.key
    if isinstance(key, str) and not service.resource.maybe:
        return [key] if key in names else []
    around = [found for found in reversed(_MODULE_KEY.findall(service.resource.module)) if found in names]
    if around:
        return around[:1]
    return _words(service.at("name"), names)


def _words(name: Value, names: Collection[str]) -> list[str] | None:
    """The agreed names that are whole words of a service's name, without those inside of longer ones."""
    parts = [str(part.data) if isinstance(part.data, str) else _UNKNOWN_PART for part in name.parts]
    words = _SEPARATOR.split("".join(parts))
    found = [each for each in names if _stands_in(_SEPARATOR.split(each), words)]
    longest = [each for each in found if not any(each != other and _inside(each, other) for other in found)]
    if not longest and _UNKNOWN_PART in "".join(words):
        return None
    return longest


def _inside(name: str, other: str) -> bool:
    return _stands_in(_SEPARATOR.split(name), _SEPARATOR.split(other))


def _stands_in(wanted: list[str], words: list[str]) -> bool:
    return any(words[start : start + len(wanted)] == wanted for start in range(len(words) - len(wanted) + 1))


def missing_services(plan: Plan, found: Roster, expected: object = None) -> Iterator[Verdict]:
    """A verdict for each agreed service that is not there: at the cluster, if the module has just one.

    Unknown where something was not read, where a service that nobody can name may be it, or where it may not exist.
    """
    clusters = plan.clusters()
    holder: View | None = clusters[0] if len(clusters) == 1 else None
    holds = False if plan.complete and not found.undecided else None
    note = "" if holds is False else "a service that cannot be read or named yet may be it"
    absent = dict.fromkeys(found.missing, (holds, note))
    for name, services in found.unsure.items():
        absent[name] = None, may_not_exist(each.resource for each in services)
    for name, (holds, note) in absent.items():
        wanted = f"a service {name}" if expected is None else expected
        hint = f"Add the service {name}, or take it off the list."
        if holder is not None:
            span = holder.resource.span
            yield Verdict(Outcome.of(holds), holder.address, "", wanted, span=span, block=span, hint=hint, note=note)
        else:
            yield Verdict(Outcome.of(holds), ".", "", wanted, hint=hint, note=note)


def other_services(found: Roster) -> Iterator[Verdict]:
    """A verdict for each service that is not on the list, or of which that cannot be told."""
    names = ", ".join(found.by_name) or "none"
    expected = f"one of the services agreed on: {names}"
    for service in found.unlisted:
        hint = "Add the service to the list, or take it out of the module."
        yield service.judge("name", False, expected, hint=hint, note="nobody listed this service")
    for service in found.undecided:
        yield service.judge("name", None, expected, note="which of them it is cannot be told from its name")
