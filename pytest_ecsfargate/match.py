"""Assertions of your own about resources: which of them look like what you describe.

    groups = find_resources(plan, "aws_lb_target_group", like={"health_check": {"matcher": "200"}})
    assert_resources(plan, "aws_ecs_service", like={"name": Matching("-web-"), "load_balancer": Absent()}, count=1)

A mapping describes a part: what it does not name may be anything. It fits an object, or one block of a list of blocks.
A list describes all elements in their order, a set all in any order. Numbers and texts of numbers are the same, as they
are for Terraform. The matchers below stand for a value, on any level.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Protocol, runtime_checkable

from .findings import Outcome, Verdict, compare
from .hcl.values import UNKNOWN, PartialString, Value, null
from .plan.model import Plan
from .plan.resource import Resource, steps, walk
from .report.printable import printable
from .report.wording import actual_text, data_text, place

_CLOSEST = 3
_MOST_ROWS = 8


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A place that is not as described. `known` is false where that is known only after apply."""

    path: str
    expected: str
    actual: str
    known: bool = True


@runtime_checkable
class Matcher(Protocol):
    """Describes a value. Write your own by yielding a `mismatch(...)` for each place that does not fit."""

    def mismatches(self, value: Value, path: str) -> Iterator[Mismatch]:
        """What does not fit, at this path or below it; nothing where it fits."""
        ...


def mismatch(value: Value, path: str, expected: str) -> Mismatch:
    """A value that is not as described. What must not be shown of it, such as a secret, is not in there."""
    holds = value.known or not isinstance(value.data, type(UNKNOWN) | PartialString)
    outcome = Outcome.NOT_MET if holds else Outcome.UNKNOWN
    return Mismatch(path, expected, actual_text(Verdict(outcome, "", path, actual=value)), known=holds)


@dataclass(frozen=True, slots=True)
class Absent:
    """Nothing is set: null, or no block."""

    def mismatches(self, value: Value, path: str) -> Iterator[Mismatch]:
        if not value.is_null and value.data != ():
            yield mismatch(value, path, "nothing")


@dataclass(frozen=True, slots=True)
class Anything:
    """Something is set, known or not."""

    def mismatches(self, value: Value, path: str) -> Iterator[Mismatch]:
        if value.is_null or value.data == ():
            yield mismatch(value, path, "anything")


@dataclass(frozen=True, slots=True, init=False)
class Contains:
    """A text with these parts, or a list or set with these elements: `Contains("FARGATE")`."""

    parts: tuple[Any, ...]

    def __init__(self, *parts: Any) -> None:
        object.__setattr__(self, "parts", parts)

    def mismatches(self, value: Value, path: str) -> Iterator[Mismatch]:
        for part in self.parts:
            expected = f"something with {_words(part)}"
            if isinstance(value.data, tuple):
                found = [_below(part, value[index], path) for index in range(len(value.data))]
                if [] not in found:
                    yield mismatch(value, path, expected)
            elif isinstance(value.data, str | PartialString) and isinstance(part, str):
                known = (piece.data for piece in value.parts if isinstance(piece.data, str))
                if not any(part in text for text in known):
                    yield mismatch(value, path, expected)
            else:
                yield mismatch(value, path, expected)


@dataclass(frozen=True, slots=True)
class Matching:
    """A text in which the regular expression is found, as `re.search` does."""

    pattern: str | re.Pattern[str]

    def mismatches(self, value: Value, path: str) -> Iterator[Mismatch]:
        text = value.value if value.known else None
        if not isinstance(text, str | int | float) or re.search(self.pattern, str(text)) is None:
            yield mismatch(value, path, f"a text like {re.compile(self.pattern).pattern}")


@dataclass(frozen=True, slots=True)
class Json:
    """JSON text whose content is like this: `Json([{"name": "web"}])`, also where parts of it are not known yet."""

    like: Any

    def mismatches(self, value: Value, path: str) -> Iterator[Mismatch]:
        content = value.decoded
        if content is None:
            yield mismatch(value, path, "JSON text")
        else:
            yield from _below(self.like, content, path)


def find_resources(plan: Plan, type: str, like: Mapping[str, Any] | None = None) -> tuple[Resource, ...]:
    """The managed resources of a type that look like this, in the order of their addresses.

    `like` maps attributes, or paths such as `health_check[0].interval`, to plain data or matchers. A value that is
    known only after apply fits nothing but `Anything()`, and `Contains` of a part that is known.
    """
    return tuple(found for found in plan.managed(type) if not _differences(found, like or {}))


def assert_resources(
    plan: Plan, type: str, like: Mapping[str, Any] | None = None, *, count: int | None = None
) -> tuple[Resource, ...]:
    """Fails unless resources of a type look like this: at least one, or as many as `count`. Gives those that do.

    Raises AssertionError, whose text shows the closest ones and what is different in them. See `find_resources`.
    """
    __tracebackhide__ = True
    found = find_resources(plan, type, like)
    if found if count is None else len(found) == count:
        return found
    raise AssertionError(_text(plan, type, like or {}, found, count))


def _differences(resource: Resource, like: Mapping[str, Any]) -> list[Mismatch]:
    """What is different. An argument that nobody sets, so that the provider decides, is not set."""
    found: list[Mismatch] = []
    for path, wanted in like.items():
        value = walk(resource.values, steps(path))
        found += _below(wanted, null() if value.is_unknown and not resource.is_set(path) else value, path)
    return found


def _below(wanted: Any, value: Value, path: str) -> list[Mismatch]:
    """What does not fit a description, at a path or below it."""
    if isinstance(wanted, type) and issubclass(wanted, Absent | Anything):
        wanted = wanted()
    if isinstance(wanted, Matcher):
        return list(wanted.mismatches(value, path))
    if isinstance(wanted, Mapping):
        return _object(wanted, value, path)
    if isinstance(wanted, list | tuple) and isinstance(value.data, tuple) and len(value.data) == len(wanted):
        items = enumerate(wanted)
        return [each for index, item in items for each in _below(item, value[index], f"{path}[{index}]")]
    return [] if compare(value, wanted) else [mismatch(value, path, data_text(wanted))]


def _object(wanted: Mapping[str, Any], value: Value, path: str) -> list[Mismatch]:
    """An object, or the one of several blocks that fits best."""
    if isinstance(value.data, dict):
        return [
            each
            for name, item in wanted.items()
            for each in _below(
                item, walk(value, [name]), f"{path}.{name}" if name.isidentifier() else f'{path}["{name}"]'
            )
        ]
    if isinstance(value.data, tuple) and value.data:
        found = [_object(wanted, value[index], f"{path}[{index}]") for index in range(len(value.data))]
        return min(found, key=len)
    return [mismatch(value, path, _words(wanted))]


def _path(path: str, name: str) -> str:
    return f"{path}.{name}" if name.isidentifier() else f'{path}["{name}"]'


def _words(wanted: Any) -> str:
    """A description in words, on one line."""
    if isinstance(wanted, Mapping):
        return "{" + ", ".join(f"{name} = {_words(item)}" for name, item in wanted.items()) + "}"
    return repr(wanted) if isinstance(wanted, Matcher | type) else data_text(wanted)


def _text(plan: Plan, type: str, like: Mapping[str, Any], found: tuple[Resource, ...], count: int | None) -> str:
    candidates = plan.managed(type)
    if not candidates:
        types = sorted({resource.type for resource in plan.managed()})
        near = get_close_matches(type, types, n=1)
        return f"the plan has no {type}" + (f"; did you mean {near[0]}?" if near else "")
    wanted = f"{count}" if count is not None else "at least one"
    lines = [f"{len(found)} of {len(candidates)} {type} {'is' if len(found) == 1 else 'are'} like this, not {wanted}"]
    lines += [f"  like: {printable(_words(like))}"] if like else []
    if count is not None and len(found) > count:
        return "\n".join([*lines, *(f"  {printable(resource.address)}{_where(resource)}" for resource in found)])
    others = [(resource, _differences(resource, like)) for resource in candidates if resource not in found]
    for resource, differences in sorted(others, key=lambda pair: len(pair[1]))[:_CLOSEST]:
        lines += ["", f"  {printable(resource.address)}{_where(resource)}", *_rows(differences)]
    return "\n".join(lines)


def _where(resource: Resource) -> str:
    return f"  ({place(resource.location)})" if resource.location is not None else ""


def _rows(differences: list[Mismatch]) -> Iterator[str]:
    for each in differences[:_MOST_ROWS]:
        yield f"    {printable(each.path)}: expected {each.expected}, found {each.actual or 'not set'}"
    if len(differences) > _MOST_ROWS:
        yield f"    (+{len(differences) - _MOST_ROWS} more)"
