"""One value of terraform's plan with the source's value of the same place laid over it.

The plan says what is; the source says where it comes from, and keeps the structure under what the plan calls unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from fractions import Fraction

from ..hcl.origins import NOWHERE, Kind, Origin
from ..hcl.types import SetType
from ..hcl.values import UNKNOWN, Data, JsonString, PartialString, ResourceObject, Value
from .json.values import REDACTED

Report = Callable[[str, Value], None]
"""Is told the path, and the source's value, where both know a value and they differ."""


class Overlay:
    """Joins the values of one resource. `report` is called where plan and source contradict each other.

    `configured` holds the arguments that the source sets, None for all: of these the source may know what the plan
    does not, because Terraform calls more unknown than it must (in a module call with `depends_on`, for example).
    """

    def __init__(self, report: Report, configured: AbstractSet[str] | None = None) -> None:
        self._report = report
        self._configured = configured

    def join(self, planned: Value, source: Value | None, path: str, in_json: bool = False) -> Value:
        """The planned value wherever it is known, with the source's origins; else what the source knows of it."""
        if source is None or isinstance(source.data, ResourceObject):
            return planned
        data = planned.data
        if data == REDACTED:
            return _redacted(planned, source)
        if data is UNKNOWN:
            return self._unknown(planned, source, path)
        if data is None:
            if not is_empty(source) and source.known:
                self._report(path, source)
            return _made(planned, None, source)
        if isinstance(data, dict):
            return self._object(planned, data, source, path, in_json)
        if isinstance(data, tuple):
            return self._collection(planned, data, source, path, in_json)
        if isinstance(data, str):
            joined = self._json(planned, data, source, path)
            if joined is not None:
                return joined
        if source.known and not same(data, source.data) and not (in_json and is_empty(source)):
            self._report(path, source)
        return _made(planned, data, source)

    def _unknown(self, planned: Value, source: Value, path: str) -> Value:
        """What the source knows of it. What it cannot know stays unknown: that can never pass by mistake."""
        if is_empty(source):
            return Value(UNKNOWN, planned.type, planned.origin, planned.sensitive or source.sensitive)
        first = re.split(r"[.\[]", path, maxsplit=1)[0]
        if source.known and self._configured is not None and first not in self._configured:
            self._report(path, source)
            return _made(planned, UNKNOWN, source)
        return source.marked(planned.sensitive or source.sensitive)

    def _object(self, planned: Value, data: dict[str, Value], source: Value, path: str, in_json: bool) -> Value:
        if not isinstance(source.data, dict):
            return _placed(planned, source)
        there = source.data
        made = {
            key: self.join(item, there.get(key), f"{path}.{key}" if path else key, in_json)
            for key, item in data.items()
        }
        if in_json:
            # What is null in the source, providers leave out: that it is null was decided where the source says so.
            made.update((key, item) for key, item in there.items() if key not in data and item.is_null)
        return _made(planned, made, source)

    def _collection(self, planned: Value, data: tuple[Value, ...], source: Value, path: str, in_json: bool) -> Value:
        if not isinstance(source.data, tuple):
            return _placed(planned, source)
        is_set = isinstance(planned.type, SetType) or isinstance(source.type, SetType)
        pairs = partners(data, source.data, free=is_set, in_json=in_json)
        if len(data) != len(source.data) and source.known and not in_json:
            self._report(path, source)
        made = tuple(
            self.join(item, partner, f"{path}[{at}]", in_json)
            for at, (item, partner) in enumerate(zip(data, pairs, strict=True))
        )
        return _made(planned, made, source)

    def _json(self, planned: Value, text: str, source: Value, path: str) -> Value | None:
        """Where both are JSON text: the plan's elements, each with the origin of the source's element."""
        if text.lstrip()[:1] not in ("{", "["):
            return None
        there, here = source.decoded, planned.decoded
        if there is None or here is None:
            return None
        inner = self.join(here.at(NOWHERE), there, path, in_json=True)
        if not inner.known:
            return None
        made = JsonString(inner)
        # The text is the plan's own, which a provider may have written in another way than jsonencode does.
        made._text = text
        return _made(planned, made, source)


def _made(planned: Value, data: Data, source: Value) -> Value:
    origin = source.origin if source.origin is not NOWHERE else planned.origin
    return Value(data, planned._type, origin, planned.sensitive or source.sensitive)


def _redacted(planned: Value, source: Value) -> Value:
    """A stored plan does not keep sensitive values; the source may know them all the same."""
    if source.data is UNKNOWN:
        return Value(REDACTED, None, source.origin, True)
    return source.marked(True)


def _placed(planned: Value, source: Value) -> Value:
    """The planned value, every element of it with the origin of the source's whole value."""
    if source.origin is NOWHERE:
        return planned
    base = source.origin
    while base.kind is Kind.HOP:
        # Whoever reads an element out of the whole adds the way by which the whole came.
        base = base.inputs[0]
    inside = _with_origin(planned, base)
    return Value(inside.data, planned._type, source.origin, planned.sensitive or source.sensitive)


def _with_origin(value: Value, origin: Origin) -> Value:
    data: Data = value.data
    if isinstance(data, dict):
        data = {key: _with_origin(item, origin) for key, item in data.items()}
    elif isinstance(data, tuple):
        data = tuple(_with_origin(item, origin) for item in data)
    return Value(data, value._type, origin, value.sensitive)


def is_empty(value: Value) -> bool:
    """Null, or an empty collection or text: what providers write for what is not set."""
    data = value.data
    return data is None or data == () or data == "" or (isinstance(data, dict) and not data)


def same(planned: Data, source: Data) -> bool:
    """Whether two pieces of known data are the same to Terraform, which converts numbers and strings as needed."""
    if isinstance(planned, dict) and isinstance(source, dict):
        return planned.keys() == source.keys() and all(same(planned[key].data, source[key].data) for key in planned)
    if isinstance(planned, tuple) and isinstance(source, tuple):
        pairs = zip(planned, source, strict=False)
        return len(planned) == len(source) and all(same(one.data, other.data) for one, other in pairs)
    return _plain(planned) == _plain(source)


def _plain(data: Data) -> object:
    if isinstance(data, JsonString) and data.inner.known:
        data = data.text
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, int | Fraction):
        return Fraction(data)
    if isinstance(data, str):
        try:
            return Fraction(data)
        except (ValueError, ZeroDivisionError):
            # Providers write names of protocols and the like in their own case.
            return data.casefold()
    return data


def partners(planned: tuple[Value, ...], source: tuple[Value, ...], *, free: bool, in_json: bool) -> list[Value | None]:
    """For each planned element the source's element that it is.

    Lists keep their order, sets do not, and providers sort some lists inside of JSON by name.
    """
    in_order: list[Value | None] = [source[at] if at < len(source) else None for at in range(len(planned))]
    ordered = len(planned) == len(source) and not free
    if ordered and (not in_json or all(agreement(*pair) >= 0 for pair in zip(planned, source, strict=True))):
        return in_order
    scores = sorted(
        (
            (-agreement(item, candidate), at, other)
            for at, item in enumerate(planned)
            for other, candidate in enumerate(source)
        ),
    )
    chosen: dict[int, int] = {}
    for score, at, other in scores:
        if at not in chosen and other not in chosen.values() and (score <= 0 or not in_json):
            chosen[at] = other
    return [source[chosen[at]] if at in chosen else None for at in range(len(planned))]


def agreement(planned: Value, source: Value) -> int:
    """How well two values fit: known parts that are the same count for them, other known parts against them."""
    one, other = planned.data, source.data
    if isinstance(one, dict) and isinstance(other, dict):
        total = sum(agreement(item, other[key]) for key, item in one.items() if key in other)
        names = [part.get("name") for part in (one, other)]
        if names[0] is not None and names[1] is not None and names[1].known:
            total += 100 if same(names[0].data, names[1].data) else -100
        return total
    if isinstance(one, tuple) and isinstance(other, tuple):
        # In whatever order: a list that a provider sorted must not speak against the element around it.
        return sum(max((agreement(item, candidate) for candidate in other), default=0) for item in one)
    if one is UNKNOWN or other is UNKNOWN or one == REDACTED or isinstance(other, JsonString | ResourceObject):
        return 0
    if isinstance(other, PartialString):
        return _fits(one, other)
    if one is None or other is None:
        return 0 if one is None and other is None else -1
    return 1 if same(one, other) else -3


def _fits(text: Data, partial: PartialString) -> int:
    """Whether a text may be what a string with unknown parts becomes."""
    if not isinstance(text, str):
        return 0
    at = 0
    for part in partial.parts:
        if isinstance(part.data, str):
            found = text.find(part.data, at)
            if found < 0:
                return -3
            at = found + len(part.data)
    return 1
