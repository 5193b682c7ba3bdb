"""What OpenTofu has and Terraform has not: known where it can be, else unknown, and no error."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_ecsfargate.plan.from_source import plan_module
from pytest_ecsfargate.plan.model import Plan

Planned = Callable[..., Plan]


@pytest.fixture
def planned(tmp_path: Path) -> Planned:
    """`planned(main, language)`: the plan of a module with this main.tf."""

    def plan(main: str, language: str = "opentofu") -> Plan:
        (tmp_path / "main.tf").write_text(main)
        return plan_module(tmp_path, language=language)

    return plan


SOURCE = 'variable "v" {\n  default = "m"\n}\nmodule "m" {\n  source = "./${var.v}"\n}\n'
BACKEND = 'variable "v" {\n  default = "m"\n}\nterraform {\n  backend "s3" {\n    bucket = var.v\n  }\n}\n'
FOR_EACH = 'provider "aws" {\n  for_each = toset(["a"])\n  alias    = "x"\n  region   = each.value\n}\n'
ENCRYPTION = "terraform {\n  encryption {\n    state {\n      enforced = true\n    }\n  }\n}\n"


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        (BACKEND, 'main.tf:6:14: "bucket" is read without evaluating it: references are not allowed here.'),
        (ENCRYPTION, "main.tf:2:3: A terraform block has no nested blocks of type encryption."),
        (FOR_EACH, 'main.tf:2:3: "for_each" is not for the provider block: Terraform keeps the name for itself.'),
    ],
    ids=["backend", "encryption", "provider"],
)
def test_it_is_an_error_in_terraform_only(text: str, refused: str, planned: Planned) -> None:
    assert [str(item) for item in planned(text).diagnostics if item.severity == "error"] == []
    assert refused in [str(item) for item in planned(text, "terraform").diagnostics]


def test_a_module_whose_source_is_evaluated_early_is_unknown(planned: Planned) -> None:
    found = planned(SOURCE)
    assert [str(item) for item in found.diagnostics] == [
        "main.tf:5:12: The source of the module is no plain text: what the module makes is unknown here."
    ]
    assert found.diagnostics[0].missing == "module.m"
    assert not found.complete


def test_a_repeated_provider_configuration_may_be_named_with_a_key(planned: Planned) -> None:
    found = planned(f'{FOR_EACH}resource "aws_ecs_cluster" "c" {{\n  provider = aws.x["a"]\n  name = "c"\n}}\n')
    assert found["aws_ecs_cluster.c"].provider == 'aws.x["a"]'
    assert found["aws_ecs_cluster.c"]["name"].value == "c"


CLUSTER = 'resource "aws_ecs_cluster" "c" {{\n  name = "c"\n  lifecycle {{\n    enabled = {}\n  }}\n}}\n'


def test_what_is_not_enabled_is_not_there(planned: Planned) -> None:
    found = planned(f'{CLUSTER.format("1 > 2")}output "o" {{\n  value = aws_ecs_cluster.c\n}}\n')
    assert found.diagnostics == ()
    assert list(found.resources) == []
    assert not found.outputs["o"].known


def test_what_may_be_enabled_is_uncertain(planned: Planned) -> None:
    main = f'data "aws_caller_identity" "i" {{}}\n{CLUSTER.format("data.aws_caller_identity.i.account_id != null")}'
    assert planned(main)["aws_ecs_cluster.c"].maybe
    assert not planned(CLUSTER.format("true"))["aws_ecs_cluster.c"].maybe


def test_enabled_is_an_error_in_terraform(planned: Planned) -> None:
    assert [str(item) for item in planned(CLUSTER.format("true"), "terraform").diagnostics] == [
        'main.tf:4:5: A lifecycle block has no argument named "enabled".'
    ]
