"""`python -m pytest_ecsfargate init`: what it finds, writes and leaves alone, and that what it writes works."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from pytest_ecsfargate.scaffold.command import main
from pytest_ecsfargate.settings.toml import read_toml

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = ["ecsfargate.toml", "tests/test_shop.py", "tox.ini", ".github/workflows/ecsfargate.yml"]


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def platform(folder: Path, name: str) -> Path:
    """A copy of an example with nothing in it but Terraform code."""
    for path in (EXAMPLES / name).rglob("*.tf*"):
        if ".terraform" not in path.parts:
            write(folder, {path.relative_to(EXAMPLES / name).as_posix(): path.read_text()})
    return folder


def agreed(text: str) -> str:
    """The toml with its suggestions taken up."""
    return "\n".join(
        line.removeprefix("# ") if line.startswith("# [") or " = " in line else line for line in text.splitlines()
    )


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The good example, begun."""
    folder = platform(tmp_path / "shop", "fintech_platform")
    assert main(["init", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines() == [f"{name}: written" for name in FILES]
    return folder


def test_what_it_writes_holds(shop: Path, pytester: pytest.Pytester) -> None:
    result = pytester.runpytest("--ecsfargate-engine=source", str(shop / "tests"))
    result.assert_outcomes(passed=38)


def test_what_it_suggests_holds(shop: Path, pytester: pytest.Pytester) -> None:
    path = shop / "ecsfargate.toml"
    path.write_text(agreed(path.read_text()))
    assert set(read_toml(path).requirements) == {
        "task-sizes",
        "services",
        "health-checks",
        "log-retention",
        "environment-suffix",
        "tags",
        "region",
    }
    result = pytester.runpytest("--ecsfargate-engine=source", str(path))
    result.assert_outcomes(passed=54, skipped=10)


def test_the_toml(shop: Path) -> None:
    text = (shop / "ecsfargate.toml").read_text()
    assert text.startswith(
        """\
# How pytest-ecsfargate tests this module: its environments, variables and agreements.

[environments.dev]
var_files = ["environments/dev.tfvars"]

[environments.prod]
var_files = ["environments/prod.tfvars"]

# What holds today. Agree on it: without the comment marks it is tested, and stays so.

# [requirements.task-sizes]
# sizes = { api = [512, 1024], web = [256, 512], worker = [1024, 2048] }
"""
    )
    assert "# days = { dev = 7, prod = 30 }\n" in text


def test_tox_and_the_workflow_name_the_environments(shop: Path) -> None:
    assert "env_list = dev, prod\n" in (shop / "tox.ini").read_text()
    workflow = (shop / FILES[3]).read_text()
    assert '        environment: ["dev", "prod"]\n' in workflow
    assert "      - run: pytest --ecsfargate-environment ${{ matrix.environment }}\n" in workflow


def test_what_fails_today_is_said_and_fails(tmp_path: Path, pytester: pytest.Pytester) -> None:
    folder = platform(tmp_path / "bad", "region_migration")
    assert main(["init", str(folder)]) == 0
    text = (folder / "tests" / "test_bad.py").read_text()
    assert (
        "# Fails today: aws_autoscaling_group.app (compute.tf:18:1) and 2 more.\ndef test_fargate_only(plan):" in text
    )
    outcomes = pytester.runpytest("--ecsfargate-engine=source", str(folder / "tests")).parseoutcomes()
    assert outcomes.get("failed", 0) == text.count("# Fails today") + text.count("# Not known")
    assert outcomes.get("passed", 0) == text.count("def test_") - outcomes["failed"]


def test_what_exists_is_left_alone(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {name: (shop / name).read_bytes() for name in FILES}
    assert main(["init", str(shop)]) == 0
    assert capsys.readouterr().out.splitlines() == [f"{name}: exists, left alone" for name in FILES]
    assert {name: (shop / name).read_bytes() for name in FILES} == before


def test_a_dry_run_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "shop", {"main.tf": ""})
    assert main(["init", str(folder), "--dry-run"]) == 0
    assert [line[4:] for line in capsys.readouterr().out.splitlines() if line.startswith("--- ")] == FILES
    assert [path.name for path in folder.iterdir()] == ["main.tf"]


VARIABLE = """
variable "environment" {
  type = string

  validation {
    condition     = contains(["dev", "prod"], var.environment)
    error_message = "dev or prod"
  }
}
"""


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"main.tf": ""}, {}),
        ({"main.tf": VARIABLE}, {name: {"variables": {"environment": name}} for name in ("dev", "prod")}),
        ({"main.tf": VARIABLE, "dev.tfvars": 'environment = "dev"'}, {"dev": {"var_files": ["dev.tfvars"]}}),
        (
            {"main.tf": VARIABLE, "envs/dev.tfvars": ""},
            {"dev": {"var_files": ["envs/dev.tfvars"], "variables": {"environment": "dev"}}},
        ),
        (
            {"main.tf": 'variable "environment" {}', "prod.tfvars.json": '{"days": 7, "environment": "production"}'},
            {"prod": {"var_files": ["prod.tfvars.json"]}},
        ),
        (
            {"main.tf": VARIABLE, "prod.tfvars.json": '{"tags": {"environment": "x"}}'},
            {"prod": {"var_files": ["prod.tfvars.json"], "variables": {"environment": "prod"}}},
        ),
        ({"main.tf": "", "my prod.tfvars": ""}, {"my-prod": {"var_files": ["my prod.tfvars"]}}),
        (
            {"main.tf": "", "environments/qa/a.tfvars": "", "environments/qa/b.tfvars": ""},
            {"qa": {"var_files": ["environments/qa/a.tfvars", "environments/qa/b.tfvars"]}},
        ),
        ({"main.tf": "", "terraform.tfvars": "", "all.auto.tfvars": "", "environments/dev/main.tf": ""}, {}),
        (
            {"main.tf": 'variable "environment" {}', "eu.1.tfvars": ""},
            {"eu.1": {"var_files": ["eu.1.tfvars"], "variables": {"environment": "eu.1"}}},
        ),
    ],
    ids=[
        *("none", "by_validation", "by_file", "named_by_file", "by_json", "by_json_below", "for_tox"),
        *("by_folder", "no_environment", "quoted"),
    ],
)
def test_environments(tmp_path: Path, files: Mapping[str, str], expected: Mapping[str, object]) -> None:
    assert main(["init", str(write(tmp_path, files))]) == 0
    found = tomllib.loads((tmp_path / "ecsfargate.toml").read_text())
    assert found.get("environments", {}) == expected
    read_toml(tmp_path / "ecsfargate.toml")


def test_variables_that_need_a_value(tmp_path: Path) -> None:
    code = (
        'variable "vpc_id" { type = string }\nvariable "zones" { type = list(string) }\nvariable "size" { default = 1 }'
    )
    main(["init", str(write(tmp_path, {"main.tf": code, "terraform.tfvars": 'zones = ["a"]'}))])
    assert (
        "# These variables have no default and no value yet: nothing can be planned without.\n"
        '[variables]\n# vpc_id = ""  # string\n' in (tmp_path / "ecsfargate.toml").read_text()
    )
    assert "zones" not in (tmp_path / "ecsfargate.toml").read_text()


def test_a_module_inside_of_a_repository(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    module = write(tmp_path / "modules" / "shop", {"main.tf": "", "envs/dev/main.tf": ""})
    (tmp_path / ".git").mkdir()
    assert main(["init", str(module)]) == 0
    text = (tmp_path / FILES[3]).read_text()
    assert '    defaults:\n      run:\n        working-directory: "modules/shop"\n' in text
    assert capsys.readouterr().out.splitlines()[-2:] == [
        f"{tmp_path / FILES[3]}: written",
        "envs/dev is a module of its own: run init there too.",
    ]


def test_modules_of_one_repository_have_tests_of_their_own_names(
    pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    (pytester.path / ".git").mkdir()
    for name in ("blue/web", "green/web"):
        module = write(pytester.path / name, {"main.tf": 'resource "aws_ecs_cluster" "main" {\n  name = "shop"\n}\n'})
        assert main(["init", str(module)]) == 0
    told = capsys.readouterr().out
    workflow = (pytester.path / FILES[3]).read_text()
    first = workflow.partition("jobs:\n")[2]
    assert first.startswith("  test_blue_web:\n")
    assert f"Add a job for this module there:\n{first.replace('blue', 'green')}" in told
    (pytester.path / FILES[3]).write_text(workflow + first.replace("blue", "green"))
    assert main(["init", str(module)]) == 0
    assert "Add a job" not in capsys.readouterr().out
    result = pytester.runpytest("--ecsfargate-engine=source", "-q", "--collect-only")
    assert result.ret == pytest.ExitCode.OK


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {"main.tf": "", "tests": "a file"})
    assert main(["init", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"init: {tmp_path / 'tests'}: File exists.\n"


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"notes.txt": ""}, "{folder} is no folder with Terraform code."),
        ({"main.tf": 'resource "a" {\n'}, "main.tf:2:1: "),
        ({"main.tf": 'locals {\n  a = var.b\n}\noutput "a" { value = local.a }'}, "main.tf:2:7: "),
    ],
    ids=["nothing", "syntax", "evaluation"],
)
def test_what_is_no_sound_module(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], files: Mapping[str, str], problem: str
) -> None:
    write(tmp_path, files)
    assert main(["init", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"init: {problem.format(folder=tmp_path)}")
    assert told.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(files)


def test_as_a_command() -> None:
    command = [sys.executable, "-m", "pytest_ecsfargate", "init", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("usage: python -m pytest_ecsfargate init [-h] [--dry-run] DIR\n")
