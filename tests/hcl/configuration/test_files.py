"""Which files are read, and what is told of those that cannot be."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_ecsfargate.hcl.block_types import Language
from pytest_ecsfargate.hcl.configuration.loader import load
from pytest_ecsfargate.plan.from_source import plan_module

TERRAFORM = {
    "a.tf": "tf",
    "b.tf": "tf",
    "b.tf.json": "tf.json",
    "override.tf": "tf",
}
OPENTOFU = {"a.tofu": "tofu", "b.tofu.json": "tofu.json", "c.tofu": "tofu", "override.tofu": "tofu"}


def test_opentofu_reads_its_own_files_in_place_of_terraforms_of_the_same_name(tmp_path: Path) -> None:
    for name in (*TERRAFORM, *OPENTOFU):
        (tmp_path / name).write_text("{}" if name.endswith(".json") else "")
    assert [file.path for file in load(tmp_path).files] == ["a.tf", "b.tf", "b.tf.json", "override.tf"]
    found = load(tmp_path, Language.OPENTOFU)
    assert [file.path for file in found.files] == ["a.tofu", "b.tf", "b.tofu.json", "c.tofu", "override.tofu"]


def test_the_language_reaches_the_modules_below(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "main.tf").write_text('module "m" {\n  source = "./m"\n}\noutput "o" {\n  value = module.m.o\n}\n')
    (tmp_path / "m" / "main.tf").write_text('output "o" {\n  value = "terraform"\n}\n')
    (tmp_path / "m" / "main.tofu").write_text('output "o" {\n  value = "opentofu"\n}\n')
    assert plan_module(tmp_path).outputs["o"].value == "terraform"
    assert plan_module(tmp_path, language="opentofu").outputs["o"].value == "opentofu"
    with pytest.raises(ValueError, match="'pulumi' is not a valid Language"):
        plan_module(tmp_path, language="pulumi")


def test_values_files_are_terraforms_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "main.tofu").write_text('variable "x" {}\n')
    (tmp_path / "terraform.tfvars").write_text("x = 1\n")
    assert plan_module(tmp_path, language="opentofu").variables["x"].value == 1


Make = Callable[[Path], object]


def _pipe(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.symlink_to("nope"), "The file cannot be read: No such file or directory."),
        (lambda path: path.symlink_to(path.name), "The file cannot be read: Too many levels of symbolic links."),
        (lambda path: path.symlink_to("."), "This is no regular file."),
        (_pipe, "This is no regular file."),
        (lambda path: path.write_bytes(b"a = 1\n\xff"), "The file is not valid UTF-8 (byte 6)."),
        (lambda path: path.write_bytes("a = 1".encode("utf-16")), "The file is not valid UTF-8 (byte 0)."),
    ],
    ids=["broken link", "link to itself", "link to a folder", "pipe", "no UTF-8", "UTF-16"],
)
def test_a_file_that_cannot_be_read_is_told_and_the_others_are_read(make: Make, message: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_ecs_cluster" "c" {\n  name = "c"\n}\n')
    make(tmp_path / "x.tf")
    found = plan_module(tmp_path)
    assert [str(item) for item in found.diagnostics] == [f"x.tf:1:1: {message}"]
    assert list(found.resources) == ["aws_ecs_cluster.c"]
    assert not found.complete


def test_a_folder_named_like_a_file_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text("")
    (tmp_path / "x.tf").mkdir()
    found = plan_module(tmp_path)
    assert found.diagnostics == ()
    assert found.complete


def test_a_folder_without_configuration_is_told(tmp_path: Path) -> None:
    (tmp_path / "main.tofu").write_text("")
    told = f"The folder {tmp_path.name} holds no configuration: there is no .tf file in it"
    assert [str(item) for item in plan_module(tmp_path).diagnostics] == [
        f"{told}, and its .tofu files are read by tofu only."
    ]
    assert plan_module(tmp_path, language="opentofu").diagnostics == ()


def test_a_byte_order_mark_and_line_ends_of_windows_are_as_for_terraform(tmp_path: Path) -> None:
    text = 'output "o" {\r\n  value = <<E\r\na\r\nb\r\nE\r\n}\r\n'
    (tmp_path / "main.tf").write_bytes(b"\xef\xbb\xbf" + text.encode())
    found = plan_module(tmp_path)
    assert found.diagnostics == ()
    assert found.outputs["o"].value == "a\r\nb\r\n"


def test_json_has_no_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "main.tf.json").write_bytes(b'\xef\xbb\xbf{"output": {"o": {"value": 1}}}')
    assert [str(item) for item in plan_module(tmp_path).diagnostics] == ["main.tf.json:1:1: Expected a JSON value."]
