"""What reports are made from: judgements as plain data that is safe to show, and travels from worker to controller.

A `Record` is one requirement on one plan; its `results` are the places that are not met, unknown or waived, and those
with advice. Nothing in it is a value of a plan: everything was put into words, secrets left out.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..findings import Outcome, Verdict, Waiving
from ..source import Span
from . import wording
from .snippet import snippet
from .text import ways

if TYPE_CHECKING:
    from ..declaration import Judgement
    from ..plan.model import Plan

MET, NOT_MET, UNKNOWN, SKIPPED = "met", "not met", "unknown", "skipped"


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a file: the path is relative to the module, lines and columns count from 1."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of source as it may be shown; `start` and `end` are the columns, from 0, that are pointed at."""

    number: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Waiver:
    """What a team says of a result: why it is accepted, where that stands, until when (ISO day), what is wrong.

    `owner` says whose it is, where that is stated.
    """

    reason: str
    place: str
    until: str = ""
    problem: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One place. `fingerprint` stays the same while requirement, address and attribute do, wherever the text moves."""

    outcome: str
    address: str
    attribute: str
    expected: str
    actual: str
    fingerprint: str
    place: Place | None = None
    snippet: tuple[Line, ...] = ()
    origins: tuple[str, ...] = ()
    fix: str = ""
    note: str = ""
    advice: str = ""
    touches: tuple[str, ...] = ()
    waiver: Waiver | None = None
    table: tuple[tuple[str, ...], ...] = ()

    @property
    def waived(self) -> bool:
        """Whether it is accepted."""
        return self.waiver is not None and not self.waiver.problem


@dataclass(frozen=True, slots=True)
class Record:
    """One requirement on one plan.

    `module` is relative to pytest's rootdir, "" where the plan does not say which it is. `test` is the node id. `theme`
    is the folder of a requirement that came with the package, "" for a user's own.
    `outcome` is "met", "not met", "unknown" or "skipped", the latter with a `reason`; `examined` is the number of
    verdicts. A requirement that examined nothing is "not met" in a test, and says so in `reason`.
    """

    requirement: str
    slug: str
    summary: str
    severity: str
    theme: str
    remediation: str
    docs: str
    aws_doc: str
    module: str
    environment: str
    engine: str
    test: str
    outcome: str
    reason: str
    examined: int
    results: tuple[Result, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many verdicts are met, not met, unknown and waived."""
        found = Counter("waived" if result.waived else result.outcome for result in self.results if not result.advice)
        others = found[NOT_MET] + found[UNKNOWN] + found["waived"]
        return {MET: self.examined - others, **{name: found[name] for name in (NOT_MET, UNKNOWN, "waived")}}

    @property
    def properties(self) -> tuple[tuple[str, str], ...]:
        """What a test is about, by names; without those that there is nothing for."""
        names = ("requirement", "severity", "module", "environment")
        return tuple((name, getattr(self, name)) for name in names if getattr(self, name))

    def to_json(self) -> dict[str, Any]:
        """The record as data that JSON has."""
        return {name: _data(getattr(self, name)) for name in self.__slots__}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Record:
        """The record that `to_json` gave, also by way of JSON text."""
        # A run has a record for each test, and most of their texts are those of a few requirements and modules.
        return cls(**{**interned(data), "results": tuple(_result(each) for each in data["results"])})


@dataclass(frozen=True, slots=True)
class Planning:
    """A plan that one process made in so many seconds, or what was told in its place. `module` is that of records."""

    module: str
    environment: str
    engine: str
    seconds: float
    problem: str = ""

    def to_json(self) -> dict[str, Any]:
        """The planning as data that JSON has."""
        return asdict(self)


def interned(data: Mapping[str, Any]) -> dict[str, Any]:
    """The same data, in which equal texts are one."""
    return {name: sys.intern(value) if isinstance(value, str) else value for name, value in data.items()}


def _data(value: Any) -> Any:
    """What `asdict` gives, which copies every text on the way: there is a record for each test."""
    if isinstance(value, tuple):
        return tuple([_data(each) for each in value])
    if not is_dataclass(value):
        return value
    return {field.name: _data(getattr(value, field.name)) for field in fields(value)}


def _result(data: Mapping[str, Any]) -> Result:
    place, waiver = data["place"], data["waiver"]
    return Result(
        **{
            **data,
            "place": Place(**place) if place else None,
            "waiver": Waiver(**waiver) if waiver else None,
            "snippet": tuple(Line(**line) for line in data["snippet"]),
            "origins": tuple(data["origins"]),
            "touches": tuple(data["touches"]),
            "table": tuple(map(tuple, data["table"])),
        }
    )


def record_of(judgement: Judgement, plan: Plan, *, root: Path, test: str = "", skipped: str = "") -> Record:
    """The record of a judgement. `root` is pytest's rootdir, `skipped` the reason why a suite skipped it."""
    requirement = judgement.requirement
    outcome = NOT_MET if judgement.failed or judgement.empty else UNKNOWN if judgement.unknown else MET
    nothing = wording.nothing_checked(judgement) if judgement.empty else ""
    module = relative(plan.module, root)
    shown = [verdict for verdict in judgement.verdicts if verdict.outcome is not Outcome.MET or verdict.advice]
    return Record(
        requirement.id,
        requirement.slug,
        requirement.summary,
        str(requirement.severity),
        requirement.theme,
        requirement.remediation,
        requirement.docs,
        requirement.aws_doc,
        module,
        plan.environment or "",
        plan.engine,
        test,
        SKIPPED if skipped else outcome,
        skipped or nothing,
        len(judgement.verdicts),
        tuple(_shown(judgement, verdict, module) for verdict in shown),
    )


def relative(module: Path | None, root: Path) -> str:
    """A module's path from pytest's rootdir, with forward slashes; perhaps up and down again."""
    if module is None:
        return ""
    try:
        return Path(os.path.relpath(module, root)).as_posix()
    except ValueError:  # on another drive
        return module.as_posix()


def fingerprint(requirement: str, module: str, address: str, attribute: str) -> str:
    """What stays the same while these do, wherever the text moves."""
    identity = json.dumps([requirement, module, address, attribute])
    return hashlib.sha256(identity.encode()).hexdigest()[:32]


def _shown(judgement: Judgement, verdict: Verdict, module: str) -> Result:
    span = verdict.span
    return Result(
        outcome=str(verdict.outcome),
        address=verdict.address,
        attribute=verdict.attribute,
        expected=wording.expected_text(verdict) if verdict.expected is not None else "",
        actual=wording.actual_text(verdict),
        fingerprint=fingerprint(judgement.requirement.id, module, verdict.address, verdict.attribute),
        place=_place(span) if span is not None else None,
        snippet=tuple(Line(*each) for each in _lines(span, hidden=verdict.hidden)) if span is not None else (),
        origins=tuple(" <- ".join(stations) for stations in ways(verdict)),
        fix="" if verdict.outcome is Outcome.MET else judgement.fix(verdict),
        note=verdict.note,
        advice=verdict.advice,
        touches=verdict.touches,
        waiver=_waiver(verdict.waiver) if verdict.waiver is not None else None,
        table=verdict.table,
    )


def _lines(span: Span, *, hidden: bool) -> list[tuple[int, str, int, int]]:
    return [(line.number, line.text, line.start, line.end) for line in snippet(span, hidden=hidden)]


def _place(span: Span) -> Place:
    start, end = span.location, span.end_location
    return Place(start.path, start.line, start.column, end.line, end.column)


def _waiver(waiving: Waiving) -> Waiver:
    until = waiving.until.isoformat() if waiving.until is not None else ""
    return Waiver(waiving.reason, waiving.place, until, waiving.problem, waiving.owner)
