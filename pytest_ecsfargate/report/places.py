"""What was found, merged: one entry for what several environments or tests found alike, and where it stands."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .records import NOT_MET, SKIPPED, UNKNOWN, Place, Record, Result, fingerprint

_RANK = {"critical": 0, "high": 1, "medium": 2, "low": 3}


@dataclass(frozen=True, slots=True)
class Found:
    """A result of a requirement on a module, alike in these environments; `record` is the first that has it.

    A requirement that examined nothing has one without an address, whose note says so.
    """

    record: Record
    result: Result
    environments: tuple[str, ...]

    @property
    def subject(self) -> str:
        """What it is about: address and attribute, or the module where it is about the whole of it."""
        module = f"module {self.record.module}" if self.record.module not in ("", ".") else "the module"
        address = self.result.address if self.result.address not in ("", ".") else module
        return f"{address} {self.result.attribute}".strip()

    @property
    def sentence(self) -> str:
        """What is wrong in one paragraph, for a machine that has room for no more."""
        result = self.result
        clauses = [
            f"expected {result.expected}" if result.expected else "",
            f"actual {result.actual}" if result.actual else "",
            "not known before apply" if result.outcome == UNKNOWN and not result.actual and not result.note else "",
            result.note,
            result.advice,
        ]
        told = ", ".join(filter(None, clauses)) or "not met"
        where = f" (in {', '.join(self.environments)})" if self.environments else ""
        sentences = [f"{self.subject}: {told}{where}.", result.fix, self.waiver_problem]
        return " ".join(filter(None, sentences))

    @property
    def waiver_problem(self) -> str:
        """Why a waiver of it is not honoured; empty without one."""
        waiver = self.result.waiver
        return f"The waiver in {waiver.place} is not honoured: {waiver.problem}." if waiver and waiver.problem else ""


def found_in(records: Iterable[Record]) -> list[Found]:
    """What the records say that is not met, unknown, waived or advised; the worst and most severe first."""
    merged: dict[tuple[str, str, Result], tuple[Record, dict[str, None]]] = {}
    for record in records:
        for result in _results(record):
            _, environments = merged.setdefault((record.requirement, record.module, result), (record, {}))
            if record.environment:
                environments[record.environment] = None
    found = [Found(record, result, tuple(names)) for (_, _, result), (record, names) in merged.items()]
    return sorted(found, key=_order)


def _order(found: Found) -> tuple[bool, int, int, str, str]:
    record, result = found.record, found.result
    outcome = 0 if result.outcome == NOT_MET else 1 if result.outcome == UNKNOWN else 2
    return result.waived, outcome, _RANK.get(record.severity, 4), record.requirement, record.module


def _results(record: Record) -> Iterator[Result]:
    if record.outcome == SKIPPED:
        return
    yield from record.results
    if record.reason:
        identity = fingerprint(record.requirement, record.module, "", "")
        yield Result(NOT_MET, "", "", "", "", identity, note=record.reason)


def path_of(record: Record, place: Place | None, rootdir: str) -> str:
    """The path of a place from the root of the checkout; empty without a place, and for one outside of the checkout."""
    if place is None or not record.module:
        return ""
    return _within(posixpath.join(rootdir, record.module, place.path))


def path_of_test(record: Record, rootdir: str) -> str:
    """The path of the test's file from the root of the checkout; empty where there is none in it."""
    file = record.test.partition("::")[0]
    return _within(posixpath.join(rootdir, file)) if file else ""


def _within(path: str) -> str:
    found = posixpath.normpath(path)
    outside = found == ".." or found.startswith(("../", "/")) or ":" in found.partition("/")[0]
    return "" if outside else found
