"""`load_plan` and the option for it: what a saved plan becomes, whatever it is saved as."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.engines import make_plan
from pytest_ecsfargate.hcl.values import UNKNOWN, Value
from pytest_ecsfargate.plan.errors import PlanError
from pytest_ecsfargate.plan.from_source import Surroundings, plan_configuration
from pytest_ecsfargate.plan.json.from_json import plan_from_json
from pytest_ecsfargate.plan.json.values import REDACTED
from pytest_ecsfargate.plan.model import Plan
from pytest_ecsfargate.plan.overlay import overlay
from pytest_ecsfargate.plan.planfile.reading import read_plan_file
from pytest_ecsfargate.plan.request import PlanRequest
from pytest_ecsfargate.plan.resource import Lifecycle
from pytest_ecsfargate.saved_plan import load_plan
from tests.plan.describing import described
from tests.plan.planfile.making import CANARY, DATA, packed

PLAN_FILE = DATA / "changes.plan"
SHOWN = DATA / "changes.json"


def origins(value: Value) -> Any:
    return [(trace.ref, trace.location) for trace in value.origins]


def resources(plan: Plan) -> dict[str, Any]:
    return {
        found.address: (
            described(found.values, origins),
            (found.type, found.name, found.mode, found.key, found.module, found.provider, found.actions, found.maybe),
            (without_place(found.lifecycle), found.depends_on, found.configured, found.location),
        )
        for found in plan
    }


def without_place(lifecycle: Lifecycle | None) -> Lifecycle | None:
    """Places in the text of one reading never equal those of another."""
    return replace(lifecycle, span=None) if lifecycle is not None else None


def named(values: Mapping[str, Value]) -> dict[str, Any]:
    return {name: described(value, origins) for name, value in values.items()}


def test_a_plan_file_and_its_json_are_the_same_plan() -> None:
    found, expected = load_plan(PLAN_FILE), load_plan(SHOWN)
    assert found.resources.keys() == expected.resources.keys()
    file = read_plan_file(PLAN_FILE.read_bytes(), "p")
    source = plan_configuration(
        file.configuration, file.variables, [], None, Surroundings(environment={}, workspace="default", files=False)
    )
    expected = overlay(expected, source)
    assert resources(found) == resources(expected)
    assert named(found.outputs) == named(expected.outputs)
    assert named(found.variables) == named(expected.variables)
    assert found.complete
    assert [str(told.summary) for told in found.diagnostics] == []


def test_without_their_source_they_are_the_same_too() -> None:
    found = plan_from_json(read_plan_file(PLAN_FILE.read_bytes(), "p").document)
    expected = load_plan(SHOWN)
    assert resources(found) == resources(expected)
    assert named(found.outputs) == named(expected.outputs)
    assert named(found.variables) == named(expected.variables)
    assert found.edges == expected.edges


def test_a_plan_file_brings_places_lifecycle_and_origins() -> None:
    plan = load_plan(PLAN_FILE)
    assert (plan.engine, plan.module) == ("saved", None)
    assert repr(plan) == "<Plan of saved: 18 resources, saved engine>"
    created = plan["terraform_data.created"]
    assert str(created.location) == "changing.tf:52:1"
    assert created["input.state.value"].comes_from("data.terraform_remote_state.other")
    first = plan["terraform_data.replaced_first"]
    assert first.lifecycle is not None
    assert first.lifecycle.create_before_destroy
    assert (first.actions, first.depends_on) == (("create", "delete"), ("terraform_data.same", "module.child"))
    inside = plan['module.child["eu"].terraform_data.inside']
    assert str(inside.location) == "modules/child/main.tf:6:1"
    assert inside["input.name"].value == "child-eu"
    assert plan.graph is not None
    assert plan.graph.waits_for(first, inside)


def test_a_plan_file_keeps_the_structure_of_what_is_unknown() -> None:
    created = load_plan(PLAN_FILE)["terraform_data.created"]
    decoded = created["input.json"].decoded
    assert decoded is not None
    assert decoded["size"].value == 0.3
    assert decoded["id"].data is UNKNOWN
    assert created["input.unknown[0]"].data is UNKNOWN
    assert created["input.unknown[1]"].value == "known"


def test_values_of_variables_are_those_of_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_VAR_sizes", "{ a = 99 }")
    monkeypatch.setenv("TF_WORKSPACE", "another")
    plan = load_plan(PLAN_FILE)
    assert plan.variables["sizes"].value == {"a": 0.3, "b": 2}
    assert plan.variables["secret"].sensitive
    assert not [told for told in plan.diagnostics if told.summary]


def test_what_a_module_reads_besides_its_source_is_unknown(repacked_source: Callable[[str], Path]) -> None:
    plan = load_plan(
        repacked_source('output "object" {\n  value = [fileexists("main.tf"), fileset(".", "*"), file("x")]\n}\n')
    )
    assert plan.configuration is not None
    again = plan.reevaluate({})
    assert again is not None
    values = again.outputs["object"].data
    assert isinstance(values, tuple)
    assert [value.data for value in values] == [UNKNOWN] * 3


@pytest.fixture
def repacked_source(tmp_path: Path, members: dict[str, bytes]) -> Callable[[str], Path]:
    """The plan file with another `changing.tf`."""

    def repack(text: str) -> Path:
        path = tmp_path / "repacked"
        path.write_bytes(packed({**members, "tfconfig/m-/changing.tf": text.encode()}))
        return path

    return repack


@pytest.fixture(scope="module")
def members() -> dict[str, bytes]:
    import zipfile

    with zipfile.ZipFile(PLAN_FILE) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_file_is_known_by_its_content_not_its_name(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_bytes(PLAN_FILE.read_bytes())
    (tmp_path / "plan.tfplan").write_bytes(SHOWN.read_bytes())
    assert load_plan(tmp_path / "plan.json").configuration is not None
    assert load_plan(str(tmp_path / "plan.tfplan")).configuration is None
    assert len(load_plan(json.loads(SHOWN.read_bytes()))) == 18


def test_sensitive_values_of_the_state_are_replaced() -> None:
    item = {
        "address": "data.aws_ssm_parameter.p",
        "mode": "data",
        "type": "aws_ssm_parameter",
        "name": "p",
        "values": {"value": CANARY, "tags": {"a": CANARY, "b": "open"}, "list": [CANARY, None, True], "arn": "arn"},
        "sensitive_values": {"value": True, "tags": {"a": True}, "list": True},
    }
    state = {"values": {"root_module": {"resources": [item]}}}
    document = {"format_version": "1.2", "resource_changes": [], "prior_state": state}
    values = load_plan(document)["data.aws_ssm_parameter.p"]
    assert values["value"].value == values["tags.a"].value == values["list[0]"].value == REDACTED
    assert values["value"].sensitive
    assert (values["tags.b"].value, values["arn"].value, values["list[2]"].value) == ("open", "arn", True)


@pytest.fixture
def of_another_version(tmp_path: Path, members: dict[str, bytes]) -> Path:
    path = tmp_path / "other.plan"
    path.write_bytes(packed({**members, "tfplan": members["tfplan"].replace(b"1.11.4", b"1.12.7")}))
    return path


def program(folder: Path, code: str) -> str:
    path = folder / "fake-terraform"
    path.write_text(f"#!{sys.executable} -S\nimport os, sys\n{code}\n")
    path.chmod(0o700)
    return str(path)


def test_a_plan_file_of_another_version_is_shown_by_terraform(of_another_version: Path, tmp_path: Path) -> None:
    binary = program(
        tmp_path,
        f"assert sys.argv[1:] == ['show', '-no-color', '-json', {str(of_another_version)!r}]\n"
        f"assert os.getcwd() == {str(tmp_path)!r}\n"
        f"print(open({str(SHOWN)!r}).read())",
    )
    plan = load_plan(of_another_version, binary=binary)
    assert len(plan) == 18
    assert plan.configuration is None


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (
            "sys.stderr.write('\\n│ Error: Required plugins are not installed\\n│ \\n'); sys.exit(1)",
            "Error: Required plugins are not installed",
        ),
        ("sys.exit(3)", "fake-terraform show ended with exit code 3"),
    ],
)
def test_a_plan_file_of_another_version_that_cannot_be_shown(
    of_another_version: Path, tmp_path: Path, code: str, reason: str
) -> None:
    binary = program(tmp_path, code)
    with pytest.raises(PlanError) as caught:
        load_plan(of_another_version, binary=binary)
    assert str(caught.value) == (
        f"{of_another_version} is a binary plan of terraform 1.12.7, and only those of terraform 1.11 are known here; "
        f"{binary} cannot show it ({reason}): write it as JSON where it was made, `terraform show -json other.plan`."
    )


def changing(type: object = "terraform_data", **change: object) -> bytes:
    """The document of a plan in which something is of another type than Terraform writes."""
    usual = {"actions": ["create"], "after": {"input": {}}, "after_unknown": {"input": {"a": True}}}
    item = {"address": "terraform_data.x", "mode": "managed", "type": type, "name": "x", "change": {**usual, **change}}
    return json.dumps({"format_version": "1.2", "resource_changes": [item]}).encode()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is no plan: it is empty; write it with `terraform show -json`."),
        (b'{"format_version": "1.2", "plan', "is no plan: it is cut off or no JSON; write it"),
        (b"[1]", "is no plan: it has no format_version"),
        (b'{"format_version": "2.0", "planned_values": {}}', "has plan format 2.0, which is not known here"),
        (b'{"format_version": "1.0", "values": {}}', "is no plan but a state"),
        (b'{"format_version": "1.0", "resource_changes": [{"change": 1}]}', "is no plan as terraform writes it"),
        (b'{"format_version": "1.0", "resource_changes": 5}', "is no plan as terraform writes it"),
        (b'{"format_version": "1.0", "planned_values": {}, "prior_state": 5}', "is no plan as terraform writes it"),
        (b'{"format_version": "1.0", "planned_values": {}, "configuration": 5}', "is no plan as terraform writes it"),
        (changing(type=None), "is no plan as terraform writes it (TypeError: NoneType in place of a text)."),
        (changing(actions=[1]), "is no plan as terraform writes it (TypeError: int in place of a text)."),
        (changing(actions=[["create"]]), "is no plan as terraform writes it (TypeError: list in place of a text)."),
        (changing(after={"input": [1]}), "is no plan as terraform writes it (TypeError: what is unknown of an object"),
        (b"PK\x03\x04....", "is no plan: its archive is damaged or cut off."),
    ],
)
def test_what_is_no_plan_is_told_in_a_sentence(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "p.json"
    path.write_bytes(content)
    with pytest.raises(PlanError) as caught:
        load_plan(path)
    assert str(caught.value).startswith(f"{path} {message}")
    assert "\n" not in str(caught.value)


def test_a_plan_file_is_judged_by_its_own_source_not_by_that_at_hand(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "terraform_data" "created" {}\n')
    plan = make_plan(PlanRequest(tmp_path, environment="dev"), saved=PLAN_FILE)
    assert (plan.engine, plan.environment) == ("saved", "dev")
    assert str(plan["terraform_data.created"].location) == "changing.tf:52:1"


def test_nothing_is_left_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    load_plan(PLAN_FILE)
    assert list(tmp_path.iterdir()) == []
