"""The overview at the end of a run: one table, as lines of text in pieces, each with what pytest calls its markup."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .formats import RunResults
from .printable import columns, printable, shortened
from .records import MET, NOT_MET, SKIPPED, UNKNOWN, Planning
from .tally import ACCEPTED, NO_PLAN, Cell, Table, headline, tables

Markup = Mapping[str, bool]
Line = list[tuple[str, Markup]]

_PLAIN: Markup = {}
_BOLD: Markup = {"bold": True}
_COLOURS: Mapping[str, Markup] = {
    NOT_MET: {"red": True},
    NO_PLAN: {"red": True},
    UNKNOWN: {"yellow": True},
    MET: {"green": True},
    SKIPPED: {},
}
_LEGEND = "! not met, ? unknown, w waived, b in the baseline, - skipped"
_MOST_ROWS = 40
_LONGEST_NAME = 44
_GAP = 2
_MOST_SLOW = 3
_SLOW = 1.0


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it is shown: its name, and a cell for each environment that it has one for."""

    name: str
    cells: Mapping[str, Cell]


def short(results: RunResults) -> str:
    """The one line of a quiet run; empty where nothing was judged."""
    return f"ecsfargate: {headline(tables(results.records, results.plannings))}" if results.records else ""


def overview(results: RunResults, width: int) -> list[Line]:
    """The lines; none where nothing was judged.

    A module that meets everything is only counted. The others have a row for each requirement with findings; where that
    is too long, each module has one row, in which requirements are counted.
    """
    if not results.records:
        return []
    every = tables(results.records, results.plannings)
    told = [table for table in every if not table.wholly_met]
    lines: list[Line] = []
    if len(told) > 1 and sum(len(_of_requirements(table)) for table in told) > _MOST_ROWS:
        modules = [_of_module(table) for table in told]
        lines += _matrix("module", modules, width, _first(["module"], modules))
    else:
        titles = [_name(table) if len(every) > 1 else "requirement" for table in told]
        rows = [_of_requirements(table) for table in told]
        first = _first(titles, [row for each in rows for row in each])
        for title, each in zip(titles, rows, strict=True):
            lines += _matrix(title, each, width, first)
    lines += [[(text, _COLOURS[NO_PLAN])] for text in _unplanned(told)]
    met = len(every) - len(told)
    if told and met:
        lines.append([(f"{met} more module{'s meet' if met > 1 else ' meets'} everything", _COLOURS[MET])])
    lines += [[(text, _PLAIN)] for text in _slowest(results.plannings, width)]
    return [*lines, [(headline(every), _worst(every))]]


def _name(table: Table) -> str:
    return shortened(printable(table.module or "saved plan"), _LONGEST_NAME)


def _of_requirements(table: Table) -> list[_Row]:
    return [_Row(f"{row.requirement} {row.slug}", row.cells) for row in table.rows if not row.wholly_met]


def _of_module(table: Table) -> _Row:
    return _Row(_name(table), {name: _sum(table, name) for name in table.environments})


def _sum(table: Table, environment: str) -> Cell:
    """How many requirements are what in an environment."""
    cells = [row.cells[environment] for row in table.rows if environment in row.cells]
    counts = Counter(cell.outcome for cell in cells)
    for name in ACCEPTED:
        counts[name] = sum(cell.outcome == MET and cell.counts[name] > 0 for cell in cells)
    outcome = next((name for name in (NOT_MET, UNKNOWN, MET, SKIPPED) if counts[name]), NO_PLAN)
    return Cell(outcome, counts)


def _worst(every: Iterable[Table]) -> Markup:
    outcomes = {cell.outcome for table in every for cell in table.cells}
    worst = next((name for name in _COLOURS if name in outcomes), SKIPPED)
    return {**_COLOURS[worst], "bold": True}


def _unplanned(every: Iterable[Table]) -> Iterator[str]:
    for table in every:
        names = ", ".join(filter(None, map(printable, table.unplanned)))
        if table.unplanned:
            yield f"no plan of {_name(table)}{' in ' if names else ''}{names}: see the errors above"


def _slowest(plannings: Iterable[Planning], width: int) -> Iterator[str]:
    """The plans that took longest, each by the process that took longest for it."""
    longest: dict[str, float] = {}
    for planning in plannings:
        name = printable(" ".join(filter(None, [planning.module or "saved plan", planning.environment])))
        longest[name] = max(planning.seconds, longest.get(name, 0.0))
    slow = sorted(((seconds, name) for name, seconds in longest.items() if seconds >= _SLOW), reverse=True)
    text = ", ".join(f"{shortened(name, _LONGEST_NAME)} {seconds:.1f} s" for seconds, name in slow[:_MOST_SLOW])
    if text:
        yield shortened(f"slowest plans: {text}", width)


# The table


def _first(titles: Iterable[str], rows: Iterable[_Row]) -> int:
    """How wide the column of names is."""
    return max((columns(text) for text in (*titles, *(row.name for row in rows))), default=0)


def _matrix(title: str, rows: Sequence[_Row], width: int, first: int) -> Iterator[Line]:
    """Names in the first column, so wide, then one for each environment: in words where they have room, else in marks.

    Environments that do not fit beside the others get the same rows again.
    """
    shown = rows[:_MOST_ROWS]
    environments = sorted({name for row in rows for name in row.cells})
    words = {name: _column(name, [_text(row, name, words=True) for row in shown]) for name in environments}
    whole = first + sum(map(_width, words.values())) <= width
    marks = {name: _column(name, [_text(row, name, words=False) for row in shown]) for name in environments}
    made = words if whole else marks
    for names in _groups(made, width - first):
        yield _trimmed([(_padded(title, first), _BOLD), *((_cell(made[name], 0), _BOLD) for name in names)])
        for number, row in enumerate(shown, 1):
            cells = [(_cell(made[name], number), _colour(row, name)) for name in names]
            yield _trimmed([(_padded(row.name, first), _PLAIN), *cells])
    if not whole:
        yield [(_LEGEND, _PLAIN)]
    if len(rows) > len(shown):
        yield [(f"... and {len(rows) - len(shown)} more like these: a report has them all", _PLAIN)]


def _column(name: str, texts: Sequence[str]) -> list[str]:
    return [shortened(printable(name), _LONGEST_NAME) or "result", *texts]


def _text(row: _Row, name: str, *, words: bool) -> str:
    cell = row.cells.get(name)
    return "" if cell is None else cell.text if words else cell.short


def _colour(row: _Row, name: str) -> Markup:
    cell = row.cells.get(name)
    return _COLOURS[cell.outcome] if cell is not None else _PLAIN


def _width(column: Sequence[str]) -> int:
    return _GAP + max(map(columns, column))


def _groups(made: Mapping[str, Sequence[str]], room: int) -> Iterator[list[str]]:
    """The environments in groups that fit into the room; one that is alone too wide is a group too."""
    group: list[str] = []
    left = room
    for name, column in made.items():
        if group and _width(column) > left:
            yield group
            group, left = [], room
        group.append(name)
        left -= _width(column)
    if group:
        yield group


def _cell(column: Sequence[str], number: int) -> str:
    return " " * _GAP + _padded(column[number], _width(column) - _GAP)


def _trimmed(line: Line) -> Line:
    text, markup = line[-1]
    return [*line[:-1], (text.rstrip(), markup)]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns(text))
