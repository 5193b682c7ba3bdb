"""The matrix: what came of each requirement in each module and environment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..records import MET, NOT_MET, SKIPPED, UNKNOWN, Record
from .findings import ADVICE, WAIVED, outcome_of, results_of
from .markup import Html, element, joined

Key = tuple[str, str]
"""A module and an environment."""

MARKS: Mapping[str, str] = {
    NOT_MET: "\N{MULTIPLICATION X}",
    UNKNOWN: "?",
    WAIVED: "\N{TILDE OPERATOR}",
    MET: "\N{CHECK MARK}",
    SKIPPED: "\N{EN DASH}",
    ADVICE: "+",
}
"""What stands for an outcome besides its colour."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A requirement on one plan, whatever number of tests judged it. `counts` are places by outcome."""

    outcome: str
    counts: Mapping[str, int]
    reason: str

    @classmethod
    def of(cls, records: Sequence[Record]) -> Cell:
        """Of the records of one requirement, module and environment: the worst outcome, and each place once."""
        outcomes = [record.outcome for record in records]
        outcome = next(each for each in (NOT_MET, UNKNOWN, MET, SKIPPED) if each in outcomes)
        found = Counter(outcome_of(result) for result in {result: None for _, result in results_of(records)})
        judged = [record.counts[MET] for record in records if record.outcome != SKIPPED]
        counts = {name: found[name] for name in (NOT_MET, UNKNOWN, WAIVED)} | {MET: max(judged, default=0)}
        reason = next((record.reason for record in records if record.outcome == outcome), "")
        return cls(outcome, counts, reason)


Matrix = Mapping[str, Mapping[Key, Cell]]
"""Cells by requirement, then by module and environment."""


def matrix_of(records: Iterable[Record]) -> Matrix:
    """What came of each requirement."""
    found: dict[str, dict[Key, list[Record]]] = {}
    for record in sorted(records, key=lambda each: each.requirement):
        key = record.module, record.environment
        found.setdefault(record.requirement, {}).setdefault(key, []).append(record)
    return {name: {key: Cell.of(each) for key, each in row.items()} for name, row in found.items()}


def table(matrix: Matrix, records: Mapping[str, Record], keys: Sequence[Key], linked: Iterable[str]) -> Html:
    """The matrix as a table; a requirement in `linked` has a section to go to."""
    linked = frozenset(linked)
    modules = dict.fromkeys(module for module, _ in keys)
    spans = [
        element("th", module_name(module), scope="colgroup", colspan=sum(key[0] == module for key in keys))
        for module in modules
    ]
    environments = [element("th", name or "no environment", scope="col") for _, name in keys]
    corner = element("th", "requirement", scope="col", rowspan=2)
    head = element("thead", element("tr", corner, *spans), element("tr", *environments))
    rows = [
        element("tr", _row_head(records[name], linked), *(_cell(row.get(key)) for key in keys))
        for name, row in matrix.items()
    ]
    caption = element("caption", "Places that are met, not met, unknown and waived, by module and environment")
    return element("table", caption, head, element("tbody", *rows), class_="matrix")


def module_name(module: str) -> str:
    """A module's folder as people read it."""
    return {"": "no folder", ".": "rootdir"}.get(module, module)


def _row_head(record: Record, linked: frozenset[str]) -> Html:
    name = joined([element("code", record.requirement), f" {record.slug}"])
    link = element("a", name, href=f"#{record.requirement}") if record.requirement in linked else name
    return element("th", link, " ", severity(record.severity), scope="row", title=record.summary)


def severity(name: str) -> Html:
    """A severity as a label."""
    return element("span", name, class_=f"severity {name}")


def _cell(cell: Cell | None) -> Html:
    if cell is None:
        return element("td", element("span", "not judged", class_="quiet"))
    kind = cell.outcome.replace(" ", "-")
    counted = [mark(name, count) for name in (NOT_MET, UNKNOWN, WAIVED, MET) if (count := cell.counts[name])]
    if cell.outcome == SKIPPED or not counted:
        text = "skipped" if cell.outcome == SKIPPED else "nothing to check" if cell.reason else cell.outcome
        counted = [element("span", _sign(cell.outcome), f" {text}", class_=f"count {kind}")]
    return element("td", *counted, class_=kind, title=cell.reason or False)


def mark(outcome: str, count: int, *, spelled: bool = False) -> Html:
    """A number with the sign of its outcome; the word, if it is not spelled out, only screen readers hear."""
    word = element("span", f" {outcome}", class_=False if spelled else "unseen")
    return element("span", _sign(outcome), f" {count}", word, class_=f"count {outcome.replace(' ', '-')}")


def _sign(outcome: str) -> Html:
    return element("span", MARKS[outcome], aria_hidden="true")
