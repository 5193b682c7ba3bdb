"""Our plan of a module beside the plan that terraform makes of it in the emulated account, leaf by leaf.

A leaf is a scalar, a null or an empty collection at a path of a resource or an output. JSON text counts as what is in
it: providers write such texts anew, with the keys in another order, without what is empty, and container definitions
without what ECS does not know.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any, Literal

import botocore.session

from pytest_ecsfargate.hcl.operations.render import reference
from pytest_ecsfargate.hcl.origins import NOWHERE
from pytest_ecsfargate.hcl.types import SetType
from pytest_ecsfargate.hcl.values import JsonString, Value
from pytest_ecsfargate.plan.resource import Resource
from tests.differential.terraform_plan import Planned

Kind = Literal["equal", "unknown in both", "only the plan knows", "only we know", "wrong"]

DATA_SOURCE = "read from a data source"
PROVIDER = "decided by the provider"
MAYBE = "count or for_each is not known"
UNDESCRIBED = "the schema extract lacks the type"
ERROR = "our engine found an error"
UNEXPLAINED = "no good reason"

_COMPUTED = re.compile(r"(?:^|\.)(?:aws_\w+|terraform_data)\.")


@dataclass(frozen=True, slots=True)
class Leaf:
    """What became of one leaf.

    `reason` says why we do not know what the plan knows, `shown` what is wrong. That only we know a value is right
    where it comes from a data source that follows from its arguments, and that terraform reads only at apply, because a
    module call has `depends_on`.
    """

    kind: Kind
    path: str
    reason: str = ""
    shown: str = ""


def resource_leaves(ours: Resource, theirs: Planned, deferred: tuple[str, ...]) -> Iterator[Leaf]:
    """The leaves of one resource instance that both plans have; `deferred` are the data sources not read by the plan.

    Ours may stand for all instances of a block, where it is not known how many there are.
    """
    assert isinstance(ours.values.data, dict)
    unknown = theirs.unknown if isinstance(theirs.unknown, dict) else {}
    reasons = _Reasons(deferred, ours)
    for name in sorted({*theirs.values, *(name for name, doubt in unknown.items() if doubt)}):
        value, path = ours.values.data.get(name), f"{ours.address}.{name}"
        if value is None:
            yield from _behind(theirs.values.get(name), unknown.get(name, False), path, UNDESCRIBED)
        else:
            yield from _leaves(value, theirs.values.get(name), unknown.get(name, False), path, reasons)


def output_leaves(name: str, ours: Value, theirs: Planned, deferred: tuple[str, ...]) -> Iterator[Leaf]:
    """The leaves of one output."""
    return _leaves(ours, theirs.values, theirs.unknown, f"output.{name}", _Reasons(deferred))


class _Reasons:
    """Why we do not know a value, by its origins; the most telling of several reasons.

    Of a type that the schema extract does not describe the source engine shows what the source says: its numbers may
    be text, and its repeated blocks may be a set.
    """

    def __init__(self, deferred: tuple[str, ...], resource: Resource | None = None) -> None:
        self._maybe = resource is not None and (resource.maybe or resource.key == "*")
        self._deferred = deferred
        self.described = resource is None or resource.described
        self._is_deferred = resource is not None and resource.address in deferred

    def comes_early(self, value: Value) -> bool:
        """Whether we can work it out from a data source that the plan has not read."""
        hops = (hop.ref for trace in value.origins for hop in trace.hops)
        return self._is_deferred or any(ref.startswith(self._deferred) for ref in hops)

    def __call__(self, value: Value) -> str:
        traces = [trace for trace in value.origins if trace.ref is not None]
        # Where all that may be chosen is known, it is the condition that is not.
        refs = [trace.ref or "" for trace in traces] or [reference(value.origin)]
        if any(ref.startswith("an error at") for ref in refs):
            return ERROR
        if self._maybe or any("[*]" in ref for ref in refs):
            return MAYBE
        if any(ref.startswith("data.") or ".data." in ref for ref in refs):
            return DATA_SOURCE
        if all(_COMPUTED.search(ref) for ref in refs):
            return PROVIDER
        stated = next((trace.reason for trace in traces if trace.reason), "")
        return stated or (UNEXPLAINED if refs == [reference(NOWHERE)] else ", ".join(refs))


def _leaves(ours: Value, theirs: Any, doubt: Any, path: str, reasons: _Reasons) -> Iterator[Leaf]:
    data = ours.data
    if doubt is True:
        if not ours.known:
            yield Leaf("unknown in both", path)
        else:
            early = reasons.comes_early(ours)
            shown = "" if early else f"{_shown(ours)}, but the plan does not know it"
            yield Leaf("only we know" if early else "wrong", path, shown=shown)
    elif ours.is_unknown and not isinstance(data, JsonString):
        yield from _behind(theirs, doubt, path, reasons(ours))
    elif isinstance(theirs, dict) and isinstance(data, dict):
        doubts = doubt if isinstance(doubt, dict) else {}
        for key in sorted({*theirs, *(key for key, found in doubts.items() if found), *data}):
            if key in data:
                yield from _leaves(data[key], theirs.get(key), doubts.get(key, False), f"{path}.{key}", reasons)
            elif not reasons.described:
                yield from _behind(theirs.get(key), doubts.get(key, False), f"{path}.{key}", UNDESCRIBED)
            else:
                yield _wrong(f"{path}.{key}", None, theirs.get(key))
        if not theirs and not data:
            yield Leaf("equal", path)
    elif isinstance(theirs, list) and isinstance(data, tuple):
        yield from _elements(ours, theirs, doubt if isinstance(doubt, list) else [], path, reasons)
    elif isinstance(theirs, str) and theirs[:1] in ("{", "[") and (inner := ours.decoded) is not None:
        shape = _containers() if path.endswith(".container_definitions") else None
        yield from _in_json(inner, json.loads(theirs), path, reasons, shape)
    elif data is None or isinstance(theirs, dict | list):
        yield Leaf("equal", path) if data is theirs else _wrong(path, ours, theirs)
    else:
        same = ours.value == theirs or (not reasons.described and _scalar(ours.value) == _scalar(theirs))
        yield Leaf("equal", path) if same else _wrong(path, ours, theirs)


def _elements(ours: Value, theirs: list[Any], doubt: list[Any], path: str, reasons: _Reasons) -> Iterator[Leaf]:
    assert isinstance(ours.data, tuple)
    if len(ours.data) != len(theirs):
        yield _wrong(path, ours, theirs)
        return
    doubts = doubt or [False] * len(theirs)
    if isinstance(ours.type, SetType) or not reasons.described:
        yield from _paired(ours.data, list(zip(theirs, doubts, strict=True)), path, reasons)
    else:
        for at, (value, plan, unknown) in enumerate(zip(ours.data, theirs, doubts, strict=True)):
            yield from _leaves(value, plan, unknown, f"{path}[{at}]", reasons)
    if not theirs:
        yield Leaf("equal", path)


def _paired(ours: Iterable[Value], theirs: list[tuple[Any, Any]], path: str, reasons: _Reasons) -> Iterator[Leaf]:
    """A set has no order, and what is not known has no place in it: each element goes with the one that fits best."""
    left = list(theirs)
    for value in sorted(ours, key=lambda item: not item.known):
        tries = [list(_leaves(value, plan, doubt, f"{path}[]", reasons)) for plan, doubt in left]
        best = min(range(len(tries)), key=lambda at: _misfit(tries[at]))
        yield from tries[best]
        del left[best]


def _misfit(leaves: list[Leaf]) -> tuple[int, int]:
    return sum(leaf.kind == "wrong" for leaf in leaves), -sum(leaf.kind == "equal" for leaf in leaves)


@cache
def _containers() -> Any:
    """The shape of a task definition's list of containers in the API of ECS."""
    task: Any = botocore.session.get_session().get_service_model("ecs").shape_for("TaskDefinition")
    return task.members["containerDefinitions"]


def _in_json(ours: Value, theirs: Any, path: str, reasons: _Reasons, shape: Any = None) -> Iterator[Leaf]:
    """Inside of JSON text: a provider leaves out what is empty, sorts some lists and writes some numbers as text.

    `shape` is what the service's API knows of this place: the provider leaves out what it does not know.
    """
    members: Mapping[str, Any] = getattr(shape, "members", {})
    data = ours.data
    if ours.is_unknown and not isinstance(data, JsonString):
        yield from _behind(theirs, False, path, reasons(ours))
    elif isinstance(data, dict) and isinstance(theirs, dict):
        # The provider reads the names of members in any case.
        spelling = {name.lower(): name for name in members}
        written = {spelling.get(key.lower(), key): value for key, value in data.items()}
        for key, value in written.items():
            if key in theirs:
                yield from _in_json(value, theirs[key], f"{path}.{key}", reasons, members.get(key))
            elif value.data not in (None, "", (), False, 0) and value.data != {} and (not members or key in members):
                yield _wrong(f"{path}.{key}", value, "nothing")
        for key in theirs.keys() - written.keys():
            if theirs[key] not in ([], {}, None, "", 0, False):
                yield _wrong(f"{path}.{key}", None, theirs[key])
    elif isinstance(data, tuple) and isinstance(theirs, list) and len(data) == len(theirs):
        left = list(theirs)
        for value in sorted(data, key=lambda item: not item.known):
            tries = [list(_in_json(value, item, f"{path}[]", reasons, getattr(shape, "member", None))) for item in left]
            best = min(range(len(tries)), key=lambda at: _misfit(tries[at]))
            yield from tries[best]
            del left[best]
    else:
        same = _scalar(ours.value) == _scalar(theirs)
        yield Leaf("equal", path) if same else _wrong(path, ours, theirs)


def _scalar(data: Any) -> object:
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, int | float | Fraction):
        return str(int(data)) if data == int(data) else str(data)
    return data[0] if isinstance(data, list) and len(data) == 1 else data


def _behind(theirs: Any, doubt: Any, path: str, reason: str) -> Iterator[Leaf]:
    """The leaves that only the plan has."""
    if doubt is True:
        yield Leaf("unknown in both", path)
    elif isinstance(theirs, dict) and (theirs or doubt):
        doubts = doubt if isinstance(doubt, dict) else {}
        for key in {*theirs, *(key for key, found in doubts.items() if found)}:
            yield from _behind(theirs.get(key), doubts.get(key, False), f"{path}.{key}", reason)
    elif isinstance(theirs, list) and theirs:
        listed = doubt if isinstance(doubt, list) else [False] * len(theirs)
        for at, (item, unknown) in enumerate(zip(theirs, listed, strict=True)):
            yield from _behind(item, unknown, f"{path}[{at}]", reason)
    else:
        yield Leaf("only the plan knows", path, reason)


def _wrong(path: str, ours: Value | None, theirs: Any) -> Leaf:
    there = "something else" if ours is not None and ours.any_sensitive else repr(theirs)
    return Leaf("wrong", path, shown=f"{_shown(ours)}, but the plan says {there}")


def _shown(ours: Value | None) -> str:
    if ours is None:
        return "nothing"
    return "a sensitive value" if ours.any_sensitive else repr(ours.value)
