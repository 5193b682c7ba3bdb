"""The Markdown report: for a pull-request comment or a job summary, as GitHub and GitLab render it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .formats import RunResults
from .places import Found, found_in, path_of
from .records import NOT_MET, UNKNOWN, Planning
from .tally import Row, Table, headline, tables
from .text import table_lines

LIMIT = 65_000
"""GitHub takes 65,536 characters as a comment; some are left for a line that an action adds."""

_MOST_ROWS = 200
_SPECIAL = re.compile(r"[\\`*\[\]<>|~&$]|(?<!\w)_|_(?!\w)")
_MENTION = re.compile(r"@(?=\w)|#(?=\d)")


def render(results: RunResults) -> str:
    """The results of a run as Markdown of at most LIMIT characters."""
    every = tables(results.records, results.plannings)
    parts = ["## Terraform for ECS Fargate\n", f"{headline(every) or 'Nothing was judged'}.\n"]
    parts += [_unplanned(planning) for planning in results.plannings if planning.problem]
    parts += _tables(every)
    found = found_in(results.records)
    parts += _details(found, LIMIT - sum(map(len, parts)) - len(parts), results.rootdir)
    return _fitted("\n".join(parts))


def _fitted(text: str) -> str:
    return text if len(text) <= LIMIT else text[: LIMIT - 30].rpartition("\n")[0] + "\n\nThe rest is left out.\n"


# The tables


def _tables(every: Sequence[Table]) -> Iterator[str]:
    rows = 0
    for table in every:
        shown = [row for row in table.rows if not row.wholly_met]
        if not shown:
            continue
        left = max(_MOST_ROWS - rows, 0)
        if left:
            yield from _table(table, shown[:left], named=len(every) > 1)
        if len(shown) > left:
            yield f"{len(shown) - left} more requirements of {_code(_name(table.module))} have findings.\n"
        rows += len(shown)
    met = [table for table in every if table.wholly_met]
    if met and len(every) > 1:
        yield f"Everything is met in {', '.join(_code(_name(table.module)) for table in met)}.\n"


def _table(table: Table, rows: Sequence[Row], *, named: bool) -> Iterator[str]:
    if named:
        yield f"### {_code(_name(table.module))}\n"
    names = [_prose(name) or "result" for name in table.environments]
    lines = [["requirement", "severity", *names], ["---"] * (len(names) + 2)]
    lines += [[f"{row.requirement} {_prose(row.slug)}", row.severity, *_cells(table, row)] for row in rows]
    yield "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _cells(table: Table, row: Row) -> Iterator[str]:
    for name in table.environments:
        cell = row.cells.get(name)
        text = cell.text if cell is not None else ""
        yield f"**{text}**" if cell is not None and cell.outcome == NOT_MET else text


def _name(module: str) -> str:
    return module or "saved plan"


def _unplanned(planning: Planning) -> str:
    where = f" in {_prose(planning.environment)}" if planning.environment else ""
    return f"There is no plan of {_code(_name(planning.module))}{where}:\n\n{_fenced(planning.problem)}\n"


# The findings


def _details(found: Sequence[Found], room: int, rootdir: str) -> Iterator[str]:
    """The findings that fit, the worst first, and how many do not."""
    room -= 200
    group = ""
    for number, each in enumerate(found):
        heading = _group(each)
        text = _detail(each, rootdir)
        if heading != group:
            text = f"### {heading}\n\n{text}"
            group = heading
        room -= len(text) + 1
        if room < 0:
            yield f"{len(found) - number} more findings are left out: a comment has room for {LIMIT:,} characters.\n"
            return
        yield text


def _group(found: Found) -> str:
    if found.result.waived:
        return "Waived"
    return {NOT_MET: "Not met", UNKNOWN: "Unknown"}.get(found.result.outcome, "Advice")


def _detail(found: Found, rootdir: str) -> str:
    record, result = found.record, found.result
    where = f" ({_prose(', '.join(found.environments))})" if found.environments else ""
    lines = [
        f"<details><summary>{record.requirement} {_prose(record.slug)}: {_code(found.subject)}{where}</summary>\n",
        f"{_prose(record.summary)}\n",
    ]
    if result.place is not None:
        path = path_of(record, result.place, rootdir) or result.place.path
        lines.append(_code(f"{path}:{result.place.line}:{result.place.column}") + "\n")
    if result.snippet:
        width = max(len(str(line.number)) for line in result.snippet)
        lines.append(_fenced("\n".join(f"{line.number:>{width}} | {line.text}" for line in result.snippet)) + "\n")
    lines += [f"- {label}: {text}" for label, text in _facts(found) if text]
    if result.table:
        lines.append("\n" + _fenced("\n".join(table_lines(result.table))))
    return "\n".join([*lines, "\n</details>\n"])


def _facts(found: Found) -> Iterator[tuple[str, str]]:
    result, waiver = found.result, found.result.waiver
    yield "expected", _code(result.expected)
    yield "actual", _code(result.actual)
    yield "note", _prose(result.note)
    yield "advice", _prose(result.advice)
    yield "touches", ", ".join(map(_code, result.touches))
    for origin in result.origins:
        yield "origin", _code(origin)
    yield "fix", _prose(result.fix)
    if waiver is not None and found.result.waived:
        until = f", until {waiver.until}" if waiver.until else ""
        yield "waived", f"{_prose(waiver.reason)}{until} ({_code(waiver.place)})"
    yield "waiver", _prose(found.waiver_problem)
    yield "aws", found.record.aws_doc


# Nothing in a module's text makes Markdown or HTML: characters that would are written by number


def _prose(text: str) -> str:
    """Text that nobody is mentioned by."""
    return _escaped(_MENTION.sub(lambda found: f"{found[0]}\N{ZERO WIDTH SPACE}", text))


def _code(text: str) -> str:
    """The same in letters of equal width, where nothing is a mention."""
    return f"<code>{_escaped(text)}</code>" if text else ""


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", " ".join(text.split()))


def _fenced(text: str) -> str:
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}text\n{text}\n{fence}"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
