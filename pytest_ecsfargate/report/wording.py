"""How values, places and the way of a value are put into words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..findings import AFTER_APPLY, SENSITIVE, Outcome, Verdict, shown
from ..hcl.origins import Trace
from ..hcl.values import UNKNOWN, PartialString, Value
from ..plan.provenance import reference_kind
from ..plan.resource import steps
from ..source import Location
from .printable import printable

if TYPE_CHECKING:
    from ..declaration import Judgement

_INSTANCE = re.compile(r"\[(?:\d+|\"(?:[^\"\\]|\\.)*\")\]")


def data_text(data: Any) -> str:
    """Plain data in Terraform's spelling: `"200"`, `[80, 443]`, `true`; null is "not set"."""
    if data is None:
        return "not set"
    if data is UNKNOWN:
        return AFTER_APPLY
    if data in (SENSITIVE, AFTER_APPLY):
        return str(data)
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, str):
        return printable(json.dumps(data, ensure_ascii=False))
    if isinstance(data, dict):
        return "{" + ", ".join(f"{printable(str(name))} = {data_text(item)}" for name, item in data.items()) + "}"
    if isinstance(data, set | frozenset):
        return data_text(sorted(data, key=str))
    if isinstance(data, list | tuple):
        return "[" + ", ".join(map(data_text, data)) + "]"
    return printable(str(data))


def expected_text(verdict: Verdict) -> str:
    """What was expected: data in Terraform's spelling, words as they are."""
    if isinstance(verdict.expected, str) and not verdict.exact:
        return printable(verdict.expected)
    return data_text(verdict.expected)


def actual_text(verdict: Verdict) -> str:
    """What was found, or why it is not known; empty where the verdict is about no single value."""
    value = verdict.actual
    if value is None:
        return ""
    if verdict.outcome is Outcome.UNKNOWN and not value.known:
        return because(verdict.origins)
    if isinstance(value.data, PartialString) and not verdict.hidden:
        return printable(f'"{partial_text(value)}"')
    return data_text(shown(verdict))


def because(traces: Iterable[Trace]) -> str:
    """Why a value is not known: `known after apply, because of aws_ssm_parameter.key.arn`."""
    reasons = {trace.ref: trace.reason for trace in reversed(list(traces)) if trace.ref is not None}
    refs = list(reversed(reasons))
    if not refs:
        return "known after apply"
    named = [ref + (f" ({reasons[ref]})" if reasons[ref] else "") for ref in refs[:3]]
    names = printable(", ".join(named)) + (f" (+{len(refs) - 3} more)" if len(refs) > 3 else "")
    if all(reference_kind(ref) == "variable" for ref in refs):
        return f"not known, because of {names}, which ha{'s' if len(refs) == 1 else 've'} no value"
    return f"known after apply, because of {names}"


def partial_text(value: Value) -> str:
    """A string with `${reference}` for each part that is not known."""
    if isinstance(value.data, str):
        return value.data
    if not isinstance(value.data, PartialString):
        return "${" + next((trace.ref for trace in value.origins if trace.ref), "...") + "}"
    return "".join(map(partial_text, value.data.parts))


def place(location: Location) -> str:
    """`path:line`."""
    return printable(f"{location.path}:{location.line}")


def chain(trace: Trace) -> list[str]:
    """The stations from where a text stands or is read to its use: `var.image (terraform.tfvars:3)`, `main.tf:12`."""
    stations: list[str] = []
    location = trace.location
    for hop in trace.hops:
        stations.append(printable(hop.ref) + (f" ({place(location)})" if location else ""))
        location = hop.location
    if trace.hops and location is not None:
        stations.append(place(location))
    return stations


def beginning(trace: Trace, subject: str, value: Value | None, text: str) -> str:
    """What a trace starts with: `image "nginx:1" is a literal`, `image begins with var.image`."""
    where = f" ({place(trace.location)})" if trace.location and not trace.hops else ""
    partial = value is not None and isinstance(value.data, PartialString)
    whole = value is None or value.known
    if not trace.is_literal:
        return f"{subject} {'comes from' if whole else 'begins with'} {printable(trace.ref or '')}{where}"
    if whole:
        return f"{subject} {text} is a literal{where}"
    return f"{subject} {text} begins with a literal{where}" if partial else f"{subject} may be a literal{where}"


def attribute_name(path: str) -> str:
    """The last name in an attribute path: `image` in `container_definitions[0].image`."""
    names = [step for step in steps(path) if isinstance(step, str)] if path else []
    return names[-1] if names else "value"


def setting_fix(verdict: Verdict) -> str:
    """What to write for an attribute that should have exactly the expected value; empty for other verdicts."""
    if not verdict.exact or not verdict.attribute:
        return ""
    names = [step for step in steps(verdict.attribute) if isinstance(step, str)]
    around = f" in the {names[-2]} block" if len(names) > 1 else ""
    return f"Set {names[-1]} = {data_text(verdict.expected)}{around}."


def nothing_checked(judgement: Judgement) -> str:
    """Why a requirement examined nothing."""
    if judgement.unagreed:
        return f"nothing to check: the setting {judgement.unagreed} is not stated"
    what = judgement.requirement.looks_for or "place that this requirement examines"
    return f"nothing to check: the plan has no {what}"


def empty_fix(judgement: Judgement) -> str:
    """What to do where a requirement examined nothing."""
    name = judgement.unagreed
    if name:
        return f"Pass {name}=..., or set it in ecsfargate.toml under [requirements.{judgement.requirement.slug}]."
    return "Look at the module and the variables that were planned; where that is right, pass allow_empty=True."


def without_keys(address: str) -> str:
    """The address of the block: without the instance keys of the resource and of the modules around it."""
    return _INSTANCE.sub("", address)


def instance_key(address: str) -> str:
    """The instance key at the end of an address, with its brackets; empty where there is none."""
    found = _INSTANCE.findall(address)
    return found[-1] if found and address.endswith(found[-1]) else ""


def differing_keys(address: str, first: str) -> str:
    """The instance keys in which an address differs from another one of the same block; else the whole address."""
    keys, others = _INSTANCE.findall(address), _INSTANCE.findall(first)
    if without_keys(address) != without_keys(first) or len(keys) != len(others):
        return address
    return "".join(key for key, other in zip(keys, others, strict=True) if key != other) or address
