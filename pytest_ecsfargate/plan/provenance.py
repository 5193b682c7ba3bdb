"""What a string was read from, and what kind of thing a reference names.

A registry's address decides where an image comes from, and it stands at the beginning: what follows is only a tag.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from ..hcl.origins import Kind, Trace
from ..hcl.values import Value
from .readings import ANY_TEXT, Reading, Step, readings

if TYPE_CHECKING:
    from .model import Plan

# Functions that may give back what they are given: whether they change it depends on the text.
_MAY_KEEP = frozenset(
    ("lower", "upper", "title", "replace", "regex", "regexall", "split", "substr", "trim", "trimprefix", "trimsuffix")
)

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
    return tuple(dict.fromkeys(trace for each in readings(value) for trace in each.origin.traces()))


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


def comes_from(
    value: Value, *patterns: str, behind: str = "", keeping: tuple[str, ...] = ()
) -> tuple[bool | None, tuple[Trace, ...]]:
    """Whether a string is what one of these references gives, and the traces that decide it.

    Only what begins with a character of `behind` may follow: a tag does not change where an image comes from. The
    functions in `keeping` do not change what these references give.
    None where that is not known: a variable without a value, a module that is not at hand, a function that may change
    the text. Where a condition that is not known yet chooses, that holds for which all arms speak. Patterns are those
    of `Value.comes_from`.
    """
    found = readings(value)
    answers = {trace: _answer(each, patterns, behind, keeping) for each in found for trace in each.origin.traces()}
    if not answers:
        return (None if value.is_unknown else False), ()
    if len(set(answers.values())) == 1:
        return next(iter(answers.values())), tuple(answers)
    open_ones = tuple(trace for trace, answer in answers.items() if answer is None)
    return None, open_ones or tuple(trace for trace, answer in answers.items() if not answer)


def _answer(reading: Reading, patterns: tuple[str, ...], behind: str, keeping: tuple[str, ...]) -> bool | None:
    for step in reading.steps:
        if any(Trace(step.ref, None).matches(pattern) for pattern in patterns):
            return _is_kept(step, behind, keeping)
    refs = [step.ref for step in reading.steps]
    if any(reference_kind(ref) == "resource" and _names_attribute(ref) for ref in refs):
        return False
    return False if reading.origin.behind_hops.kind is Kind.LITERAL else None


def _is_kept(step: Step, behind: str, keeping: tuple[str, ...]) -> bool | None:
    """Whether a value is what is read there: not where something else follows, or where a function changes it."""
    first = step.behind[:1]
    if first and first not in (*behind, ANY_TEXT):
        return False
    if step.changed_by and step.changed_by not in keeping:
        return None if step.changed_by in _MAY_KEEP else False
    return None if first == ANY_TEXT else True


def _names_attribute(ref: str) -> bool:
    """Whether a reference goes on behind the name of the block, so that it tells what was read."""
    local = _MODULE_PATH.sub("", ref)
    found = _RESOURCE.match(local)
    return found is not None and "." in local[found.end() :]
