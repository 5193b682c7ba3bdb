"""What a report shows of the records: findings, each once, with the places and the environments where they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from ...plan.addresses import without_keys
from ..records import SKIPPED, Record, Result

WAIVED, ADVICE = "waived", "advice"
SEVERITIES = ("critical", "high", "medium", "low")
"""The worst first."""


@dataclass(slots=True)
class Spot:
    """An address where a finding is. `anchor` is the fingerprint, with a number where several findings share it."""

    address: str
    anchor: str
    environments: dict[str, None] = field(default_factory=dict)
    touches: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class Finding:
    """What is said of one place, and of the other instances of its block of which the very same is said."""

    record: Record
    result: Result
    spots: dict[str, Spot] = field(default_factory=dict)

    @property
    def outcome(self) -> str:
        """Its record's words, or "waived", or "advice"."""
        return outcome_of(self.result)


def outcome_of(result: Result) -> str:
    """How a result counts: "not met", "unknown", "waived" or "advice"."""
    return ADVICE if result.advice else WAIVED if result.waived else result.outcome


@dataclass(slots=True)
class Remark:
    """What is said of a whole requirement: why it was skipped, or that there was nothing to check."""

    record: Record
    environments: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class Section:
    """A requirement of which there is something to say."""

    record: Record
    findings: list[Finding]
    remarks: list[Remark]


def results_of(records: Iterable[Record]) -> Iterator[tuple[Record, Result]]:
    """The results that count: a requirement that was skipped holds nothing against a module."""
    for record in records:
        if record.outcome != SKIPPED:
            yield from ((record, result) for result in record.results)


def sections(records: Iterable[Record]) -> list[Section]:
    """A section for each requirement of which there is something to say, the most urgent first."""
    by_requirement: dict[str, list[Record]] = {}
    for record in records:
        by_requirement.setdefault(record.requirement, []).append(record)
    anchors: dict[str, int] = {}
    made = [
        Section(found[0], _findings(found, anchors), _remarks(found)) for _, found in sorted(by_requirement.items())
    ]
    return sorted((each for each in made if each.findings or each.remarks), key=_urgency)


def _findings(records: Iterable[Record], anchors: dict[str, int]) -> list[Finding]:
    found: dict[object, Finding] = {}
    for record, result in results_of(records):
        said = replace(result, address=without_keys(result.address), fingerprint="", touches=())
        finding = found.setdefault((record.module, said), Finding(record, result))
        spot = finding.spots.get(result.address)
        if spot is None:
            number = anchors[result.fingerprint] = anchors.get(result.fingerprint, 0) + 1
            anchor = result.fingerprint if number == 1 else f"{result.fingerprint}-{number}"
            spot = finding.spots[result.address] = Spot(result.address, anchor)
        spot.environments[record.environment] = None
        spot.touches.update(dict.fromkeys(result.touches))
    return sorted(found.values(), key=lambda finding: _ORDER.index(finding.outcome))


_ORDER = ("not met", "unknown", WAIVED, ADVICE)


def _remarks(records: Iterable[Record]) -> list[Remark]:
    found: dict[tuple[str, str, str], Remark] = {}
    for record in records:
        if record.reason:
            remark = found.setdefault((record.module, record.outcome, record.reason), Remark(record))
            remark.environments[record.environment] = None
    return list(found.values())


def _urgency(section: Section) -> tuple[int, int, str]:
    outcomes = [*(each.outcome for each in section.findings), *(each.record.outcome for each in section.remarks)]
    ranks = [_ORDER.index(outcome) if outcome in _ORDER else len(_ORDER) for outcome in outcomes]
    record = section.record
    return min(ranks), SEVERITIES.index(record.severity), record.requirement
