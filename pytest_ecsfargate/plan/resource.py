"""One resource instance of a plan, and how paths inside it are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from ..findings import Outcome, Verdict, compare
from ..hcl.origins import NOWHERE, Kind, Origin, leaf
from ..hcl.values import UNKNOWN, ResourceObject, Value, from_python, null, unknown
from ..source import Location, Span
from .source_tree import choice_around

InstanceKey = None | int | str
"""None for a resource without count and for_each, else the instance key."""

_STEP = re.compile(r"\.?([A-Za-z_][\w-]*)|\[(\d+)\]|\[\"((?:[^\"\\]|\\.)*)\"\]")


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The `lifecycle` block: https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle.

    `ignore_changes` holds attribute paths as written; `ignore_all` is `ignore_changes = all`. `span` is the block's.
    """

    create_before_destroy: bool = False
    prevent_destroy: bool = False
    ignore_changes: tuple[str, ...] = ()
    ignore_all: bool = False
    replace_triggered_by: tuple[str, ...] = ()
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource or data source instance.

    `values` is an object: every argument and nested block that the plan or the source knows, unknown ones included.
    `configured` holds the names of the arguments and blocks that the source sets (None where there is no source):
    an attribute that is computed and not set is unknown in `values` and missing here. `arguments` holds their values.
    `conditions` are what decides whether the instance exists, where that is not known yet: each count or for_each, its
    own and those of the module calls around it, as text with its module in front. `described` says that all attributes
    of the type are in `values`: else what is missing there is unknown, not null.
    """

    address: str
    type: str
    name: str
    values: Value
    mode: Literal["managed", "data", "ephemeral"] = "managed"
    key: InstanceKey = None
    module: str = ""
    provider: str = ""
    lifecycle: Lifecycle | None = None
    depends_on: tuple[str, ...] = ()
    configured: frozenset[str] | None = None
    arguments: Value | None = None
    actions: tuple[str, ...] = ("create",)
    span: Span | None = None
    conditions: frozenset[str] = frozenset()
    described: bool = True

    @property
    def maybe(self) -> bool:
        """Whether the instance exists only if a count or for_each, not known yet, says so."""
        return bool(self.conditions)

    @property
    def location(self) -> Location | None:
        """Where the block starts; None where the sources are not at hand."""
        return self.span.location if self.span is not None else None

    @property
    def block(self) -> str:
        """The address of the block that this is an instance of, in its module: `aws_ecs_service.api`."""
        return ("data." if self.mode == "data" else "") + f"{self.type}.{self.name}"

    def __repr__(self) -> str:
        return f"<Resource {self.address}>"

    def __getitem__(self, path: str) -> Value:
        """The value at a path such as `health_check[0].matcher`; null, placed at the block, where nothing is set."""
        return self.at(path)

    def at(self, path: str) -> Value:
        """The value at a path such as `health_check[0].matcher` or `tags["Team"]`.

        Where nothing is set the answer is null with the place of the nearest block around it; where something on the
        way is unknown the answer is unknown for the same reason. Raises ValueError for a path that cannot be read.
        """
        names = steps(path)
        here = walk(self.values, names)
        if not self.described and here.is_null and _is_missing(self.values, names):
            return unknown(origin=leaf(f"{self.address}.{path}", None, "attributes of this type are not known here"))
        if here.span is None:
            span = self._nearest(names)
            return here.at(_placed(here.origin, span)) if span is not None else here
        return here

    def _nearest(self, names: tuple[str | int, ...]) -> Span | None:
        """The innermost block or object around a path that has a place in the source."""
        for length in range(len(names) - 1, 0, -1):
            span = walk(self.values, names[:length]).span
            if span is not None:
                return span
        return self.span

    def is_set(self, path: str) -> bool:
        """Whether the configuration sets this argument or block, to anything but null.

        It is not set where its value is the provider's default, or unknown because of nothing but itself. Without
        sources: whether the plan shows a value that is neither null, empty nor unknown.
        """
        names = steps(path)
        value = walk(self.values, names)
        if value.is_null or self.mode == "data":
            return not value.is_null  # a data source finds out what nobody sets
        if self.configured is not None and names[0] not in self.configured:
            return False
        if self.configured is None:
            return value.data != () and value.data is not UNKNOWN
        # A plan without its source tells no origins, so that there this says nothing.
        by_provider = self.span is not None and value.origin.kind is Kind.NOWHERE and value.origin.span is None
        return not by_provider and not (value.data is UNKNOWN and self._is_own(value))

    def _is_own(self, value: Value) -> bool:
        """Whether an unknown value is read from nothing but this resource, and stands nowhere: the provider decides."""
        own = (self.address, f"{self.module}.{self.block}" if self.module else self.block)
        return all(
            trace.ref is not None and trace.ref.startswith(own) and trace.location is None for trace in value.origins
        )

    def expect(self, path: str, expected: object, *, default: object = UNKNOWN, hint: str = "") -> Verdict:
        """A verdict on the value at a path: met when it equals `expected` (numbers in strings count as numbers).

        `default` is what AWS takes where the configuration sets nothing; without it that is what the plan says.
        """
        actual = None
        note = ""
        if default is not UNKNOWN and not self.is_set(path):
            actual = from_python(default)
            note = "" if default is None else "not set, so AWS takes its default"
        holds = compare(self.at(path) if actual is None else actual, expected)
        return replace(self.judge(path, holds, expected, hint=hint, note=note, actual=actual), exact=True)

    def judge(
        self,
        path: str,
        holds: bool | None,
        expected: object,
        *,
        hint: str = "",
        note: str = "",
        actual: Value | None = None,
    ) -> Verdict:
        """A verdict on the value at a path, already decided: True, False, or None for unknown.

        `actual` stands in for a value that is not written there, such as a default of AWS.
        """
        written = self.at(path)
        found = written if actual is None else actual
        if holds is False and found.data is UNKNOWN and not self.is_set(path):
            found = null(origin=found.origin)  # what the provider fills in is not what is wrong
        span = written.span or self.span
        if span is not None and not holds:
            span = choice_around(span)
        outcome = Outcome.of(holds)
        return Verdict(outcome, self.address, path, expected, found, span, self.span, hint=hint, note=note)

    def judge_block(
        self,
        holds: bool | None,
        expected: object,
        *,
        path: str = "",
        hint: str = "",
        note: str = "",
        touches: tuple[str, ...] = (),
    ) -> Verdict:
        """A verdict on the block as a whole, that shows no value; `path` says which part of it is concerned."""
        outcome = Outcome.of(holds)
        return Verdict(
            outcome, self.address, path, expected, None, self.span, self.span, hint=hint, note=note, touches=touches
        )

    def with_values(self, values: Value) -> Resource:
        """The same instance with other values."""
        return replace(self, values=values)


@lru_cache(maxsize=4096)
def steps(path: str) -> tuple[str | int, ...]:
    """The steps of a path: names and indices. Raises ValueError where the path cannot be read."""
    return tuple(_steps(path))


def _steps(path: str) -> Iterator[str | int]:
    at = 0
    while at < len(path):
        found = _STEP.match(path, at)
        if found is None or (at == 0 and found.group(0).startswith(".")):
            raise ValueError(f"not an attribute path: {path!r} (write for example health_check[0].matcher)")
        name, index, key = found.groups()
        yield name if name is not None else int(index) if index is not None else key.replace('\\"', '"')
        at = found.end()


def walk(value: Value, path: Iterable[str | int]) -> Value:
    """The value that these steps lead to: null where nothing is there, unknown behind what is unknown."""
    for step in path:
        value = _step(value, step)
    return value


def _is_missing(value: Value, path: Iterable[str | int]) -> bool:
    """Whether nothing stands at the path; a null that is written there is something."""
    for step in path:
        data = value.data
        if isinstance(data, dict) and step not in data:
            return True
        value = _step(value, step)
    return False


def _step(value: Value, step: str | int) -> Value:
    data = value.data
    if isinstance(data, dict) and isinstance(step, str):  # as most steps do, into a block or its arguments
        found = data.get(step)
        return value.through(found) if found is not None else null(origin=value.origin)
    if isinstance(data, ResourceObject) or data is UNKNOWN:
        return unknown(origin=value.origin, sensitive=value.sensitive)
    decoded = value.decoded if isinstance(data, str) or value.is_unknown else None
    try:
        return (value if decoded is None else decoded)[step]
    except (KeyError, IndexError):
        if value.is_unknown:
            return unknown(origin=value.origin, sensitive=value.sensitive)
        return null(origin=value.origin)


def _placed(origin: Origin, span: Span) -> Origin:
    return Origin(Kind.NOWHERE, None, span) if origin is NOWHERE else Origin(Kind.MIX, None, span, (origin,))
