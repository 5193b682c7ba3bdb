"""Plan files that terraform makes here and now: what they say directly is what `terraform show -json` says of them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.engines import make_plan
from pytest_ecsfargate.hcl.values import Value
from pytest_ecsfargate.plan.changes import Change
from pytest_ecsfargate.plan.from_source import Surroundings, plan_configuration
from pytest_ecsfargate.plan.json.from_json import plan_from_json
from pytest_ecsfargate.plan.json.text import plan_document
from pytest_ecsfargate.plan.model import Plan
from pytest_ecsfargate.plan.overlay import overlay
from pytest_ecsfargate.plan.planfile.reading import read_plan_file
from pytest_ecsfargate.plan.request import PlanRequest
from pytest_ecsfargate.saved_plan import load_plan
from pytest_ecsfargate.terraform.engine import PlanRun
from tests.plan.describing import described
from tests.plan.planfile.making import make

EXAMPLES = Path(__file__).parents[2] / "examples"
MODULES = {
    "dev": ("fintech_platform", ("environments/dev.tfvars",)),
    "prod": ("fintech_platform", ("environments/prod.tfvars",)),
    "migration": ("region_migration", ()),
}
Both = tuple[bytes, str]


def test_a_module_of_every_action(terraform_binary: Path, tmp_path: Path) -> None:
    same(*make(tmp_path, str(terraform_binary)))


@pytest.mark.parametrize(
    "module",
    [
        pytest.param("", id="nothing"),
        pytest.param('output "only" {\n  value = [1, null, "x", 0.1]\n}\n', id="an output"),
        pytest.param(
            'variable "deep" {\n  type    = any\n  default = { a = [{ b = 0.1 }, null] }\n}\n'
            'resource "terraform_data" "deep" {\n  input = var.deep\n}\n',
            id="a default",
        ),
        pytest.param(
            'resource "terraform_data" "a" {}\n'
            'resource "terraform_data" "sets" {\n'
            '  input = [toset([terraform_data.a.id, "b"]), toset([{ x = 0.1 }, { x = 2 }]), tomap({ k = [0.3] })]\n}\n',
            id="sets and maps",
        ),
        pytest.param(
            'resource "terraform_data" "a" {\n  input = sensitive({ x = [1, 2] })\n}\n'
            'resource "terraform_data" "b" {\n  input = [sensitive(null), sensitive([]), "open"]\n}\n'
            'resource "terraform_data" "c" {\n  input = toset([sensitive("x"), "y"])\n}\n',
            id="sensitive values",
        ),
        pytest.param(
            'check "c" {\n  assert {\n    condition     = terraform_data.a == []\n    error_message = "no"\n  }\n}\n'
            'resource "terraform_data" "a" {\n  count = 0\n}\n',
            id="no instances, and a check",
        ),
    ],
)
def test_small_modules(planned: Callable[..., dict[str, Any]], tmp_path: Path, module: str) -> None:
    (tmp_path / "main.tf").write_text(module)
    shown = planned(tmp_path)
    same((tmp_path / "plan.bin").read_bytes(), json.dumps(shown))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples(aws_provider: None, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    folder, var_files = MODULES[name]
    made: list[Both] = []
    document = PlanRun.document

    def kept(run: PlanRun) -> dict[str, Any]:
        made.append((run._plan_file.read_bytes(), run._run("show", "-json", str(run._plan_file)).stdout))
        return document(run)

    monkeypatch.setattr(PlanRun, "document", kept)
    files = tuple(EXAMPLES / folder / file for file in var_files)
    make_plan(PlanRequest(EXAMPLES / folder, var_files=files), engine="terraform", account="emulated")
    same(*made[0])


REASONS = {
    "tainted": "replace_because_tainted",
    "asked": "replace_by_request",
    "cannot": "replace_because_cannot_update",
    "triggered": "replace_by_triggers",
    "gone": "delete_because_no_resource_config",
    "repeated": "delete_because_wrong_repetition",
    "counted[1]": "delete_because_count_index",
    'keyed["b"]': "delete_because_each_key",
    "left": "delete_because_no_module",
    "target": "delete_because_no_move_target",
}
BEFORE = """
resource "terraform_data" "tainted" {}
resource "terraform_data" "asked" {}
resource "terraform_data" "gone" {}
resource "terraform_data" "repeated" {}
resource "terraform_data" "cannot" {
  input            = { set = toset(["a", "b"]) }
  triggers_replace = { "some key" = [1] }
}
resource "terraform_data" "triggered" {
  lifecycle {
    create_before_destroy = true
    replace_triggered_by  = [terraform_data.cannot]
  }
}
resource "terraform_data" "counted" {
  count = 2
}
resource "terraform_data" "keyed" {
  for_each = toset(["a", "b"])
}
module "left" {
  source = "./left"
  count  = 2
}
resource "terraform_data" "source" {}
resource "terraform_data" "kept" {
  input = "as it was"
}
"""
AFTER = (
    BEFORE.replace('resource "terraform_data" "gone" {}\n', "")
    .replace('"repeated" {}', '"repeated" {\n  for_each = {}\n}')
    .replace("[1]", "[2]")
    .replace("count = 2", "count = 1")
    .replace('toset(["a", "b"])\n}', 'toset(["a"])\n}')
    .replace("count  = 2", "count  = 1")
    .replace('resource "terraform_data" "source" {}\n', "")
    + "moved {\n  from = terraform_data.source\n  to   = terraform_data.target\n}\n"
)


def test_every_reason_a_deposed_object_and_drift(terraform_binary: Path, tmp_path: Path) -> None:
    def terraform(*arguments: str) -> str:
        command = [str(terraform_binary), *arguments]
        return subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True, timeout=300).stdout

    (tmp_path / "left").mkdir()
    (tmp_path / "left" / "main.tf").write_text('resource "terraform_data" "left" {}\n')
    (tmp_path / "main.tf").write_text(BEFORE)
    terraform("init", "-input=false")
    terraform("apply", "-auto-approve", "-input=false")
    state = json.loads((tmp_path / "terraform.tfstate").read_text())
    for resource in state["resources"]:
        instances = resource["instances"]
        if resource["name"] == "tainted":
            instances[0]["status"] = "tainted"
        if resource["name"] == "kept":
            instances.append({**instances[0], "deposed": "00c0ffee"})
    (tmp_path / "terraform.tfstate").write_text(json.dumps(state))
    (tmp_path / "main.tf").write_text(AFTER)
    terraform("plan", "-input=false", "-out=plan.bin", "-replace=terraform_data.asked")
    shown = terraform("show", "-json", "plan.bin")
    same((tmp_path / "plan.bin").read_bytes(), shown)
    changes = load_plan(tmp_path / "plan.bin").changes or ()
    found = {change.address.rpartition("terraform_data.")[2]: change.reason for change in changes if change.reason}
    assert found == REASONS
    assert [change.address for change in changes if change.deposed == "00c0ffee"] == ["terraform_data.kept"]


def same(content: bytes, shown: str) -> None:
    """The plan from a plan file equals the one from its JSON, without and with the source laid over it."""
    file = read_plan_file(content, "p")
    found, expected = plan_from_json(file.document), plan_from_json(plan_document(shown))
    whole = plan_from_json(json.loads(shown))
    assert dealt_with(found) == dealt_with(expected) == dealt_with(whole)
    assert found.drift == expected.drift == whole.drift
    assert told(found) == told(expected) == told(whole)
    assert resources(found) == resources(expected)
    assert named(found.outputs) == named(expected.outputs)
    assert named(found.variables) == named(expected.variables)
    assert found.complete is expected.complete
    surroundings = Surroundings(environment={}, workspace=file.workspace, files=False)
    source = plan_configuration(file.configuration, file.variables, [], None, surroundings)
    assert named(overlay(found, source).variables) == named(overlay(expected, source).variables)
    assert resources(overlay(found, source)) == resources(overlay(expected, source))


def resources(plan: Plan) -> dict[str, Any]:
    return {
        found.address: (
            described(found.values, origins),
            (found.type, found.name, found.mode, found.key, found.module, found.provider, found.actions),
            (found.lifecycle, found.depends_on, found.configured, found.location),
        )
        for found in plan
    }


def dealt_with(plan: Plan) -> list[Change]:
    """The changes, in an order that does not depend on where they stand in a file."""
    return sorted(plan.changes or (), key=lambda change: (change.address, change.deposed))


def told(plan: Plan) -> Any:
    """What is moved, imported and removed."""
    imports = {found.address: described(found.id, origins) for found in plan.imports}
    return set(plan.moved), imports, set(plan.removed)


def named(values: Any) -> dict[str, Any]:
    return {name: described(value, origins) for name, value in values.items()}


def origins(value: Value) -> Any:
    return sorted({str(trace.ref) for trace in value.origins})
