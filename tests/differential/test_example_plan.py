"""The examples planned by terraform in the emulated account: what we know from the source is what the plan says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.engines import make_plan
from pytest_ecsfargate.hcl.types import SetType
from pytest_ecsfargate.hcl.values import JsonString, Value
from pytest_ecsfargate.plan.from_source import plan_module
from pytest_ecsfargate.plan.model import Plan
from pytest_ecsfargate.plan.request import PlanRequest
from pytest_ecsfargate.terraform.cache import PlanCache, PlanKey

EXAMPLES = Path(__file__).parents[2] / "examples"
MODULES = {
    "dev": ("fintech_platform", ("environments/dev.tfvars",)),
    "prod": ("fintech_platform", ("environments/prod.tfvars",)),
    "migration": ("region_migration", ()),
}
NORMALISED = {
    # The provider writes these JSON texts anew: keys in another order, defaults left out.
    "assume_role_policy",
    "container_definitions",
    "dashboard_body",
    "policy",
}


class _Kept(PlanCache):
    """Keeps the document of the plan as terraform gave it."""

    document: dict[str, Any]

    def get(self, key: PlanKey, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        self.document = make()
        return self.document


@pytest.fixture(scope="module", params=MODULES)
def both(request: pytest.FixtureRequest, aws_provider: None) -> tuple[Plan, dict[str, tuple[Any, Any]]]:
    """Our plan, and of each address what terraform's says: values, and which of them are unknown."""
    name, var_files = MODULES[request.param]
    module = EXAMPLES / name
    files = tuple(module / file for file in var_files)
    kept = _Kept()
    make_plan(PlanRequest(module, var_files=files), engine="terraform", account="emulated", cache=kept)
    return plan_module(module, var_files=files), dict(_planned(kept.document))


def _planned(document: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Any, Any]]]:
    for change in document["resource_changes"]:
        if change["change"]["after"] is not None:
            yield change["address"], (change["change"]["after"], change["change"]["after_unknown"])
    for item in document.get("prior_state", {}).get("values", {}).get("root_module", {}).get("resources", ()):
        if item["mode"] == "data":
            yield item["address"], (item["values"], {})


def test_the_addresses_are_the_same(both: tuple[Plan, dict[str, tuple[Any, Any]]]) -> None:
    ours, theirs = both
    assert list(ours.resources) == sorted(theirs)


def test_what_we_know_is_what_the_plan_says(both: tuple[Plan, dict[str, tuple[Any, Any]]]) -> None:
    ours, theirs = both
    wrong = []
    for resource in ours:
        after, unknown = theirs[resource.address]
        assert isinstance(resource.values.data, dict)
        for name, value in resource.values.data.items():
            wrong += _wrong(value, f"{resource.address}.{name}", after.get(name), unknown.get(name, False), name)
    assert wrong == []


def test_what_only_the_plan_knows_is_decided_by_a_provider(both: tuple[Plan, dict[str, tuple[Any, Any]]]) -> None:
    ours, theirs = both
    unexplained = []
    for resource in ours:
        after, unknown = theirs[resource.address]
        assert isinstance(resource.values.data, dict)
        for name, value in resource.values.data.items():
            if not value.known and unknown.get(name, False) is False and after.get(name) is not None:
                refs = [trace.ref for trace in value.origins if trace.ref is not None]
                own = [ref for ref in refs if ref.startswith((resource.address, "data.", "aws_"))]
                if not refs or own != refs:
                    unexplained.append((f"{resource.address}.{name}", refs))
    assert unexplained == []


def _wrong(ours: Value, path: str, after: Any, unknown: Any, name: str) -> list[str]:
    """Where we know a value that the plan does not have."""
    if unknown is True:
        # Text with an unknown part in it is unknown as a whole in a plan; we keep the parts of JSON.
        return [f"{path}: {ours!r}, but the plan does not know it"] if ours.known else []
    if isinstance(ours.data, JsonString) or name in NORMALISED:
        return _wrong_json(ours, path, after)
    if isinstance(ours.data, tuple):
        if not isinstance(after, list):
            return [f"{path}: {ours!r}, but the plan has {after!r}"] if ours.data else []
        if isinstance(ours.type, SetType):
            return _wrong_set(ours, path, after)
        if len(after) != len(ours.data):
            return [f"{path}: {len(ours.data)} elements, but the plan has {len(after)}"]
        doubts = unknown if isinstance(unknown, list) else [False] * len(after)
        zipped = zip(ours.data, after, doubts, strict=True)
        return [
            found
            for at, (value, plan, doubt) in enumerate(zipped)
            for found in _wrong(value, f"{path}[{at}]", plan, doubt, "")
        ]
    if isinstance(ours.data, dict):
        below = unknown if isinstance(unknown, dict) else {}
        found = after if isinstance(after, dict) else {}
        return [
            item
            for key, value in ours.data.items()
            for item in _wrong(value, f"{path}.{key}", found.get(key), below.get(key, False), key)
        ]
    return [f"{path}: {ours!r}, but the plan has {after!r}"] if ours.known and ours.value != after else []


def _wrong_json(ours: Value, path: str, after: Any) -> list[str]:
    if not ours.known or ours.value == after:
        return []
    same = isinstance(after, str) and json.loads(ours.value) == json.loads(after)
    return [] if same else [f"{path}: {ours!r}, but the plan has {after!r}"]


def _wrong_set(ours: Value, path: str, after: list[Any]) -> list[str]:
    """Elements that are wholly known are in the plan's set; the others are as many as what is left of it."""
    assert isinstance(ours.data, tuple)
    left = list(after)
    wrong = []
    for item in ours.data:
        if item.known:
            if item.value in left:
                left.remove(item.value)
            else:
                wrong.append(f"{path}: {item!r} is not in the plan's {after!r}")
    rest = sum(not item.known for item in ours.data)
    return wrong or ([f"{path}: {rest} more elements, the plan has {len(left)}"] if rest != len(left) else [])
