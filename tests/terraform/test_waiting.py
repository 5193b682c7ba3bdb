from __future__ import annotations

from pathlib import Path
from typing import Any

from pytest_ecsfargate.hcl.configuration.loader import load
from pytest_ecsfargate.terraform.overrides import Overrides, emulated
from pytest_ecsfargate.terraform.waiting import without_waiting

WAITING = """
variable "wait" {
  default = true
}
resource "aws_ecs_service" "waits" {
  name                  = "a"
  wait_for_steady_state = var.wait
}
resource "aws_ecs_service" "goes_on" {
  name = "b"
}
resource "aws_vpc" "x" {}
"""
OFF: dict[str, Any] = {"aws_ecs_service": {"waits": {"wait_for_steady_state": False}}}


def test_a_service_that_is_waited_for_is_not_and_no_other_is_changed(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(WAITING)
    made = without_waiting(Overrides(), load(tmp_path))
    assert made.override == {tmp_path: {"resource": OFF}}
    assert made.add == {}


def test_services_of_called_modules_too(tmp_path: Path) -> None:
    (tmp_path / "service").mkdir()
    (tmp_path / "service" / "main.tf").write_text(WAITING)
    (tmp_path / "main.tf").write_text('module "a" {\n  source = "./service"\n}\n')
    assert without_waiting(Overrides(), load(tmp_path)).override == {tmp_path / "service": {"resource": OFF}}


def test_what_else_is_changed_stays_and_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(WAITING)
    base = emulated(load(tmp_path))
    base.override[tmp_path]["resource"] = {"aws_ecs_service": {"waits": {"lifecycle": {"prevent_destroy": False}}}}
    made = without_waiting(base, load(tmp_path))
    assert made.override[tmp_path]["resource"] == {
        "aws_ecs_service": {"waits": {"lifecycle": {"prevent_destroy": False}, "wait_for_steady_state": False}}
    }
    assert made.override[tmp_path]["provider"] == base.override[tmp_path]["provider"]
    assert "wait_for_steady_state" not in str(base)


def test_a_module_that_waits_for_nothing_is_not_changed(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_ecs_service" "x" {\n  name = "x"\n}\n')
    assert without_waiting(Overrides(), load(tmp_path)) == Overrides()
