"""What the beginning of a string was read from, and what kind of thing a reference names.

A registry's address decides where an image comes from, and it stands at the beginning: what follows is only a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal

from ..hcl.origins import Kind, Origin, Trace
from ..hcl.values import PartialString, Value

if TYPE_CHECKING:
    from .model import Plan

_FORMAT_STARTS_WITH_ARGUMENT = re.compile(r'"%(?:\[1\])?[sv]')
_EVERYTHING = re.compile(r'"/\^?\.[*+]\$?/"')
# Functions that hand on one of their arguments; which one is not known yet where the result is not.
_CHOOSING = {"coalesce": slice(None), "try": slice(None), "lookup": slice(0, None, 2)}

_MODULE_PATH = re.compile(r"(?:module\.[^.\[]+(?:\[[^\]]*\])?\.)+")
_RESOURCE = re.compile(r"(?:data\.|ephemeral\.)?[a-z0-9]+_\w+\.[\w-]+")
_ELSEWHERE = re.compile(r"data\.terraform_remote_state\.|terraform_data\.|null_resource\.")

ReferenceKind = Literal["variable", "module", "resource", "other"]


def sourceless(plan: Plan, value: Value) -> str:
    """Why it cannot be told where a value comes from that is known: the plan's JSON has no part of its source."""
    if plan.configuration is not None or not value.known:
        return ""
    return "a plan without its source does not say where it comes from"


def leading(value: Value) -> tuple[Trace, ...]:
    """What the beginning of a string came from: several where a condition that is not known yet chooses."""
    while isinstance(value.data, PartialString):
        parts = value.data.parts
        value = next((part for part in parts if not _is_nothing(part.origin)), parts[0])
    return tuple(trace for origin in _leading(value.origin, 0) for trace in origin.traces())


def _leading(origin: Origin, depth: int) -> Iterator[Origin]:
    if origin.kind is Kind.HOP:
        for inner in _leading(origin.inputs[0], depth + 1):
            yield Origin(Kind.HOP, origin.ref, origin.span, (inner,))
    elif origin.kind not in (Kind.MIX, Kind.CHOICE) or not origin.inputs or depth > 100:
        yield origin
    else:
        for first in _first_inputs(origin):
            yield from _leading(first, depth + 1)


def _is_nothing(origin: Origin) -> bool:
    """Whether a piece of a string is empty, whatever it is cut from: `substr(…, 0, 0)`."""
    made = origin.behind_hops
    return made.ref in ("substr", "core::substr") and len(made.inputs) == 3 and _text(made.inputs[2]) == "0"


def _text(origin: Origin) -> str:
    written = origin.definition()
    return written.text if written is not None else ""


def _first_inputs(origin: Origin) -> Iterable[Origin]:
    """Those inputs of which the result begins with one."""
    if origin.kind is Kind.CHOICE:
        return origin.inputs
    name = (origin.ref or "").removeprefix("core::")
    if name in _CHOOSING:
        return origin.inputs[_CHOOSING[name]]
    if name == "format" and len(origin.inputs) > 1:
        template = origin.inputs[0].definition()
        by_argument = template is not None and _FORMAT_STARTS_WITH_ARGUMENT.match(template.text)
        return origin.inputs[1:2] if by_argument else origin.inputs[:1]
    if name == "replace" and _EVERYTHING.fullmatch(_text(origin.inputs[1])):
        return origin.inputs[2:3]
    if name == "join":
        return origin.inputs[1:2]
    return origin.inputs[:1]


def reference_kind(ref: str) -> ReferenceKind:
    """What a reference names: a variable without a value, a module that is not at hand, a resource or data source.

    "other" is what says nothing of where a value comes from: a function, an error, the state of another stack.
    """
    local = _MODULE_PATH.sub("", ref)
    if local.startswith("var."):
        return "variable"
    if local.startswith("module.") or not local:
        return "module"
    if _RESOURCE.match(local) and not _ELSEWHERE.match(local):
        return "resource"
    return "other"


def is_data(ref: str) -> bool:
    """Whether a reference reads a data source."""
    return _MODULE_PATH.sub("", ref).startswith("data.")


def comes_from(value: Value, *patterns: str) -> tuple[bool | None, tuple[Trace, ...]]:
    """Whether a string begins with what one of these references gives, and the traces that decide it.

    None where that is not known: a variable without a value, a module that is not at hand. Where a condition that is
    not known yet chooses, that holds for which all arms speak. Patterns are those of `Value.comes_from`.
    """
    traces = leading(value)
    if not traces:
        return (None if value.is_unknown else False), traces
    answers = {trace: _answer(trace, patterns) for trace in traces}
    if len(set(answers.values())) == 1:
        return next(iter(answers.values())), traces
    open_ones = tuple(trace for trace, answer in answers.items() if answer is None)
    return None, open_ones or tuple(trace for trace, answer in answers.items() if not answer)


def _answer(trace: Trace, patterns: tuple[str, ...]) -> bool | None:
    if any(trace.matches(pattern) for pattern in patterns):
        return True
    refs = [ref for ref in (trace.ref, *(hop.ref for hop in trace.hops)) if ref is not None]
    if any(reference_kind(ref) == "resource" and _names_attribute(ref) for ref in refs):
        return False
    return False if trace.ref is None else None


def _names_attribute(ref: str) -> bool:
    """Whether a reference goes on behind the name of the block, so that it tells what was read."""
    local = _MODULE_PATH.sub("", ref)
    found = _RESOURCE.match(local)
    return found is not None and "." in local[found.end() :]
