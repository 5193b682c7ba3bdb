"""What a failure text, and the end of a run, say of waivers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeGuard

from ..findings import Verdict
from ..source import Span
from . import wording
from .printable import printable

if TYPE_CHECKING:
    from ..declaration import Judgement, Requirement
    from .records import Record

_MOST_ADDRESSES = 5


def told(record: Record) -> list[str]:
    """`1 waived: ECSF401 aws_lb_target_group.web (reason)`, a line for each waiver."""
    groups: dict[str, dict[str, None]] = {}
    for result in record.results:
        if result.waiver is not None and result.waived:
            groups.setdefault(_reason(result.waiver.reason, result.waiver.until), {})[result.address] = None
    return [
        f"{len(found)} waived: {record.requirement} {_accepted_text(list(found), reason)}"
        for reason, found in groups.items()
    ]


def waiver_lines(judgement: Judgement) -> Iterator[tuple[str, str]]:
    """What is accepted, and the waivers of what failed with the reason why they are not honoured; each with a label."""
    for text in _accepted(judgement):
        yield "waived", text
    found = [verdict.waiver for verdict in (*judgement.failed, *judgement.unknown) if verdict.waiver is not None]
    for waiver in dict.fromkeys(found):
        yield "waiver", f"{waiver.place} is not honoured: {waiver.problem}"


def _accepted(judgement: Judgement) -> Iterator[str]:
    groups: dict[str, dict[str, None]] = {}
    for verdict in judgement.waived:
        if verdict.waiver is not None:
            until = verdict.waiver.until.isoformat() if verdict.waiver.until is not None else ""
            groups.setdefault(_reason(verdict.waiver.reason, until), {})[verdict.address] = None
    return (_accepted_text(list(found), reason) for reason, found in groups.items())


def _reason(reason: str, until: str) -> str:
    return reason + (f", until {until}" if until else "")


def _accepted_text(addresses: list[str], reason: str) -> str:
    more = len(addresses) - _MOST_ADDRESSES
    shown = ", ".join(addresses[:_MOST_ADDRESSES]) + (f" (+{more} more)" if more > 0 else "")
    return printable(f"{shown} ({reason})")


def how_to_waive(requirement: Requirement[Any], verdicts: Sequence[Verdict]) -> Iterator[str]:
    """The comment to write, and above which line; in the toml where no comment can stand."""
    found = [verdict.block or verdict.span for verdict in verdicts]
    distinct = list(dict.fromkeys(wording.place(above.location) for above in found if _takes_comments(above)))
    if distinct:
        more = f" (and {len(distinct) - 1} more)" if len(distinct) > 1 else ""
        yield f"  waive: # ecsfargate:waive {requirement.id} <reason>, above {distinct[0]}{more}"
    elif verdicts:
        address = printable(verdicts[0].address)
        quote = "'" if '"' in address else '"'
        yield f'  waive: [[waive]] id = "{requirement.id}", address = {quote}{address}{quote},'
        yield '         reason = "<reason>", in ecsfargate.toml'


def _takes_comments(span: Span | None) -> TypeGuard[Span]:
    return span is not None and span.file.path.endswith((".tf", ".tofu"))
