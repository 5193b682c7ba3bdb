"""The plan that terraform makes of a module in the emulated account, as the document says it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_ecsfargate.engines import make_plan
from pytest_ecsfargate.plan.model import Plan
from pytest_ecsfargate.plan.request import PlanRequest
from pytest_ecsfargate.terraform.cache import PlanCache, PlanKey


@dataclass(frozen=True, slots=True)
class Planned:
    """What terraform's plan says of one resource or output: its values, and which of them it does not know."""

    values: Any
    unknown: Any


@dataclass(frozen=True)
class TerraformPlan:
    """A plan by terraform: with the source laid over it, and what the document itself says."""

    plan: Plan
    resources: Mapping[str, Planned]
    outputs: Mapping[str, Planned]
    deferred: tuple[str, ...]


class _Kept(PlanCache):
    """Keeps the document of the plan as terraform gave it."""

    document: dict[str, Any]

    def get(self, key: PlanKey, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        self.document = make()
        return self.document


def plan_with_terraform(request: PlanRequest) -> TerraformPlan:
    """The plan that terraform makes in an emulated account of its own. Raises what `make_plan` raises."""
    kept = _Kept()
    plan = make_plan(request, engine="terraform", account="emulated", cache=kept)
    outputs = {
        name: Planned(change.get("after"), change.get("after_unknown", False))
        for name, change in kept.document.get("output_changes", {}).items()
    }
    changes = kept.document.get("resource_changes", ())
    deferred = tuple(change["address"] for change in changes if change["mode"] == "data")
    return TerraformPlan(plan, dict(_planned(kept.document)), outputs, deferred)


def _planned(document: Mapping[str, Any]) -> Iterator[tuple[str, Planned]]:
    for item in _state(document.get("prior_state", {}).get("values", {}).get("root_module", {})):
        if item["mode"] == "data":
            yield item["address"], Planned(item["values"], {})
    for item in document.get("resource_changes", ()):
        change = item["change"]
        if change["after"] is not None:
            yield item["address"], Planned(change.get("after"), change.get("after_unknown", False))


def _state(module: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from module.get("resources", ())
    for child in module.get("child_modules", ()):
        yield from _state(child)
