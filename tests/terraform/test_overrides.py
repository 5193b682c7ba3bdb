from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.hcl.configuration.loader import load
from pytest_ecsfargate.terraform.overrides import ACCESS_KEY, emulated, local_backend


def providers(module: Path, text: str) -> dict[str, list[dict[str, Any]]]:
    module.mkdir(exist_ok=True)
    (module / "main.tf").write_text(text)
    made = emulated(load(module)).override[module]
    found: dict[str, list[dict[str, Any]]] = made.get("provider", {})
    return found


def test_the_state_is_a_local_one(tmp_path: Path) -> None:
    assert local_backend(tmp_path).override == {tmp_path: {"terraform": [{"backend": {"local": {}}}]}}


def test_a_module_without_aws_gets_no_provider(tmp_path: Path) -> None:
    assert providers(tmp_path, 'resource "random_id" "x" {}') == {}


def test_a_module_without_a_provider_block_is_supplied_one(tmp_path: Path) -> None:
    (block,) = providers(tmp_path, 'resource "aws_vpc" "x" {}')["aws"]
    assert block["access_key"] == ACCESS_KEY
    assert "region" not in block


def test_what_reaches_out_is_taken_out_and_nothing_else_is_named(tmp_path: Path) -> None:
    text = """
    provider "aws" {
      region              = "eu-west-1"
      profile             = "prod"
      allowed_account_ids = ["1"]
      assume_role {
        role_arn = "arn:aws:iam::1:role/x"
      }
      dynamic "endpoints" {
        for_each = []
        content {}
      }
    }
    provider "aws" {
      alias = "east"
    }
    """
    first, second = providers(tmp_path, text)["aws"]
    assert first["profile"] is None
    assert first["allowed_account_ids"] is None
    assert set(first["dynamic"]) == {"assume_role", "endpoints"}
    assert "region" not in first
    assert second["alias"] == "east"
    assert "dynamic" not in second
    assert "profile" not in second


def test_a_provider_under_another_local_name(tmp_path: Path) -> None:
    text = """
    terraform {
      required_providers {
        amazon = {
          source = "hashicorp/aws"
        }
      }
    }
    provider "amazon" {}
    provider "google" {}
    """
    assert set(providers(tmp_path, text)) == {"amazon"}


def test_a_provider_in_json(tmp_path: Path) -> None:
    (tmp_path / "p.tf.json").write_text('{"provider": {"aws": [{"alias": "x", "profile": "y"}]}}')
    made = providers(tmp_path, 'resource "aws_vpc" "x" {}')["aws"]
    assert [(block.get("alias"), "profile" in block) for block in made] == [("x", True), (None, False)]


def test_child_modules_are_overridden_too(tmp_path: Path) -> None:
    child = tmp_path / "child"
    child.mkdir()
    (child / "main.tf").write_text('provider "aws" {\n  profile = "x"\n}\nresource "aws_vpc" "x" {}')
    (tmp_path / "main.tf").write_text('module "c" {\n  source = "./child"\n}\n')
    made = emulated(load(tmp_path)).override
    assert made[child]["provider"]["aws"][0]["profile"] is None
    assert "terraform" not in made[child]


@pytest.mark.parametrize("where", [".", "child"])
def test_remote_state_is_made_unknown(tmp_path: Path, where: str) -> None:
    folder = tmp_path / where
    folder.mkdir(exist_ok=True)
    (tmp_path / "main.tf").write_text('module "c" {\n  source = "./child"\n}\n' if where == "child" else "")
    (folder / "state.tf").write_text('data "terraform_remote_state" "net" {\n  backend = "s3"\n}\n')
    made = emulated(load(tmp_path))
    assert made.override[folder.resolve()]["data"]["terraform_remote_state"]["net"]["backend"] == "local"
    assert list(made.add) == [folder.resolve()]


def test_configurations_that_a_caller_would_pass_are_supplied(tmp_path: Path) -> None:
    text = """
    terraform {
      required_providers {
        aws = {
          source                = "hashicorp/aws"
          configuration_aliases = [aws.east, aws.own]
        }
        google = {
          source                = "hashicorp/google"
          configuration_aliases = [google.x]
        }
      }
    }
    provider "aws" {
      alias = "own"
    }
    resource "aws_vpc" "x" {
      provider = aws.east
    }
    """
    (tmp_path / "main.tf").write_text(text)
    made = emulated(load(tmp_path))
    assert [block.get("alias") for block in made.override[tmp_path]["provider"]["aws"]] == ["own", None]
    (supplied,) = made.add[tmp_path]["provider"]["aws"]
    assert (supplied["alias"], supplied["access_key"]) == ("east", ACCESS_KEY)
    assert set(made.add[tmp_path]["provider"]) == {"aws"}


def test_aliases_that_are_no_list_are_left_to_terraform(tmp_path: Path) -> None:
    text = 'terraform {\n  required_providers {\n    aws = {\n      configuration_aliases = ["a b"]\n    }\n  }\n}\n'
    (tmp_path / "main.tf").write_text(text)
    assert emulated(load(tmp_path)).add == {}
