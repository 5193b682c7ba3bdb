"""What is unknown or sensitive before apply, part by part, against a real plan.

Each expression is the `input` of a `terraform_data`, for which a plan shows what is unknown and what sensitive inside.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.hcl.values import UNKNOWN, JsonString, Value
from pytest_ecsfargate.plan.from_source import plan_module

Planned = Callable[..., dict[str, Any]]

DATA = Path(__file__).parent / "data" / "unknowns"
EXPRESSIONS = (DATA / "expressions.txt").read_text(encoding="utf-8").splitlines()

MORE_PRECISE = {
    # Terraform's try and can want to know all of a value before they take it, also where reading it cannot fail.
    'try(local.object, "b")',
}

LESS_PRECISE = {
    "true ? 1 : local.any": 'the type of the other arm decides whether this is 1 or "1"',
    "true ? [1] : local.any": "as above, for each element",
    "true ? { a = 1 } : local.any": "as above, for each element",
    'compact(tolist("true" ? local.marked.list : local.any))': "as above, for each element",
    "local.id == null": "that the provider promises an id which is not null",
    "local.id != null": "that the provider promises an id which is not null",
    "jsonencode(local.bool ? 1 : 1)": "Terraform narrows an unknown number to the one that it can be",
}
"""Expressions that a plan knows and we do not, and why."""


def _differences(ours: Value, path: str, after: Any, unknown: Any) -> list[str]:
    """Where ours says something that the plan does not: known and different, or known where the plan is not."""
    if unknown is True:
        return [f"{path}: known, but the plan does not know it"] if ours.known else []
    data = ours.data
    if data is UNKNOWN or ours.is_unknown:
        return [f"{path}: unknown, but the plan knows it"]
    if isinstance(data, tuple):
        if not isinstance(after, list) or len(after) != len(data):
            return [f"{path}: {len(data)} elements, but the plan has {after!r}"]
        doubts = unknown if isinstance(unknown, list) else [False] * len(after)
        zipped = zip(data, after, doubts, strict=True)
        return [d for at, (item, *plan) in enumerate(zipped) for d in _differences(item, f"{path}[{at}]", *plan)]
    if isinstance(data, dict):
        below = unknown if isinstance(unknown, dict) else {}
        names = set(after if isinstance(after, dict) else ()) | set(below)
        if names != set(data):
            return [f"{path}: attributes {sorted(data)}, but the plan has {sorted(names)}"]
        return [
            d
            for name, item in data.items()
            for d in _differences(item, f"{path}.{name}", (after or {}).get(name), below.get(name, False))
        ]
    return (
        []
        if ours.value == after and isinstance(ours.value, bool) == isinstance(after, bool)
        else [f"{path}: {ours.value!r}, but the plan has {after!r}"]
    )


def _marks(ours: Value, path: str, sensitive: Any, above: bool = False) -> list[str]:
    """Where the plan marks something as sensitive and we do not, or the other way round."""
    mark = above or sensitive is True
    if mark != (above or ours.sensitive) and not isinstance(ours.data, JsonString):
        return [f"{path}: sensitive {ours.sensitive}, but in the plan {mark}"]
    if mark:
        return []
    if isinstance(ours.data, tuple) and isinstance(sensitive, list):
        zipped = zip(ours.data, sensitive, strict=True)
        return [d for at, (item, below) in enumerate(zipped) for d in _marks(item, f"{path}[{at}]", below)]
    if isinstance(ours.data, dict):
        below = sensitive if isinstance(sensitive, dict) else {}
        return [d for name, item in ours.data.items() for d in _marks(item, f"{path}.{name}", below.get(name, False))]
    return []


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory, planned: Planned) -> dict[str, tuple[Value, dict[str, Any]]]:
    """Of each expression: our value, and the change that terraform plans."""
    folder = tmp_path_factory.mktemp("unknowns")
    blocks = [f'resource "terraform_data" "e{at}" {{\n  input = {text}\n}}\n' for at, text in enumerate(EXPRESSIONS)]
    (folder / "main.tf").write_text((DATA / "module.tf").read_text(encoding="utf-8") + "\n" + "\n".join(blocks))
    changes = {change["address"]: change["change"] for change in planned(folder)["resource_changes"]}
    ours = plan_module(folder)
    assert [str(found) for found in ours.diagnostics] == []
    return {
        text: (ours[f"terraform_data.e{at}"].at("input"), changes[f"terraform_data.e{at}"])
        for at, text in enumerate(EXPRESSIONS)
    }


def test_what_is_known_equals_the_plan(plans: dict[str, tuple[Value, dict[str, Any]]]) -> None:
    found = {}
    for text, (ours, change) in plans.items():
        after, unknown = change["after"].get("input"), change["after_unknown"].get("input", False)
        differences = _differences(ours, "", after, unknown)
        if differences and text not in MORE_PRECISE and text not in LESS_PRECISE:
            found[text] = differences
    assert found == {}


def test_what_is_sensitive_equals_the_plan(plans: dict[str, tuple[Value, dict[str, Any]]]) -> None:
    found = {}
    for text, (ours, change) in plans.items():
        differences = _marks(ours, "", change["after_sensitive"].get("input", False))
        if differences:
            found[text] = differences
    assert found == {}
