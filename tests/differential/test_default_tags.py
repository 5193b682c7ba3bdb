"""`tags_all` against the real provider: default tags, aliases, and the configurations that modules are given."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.hcl.values import UNKNOWN
from pytest_ecsfargate.plan.from_source import plan_module

Planned = Callable[..., dict[str, Any]]

SETTINGS = """
  region                      = "eu-central-1"
  access_key                  = "testing"
  secret_key                  = "testing"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
"""
REQUIRED = """
terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      version               = "5.100.0"
      configuration_aliases = [%s]
    }
  }
}
"""
MAIN = f"""
{REQUIRED % ""}
variable "stage" {{ default = "dev" }}
provider "aws" {{
  {SETTINGS}
  default_tags {{
    tags = {{ Team = "core", Stage = var.stage, Null = null }}
  }}
}}
provider "aws" {{
  {SETTINGS}
  alias = "east"
  default_tags {{
    tags = {{ Team = "east" }}
  }}
}}
provider "aws" {{
  {SETTINGS}
  alias = "bare"
}}
resource "terraform_data" "x" {{}}
resource "aws_sqs_queue" "none" {{}}
resource "aws_sqs_queue" "own" {{ tags = {{ Team = "own", A = "b" }} }}
resource "aws_sqs_queue" "empty" {{ tags = {{ A = "" }} }}
resource "aws_sqs_queue" "null" {{ tags = {{ Team = null, A = "b" }} }}
resource "aws_sqs_queue" "unknown" {{ tags = {{ A = terraform_data.x.id }} }}
resource "aws_sqs_queue" "east" {{ provider = aws.east }}
resource "aws_sqs_queue" "bare" {{
  provider = aws.bare
  tags     = {{ A = "b" }}
}}
resource "aws_sqs_queue" "bare_none" {{ provider = aws.bare }}
resource "aws_vpc_security_group_ingress_rule" "framework" {{
  security_group_id = "sg-12345678"
  ip_protocol       = "-1"
  cidr_ipv4         = "10.0.0.0/8"
  tags              = {{ A = "b" }}
}}
resource "aws_vpc_security_group_ingress_rule" "framework_null" {{
  security_group_id = "sg-12345678"
  ip_protocol       = "-1"
  cidr_ipv4         = "10.0.0.0/8"
  tags              = {{ Team = null, A = null }}
}}
module "inherits" {{
  source    = "./child"
  providers = {{ aws.peer = aws.bare }}
}}
module "given" {{
  source    = "./child"
  for_each  = toset(["a"])
  providers = {{ aws = aws.east, aws.peer = aws }}
}}
"""
CHILD = f"""
{REQUIRED % "aws.peer"}
resource "aws_sqs_queue" "default" {{}}
resource "aws_sqs_queue" "peer" {{
  provider = aws.peer
  tags     = {{ A = "b" }}
}}
module "below" {{
  source = "./below"
}}
"""


@pytest.mark.usefixtures("aws_provider")
def test_tags_all_equal_the_provider(tmp_path: Path, planned: Planned) -> None:
    files = {"main.tf": MAIN, "child/main.tf": CHILD, "child/below/main.tf": 'resource "aws_sqs_queue" "below" {}\n'}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    truth = {}
    for change in planned(tmp_path, "-refresh=false")["resource_changes"]:
        if change["type"] != "terraform_data":
            hidden = change["change"]["after_unknown"].get("tags_all") is True
            truth[change["address"]] = UNKNOWN if hidden else change["change"]["after"]["tags_all"]
    ours = plan_module(tmp_path)
    assert [str(found) for found in ours.diagnostics] == []
    found = {address: ours.resources[address].values["tags_all"].value for address in truth}
    assert found == truth
    assert len([tags for tags in truth.values() if tags is not UNKNOWN]) == 13
