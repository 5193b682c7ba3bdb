"""Waivers: what a team accepts, for a reason and perhaps until a day.

    # ecsfargate:waive ECSF401 The old gateway answers slowly until 2027-01-31

stands (as `//` too) directly above the block that a finding is about, above an argument or a nested block in it, or
above a `module` call, for everything in that module. The other way is a table `[[waive]]` of `ecsfargate.toml`.
A waived verdict stays one of the verdicts; it only fails nothing. What a module's baseline holds is waived too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .baseline import FILE_NAME, Entry
from .findings import Outcome, Verdict, Waiving
from .hcl.configuration.module import Configuration
from .plan.addresses import matches, without_keys
from .plan.model import Plan
from .plan.source_tree import heredocs, places_above
from .source import SourceFile, Span

if TYPE_CHECKING:
    from .declaration import Requirement
    from .settings.toml import Waiver

_MARK = "ecsfargate:waive"
_COMMENT = re.compile(r"\s*(?:#|//)")
_WAIVER = re.compile(rf"\s*(?:#+|//+)\s*{_MARK}(?![\w-])\s*(?P<ids>[\w-]*(?:\s*,\s*[\w-]+)*)\s*(?P<reason>.*?)\s*$")
_UNTIL = re.compile(r"(?:^|[\s,;(\[]+)until:?\s+(?P<day>\d+-\d+-\d+)[)\].]*$")


@dataclass(frozen=True, slots=True)
class Stated:
    """A waiver of a module as it stands there: the ids or slugs that it names, and what it says."""

    names: tuple[str, ...]
    waiving: Waiving

    def concerns(self, requirement: Requirement[Any]) -> bool:
        """Whether it names a requirement."""
        return any(name.lower() in (requirement.id.lower(), requirement.slug.lower()) for name in self.names)


def stated(plan: Plan) -> tuple[Stated, ...]:
    """All waivers of a module, of its toml and in its files, whether they concern anything or not."""
    files = _files(plan.configuration) if plan.configuration is not None else ()
    found = [comment for file in files for comment in _comments(file).values()]
    return (*(_of_toml(waiver) for waiver in plan.waivers), *found)


def apply(plan: Plan, requirement: Requirement[Any], verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """The verdicts; those that say not met or unknown with the waiver that concerns them, honoured or not."""
    if plan.baseline is None and not stated(plan):
        return tuple(verdicts)
    return tuple(
        verdict
        if verdict.outcome is Outcome.MET
        else replace(verdict, waiver=_decisive(concerning(plan, requirement, verdict)))
        for verdict in verdicts
    )


def concerning(plan: Plan, requirement: Requirement[Any], verdict: Verdict) -> list[Waiving]:
    """Every waiver that concerns a verdict, honoured or not: the nearest comment first, the baseline last."""
    return [
        *_inline(plan, requirement, verdict),
        *_tabled(plan, requirement, verdict),
        *_recorded(plan, requirement, verdict),
    ]


def today() -> date:
    """The day that waivers are held against; the last day of one still counts."""
    return date.today()  # noqa: DTZ011 (the team's own calendar)


def _decisive(found: list[Waiving]) -> Waiving | None:
    honoured = (waiving for waiving in found if waiving.honoured)
    return next(honoured, found[0] if found else None)


def _judged(waiving: Waiving) -> Waiving:
    """The waiver, with what is to be said against it."""
    if waiving.problem:
        return waiving
    if not waiving.reason:
        return replace(waiving, problem="it gives no reason")
    if waiving.until is not None and waiving.until < today():
        return replace(waiving, problem=f"waived until {waiving.until}, expired")
    return waiving


# In ecsfargate.toml


def _tabled(plan: Plan, requirement: Requirement[Any], verdict: Verdict) -> Iterator[Waiving]:
    for waiver in plan.waivers:
        found = _of_toml(waiver)
        if found.concerns(requirement) and matches(waiver.address, verdict.address):
            yield found.waiving


def _of_toml(waiver: Waiver) -> Stated:
    return Stated(
        (waiver.id,), _judged(Waiving(waiver.reason.strip(), waiver.place, waiver.until, owner=waiver.owner.strip()))
    )


# In the baseline


def _recorded(plan: Plan, requirement: Requirement[Any], verdict: Verdict) -> Iterator[Waiving]:
    if plan.baseline is not None and plan.baseline.accepts(Entry(requirement.id, verdict.address, verdict.attribute)):
        yield Waiving("in the baseline", FILE_NAME)


# In comments


def _inline(plan: Plan, requirement: Requirement[Any], verdict: Verdict) -> Iterator[Waiving]:
    for span in _concerned(plan, verdict):
        for comment in _above(span.file, span.location.line):
            if comment.concerns(requirement):
                yield comment.waiving


def _concerned(plan: Plan, verdict: Verdict) -> Iterator[Span]:
    """The places above which a waiver of the verdict may stand, the nearest first."""
    resource = plan.resources.get(verdict.address)
    block = verdict.block or (resource.span if resource is not None else None)
    if verdict.span is not None:
        yield from places_above(verdict.span, verdict.block)
    if block is not None:
        yield block
    yield from reversed(list(_calls(plan, verdict.address)))


def _calls(plan: Plan, address: str) -> Iterator[Span]:
    """The module calls that lead to an address, the one in the root module first."""
    module, names = plan.configuration, without_keys(address).split(".")
    while module is not None and len(names) > 1 and names[0] == "module":
        call = module.module_calls.get(names[1])
        if call is None:
            return
        yield call.header
        module, names = module.children.get(names[1]), names[2:]


def _above(file: SourceFile, line: int) -> Iterator[Stated]:
    """The waivers in the comment lines directly above a line, the nearest first."""
    found = _comments(file)
    while found and line > 1 and _COMMENT.match(file.line(line - 1)):
        line -= 1
        if line in found:
            yield found[line]


def _files(root: Configuration) -> Iterator[SourceFile]:
    return (file for module in root.tree() for file in module.files)


def _comments(file: SourceFile) -> dict[int, Stated]:
    """The waivers of a file by the lines where they stand."""
    return {number: replace(found, waiving=_judged(found.waiving)) for number, found in _written(file).items()}


@lru_cache(maxsize=1024)
def _written(file: SourceFile) -> dict[int, Stated]:
    """The waivers of a file as they are written, whatever day it is."""
    if _MARK not in file.text or not file.path.endswith((".tf", ".tofu")):
        return {}
    texts = heredocs(file)
    lines = enumerate(file.text.split("\n"), 1)
    return {
        number: _comment(found, f"{file.path}:{number}")
        for number, line in lines
        if (found := _WAIVER.match(line)) and not any(number in text for text in texts)
    }


def _comment(found: re.Match[str], place: str) -> Stated:
    names = tuple(name for each in found["ids"].split(",") if (name := each.strip()).strip("-"))
    text, until = found["reason"], _UNTIL.search(found["reason"])
    reason = (text[: until.start()] if until is not None else text).strip(" \t:,;-\u2013\u2014")
    try:
        day = date.fromisoformat(until["day"]) if until is not None else None
    except ValueError as error:
        return Stated(names, Waiving(reason, place, None, f"its day makes no sense: {error}"))
    return Stated(names, Waiving(reason, place, day))
