"""Verdicts and findings: what a requirement says of one place, and what a person is shown of it.

A `Verdict` is what requirements yield; it holds values. A `Finding` is a verdict made safe to show: no sensitive
value is in it. Nothing here builds sentences; `report/` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum, StrEnum
from fractions import Fraction
from typing import Any, Final

from .aws.secret_names import looks_secret, secret_kind
from .hcl.origins import Trace
from .hcl.values import UNKNOWN, JsonString, PartialString, Value
from .source import Location, Span

SENSITIVE: Final = "(sensitive)"
"""What stands for a value that must not be shown."""

AFTER_APPLY: Final = "(known after apply)"
"""What stands for a value that is not known, in Terraform's own words."""


class Outcome(StrEnum):
    """What a verdict says."""

    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, holds: bool | None) -> Outcome:
        """Met for True, not met for False, unknown for None."""
        return cls.UNKNOWN if holds is None else cls.MET if holds else cls.NOT_MET


class Severity(IntEnum):
    """How much a broken requirement hurts, comparable: `Severity.HIGH > Severity.LOW`."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Waiving:
    """A waiver that concerns a verdict, and where it stands (the path is relative to the module).

    `problem` says why it is not honoured, if it is not; `owner` whose it is, where that is stated.
    """

    reason: str
    place: str
    until: date | None = None
    problem: str = ""
    owner: str = ""

    @property
    def honoured(self) -> bool:
        """Whether the verdict is accepted because of it."""
        return not self.problem


@dataclass(frozen=True, slots=True, repr=False)
class Verdict:
    """What a requirement says of one place.

    `actual` is the value that was judged (None where the verdict is about no single value) and `expected` what it
    should be: the very data where `exact` is set, else words. `span` is the text to change, `block` the header of the
    resource or declaration, above which a waiver stands. `touches` are the addresses that the fault concerns besides
    `address`, `note` a clause that explains `actual`, `advice` a remark on a met verdict, `provenance` asks for the
    way that `actual` came to be shown; `traces` are those origins of it that decide. `secret` says that `actual`, and
    the text it was written as, must not be shown. `waiver` is what a team says of a verdict that is not met. `table`
    are rows of texts that explain it, the first row their headings; all columns but the first hold amounts.
    """

    outcome: Outcome
    address: str
    attribute: str = ""
    expected: object = None
    actual: Value | None = None
    span: Span | None = None
    block: Span | None = None
    hint: str = ""
    note: str = ""
    advice: str = ""
    touches: tuple[str, ...] = ()
    secret: bool = False
    exact: bool = False
    provenance: bool = False
    traces: tuple[Trace, ...] = ()
    waiver: Waiving | None = None
    table: tuple[tuple[str, ...], ...] = ()

    def __repr__(self) -> str:
        # Short, because tracebacks and debuggers print it and `actual` may be a secret.
        return f"<Verdict {self.outcome}: {self.address} {self.attribute}>".replace(" >", ">")

    @property
    def location(self) -> Location | None:
        """Where the text to change stands, in the user's tree."""
        return self.span.location if self.span is not None else None

    @property
    def origins(self) -> tuple[Trace, ...]:
        """What the value was made from, as far as it decides, and the way it came."""
        if self.traces or self.actual is None:
            return self.traces
        return self.actual.origins

    @property
    def waived(self) -> bool:
        """Whether it is accepted, for a reason: it then fails nothing."""
        return self.waiver is not None and self.waiver.honoured

    @property
    def hidden(self) -> bool:
        """Whether `actual` must not be shown: the requirement or Terraform says so, or it looks like a secret."""
        if self.secret or self.actual is None:
            return self.secret
        return self.actual.any_sensitive or holds_secret(self.actual)

    def unless_known(self, reason: str) -> Verdict:
        """The same verdict, unknown for this reason instead of not met."""
        return replace(self, outcome=Outcome.UNKNOWN, note=reason) if self.outcome is Outcome.NOT_MET else self


@dataclass(frozen=True, slots=True, repr=False)
class Finding:
    """A verdict as a person is shown it. `actual` is plain data, "(sensitive)" or "(known after apply)"."""

    address: str
    attribute: str
    expected: Any
    actual: Any
    location: Location | None
    origins: tuple[Trace, ...]
    hint: str
    outcome: Outcome
    note: str = ""
    touches: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()

    def __repr__(self) -> str:
        return f"<Finding {self.outcome}: {self.address} {self.attribute}>".replace(" >", ">")

    @classmethod
    def of(cls, verdict: Verdict, hint: str = "") -> Finding:
        """The verdict without anything that must not be shown; `hint` is what to do where it does not say so itself."""
        return cls(
            verdict.address,
            verdict.attribute,
            verdict.expected,
            shown(verdict),
            verdict.location,
            verdict.origins,
            verdict.hint or hint,
            verdict.outcome,
            verdict.note,
            verdict.touches,
            verdict.table,
        )


def shown(verdict: Verdict) -> Any:
    """The actual value as plain data that may be shown; None where the verdict is about no single value."""
    if verdict.actual is None:
        return None
    if verdict.hidden:
        return SENSITIVE
    return verdict.actual.value if verdict.actual.known else AFTER_APPLY


def holds_secret(value: Value, name: str = "") -> bool:
    """Whether there is a secret in a value, by its looks or by the name it has in there, in JSON text too."""
    data = value.data
    if isinstance(data, dict):
        label = data["name"].data if "name" in data else None
        names = {"value": label} if isinstance(label, str) else {}
        return any(holds_secret(value[key], names.get(key, key)) for key in data)
    if isinstance(data, tuple):
        return any(holds_secret(value[index], name) for index in range(len(data)))
    if isinstance(data, JsonString):
        return holds_secret(data.inner, name)
    if not isinstance(data, str | PartialString):
        return False
    text = value.text
    if looks_secret(text) is not None or (name and secret_kind(name, text) is not None):
        return True
    decoded = value.decoded if text.lstrip()[:1] in ("{", "[") else None
    return decoded is not None and isinstance(decoded.data, dict | tuple) and holds_secret(decoded, name)


def compare(actual: Value, expected: object) -> bool | None:
    """Whether a value equals plain data; None where that is known only after apply.

    Terraform converts numbers and strings into each other where an argument asks for it, so "3" equals 3 here. A set
    in `expected` is compared without regard to order.
    """
    if isinstance(expected, set | frozenset) and actual.known and isinstance(actual.data, tuple):
        return {_scalar(item) for item in actual.value} == {_scalar(item) for item in expected}
    if isinstance(expected, Iterable) and not isinstance(expected, str | Mapping) and isinstance(actual.data, tuple):
        wanted = list(expected)
        if len(wanted) != len(actual.data):
            return False
        answers = [compare(item, one) for item, one in zip(actual.data, wanted, strict=True)]
        return False if False in answers else None if None in answers else True
    if not actual.known:
        return None
    return _scalar(actual.value) == _scalar(expected)


def _scalar(data: object) -> object:
    """Numbers, and strings that are numbers, as one and the same; bools and everything else as they are."""
    if isinstance(data, bool | type(None)) or data is UNKNOWN:
        return (type(data), data)
    try:
        return Fraction(str(data)) if isinstance(data, str | int | float) else data
    except (ValueError, ZeroDivisionError):
        return data
