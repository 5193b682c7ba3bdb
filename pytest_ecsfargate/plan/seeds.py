"""What an emulated account was given for data sources, which says nothing of the real account."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..hcl.origins import leaf
from ..hcl.values import Value, unknown
from .provenance import is_data
from .resource import Resource

if TYPE_CHECKING:
    from .model import Plan

SEEDED = "ecsfargate-seeded"
"""What seeded parameters and secrets hold: harmless, and never evidence."""

SEEDED_ID = "0ec5fa46a7e000001"
"""What stands behind the prefix of an id that a seeded parameter or secret holds."""

SEEDED_PORT, SEEDED_BLOCK = "5432", "10.0.0.0/16"

_SEED = re.compile(f"{SEEDED}|-{SEEDED_ID}")


def is_seed(text: str) -> bool:
    """Whether a text is what an emulated account gives for a secret, and so is none."""
    return text in (SEEDED_PORT, SEEDED_BLOCK) or _SEED.search(text) is not None


def without_seeds(plan: Plan, resource: Resource) -> Resource:
    """A data source of a seeded plan with only what its block sets; everything else as it is."""
    arguments = resource.arguments.data if resource.arguments is not None else {}
    if not plan.seeded or resource.mode != "data" or not isinstance(arguments, dict):
        return resource
    assert isinstance(resource.values.data, dict)
    values = {
        name: arguments[name]
        if name in arguments and not arguments[name].is_null
        else unknown(value.type, leaf(f"{resource.address}.{name}"), value.sensitive)
        for name, value in resource.values.data.items()
    }
    return resource.with_values(Value(values, None, resource.values.origin, resource.values.sensitive))


def unseeded(plan: Plan, resource: Resource) -> Resource:
    """A resource with what the source says of it, wherever its plan shows what an emulated account was given.

    Verdicts on it are then those of the source's own plan.
    """
    if resource.mode == "data":
        return without_seeds(plan, resource) if plan.seeded else _as_asked(resource)
    if not plan.seeded or plan.engine == "live":
        return resource  # what is deployed is evidence of itself
    same = plan.unseeded.resources.get(resource.address) if plan.unseeded is not None else None
    assert isinstance(resource.values.data, dict)
    values = {
        name: value
        if not _is_seeded(value)
        else unknown(value.type, value.origin, value.sensitive)
        if same is None
        else same.at(name)
        for name, value in resource.values.data.items()
    }
    return resource.with_values(Value(values, None, resource.values.origin, resource.values.sensitive))


def _as_asked(resource: Resource) -> Resource:
    """A data source with what its block sets, where that is to be confirmed by reading it."""
    arguments = resource.arguments.data if resource.arguments is not None else {}
    assert isinstance(resource.values.data, dict)
    assert isinstance(arguments, dict)
    asked = {name: value for name, value in arguments.items() if not value.is_null and name in resource.values.data}
    values = {
        name: asked.get(name, value) if value.is_unknown else value for name, value in resource.values.data.items()
    }
    return resource.with_values(Value(values, None, resource.values.origin, resource.values.sensitive))


def _is_seeded(value: Value) -> bool:
    return any(trace.ref is not None and is_data(trace.ref) for trace in value.origins)


def is_seeded_list(plan: Plan, path: str, resource: Resource) -> bool:
    """Whether a list holds as many elements as it does only because of what an emulated account was given."""
    value = resource.at(path)
    if not plan.seeded or not any(trace.ref is not None and is_data(trace.ref) for trace in value.origin.traces()):
        return False
    source = plan.unseeded
    same = source.resources.get(resource.address) if source is not None else None
    return same is None or same.at(path).is_unknown
