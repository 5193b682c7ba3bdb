"""What two environments of a module plan differently, resource by resource.

A text that is the same without the environment's name follows the environment. What data sources find counts by what is
looked up, not by what an emulated account was given for it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from ..findings import Verdict, holds_secret
from ..hcl.types import SetType
from ..hcl.values import JsonString, PartialString, Value, null, unknown
from .addresses import matches
from .evidence import unread
from .model import Plan
from .provenance import is_data
from .resource import Resource, steps

Normal = Callable[[str], str]

_NAMING = re.compile(r"(?:.*_)?(?:env|environment|stage|suffix)(?:_name|_suffix|_short)?")
_SEPARATORS = "-_./"
_IDENTIFIER = re.compile(r"[A-Za-z_][\w-]*")


@dataclass(frozen=True, slots=True, repr=False)
class Difference:
    """A value that differs. Where a resource is in one plan only, `attribute` is "" and the other one's value None.

    `secret` says that neither value may be shown.
    """

    address: str
    attribute: str
    first: Value | None
    second: Value | None
    resource: Resource
    secret: bool = False

    def __repr__(self) -> str:
        return f"<Difference {self.address} {self.attribute}>".replace(" >", ">")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans side by side: what differs, how much follows the environment's name, and how much is allowed.

    `resources` is the number of instances that were compared, `unread` what of the module could not be read.
    """

    differences: tuple[Difference, ...]
    following: int
    allowed: int
    resources: int
    unread: tuple[Verdict, ...]


def compare_plans(first: Plan, second: Plan, allowed: Iterable[str] = ()) -> Comparison:
    """Compares the managed resources of two plans. `allowed` are patterns of `address.attribute`, or of attributes.

    In them `*` and `?` stand for any text, and what has no instance keys or indices means all of them.
    """
    patterns = tuple(allowed)
    sides = _Side(first, _names(first, second)), _Side(second, _names(second, first))
    kept, following, permitted = [], 0, 0
    pairs = list(_pairs(*sides))
    for one, other in pairs:
        for found in _differences(sides, one, other):
            if _same(found.first, found.second, sides[0].normal, sides[1].normal):
                following += 1
            elif any(_allows(pattern, found) for pattern in patterns):
                permitted += 1
            else:
                kept.append(found)
    return Comparison(tuple(kept), following, permitted, len(pairs), tuple(unread(first)) or tuple(unread(second)))


def _allows(pattern: str, found: Difference) -> bool:
    whole = f"{found.address}.{found.attribute}" if found.attribute else found.address
    return matches(pattern, whole) or bool(found.attribute and matches(pattern, found.attribute))


# Names of environments


def _names(plan: Plan, other: Plan) -> frozenset[str]:
    """What the environment of a plan is called: its own name, and what variables that are for it say there alone."""
    found = {plan.environment or ""}
    for name, value in plan.variables.items():
        theirs = other.variables.get(name)
        differs = theirs is None or theirs.data != value.data
        if differs and _NAMING.fullmatch(name) and isinstance(value.data, str) and not value.sensitive:
            found.add(value.data)
    return frozenset(name.strip(_SEPARATORS) for name in found) - {""}


@dataclass(frozen=True)
class _Side:
    plan: Plan
    names: frozenset[str]

    @cached_property
    def _name(self) -> re.Pattern[str] | None:
        longest_first = sorted(self.names, key=lambda name: (-len(name), name))
        words = "|".join(map(re.escape, longest_first))
        pattern = rf"[{_SEPARATORS}]?(?<![A-Za-z0-9])(?:{words})(?![A-Za-z0-9])"
        return re.compile(pattern, re.IGNORECASE) if words else None

    def normal(self, text: str) -> str:
        """The text without the environment's name, and without the separator that this leaves at an end."""
        if self._name is None:
            return text
        without, count = self._name.subn("", text)
        return without.strip(_SEPARATORS) if count else text

    def value(self, resource: Resource, path: str, value: Value) -> Value:
        """A value, as it is without what an emulated account was given for it."""
        if not self.plan.seeded or not any(trace.ref and is_data(trace.ref) for trace in value.origins):
            return value
        source = self.plan.unseeded
        same = source.resources.get(resource.address) if source is not None else None
        return same.at(path) if same is not None else unknown(origin=value.origin, sensitive=value.sensitive)


def _pairs(one: _Side, other: _Side) -> Iterator[tuple[Resource | None, Resource | None]]:
    """The instances of both plans by their addresses, else by their addresses without the environments' names."""
    first = {resource.address: resource for resource in one.plan.managed()}
    second = {resource.address: resource for resource in other.plan.managed()}
    renamed = {other.normal(address): address for address in second if address not in first}
    taken = set()
    for address, resource in first.items():
        theirs = address if address in second else renamed.pop(one.normal(address), None)
        if theirs is not None:
            taken.add(theirs)
        yield resource, second[theirs] if theirs is not None else None
    yield from ((None, resource) for address, resource in second.items() if address not in taken)


# Values


def _differences(sides: tuple[_Side, _Side], one: Resource | None, other: Resource | None) -> Iterator[Difference]:
    resource = one or other
    assert resource is not None  # a pair has at least one
    if one is None or other is None:
        first, second = (one.values if one is not None else None), (other.values if other is not None else None)
        yield Difference(resource.address, "", first, second, resource)
        return
    for path, name, first, second in _unequal("", "", one.values, other.values):
        left, right = sides[0].value(one, path, first), sides[1].value(other, path, second)
        if not _is_repeated(path, one, other) and not _same(left, right, str, str):
            secret = any(value.any_sensitive or holds_secret(value, name) for value in (first, second, left, right))
            yield Difference(resource.address, path, left, right, resource, secret)


def _is_repeated(path: str, one: Resource, other: Resource) -> bool:
    """Whether it is a tag of `tags_all` that `tags` has too."""
    names = list(steps(path))
    if names[0] != "tags_all":
        return False
    tags = [resource.at("tags").data for resource in (one, other)]
    return any(isinstance(found, dict) and names[-1] in found for found in tags)


def _unequal(path: str, name: str, first: Value, second: Value) -> Iterator[tuple[str, str, Value, Value]]:
    """The innermost values that are not the same, each with its path and the name by which it may be a secret."""
    if _same(first, second, str, str):
        return
    one, other = _structure(first), _structure(second)
    mine, theirs = one.data, other.data
    if isinstance(mine, dict) and isinstance(theirs, dict):
        # A setting `name = "DB_PASSWORD", value = "..."` is called by its name.
        label = mine.get("name", theirs.get("name", null())).data
        for key in dict.fromkeys((*mine, *theirs)):
            called = label if key == "value" and isinstance(label, str) else key
            yield from _unequal(_below(path, key), called, _item(one, key), _item(other, key))
    elif isinstance(mine, tuple) and isinstance(theirs, tuple):
        in_order = not isinstance(one.type, SetType)
        for index, left, right in _elements(_items(one, mine), _items(other, theirs), in_order=in_order):
            yield from _unequal(f"{path}[{index}]", name, left, right)
    else:
        yield path, name, first, second


def _structure(value: Value) -> Value:
    """What JSON text says, where it is an object or a list; any other value as it is."""
    decoded = value.decoded if isinstance(value.data, str | JsonString | PartialString) else None
    return decoded if decoded is not None and isinstance(decoded.data, dict | tuple) else value


def _item(value: Value, key: str) -> Value:
    return value[key] if isinstance(value.data, dict) and key in value.data else null()


_Item = tuple[int, Value]


def _items(value: Value, data: Sequence[Value]) -> list[_Item]:
    return [(index, value[index]) for index in range(len(data))]


def _elements(first: list[_Item], second: list[_Item], *, in_order: bool) -> Iterator[tuple[int, Value, Value]]:
    """The elements side by side; of sets those that the other one does not have."""
    if not in_order:
        first, second = _without(first, second), _without(second, first)
    for mine, theirs in zip_longest(first, second):
        index, left = mine or (theirs[0], null())
        yield index, left, theirs[1] if theirs else null()


def _without(items: list[_Item], others: list[_Item]) -> list[_Item]:
    there = Counter(_signature(value, str) for _, value in others)
    left = []
    for index, value in items:
        key = _signature(value, str)
        if there[key] > 0:
            there[key] -= 1
        else:
            left.append((index, value))
    return left


def _below(path: str, key: str) -> str:
    if not _IDENTIFIER.fullmatch(key):
        escaped = key.replace('"', '\\"')
        return f'{path}["{escaped}"]'
    return f"{path}.{key}" if path else key


def _same(first: Value | None, second: Value | None, normal: Normal, other: Normal) -> bool:
    if first is None or second is None:
        return False
    return _signature(first, normal) == _signature(second, other)


def _signature(value: Value, normal: Normal) -> object:
    """What a value comes to, to be compared: texts as `normal` makes them, unknown ones by what they are read from."""
    value = _structure(value)
    data = value.data
    if isinstance(data, dict):
        items = ((key, _signature(value[key], normal)) for key in data)
        return frozenset((key, item) for key, item in items if item is not None)
    if isinstance(data, tuple):
        elements = [_signature(value[index], normal) for index in range(len(data))]
        return frozenset(Counter(elements).items()) if isinstance(value.type, SetType) else tuple(elements)
    if isinstance(data, str):
        return normal(data)
    if isinstance(data, PartialString):
        return ("text", normal(value.text))
    if value.is_unknown:
        return ("unknown", frozenset(normal(trace.ref) for trace in value.origins if trace.ref is not None))
    return None if data is None else (type(data) is bool, data)
