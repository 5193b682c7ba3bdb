"""The text of a failure: what a person reads when a requirement does not hold. No colours, no more than 88 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..findings import Outcome, Verdict, shown
from ..plan.evidence import UNREAD
from ..plan.source_tree import blocks_around
from . import wording
from .printable import WIDTH, columns, printable, shortened
from .snippet import gutter_width, rendered, snippet
from .waived import how_to_waive, waiver_lines

if TYPE_CHECKING:
    from ..declaration import Judgement, Requirement

_LABEL = 11
_MOST_FIXES = 4

INCOMPLETE = "Not all of it could be read: a file has an error, or a module that it calls is not at hand."


def failure_text(judgement: Judgement) -> str:
    """All that is to be said: the whole story in the first line, then every place, then what to do."""
    requirement = judgement.requirement
    lines = [_headline(judgement), *_wrapped(printable(requirement.summary)), ""]
    if judgement.empty:
        lines += _wrapped(wording.nothing_checked(judgement), indent="  ")
        lines += [] if judgement.complete else _wrapped(INCOMPLETE, indent="  ")
        lines.append("")
    shown_verdicts = (*judgement.failed, *judgement.unknown)
    for alike in _stacks(shown_verdicts):
        lines += [*_finding(alike), ""]
    lines += _closing(requirement, judgement, shown_verdicts)
    return "\n".join(lines).rstrip()


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _headline(judgement: Judgement) -> str:
    requirement = judgement.requirement
    return f"{requirement.id} {requirement.slug}: {_score(judgement)}  [{requirement.severity}]"


def _score(judgement: Judgement) -> str:
    """`1 of 3 failed in 2 places, 1 unknown`: counted in addresses, of which one may have several faults."""
    if judgement.empty:
        return "nothing to check"
    everything = {verdict.address for verdict in judgement.verdicts}
    failed = {verdict.address for verdict in judgement.failed}
    unknown = {verdict.address for verdict in judgement.unknown} - failed
    accepted = {verdict.address for verdict in judgement.waived} - failed - unknown
    waived = f", {len(accepted)} waived" if accepted else ""
    whole = len(everything)
    if not failed:
        return f"{len(unknown)} of {whole} unknown{_places(judgement.unknown, unknown)}{waived}"
    more = f", {len(unknown)} unknown" if unknown else ""
    return f"{len(failed)} of {whole} failed{_places(judgement.failed, failed)}{more}{waived}"


def _places(verdicts: Sequence[Verdict], addresses: Collection[str]) -> str:
    return f" in {len(verdicts)} places" if len(verdicts) > len(addresses) else ""


def _stacks(verdicts: Iterable[Verdict]) -> list[list[Verdict]]:
    """The verdicts, those on instances of one block that fail alike together."""
    stacks: dict[tuple[Any, ...], list[Verdict]] = {}
    for position, verdict in enumerate(verdicts):
        alike: tuple[Any, ...] = (position,)
        if verdict.block is not None or wording.without_keys(verdict.address) != verdict.address:
            block = wording.without_keys(verdict.address)
            same = (repr(verdict.expected), wording.actual_text(verdict), verdict.note, verdict.span, verdict.block)
            alike = (verdict.outcome, block, verdict.attribute, *same)
        stacks.setdefault(alike, []).append(verdict)
    return list(stacks.values())


def _finding(alike: Sequence[Verdict]) -> Iterator[str]:
    verdict = alike[0]
    yield "  " + addresses_text([one.address for one in alike])
    gutter = 2
    note = verdict.note or (_when(verdict) if len(alike) == 1 else "")
    if verdict.span is not None:
        yield f"    --> {printable(str(verdict.span.location))}"
        lines = snippet(verdict.span, hidden=verdict.hidden)
        gutter = max(gutter, gutter_width(lines))
        text, fits = rendered(lines, gutter, printable(note))
        yield from text
        note = "" if fits else note
    indent = " " * (gutter + 3)
    touches = ", ".join(dict.fromkeys(address for one in alike for address in one.touches))
    rows = (
        ("attribute", printable(verdict.attribute)),
        ("expected", wording.expected_text(verdict) if verdict.expected is not None else ""),
        ("actual", wording.actual_text(verdict)),
        ("note", printable(note) if verdict.note else ""),
        ("touches", printable(touches)),
    )
    for label, value in rows:
        if value:
            yield from _row(indent, label, value, whole=label != "attribute" and not _is_data(verdict, label))
    for stations in ways(verdict):
        yield from _way(indent, stations)
    yield from table_lines(verdict.table, f"{indent}| ")


def table_lines(table: Sequence[Sequence[str]], indent: str = "") -> Iterator[str]:
    """The rows of a table, the first column cut where there is no room, the others set to the right."""
    rows = [[printable(cell) for cell in row] for row in table]
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    room = WIDTH - len(indent) - sum(width + 2 for width in widths[1:])
    for first, *others in rows:
        start = shortened(first, room)
        start += " " * (min(widths[0], room) - columns(start))
        cells = [" " * (width - columns(cell)) + cell for cell, width in zip(others, widths[1:], strict=True)]
        yield indent + "  ".join([start, *cells])


def addresses_text(addresses: Sequence[str]) -> str:
    """`aws_ecs_service.web["a"], ["b"] (+3 more)`, in one line."""
    first, *others = map(printable, addresses)
    keys = [wording.differing_keys(other, first) for other in others]
    for count in range(len(keys), 0, -1):
        rest = f" (+{len(keys) - count} more)" if count < len(keys) else ""
        text = ", ".join([first, *keys[:count]]) + rest
        if columns(text) + 2 <= WIDTH:
            return text
    return f"{first} (+{len(keys)} more)" if keys else first


def _when(verdict: Verdict) -> str:
    """For an expression that differs between instances, what it gives for this one."""
    key = wording.instance_key(verdict.address)
    if not key or verdict.span is None or verdict.hidden or verdict.actual is None or not verdict.actual.known:
        return ""
    for name in ("each.key", "each.value", "count.index"):
        if name in verdict.span.text:
            index = "count.index" if name == "count.index" else "each.key"
            return f"{wording.data_text(shown(verdict))} when {index} = {key[1:-1]}"
    return ""


def _is_data(verdict: Verdict, label: str) -> bool:
    """Whether a row shows a value, which may be cut; sentences and references are shown whole."""
    known = verdict.actual is not None and verdict.actual.known
    return label == "actual" and (known or verdict.outcome is Outcome.NOT_MET)


def _row(indent: str, label: str, value: str, *, whole: bool) -> Iterator[str]:
    start = f"{indent}= {label:<{_LABEL}}"
    room = WIDTH - len(start)
    if not whole:
        yield start + shortened(value, room)
        return
    first, *more = _lines(value, room)
    yield start + first
    yield from (" " * len(start) + line for line in more)


def _lines(text: str, room: int) -> list[str]:
    """The text in lines; what has no blank in it, such as an address, stays whole even where it has no room."""
    return textwrap.wrap(text, room, break_on_hyphens=False, break_long_words=False) or [""]


def ways(verdict: Verdict) -> list[list[str]]:
    """The ways to tell: of each origin for a verdict about provenance, else of a value that stands somewhere else."""
    traces = verdict.origins
    name = wording.attribute_name(verdict.attribute)
    if verdict.provenance:
        value = shortened(wording.actual_text(verdict), 40)
        return [
            [wording.beginning(trace, name, verdict.actual, value), *wording.chain(trace)]
            for trace in traces[:_MOST_FIXES]
        ]
    if _stands_elsewhere(verdict) and len(traces) == 1 and traces[0].hops:
        return [[name, *wording.chain(traces[0])]]
    return []


def _stands_elsewhere(verdict: Verdict) -> bool:
    """Whether the text to change is not in the block that the verdict is about."""
    if verdict.span is None or verdict.block is None:
        return False
    return verdict.span != verdict.block and verdict.block not in blocks_around(verdict.span)


def _way(indent: str, stations: Sequence[str]) -> Iterator[str]:
    """The stations joined by arrows, broken before an arrow where a line is full."""
    line = f"{indent}= {'origin':<{_LABEL}}{stations[0]}"
    for station in stations[1:]:
        if columns(line) + columns(station) + 4 > WIDTH:
            yield line
            line = f"{indent}  {'':<{_LABEL}}<- {station}"
        else:
            line += f" <- {station}"
    yield line


def _closing(requirement: Requirement[Any], judgement: Judgement, verdicts: Sequence[Verdict]) -> Iterator[str]:
    for verdict in judgement.verdicts:
        if verdict.outcome is Outcome.MET and verdict.advice:
            yield from _closing_line("advice", f"{verdict.address}: {verdict.advice}")
    if not judgement.complete and any(verdict.expected != UNREAD for verdict in verdicts):
        yield from _closing_line("note", INCOMPLETE)
    fixes = [wording.empty_fix(judgement)] if judgement.empty else _fixes(requirement, judgement.failed or verdicts)
    for fix in fixes:
        yield from _closing_line("fix", fix)
    if requirement.docs:
        yield f"  docs:  {requirement.docs}"
    if requirement.aws_doc:
        yield f"  aws:   {requirement.aws_doc}"
    for label, line in waiver_lines(judgement):
        yield from _closing_line(label, line)
    yield from how_to_waive(requirement, verdicts)


def _closing_line(label: str, value: str) -> Iterator[str]:
    start = f"  {label + ':':<7}"
    first, *more = _lines(printable(value), WIDTH - len(start) - 1)
    yield f"{start}{'' if start.endswith(' ') else ' '}{first}"
    yield from (" " * len(start) + line for line in more)


def _fixes(requirement: Requirement[Any], verdicts: Sequence[Verdict]) -> list[str]:
    fixes = dict.fromkeys(verdict.hint or wording.setting_fix(verdict) for verdict in verdicts)
    found = [fix for fix in fixes if fix]
    general = [requirement.remediation] if requirement.remediation else []
    return general if general and (not found or len(found) > _MOST_FIXES) else found[:_MOST_FIXES]
