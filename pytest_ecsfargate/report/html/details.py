"""The findings as a page shows them: a section for each requirement, a box for each finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ...plan.addresses import without_keys
from ..printable import columns
from ..records import NOT_MET, SKIPPED, UNKNOWN, Line, Result
from .findings import Finding, Remark, Section, Spot
from .markup import Html, element, joined
from .matrix import module_name, severity

_MOST_OPEN = 20


def section_of(section: Section, modules: Sequence[str], environments: Sequence[str]) -> Html:
    """A requirement with its findings; open where there is something to do, and not too much to read past."""
    record = section.record
    fixes = {finding.result.fix for finding in section.findings}
    shared = fixes.pop() if len(fixes) == 1 and len(section.findings) > 1 else ""
    said = {finding.outcome for finding in section.findings} | {remark.record.outcome for remark in section.remarks}
    name = element("h3", element("code", record.requirement), f" {record.slug}")
    count = sum(len(finding.spots) for finding in section.findings)
    places = element("span", f"{count} place{'s' if count != 1 else ''}", class_="quiet") if count else ""
    # A requirement declared in a test suite may name anything.
    link = element("a", record.aws_doc, href=record.aws_doc, rel="noreferrer")
    rows: list[tuple[str, Sequence[str]]] = [
        ("fix", [shared]),
        ("docs", _codes([record.docs])),
        ("AWS", [link if record.aws_doc.startswith("https://") else record.aws_doc]),
        ("waive", [_comment(record.requirement)] if said & {NOT_MET, UNKNOWN} else []),
    ]
    index = _Index(modules, environments)
    return element(
        "details",
        element("summary", name, " ", severity(record.severity), " ", places),
        element("p", record.summary),
        _rows(rows),
        *(_remark(remark, index) for remark in section.remarks),
        *(_finding(finding, index, without_fix=bool(shared)) for finding in section.findings),
        id=record.requirement,
        class_="requirement",
        open=bool(said & {NOT_MET, UNKNOWN}) and len(section.findings) <= _MOST_OPEN,
    )


class _Index:
    """The numbers by which the filters know modules and environments."""

    def __init__(self, modules: Sequence[str], environments: Sequence[str]) -> None:
        self._modules = {name: number for number, name in enumerate(modules)}
        self._environments = {name: number for number, name in enumerate(environments)}

    def module(self, name: str) -> int:
        return self._modules[name]

    def environments(self, names: Iterable[str]) -> str:
        return " ".join(str(self._environments[name]) for name in names)


def _labels(environments: Iterable[str]) -> list[Html]:
    """The environments that have a name."""
    return [element("span", name, class_="environment") for name in environments if name]


def _item(*children: str, outcome: str, severity: str, module: int) -> Html:
    """What the filters show and hide."""
    return element(
        "div",
        *children,
        class_=f"item {outcome.replace(' ', '-')}",
        data_outcome=outcome,
        data_severity=severity,
        data_module=module,
    )


def _remark(remark: Remark, index: _Index) -> Html:
    record, shown = remark.record, _labels(remark.environments)
    word = element("strong", "skipped" if record.outcome == SKIPPED else record.outcome)
    where = [element("span", module_name(record.module), class_="quiet"), " "]
    line = element(
        "p", word, f": {record.reason} ", *where, *shown, data_environments=index.environments(remark.environments)
    )
    return _item(line, outcome=record.outcome, severity=record.severity, module=index.module(record.module))


def _finding(finding: Finding, index: _Index, *, without_fix: bool) -> Html:
    result, record = finding.result, finding.record
    spots = element("ul", *(_spot(spot, index) for spot in finding.spots.values()), class_="spots")
    place = result.place
    folder = f"{record.module}/" if record.module not in ("", ".") else ""
    where = f"{folder}{place.path}:{place.line}:{place.column}" if place is not None else module_name(record.module)
    touches = dict.fromkeys(address for spot in finding.spots.values() for address in spot.touches)
    rows: list[tuple[str, Sequence[str]]] = [
        ("attribute", _codes([result.attribute])),
        ("expected", _codes([result.expected])),
        ("actual", _codes([result.actual])),
        ("note", [result.note]),
        ("advice", [result.advice]),
        ("origin", _codes(result.origins)),
        ("touches", _codes(touches)),
        ("fix", [] if without_fix else [result.fix]),
        *_waiver(result),
    ]
    parts = [
        element("p", element("strong", finding.outcome), f" {where}", class_="where"),
        spots,
        *([_snippet(result.snippet)] if result.snippet else []),
        _rows(rows),
        *([_table(result.table)] if result.table else []),
        *([_how_to_waive(finding)] if finding.outcome in (NOT_MET, UNKNOWN) else []),
    ]
    return _item(*parts, outcome=finding.outcome, severity=record.severity, module=index.module(record.module))


def _spot(spot: Spot, index: _Index) -> Html:
    link = element("a", element("code", spot.address), href=f"#{spot.anchor}")
    numbers = index.environments(spot.environments)
    return element("li", link, *_labels(spot.environments), id=spot.anchor, data_environments=numbers)


def _table(table: Sequence[Sequence[str]]) -> Html:
    heading, *rows = table
    head = element("tr", *(element("th", cell, scope="col") for cell in heading))
    body = [element("tr", *(element("td", cell) for cell in row)) for row in rows]
    return element("table", element("thead", head), element("tbody", *body), class_="amounts")


def _codes(texts: Iterable[str]) -> list[Html]:
    return [element("code", text) for text in texts if text]


def _rows(rows: Iterable[tuple[str, Sequence[str]]]) -> Html:
    """Terms with what belongs to them; those with nothing are left out."""
    pairs = [
        joined([element("dt", term), *(element("dd", text) for text in texts if text)])
        for term, texts in rows
        if any(texts)
    ]
    return element("dl", *pairs) if pairs else Html()


def _waiver(result: Result) -> Iterator[tuple[str, Sequence[str]]]:
    waiver = result.waiver
    if waiver is not None:
        until = f", until {waiver.until}" if waiver.until else ""
        problem = f". Not honoured: {waiver.problem}" if waiver.problem else ""
        yield "waiver", [f"{waiver.reason or 'no reason'}{until} ({waiver.place}){problem}"]


def _comment(requirement: str) -> Html:
    text = element("code", f"# ecsfargate:waive {requirement} <reason>")
    return joined([text, " above the block or the argument, or as shown with each finding"])


def _how_to_waive(finding: Finding) -> Html:
    identity = finding.record.requirement
    address = finding.result.address
    if len(finding.spots) > 1:
        address = without_keys(address)
    quote = "'" if '"' in address else '"'
    table = f'[[waive]]\nid = "{identity}"\naddress = {quote}{address}{quote}\nreason = "<reason>"'
    lines = [part for line in table.split("\n") for part in (line, Html("\n"))]
    return element(
        "details",
        element("summary", "waive in ecsfargate.toml"),
        element("pre", *lines[:-1]),
        class_="waive",
    )


def _snippet(lines: Sequence[Line]) -> Html:
    """The lines; what is pointed at stands on the last one."""
    *others, last = lines
    return element("pre", *(_line(replace(line, end=line.start)) for line in others), _line(last), class_="snippet")


def _line(line: Line) -> Html:
    number = element("span", f"{line.number:>4} ", class_="number")
    start, end = (len(_cut(line.text, column)) for column in (line.start, line.end))
    marked = [element("mark", line.text[start:end])] if start < end else []
    return joined([number, line.text[:start], *marked, line.text[end:], Html("\n")])


def _cut(text: str, room: int) -> str:
    """As much of a text as stands in so many columns."""
    if text.isascii():
        return text[:room]
    taken = 0
    for index, character in enumerate(text):
        if taken >= room:
            return text[:index]
        taken += columns(character)
    return text
