"""What was found, counted: for each module a table of requirements by environments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..baseline import FILE_NAME
from .records import MET, NOT_MET, SKIPPED, UNKNOWN, Planning, Record, Result

WAIVED = "waived"
RECORDED = "in the baseline"
ACCEPTED = (WAIVED, RECORDED)
NO_PLAN = "no plan"
_WORST_FIRST = (NOT_MET, UNKNOWN, MET, SKIPPED)
_NOTES = {WAIVED: "with waivers", RECORDED: "by the baseline"}
_OTHERS = (NOT_MET, UNKNOWN, *ACCEPTED)


@dataclass(frozen=True, slots=True)
class Cell:
    """A requirement in an environment, by all tests that judged it: the worst outcome, and how many places are what."""

    outcome: str
    counts: Mapping[str, int]

    @property
    def text(self) -> str:
        """`3 not met, 1 unknown`, `met`, `met, 2 waived`, `skipped`, `no plan`."""
        if self.outcome in (SKIPPED, NO_PLAN):
            return self.outcome
        parts = [f"{self.counts[name]} {name}" for name in _OTHERS if self.counts[name]]
        if self.outcome == MET:
            parts.insert(0, MET)
        elif not self.counts[self.outcome]:
            parts.insert(0, "nothing to check")
        return ", ".join(parts)

    @property
    def short(self) -> str:
        """The same in few columns: `3!1?2w1b`, `ok`, `-`."""
        if self.outcome in (SKIPPED, NO_PLAN):
            return "-" if self.outcome == SKIPPED else "none"
        marks = zip("!?wb", _OTHERS, strict=True)
        text = "".join(f"{self.counts[name]}{mark}" for mark, name in marks if self.counts[name])
        return text or ("ok" if self.outcome == MET else "!")

    @property
    def wholly_met(self) -> bool:
        """Whether there is nothing to tell of the requirement: it is met, was skipped, or there is no plan."""
        return self.outcome not in (NOT_MET, UNKNOWN) and not any(self.counts[name] for name in ACCEPTED)


@dataclass(frozen=True, slots=True)
class Row:
    """A requirement on one module."""

    requirement: str
    slug: str
    severity: str
    cells: Mapping[str, Cell]

    @property
    def wholly_met(self) -> bool:
        """Whether there is nothing to tell of it in any environment."""
        return all(cell.wholly_met for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Table:
    """A module. `environments` has "" for one without any; `unplanned` are those of which there is no plan."""

    module: str
    environments: tuple[str, ...]
    unplanned: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def cells(self) -> Iterator[Cell]:
        """The cells of all rows."""
        return (cell for row in self.rows for cell in row.cells.values())

    @property
    def wholly_met(self) -> bool:
        """Whether nothing is to be told of it."""
        return not self.unplanned and all(row.wholly_met for row in self.rows)


def tables(records: Iterable[Record], plannings: Iterable[Planning]) -> list[Table]:
    """The tables in the order of the modules' names."""
    found: dict[str, dict[str, dict[str, list[Record]]]] = {}
    for record in records:
        rows = found.setdefault(record.module, {})
        rows.setdefault(record.requirement, {}).setdefault(record.environment, []).append(record)
    unplanned: dict[str, dict[str, None]] = {}
    for planning in plannings:
        if planning.problem:
            unplanned.setdefault(planning.module, {})[planning.environment] = None
    modules = sorted({*found, *unplanned})
    return [_table(module, found.get(module, {}), tuple(unplanned.get(module, ()))) for module in modules]


def _table(module: str, found: Mapping[str, Mapping[str, list[Record]]], unplanned: tuple[str, ...]) -> Table:
    rows = tuple(_row(by_environment, unplanned) for _, by_environment in sorted(found.items()))
    names = {name for row in rows for name in row.cells}.union(unplanned)
    return Table(module, tuple(sorted(names)), unplanned, rows)


def _row(by_environment: Mapping[str, list[Record]], unplanned: Iterable[str]) -> Row:
    first = next(iter(by_environment.values()))[0]
    cells = {name: Cell(NO_PLAN, Counter()) for name in unplanned}
    cells |= {name: _cell(records) for name, records in by_environment.items()}
    return Row(first.requirement, first.slug, first.severity, cells)


def _cell(records: list[Record]) -> Cell:
    """Several tests may judge the same: a place counts once."""
    judged = [record for record in records if record.outcome != SKIPPED]
    outcome = min((record.outcome for record in records), key=_WORST_FIRST.index)
    results = {result for record in judged for result in record.results if not result.advice}
    counts = Counter(_outcome_of(result) for result in results)
    counts[MET] = max((record.counts[MET] for record in judged), default=0)
    return Cell(outcome, counts)


def _outcome_of(result: Result) -> str:
    if result.waiver is None or not result.waived:
        return result.outcome
    return RECORDED if result.waiver.place == FILE_NAME else WAIVED


def headline(found: Iterable[Table]) -> str:
    """`8 requirements not met, 1 unknown, 12 met (2 with waivers), 9 skipped; 1 plan failed`."""
    every = list(found)
    cells = [cell for table in every for cell in table.cells]
    outcomes = Counter(cell.outcome for cell in cells)
    met = [cell for cell in cells if cell.outcome == MET]
    accepted = ((sum(cell.counts[name] > 0 for cell in met), words) for name, words in _NOTES.items())
    note = ", ".join(f"{count} {words}" for count, words in accepted if count)
    notes = {MET: f" ({note})" if note else ""}
    parts = [f"{outcomes[name]} {name}{notes.get(name, '')}" for name in _WORST_FIRST if outcomes[name]]
    failed = sum(len(table.unplanned) for table in every)
    unplanned = f"{failed} plan{'s' if failed > 1 else ''} failed" if failed else ""
    return "; ".join(filter(None, (", ".join(parts), unplanned)))
