"""Registry and git modules: read where `terraform init` installed them, unknown otherwise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.hcl.configuration.installed_modules import InstalledModule, installed_modules
from pytest_ecsfargate.hcl.values import UNKNOWN
from pytest_ecsfargate.plan.from_source import plan_module

REGISTRY = "registry.terraform.io/terraform-aws-modules/ecs/aws"
CALL = """
module "ecs" {
  source  = "terraform-aws-modules/ecs/aws"
  version = "5.2.0"
  name    = "shop"
}
output "name" { value = module.ecs.name }
"""


def installed(root: Path, *entries: dict[str, str]) -> None:
    folder = root / ".terraform" / "modules"
    folder.mkdir(parents=True, exist_ok=True)
    modules: list[dict[str, str]] = [{"Key": "", "Source": "", "Dir": "."}, *entries]
    (folder / "modules.json").write_text(json.dumps({"Modules": modules}))


def module(root: Path, folder: str, text: str) -> None:
    (root / folder).mkdir(parents=True, exist_ok=True)
    (root / folder / "main.tf").write_text(text)


ENTRY = {"Key": "ecs", "Source": REGISTRY, "Version": "5.2.0", "Dir": ".terraform/modules/ecs"}


def test_a_registry_module_with_modules_below(tmp_path: Path) -> None:
    module(tmp_path, ".", CALL)
    module(
        tmp_path,
        ".terraform/modules/ecs",
        """
variable "name" {}
module "cluster" {
  source = "./modules/cluster"
  name   = var.name
}
module "label" {
  source = "git::https://example.com/label.git?ref=v1"
}
output "name" { value = "${module.cluster.name}-${module.label.id}-${path.module}" }
""",
    )
    module(
        tmp_path,
        ".terraform/modules/ecs/modules/cluster",
        """
variable "name" {}
resource "aws_ecs_cluster" "this" { name = var.name }
output "name" { value = aws_ecs_cluster.this.name }
""",
    )
    module(tmp_path, ".terraform/modules/ecs.label", 'output "id" { value = "x" }')
    label = {
        "Key": "ecs.label",
        "Source": "git::https://example.com/label.git?ref=v1",
        "Dir": ".terraform/modules/ecs.label",
    }
    cluster = {"Key": "ecs.cluster", "Source": "./modules/cluster", "Dir": ".terraform/modules/ecs/modules/cluster"}
    installed(tmp_path, ENTRY, cluster, label)
    plan = plan_module(tmp_path)
    assert [str(found) for found in plan.diagnostics] == []
    assert plan.complete
    assert plan.outputs["name"].value == "shop-x-.terraform/modules/ecs"
    assert list(plan.resources) == ["module.ecs.module.cluster.aws_ecs_cluster.this"]


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (None, "is not a local folder, and terraform init did not install it: it is unknown here."),
        ({"Source": "registry.terraform.io/other/ecs/aws"}, "is not the one that terraform init installed"),
        ({"Version": "5.1.0"}, "is not the one that terraform init installed"),
        ({"Dir": "../outside"}, "is not a local folder, and terraform init did not install it"),
        ({"Dir": ".terraform/modules/link"}, "is not a local folder, and terraform init did not install it"),
        ({"Dir": ".terraform/modules/missing"}, "is not a local folder, and terraform init did not install it"),
        ({"Key": "other"}, "is not a local folder, and terraform init did not install it"),
    ],
)
def test_what_is_not_installed_is_unknown(tmp_path: Path, entry: dict[str, str] | None, problem: str) -> None:
    root = tmp_path / "root"
    module(root, ".", CALL)
    module(tmp_path, "outside", 'output "name" { value = "secret" }')
    module(root, ".terraform/modules/ecs", 'output "name" { value = "installed" }')
    (root / ".terraform/modules/link").symlink_to(tmp_path / "outside")
    if entry is not None:
        installed(root, {**ENTRY, **entry})
    plan = plan_module(root)
    (found,) = plan.diagnostics
    assert problem in found.summary
    assert plan.outputs["name"].value is UNKNOWN
    assert not plan.complete


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"Modules": 1}', '{"Modules": [1, {}, {"Key": 1, "Dir": "."}, {"Key": "a"}]}', "\udcff"]
)
def test_what_is_no_manifest_counts_as_empty(tmp_path: Path, text: str) -> None:
    folder = tmp_path / ".terraform" / "modules"
    folder.mkdir(parents=True)
    (folder / "modules.json").write_bytes(text.encode(errors="surrogateescape"))
    assert not [key for key, found in installed_modules(tmp_path).items() if found.source]


@pytest.mark.parametrize(
    ("recorded", "written"),
    [
        (REGISTRY, "terraform-aws-modules/ecs/aws"),
        (f"{REGISTRY}//modules/service", "terraform-aws-modules/ecs/aws//modules/service"),
        ("app.example.com/team/ecs/aws", "app.example.com/team/ecs/aws"),
        ("git::https://github.com/a/b.git", "github.com/a/b"),
        ("git::ssh://git@github.com/a/b.git", "git@github.com:a/b.git"),
        ("git::https://example.com/a.git//sub?ref=v1", "git::https://example.com/a.git//sub?ref=v1"),
    ],
)
def test_addresses_that_are_the_same(recorded: str, written: str, tmp_path: Path) -> None:
    assert InstalledModule(recorded, "", tmp_path).is_for(written, None)


@pytest.mark.parametrize(
    ("constraint", "fits"), [(None, True), ("5.2.0", True), ("= 5.2.0", True), ("5.2.1", False), ("~> 5.0", True)]
)
def test_versions(constraint: str | None, fits: bool, tmp_path: Path) -> None:
    found: Any = InstalledModule(REGISTRY, "5.2.0", tmp_path)
    assert found.is_for("terraform-aws-modules/ecs/aws", constraint) is fits
