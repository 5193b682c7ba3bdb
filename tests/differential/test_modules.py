"""Whole small modules, without any provider: our outputs and addresses against terraform's own plan."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.hcl.types import ListType, MapType, ObjectType, Primitive, SetType, TupleType, Type
from pytest_ecsfargate.plan.from_source import plan_module

Planned = Callable[..., dict[str, Any]]


CASES = Path(__file__).parent / "data" / "modules"
NAMES = sorted(path.name for path in CASES.iterdir())


def _shape(kind: Type) -> Any:
    """A type in the JSON form of a plan."""
    match kind:
        case Primitive():
            return kind.name
        case ListType() | SetType() | MapType():
            return [type(kind).__name__.removesuffix("Type").lower(), _shape(kind.element)]
        case TupleType():
            return ["tuple", [_shape(item) for item in kind.elements]]
        case ObjectType():
            return ["object", {name: _shape(item) for name, item in kind.attributes}]
    raise AssertionError(kind)


@pytest.mark.parametrize("name", NAMES)
def test_outputs_and_addresses_equal_the_plan(
    name: str, tmp_path: Path, planned: Planned, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "module"
    shutil.copytree(CASES / name, folder)
    # Beside the module: var files in the order given, values as by -var, and TF_VAR_ names.
    stated = folder / "inputs.json"
    inputs = json.loads(stated.read_text()) if stated.exists() else {}
    var_files = [folder / file for file in inputs.get("var_files", ())]
    direct: dict[str, str] = inputs.get("direct", {})
    environment = {f"TF_VAR_{key}": value for key, value in inputs.get("environment", {}).items()}

    arguments = [f"-var-file={file}" for file in var_files]
    arguments += [f"-var={key}={value}" for key, value in direct.items()]
    truth = planned(folder, *arguments, variables=environment)
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    ours = plan_module(folder, variables=direct, var_files=var_files)

    assert [str(found) for found in ours.diagnostics] == []
    assert list(ours.resources) == sorted(change["address"] for change in truth.get("resource_changes", []))
    outputs = truth["planned_values"].get("outputs", {})
    assert set(ours.outputs) == set(truth["output_changes"])
    for key, output in ours.outputs.items():
        change = truth["output_changes"][key]
        assert change["after_unknown"] is False, f"{key} should be known in these modules"
        assert output.value == change["after"], key
        if change["after"] is not None:
            assert _shape(output.type) == outputs[key]["type"], key
        assert output.any_sensitive == (change["after_sensitive"] is True), key
