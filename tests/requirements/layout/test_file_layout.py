from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate import assert_file_layout, load_plan, plan_module

TERRAFORM = 'terraform {\n  required_version = ">= 1.5.0"\n}\n'
PROVIDER = 'provider "aws" {\n  region = "eu-central-1"\n}\n'
ALIAS = 'provider "aws" {\n  alias  = "east"\n  region = "us-east-1"\n}\n'
CLUSTER = 'resource "aws_ecs_cluster" "main" {\n  name = "shop"\n}\n'
VARIABLE, OUTPUT = 'variable "x" {\n  default = 1\n}\n', 'output "y" {\n  value = 1\n}\n'
GOOD = {
    "provider.tf": TERRAFORM + PROVIDER + ALIAS,
    "main.tf": CLUSTER,
    "variables.tf": VARIABLE,
    "outputs.tf": OUTPUT,
}


@pytest.mark.parametrize("strict", [False, True])
def test_the_good_module_passes(module: Any, outcomes: Any, strict: bool) -> None:
    assert outcomes(assert_file_layout, module(GOOD), strict=strict) == (set(), set())


@pytest.mark.parametrize(
    ("files", "failed"),
    [
        pytest.param({"main.tf": TERRAFORM + CLUSTER}, {"terraform"}, id="settings in main.tf"),
        pytest.param({"versions.tf": TERRAFORM}, {"terraform"}, id="settings in versions.tf of the root module"),
        pytest.param({"backend.tf": 'terraform {\n  backend "s3" {\n  }\n}\n'}, {"terraform"}, id="backend"),
        pytest.param({"cloud.tf": "terraform {\n  cloud {\n  }\n}\n"}, {"terraform"}, id="cloud"),
        pytest.param({"main.tf": CLUSTER + PROVIDER, "provider.tf": TERRAFORM}, {"provider.aws"}, id="provider"),
        pytest.param({"main.tf": CLUSTER + ALIAS, "provider.tf": PROVIDER}, {"provider.aws.east"}, id="alias"),
        pytest.param({"provider.tf.json": '{"terraform": {}}', "provider.tf": PROVIDER}, set(), id="json"),
        pytest.param({"settings.tf.json": '{"terraform": {}}'}, {"terraform"}, id="json elsewhere"),
        pytest.param({"main_override.tf": CLUSTER}, set(), id="override of a resource"),
        pytest.param({"provider_override.tf": PROVIDER}, {"provider.aws"}, id="override of a provider"),
        pytest.param({"override.tf": TERRAFORM}, {"terraform"}, id="override of settings"),
        pytest.param({"override.tf.json": '{"terraform": {}}'}, {"terraform"}, id="override in json"),
        pytest.param({"terraform.tfvars": "x = 2\n"}, set(), id="values are no code"),
    ],
)
def test_files_added_or_changed(module: Any, outcomes: Any, files: dict[str, str], failed: set[str]) -> None:
    assert outcomes(assert_file_layout, module({**GOOD, **files})) == (failed, set())


def test_overrides_may_be_allowed(module: Any, outcomes: Any) -> None:
    plan = module({**GOOD, "override.tf": TERRAFORM + PROVIDER})
    assert outcomes(assert_file_layout, plan, allow_overrides=True) == (set(), set())


def test_strict_wants_variables_and_outputs_in_their_files(module: Any, outcomes: Any) -> None:
    plan = module({"main.tf": CLUSTER + VARIABLE + OUTPUT})
    assert outcomes(assert_file_layout, plan) == (set(), set())
    assert outcomes(assert_file_layout, plan, strict=True) == ({"var.x", "output.y"}, set())


def test_a_file_that_does_not_parse(tmp_path: Path, outcomes: Any) -> None:
    (tmp_path / "main.tf").write_text(CLUSTER, encoding="utf-8")
    (tmp_path / "broken.tf").write_text('resource "aws_vpc" {\n  x = \n', encoding="utf-8")
    (tmp_path / "bytes.tf").write_bytes(b"\xff\xfe")
    assert outcomes(assert_file_layout, plan_module(tmp_path)) == ({"broken.tf", "bytes.tf"}, set())


CHILD = {"main.tf": 'module "a" {\n  source = "./a"\n}\nmodule "b" {\n  source = "./a"\n}\n'}


@pytest.mark.parametrize(
    ("files", "failed"),
    [
        pytest.param({"a/versions.tf": TERRAFORM, "a/main.tf": CLUSTER + VARIABLE}, set(), id="versions.tf"),
        pytest.param({"a/provider.tf": TERRAFORM}, set(), id="provider.tf"),
        pytest.param({"a/main.tf": TERRAFORM}, {"module.a.terraform"}, id="main.tf"),
        pytest.param({"a/versions.tf": PROVIDER}, {"module.a.provider.aws"}, id="provider"),
        pytest.param({"a/override.tf": PROVIDER}, {"module.a.provider.aws"}, id="override"),
    ],
)
def test_modules_that_are_called(module: Any, outcomes: Any, files: dict[str, str], failed: set[str]) -> None:
    assert outcomes(assert_file_layout, module({**GOOD, **CHILD, **files})) == (failed, set())


def test_a_saved_plan_says_nothing_of_files(outcomes: Any) -> None:
    plan = load_plan({"format_version": "1.2", "planned_values": {"root_module": {}}, "resource_changes": []})
    assert outcomes(assert_file_layout, plan) == (set(), {"."})
