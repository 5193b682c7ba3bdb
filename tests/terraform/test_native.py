from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.hcl.configuration.loader import load
from pytest_ecsfargate.plan.from_source import plan_module
from pytest_ecsfargate.terraform.native import native
from pytest_ecsfargate.terraform.overrides import emulated

MODULE = """
terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.given]
    }
  }
}
provider "aws" {
  profile = "x"
  assume_role {
    role_arn = "arn"
  }
}
provider "aws" {
  alias = "east"
}
data "terraform_remote_state" "s" {
  backend = "s3"
}
resource "aws_sqs_queue" "q" {}
"""


def test_all_that_is_put_into_a_copy(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(MODULE)
    overrides = emulated(load(tmp_path))
    for kind, documents in (("override", overrides.override), ("added", overrides.add)):
        (tmp_path / kind).mkdir()
        (tmp_path / kind / "x.tf").write_text(native(documents[tmp_path]))
        assert [str(found) for found in load(tmp_path / kind).diagnostics] == []
    override, added = load(tmp_path / "override"), load(tmp_path / "added")
    assert [sorted(block.body.attributes)[:2] for block in override.providers] == [
        ["access_key", "max_retries"],
        ["access_key", "alias"],
    ]
    assert [(part.type, part.labels) for part in override.providers[0].body.blocks] == [("dynamic", ("assume_role",))]
    assert [part.labels for part in override.settings[0].body.blocks] == [("local",)]
    assert [str(key) for key in added.resources] == ["terraform_data.ecsfargate_deferred"]


@pytest.mark.parametrize(
    "data", [None, True, 5, 'a "quoted" \\ text\nof two lines é \t', ["x", 1], {"path": "p", "some key": [None]}]
)
def test_data_is_what_it_was(tmp_path: Path, data: Any) -> None:
    (tmp_path / "main.tf").write_text(native({"resource": {"terraform_data": {"x": {"input": data}}}}))
    assert plan_module(tmp_path)["terraform_data.x"]["input"].value == data


def test_a_text_is_a_template(tmp_path: Path) -> None:
    resources = {"x": {"input": "${1 + 1}/$${x}"}, "y": {"lifecycle": {"prevent_destroy": False}}}
    (tmp_path / "main.tf").write_text(native({"resource": {"terraform_data": resources}}))
    plan = plan_module(tmp_path)
    assert plan["terraform_data.x"]["input"].value == "2/${x}"
    assert plan["terraform_data.y"].lifecycle is not None
