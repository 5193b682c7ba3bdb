from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest

from pytest_ecsfargate.plan.planfile.archive import Archive
from pytest_ecsfargate.plan.planfile.errors import Malformed
from pytest_ecsfargate.plan.planfile.sources import configuration
from tests.plan.planfile.making import packed

ROOT = {"Key": "", "Dir": "."}


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "outer" / "inner"
    folder.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def archive(files: dict[str, str], *modules: object) -> Archive:
    sources = {f"tfconfig/{name}": text.encode() for name, text in files.items()}
    return Archive(packed({**sources, "tfconfig/modules.json": json.dumps(modules).encode()}))


def test_modules_beside_and_above_and_installed(temporary: Path) -> None:
    calls = {"above": "../../shared", "installed": "acme/x/aws"}
    root = "".join(f'module "{name}" {{\n  source = "{source}"\n}}\n' for name, source in calls.items())
    files = {
        "m-/main.tf": root,
        "m-/override.tf.json": "{}",
        "m-above/a.tf": "locals {\n  a = 1\n}\n",
        "m-installed/b.tf": 'module "deep" {\n  source = "./deep"\n}\n',
        "m-installed.deep/c.tf": 'variable "c" {}\n',
    }
    installed = ".terraform/modules/installed"
    modules = [
        ROOT,
        {"Key": "above", "Source": "../../shared", "Dir": "../../shared"},
        {"Key": "installed", "Source": "registry.terraform.io/acme/x/aws", "Version": "1.0.0", "Dir": installed},
        {"Key": "installed.deep", "Source": "./deep", "Dir": f"{installed}/deep"},
    ]
    found = configuration(archive(files, *modules))
    paths = [file.path for module in found.tree() for file in module.files]
    assert paths == [
        "main.tf",
        "override.tf.json",
        "../../shared/a.tf",
        ".terraform/modules/installed/b.tf",
        ".terraform/modules/installed/deep/c.tf",
    ]
    assert found.complete
    assert found.files[0].text == root
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    "folder", ["/etc", "../" * 21 + "x", "a\0b", "a\\b", "x" * 300, "/".join("ab" * 30), "a/../../../../" * 9]
)
def test_folders_that_lead_astray(temporary: Path, folder: str) -> None:
    with pytest.raises(Malformed) as caught:
        configuration(archive({"m-/main.tf": "", "m-x/main.tf": ""}, ROOT, {"Key": "x", "Dir": folder}))
    assert str(caught.value).startswith("a module in it lies in a folder that is no relative path: ")
    assert list(temporary.parents[1].rglob("*.tf")) == []


def test_the_highest_folder_that_is_read_lies_in_the_private_one(temporary: Path) -> None:
    modules = [ROOT, {"Key": "x", "Dir": "../" * 20 + "x"}, {"Key": "y", "Dir": ".."}]
    assert configuration(archive({"m-/main.tf": "", "m-x/main.tf": "", "m-y/main.tf": ""}, *modules)).complete
    assert list(temporary.parents[1].rglob("*.tf")) == []


@pytest.mark.parametrize(
    "name", ["m-/../../../main.tf", "m-/a/../b.txt", "m-main.tf", "m-/main.tfvars", "m-/a\\b.tf", "m-/.tf/"]
)
def test_names_that_lead_astray(temporary: Path, name: str) -> None:
    with pytest.raises(Malformed) as caught:
        configuration(archive({"m-/main.tf": "", name: ""}, ROOT))
    assert str(caught.value).startswith(
        ("a source file in it has a name that terraform does not read: ", "the list of modules in it is not complete")
    )
    assert list(temporary.parents[1].rglob("*.tf")) == []


def test_a_folder_with_the_name_of_a_file() -> None:
    files = {"m-/main.tf": "", "m-x/main.tf": ""}
    with pytest.raises(Malformed, match=r"^its source files cannot be laid out$"):
        configuration(archive(files, ROOT, {"Key": "x", "Dir": "main.tf"}))


@pytest.mark.parametrize(
    ("modules", "reason"),
    [
        ([], "is not complete"),
        ([{"Key": "", "Dir": "x"}], "is not complete"),
        ([ROOT, 1], "cannot be read"),
        ([{"Key": ""}], "cannot be read"),
        ([{"Key": 1, "Dir": "."}], "cannot be read"),
        ([ROOT] * 5001, "cannot be read"),
    ],
)
def test_lists_of_modules(modules: list[object], reason: str) -> None:
    with pytest.raises(Malformed) as caught:
        configuration(archive({"m-/main.tf": ""}, *modules))
    assert str(caught.value) == f"the list of modules in it {reason}"


def test_a_list_of_modules_that_is_no_json() -> None:
    with pytest.raises(Malformed, match=r"^the list of modules in it cannot be read$"):
        configuration(Archive(packed({"tfconfig/modules.json": b"[" * 100_000})))
