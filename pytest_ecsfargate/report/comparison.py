"""The text of a comparison of two environments that differ: 88 columns, no colours, nothing secret."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from ..findings import Outcome, Verdict
from ..hcl.values import UNKNOWN, Value
from ..plan.comparison import Comparison, Difference
from . import wording
from .printable import WIDTH, printable, shortened
from .text import addresses_text

_SUMMARY = "Environments plan the same, but for their names and what is allowed."
_MOST_PATTERNS = 5
_INDENT = " " * 5


def difference_text(found: Comparison, names: Sequence[str]) -> str:
    """All differences: the whole story in the first line, then each resource, then what to do."""
    lines = [_headline(found, names), _SUMMARY, ""]
    for alike in _stacks(found.differences, names):
        lines += [*_resource(alike, names), ""]
    if found.unread:
        lines += ["  There may be more, because not all of the module could be read:", *_unread(found), ""]
    lines += ["  fix:   Make them the same, or allow it in ecsfargate.toml:", "", *_allowing(found.differences)]
    return "\n".join(lines)


def unread_text(found: Comparison, names: Sequence[str]) -> str:
    """What is said where nothing differs, as far as the module could be read."""
    first = f"{' and '.join(names)} may differ: not all of the module could be read"
    return "\n".join([printable(first), *_unread(found)])


def _unread(found: Comparison) -> Iterator[str]:
    for verdict in found.unread:
        text = printable(f"{verdict.address}: {verdict.note}")
        yield from textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _headline(found: Comparison, names: Sequence[str]) -> str:
    """`dev and prod differ in 3 places of 2 resources (4 follow the environment, 1 allowed)`"""
    addresses = {difference.address for difference in found.differences}
    where = f"{_count(found.differences, 'place')} of {_count(addresses, 'resource')}"
    follow = f"{found.following} follow{'s' if found.following == 1 else ''} the environment"
    others = [follow] if found.following else []
    others += [f"{found.allowed} allowed"] if found.allowed else []
    return printable(f"{' and '.join(names)} differ in {where}" + (f" ({', '.join(others)})" if others else ""))


def _count(found: Sequence[object] | set[str], what: str) -> str:
    return f"{len(found)} {what}{'' if len(found) == 1 else 's'}"


Rows = tuple[tuple[str, str], ...]


def _stacks(differences: Sequence[Difference], names: Sequence[str]) -> Iterator[list[tuple[Difference, Rows]]]:
    """The differences of each resource with their rows; instances of one block that differ alike together."""
    by_address: dict[str, list[Difference]] = {}
    for difference in differences:
        by_address.setdefault(difference.address, []).append(difference)
    stacks: dict[tuple[str, Rows], list[tuple[Difference, Rows]]] = {}
    for address, found in by_address.items():
        rows = tuple(row for difference in found for row in _rows(difference, names))
        stacks.setdefault((wording.without_keys(address), rows), []).append((found[0], rows))
    yield from stacks.values()


def _rows(difference: Difference, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    if difference.first is None or difference.second is None:
        yield "only in", names[0] if difference.second is None else names[1]
        return
    yield "attribute", difference.attribute
    for name, value in zip(names, (difference.first, difference.second), strict=True):
        yield name, _text(difference, value)


def _text(difference: Difference, value: Value) -> str:
    # Of a text that is known in parts these are shown, else the reason why nothing is known.
    outcome = Outcome.UNKNOWN if value.data is UNKNOWN else Outcome.NOT_MET
    return wording.actual_text(
        Verdict(outcome, difference.address, difference.attribute, actual=value, secret=difference.secret)
    )


def _resource(alike: Sequence[tuple[Difference, Rows]], names: Sequence[str]) -> Iterator[str]:
    (difference, rows), *_ = alike
    yield "  " + addresses_text([each.address for each, _ in alike])
    span = difference.resource.span
    if span is not None:
        yield f"    --> {printable(str(span.location))}"
    width = max(map(len, ("attribute", *names))) + 2
    for label, value in rows:
        start = f"{_INDENT}= {printable(label):<{width}}"
        yield start + shortened(printable(value), max(WIDTH - len(start), 20))


def _allowing(differences: Sequence[Difference]) -> Iterator[str]:
    """The lines to write into the toml."""
    patterns = dict.fromkeys(
        ".".join(filter(None, (wording.without_keys(each.address), wording.without_keys(each.attribute))))
        for each in differences
    )
    yield "         [compare]"
    yield "         allow = ["
    for pattern in list(patterns)[:_MOST_PATTERNS]:
        yield f"           {wording.data_text(pattern)},"
    if len(patterns) > _MOST_PATTERNS:
        yield f"           # and {len(patterns) - _MOST_PATTERNS} more"
    yield "         ]"
