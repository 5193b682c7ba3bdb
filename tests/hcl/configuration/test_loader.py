"""Loading module folders: which files, what is wrong in them, and the local modules that they call."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_ecsfargate.hcl.configuration.loader import MAX_MODULE_DEPTH, load


def told(folder: Path) -> list[str]:
    return [str(found) for found in load(folder).all_diagnostics()]


def test_files_are_read_in_terraforms_order(tmp_path: Path) -> None:
    for name in ("b.tf", "a.tf", "z_override.tf", "override.tf", ".hidden.tf", "a.tf~", "#a.tf#", "note.txt", "x.tofu"):
        (tmp_path / name).write_text("")
    for name in ("b.auto.tfvars", "a.auto.tfvars.json", "terraform.tfvars.json", "terraform.tfvars", "dev.tfvars"):
        (tmp_path / name).write_text("{}" if name.endswith("json") else "")
    found = load(tmp_path)
    assert [file.path for file in found.files] == ["a.tf", "b.tf", "override.tf", "z_override.tf"]
    assert [path.name for path in found.automatic_values] == [
        "terraform.tfvars",
        "terraform.tfvars.json",
        "a.auto.tfvars.json",
        "b.auto.tfvars",
    ]


def test_a_folder_that_is_none_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text("")
    with pytest.raises(FileNotFoundError, match=r"There is no module folder .*nope"):
        load(tmp_path / "nope")
    with pytest.raises(NotADirectoryError, match="is a file; name the folder around it"):
        load(tmp_path / "main.tf")


def test_a_file_that_is_no_utf8_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.tf").write_bytes(b'locals { a = "\xff" }')
    (tmp_path / "b.tf").write_text('resource "aws_lb" "x" {}\n')
    found = load(tmp_path)
    assert [str(item) for item in found.diagnostics] == ["a.tf:1:1: The file is not valid UTF-8 (byte 14)."]
    assert len(found.resources) == 1
    assert not found.complete


def test_a_file_that_is_too_large_is_told(tmp_path: Path) -> None:
    with (tmp_path / "a.tf").open("w") as file:
        file.truncate(11 * 1024 * 1024)
    assert told(tmp_path) == ["a.tf:1:1: The file is larger than 10 MB and was not read."]


def test_a_syntax_error_leaves_the_rest(tmp_path: Path) -> None:
    (tmp_path / "a.tf").write_text('locals {\n  a = \n}\nresource "aws_lb" "x" {}\n')
    found = load(tmp_path)
    assert len(found.resources) == 1
    assert not found.complete
    assert len(found.diagnostics) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'variable "a" {}\nvariable "a" {}\n',
            "main.tf:2:1: variable a is declared twice; the first time at main.tf:1:1.",
        ),
        (
            "locals {\n  a = 1\n}\nlocals {\n  a = 2\n}\n",
            "main.tf:5:3: local.a is declared twice; the first time at main.tf:2:3.",
        ),
        ('resource "a" {}\n', 'main.tf:1:1: A block of this type is written resource "type" "name", with 2 labels.'),
        ("nonsense {}\n", 'main.tf:1:1: There is no block type "nonsense".'),
        ("a = 1\n", 'main.tf:1:1: An argument named "a" is not expected here.'),
        (
            'module "m" {\n  source = "m"\n}\n',
            'main.tf:2:12: "m" is no address of a module: a local one begins with ./ or ../.',
        ),
        ('module "m" {\n  source = "./nope"\n}\n', "main.tf:2:12: There is no module folder ./nope."),
        ('module "m" {\n  source = "./"\n}\n', "main.tf:2:12: The module ./ calls itself."),
        (
            'module "m" {\n  source = "terraform-aws-modules/vpc/aws"\n}\n',
            (
                "main.tf:2:12: The module terraform-aws-modules/vpc/aws is not a local folder, and terraform init did "
                "not install it: it is unknown here."
            ),
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(text)
    assert told(tmp_path) == [message]


def test_modules_that_call_each_other_are_told(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "main.tf").write_text('module "m" {\n  source = "./m"\n}\n')
    (tmp_path / "m" / "main.tf").write_text('module "up" {\n  source = "../"\n}\n')
    assert told(tmp_path) == ["m/main.tf:2:12: The module ../ calls itself."]


def test_modules_are_nested_up_to_a_depth(tmp_path: Path) -> None:
    for level in range(MAX_MODULE_DEPTH + 3):
        folder = tmp_path / f"m{level}"
        folder.mkdir()
        (folder / "main.tf").write_text(f'module "m" {{\n  source = "../m{level + 1}"\n}}\n')
    found = told(tmp_path / "m0")
    assert found == [
        f"../m{MAX_MODULE_DEPTH - 1}/main.tf:2:12: Modules are nested deeper than {MAX_MODULE_DEPTH} levels."
    ]


def test_paths_are_relative_to_the_root_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder, text in (("app", 'module "m" {\n  source = "../shared/m"\n}\n'), ("shared/m", "nonsense {}\n")):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "main.tf").write_text(text)
    monkeypatch.chdir(tmp_path)
    found = load(Path("app"))
    assert found.children["m"] is not None
    assert found.children["m"].path == "../shared/m"
    assert [str(item.location) for item in found.all_diagnostics()] == ["../shared/m/main.tf:1:1"]


def test_inputs_that_do_not_fit_the_module_are_told(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "main.tf").write_text('variable "a" {}\nvariable "b" {}\nvariable "c" {\n  default = null\n}\n')
    (tmp_path / "main.tf").write_text('module "m" {\n  source = "./m"\n  count  = 1\n  a      = 1\n  d      = 2\n}\n')
    assert told(tmp_path) == [
        'main.tf:1:1: The module "m" needs the input "b", and its call does not set it.',
        'main.tf:5:3: The module "m" has no input named "d".',
    ]


def test_a_module_that_was_read_in_part_may_have_more_inputs(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "main.tf").write_text("variable {\n")
    (tmp_path / "main.tf").write_text('module "m" {\n  source = "./m"\n  a      = 1\n}\n')
    assert not any("is not expected" in text and "main.tf:3" in text for text in told(tmp_path))
