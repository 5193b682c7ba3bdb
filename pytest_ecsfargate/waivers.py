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
# What only looks like one: in another spelling, in a block comment, behind code.
_NEAR = re.compile(r"(?:^|#|//|/\*)[#/* \t]*ecsfargate\s*:\s*wai?v", re.IGNORECASE | re.MULTILINE)
_FORM = f"# {_MARK} ECSF401 <reason>"
_PLACE = "directly above what it is about"
_MONTH = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
# A number or a month after `until` is meant as a day; else the word is one of the reason's.
_UNTIL = re.compile(
    r"[\s,;(\[]*\buntil(?:\s*[:=]\s*|\s+)"
    rf"(?P<day>\d(?:[\w./-]*\w)?|(?:{_MONTH}|nov(?:ember)?|dec(?:ember)?)\b)[)\].]*",
    re.IGNORECASE,
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ID_FIRST = re.compile(r"ECSF\d{3}\b", re.IGNORECASE)
_JOINTS = " \t:,;-\u2013\u2014"


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
    reason = waiver.reason.strip()
    misplaced = waiver.until is None and _UNTIL.search(reason)
    problem = "a day in its reason does not count: write until = 2027-01-31 beside it" if misplaced else ""
    return Stated(
        (waiver.id,), _judged(Waiving(reason, waiver.place, waiver.until, problem, owner=waiver.owner.strip()))
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
    """The waivers of a file as they are written, and what looks like one, whatever day it is."""
    if not file.path.endswith((".tf", ".tofu")) or not _NEAR.search(file.text):
        return {}
    texts, lines = heredocs(file), file.text.split("\n")
    return {
        number: _comment(line, _below(lines[number:]), f"{file.path}:{number}")
        for number, line in enumerate(lines, 1)
        if _NEAR.search(line) and not any(number in text for text in texts)
    }


def _below(lines: Iterable[str]) -> str:
    """The first of these lines that is no comment."""
    return next((line.strip() for line in lines if not _COMMENT.match(line)), "")


def _comment(line: str, below: str, place: str) -> Stated:
    """What a comment says, with a problem in place of names where it can be about nothing."""
    found = _WAIVER.match(line)
    names = tuple(name for each in found["ids"].split(",") if (name := each.strip()).strip("-")) if found else ()
    if found is None:
        problem = f"looks like a waiver and is none. Write {_FORM}, in a line of its own {_PLACE}"
    elif not names:
        problem = f"names no requirement. Write {_FORM}"
    elif not below:
        problem = f"stands above an empty line, and so is about nothing. Move it {_PLACE}"
    else:
        return Stated(names, _stated(found["reason"], place))
    return Stated((), Waiving("", place, None, problem))


def _stated(text: str, place: str) -> Waiving:
    """The reason and the day in the text of a waiver: the last day, where several are named."""
    until = next(reversed(list(_UNTIL.finditer(text))), None)
    before, after = (text[: until.start()], text[until.end() :]) if until is not None else (text, "")
    reason = f"{before.rstrip(_JOINTS)}{after}".strip(_JOINTS)
    also = _ID_FIRST.match(reason)
    if also is not None:
        return Waiving(reason, place, None, f"its reason begins with {also[0]}: several are separated by commas")
    day = _day(until["day"]) if until is not None else None
    if until is not None and day is None:
        problem = f"until must be followed by a day such as 2027-01-31, not by {until['day']!r}"
        return Waiving(reason, place, None, problem)
    return Waiving(reason, place, day)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:  # the 30th of February
        return None
