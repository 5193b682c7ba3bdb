from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.source import Location
from pytest_ecsfargate.terraform.diagnostics import failure
from pytest_ecsfargate.terraform.errors import TerraformError
from pytest_ecsfargate.terraform.process import Completed
from pytest_ecsfargate.terraform.redaction import Redactor
from pytest_ecsfargate.terraform.workspace import Workspace


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Workspace]:
    module = tmp_path / "module"
    module.mkdir()
    text = 'variable "vpc_id" {}\n\nresource "aws_vpc" "x" {\n  password = "hunter2-canary"\n}\n'
    (module / "main.tf").write_text(text)
    with Workspace(module) as made:
        yield made


def told(work: Workspace, *found: dict[str, Any], secrets: tuple[str, ...] = ()) -> TerraformError:
    lines = [json.dumps({"type": "diagnostic", "diagnostic": {"severity": "error", **item}}) for item in found]
    done = Completed("terraform plan", 1, "\n".join(['{"type":"version"}', "not json", *lines]), "", 1.0)
    return failure(done, work, Redactor(secrets))


def at(line: int, name: str = "main.tf", column: int = 1) -> dict[str, Any]:
    return {"filename": name, "start": {"line": line, "column": column}}


def test_a_missing_variable(work: Workspace) -> None:
    error = told(
        work,
        {
            "summary": "No value for required variable",
            "detail": 'The root module input variable "vpc_id" is not set, and has no default value.',
            "range": at(1),
        },
    )
    assert str(error) == (
        "terraform plan failed: No value for required variable\n"
        "  --> main.tf:1:1\n"
        '    1 | variable "vpc_id" {}\n'
        '  The root module input variable "vpc_id" is not set, and has no default value.\n'
        "fix: variable vpc_id has no value: set it in ecsfargate.toml under [variables] "
        "or with --ecsfargate-var vpc_id=..."
    )
    assert error.problems[0].location == Location("main.tf", 1, 1)


def test_a_data_source_that_finds_nothing(work: Workspace) -> None:
    error = told(
        work,
        {"summary": "no matching EC2 VPC found", "address": "module.n.data.aws_vpc.main", "range": at(3, column=5)},
    )
    assert "(module.n.data.aws_vpc.main)" in str(error)
    assert "fix: the emulated account has nothing that module.n.data.aws_vpc.main finds" in str(error)


def test_a_provider_that_cannot_be_reached(work: Workspace) -> None:
    error = told(
        work,
        {
            "summary": "Failed to query available provider packages",
            "detail": "Could not retrieve the list of available versions for provider hashicorp/aws: could not connect "
            "to registry.terraform.io: dial tcp: no such host",
        },
    )
    assert str(error).splitlines()[-1] == (
        "fix: the registry of hashicorp/aws cannot be reached: "
        "allow the network, name a mirror in TF_CLI_CONFIG_FILE, "
        "or plan without any provider by --ecsfargate-engine=source."
    )


def test_a_version_that_does_not_fit(work: Workspace) -> None:
    error = told(work, {"summary": "Unsupported Terraform Core version", "detail": "not 1.11.4", "range": at(1)})
    assert "fix: use another terraform with --ecsfargate-terraform, or change required_version." in str(error)


def test_secrets_and_paths_of_the_copy_are_not_shown(work: Workspace) -> None:
    error = told(
        work,
        {"summary": "Bad", "detail": f"in {work.directory}/main.tf: hunter2-canary", "range": at(4)},
        secrets=("hunter2-canary",),
    )
    assert "hunter2" not in str(error)
    assert f"in {work.module}/main.tf: (sensitive)" in str(error)
    assert '    4 |   password = "(sensitive)"' in str(error)


def test_a_hundred_errors_are_a_few_lines(work: Workspace) -> None:
    error = told(work, *({"summary": f"Error {n}", "detail": "x" * 5000, "range": at(1)} for n in range(100)))
    assert len(str(error).splitlines()) < 12
    assert max(map(len, str(error).splitlines())) < 320
    assert "also: Error 1 at main.tf:1:1" in str(error)
    assert str(error).endswith("and 96 more errors")


def test_the_same_error_of_many_instances_is_one(work: Workspace) -> None:
    assert len(told(work, *({"summary": "Same", "range": at(1)} for _ in range(5))).problems) == 1


def test_text_for_people_is_understood_too(work: Workspace) -> None:
    text = (
        '\nError: Invalid expression\n\n  on main.tf line 3, in resource "aws_vpc" "x":\n   3: resource {\n\n'
        "Expected the start of an expression.\n"
    )
    error = failure(Completed("terraform init", 1, "", text, 1.0), work, Redactor())
    assert error.problems[0].location == Location("main.tf", 3, 1)
    assert error.problems[0].summary == "Invalid expression"
    assert "Expected the start of an expression." in str(error)


def test_a_program_that_says_nothing_readable(work: Workspace) -> None:
    error = failure(Completed("terraform plan", 11, "", "panic: oh\n" * 50, 1.0), work, Redactor())
    assert str(error).splitlines()[0] == "terraform plan failed with exit code 11."
    assert len(str(error).splitlines()) == 6


def test_a_value_that_was_given_is_told_by_its_variable(work: Workspace) -> None:
    file = work.variable_file({"vpc_id": "x", "other": "of nobody's concern"})
    error = told(
        work,
        {
            "summary": "Invalid value for input variable",
            "detail": "The given value is not suitable for var.vpc_id declared at main.tf:1,1-18: "
            "a number is required. "
            f"Invalid value defined at {file}:1,7-23.",
            "range": at(1, str(file)),
        },
    )
    assert str(error) == (
        "terraform plan failed: Invalid value for input variable\n"
        "  --> main.tf:1:1\n"
        '    1 | variable "vpc_id" {}\n'
        "  The given value is not suitable for var.vpc_id declared at main.tf:1,1-18: a number is required. "
        "Invalid value defined at the values given.\n"
        "fix: variable vpc_id cannot have the value that ecsfargate.toml, the ini file, a marker, an option or "
        "TF_VAR_ gives it."
    )


def test_a_validation_that_fails_names_the_variable(work: Workspace) -> None:
    text = 'variable "other" {}\nvariable "size" {\n  type = number\n  validation {\n  }\n}\n'
    (work.module / "variables.tf").write_text(text)
    file = work.variable_file({"size": 3})
    detail = "Too small. This was checked by the validation rule at variables.tf:4,3-13."
    error = told(work, {"summary": "Invalid value for variable", "detail": detail, "range": at(1, str(file))})
    assert str(error) == (
        "terraform plan failed: Invalid value for variable\n"
        "  --> variables.tf:4:3\n"
        "    4 |   validation {\n"
        f"  {detail}\n"
        "fix: variable size cannot have the value that ecsfargate.toml, the ini file, a marker, an option or "
        "TF_VAR_ gives it."
    )


@pytest.mark.parametrize(
    ("detail", "hint"),
    [
        ("The value depends on attributes that cannot be determined until apply, so", "terraform cannot plan this in"),
        ("The given value is unsuitable: must be greater than or equal to zero.", ""),
    ],
)
def test_a_count_that_cannot_be(work: Workspace, detail: str, hint: str) -> None:
    error = told(work, {"summary": "Invalid count argument", "detail": detail, "range": at(3)})
    assert error.problems[0].hint.startswith(hint)
    assert bool(error.problems[0].hint) is bool(hint)


def test_a_secret_that_is_a_common_word_does_not_spoil_names(work: Workspace) -> None:
    (work.module / "db.tf").write_text('resource "aws_db_instance" "airflow" { password = "airflow" }\n')
    detail = 'aws_db_instance.airflow_metadata_db: module.airflow and data-airflow are fine, "airflow" is not.'
    error = told(work, {"summary": "Bad", "detail": detail, "range": at(1, "db.tf")}, secrets=("airflow",))
    assert str(error).splitlines()[2:] == [
        '    1 | resource "aws_db_instance" "airflow" { password = "(sensitive)" }',
        '  aws_db_instance.airflow_metadata_db: module.airflow and data-airflow are fine, "(sensitive)" is not.',
    ]


def test_files_that_were_put_into_the_copy_are_no_place(work: Workspace) -> None:
    work.override({work.module: {}})
    (name,) = (path.name for path in work.directory.iterdir() if path.name.endswith("_override.tf"))
    assert told(work, {"summary": "Bad", "range": at(1, name)}).problems[0].location is None


def test_a_secret_in_the_line_is_not_shown_though_nothing_marks_it(work: Workspace) -> None:
    (work.module / "terraform.tfvars").write_text('db_password = "hunter2-canary"\nname = "web"\n')
    lines = [told(work, {"summary": "Bad", "range": at(n, "terraform.tfvars")}).problems[0].line for n in (1, 2)]
    assert lines == ['db_password = "(sensitive)"', 'name = "web"']


@pytest.mark.parametrize(
    ("detail", "hint"),
    [
        (
            (
                "Error while installing hashicorp/aws v5.100.0: the local package for "
                "registry.terraform.io/hashicorp/aws 5.100.0 doesn't match any of the checksums previously recorded "
                "in the dependency lock file"
            ),
            (
                "the lock file knows hashicorp/aws for other machines only: run terraform providers lock "
                "-platform=OS_ARCH in the module, or check that the mirror has the original package."
            ),
        ),
        (
            "Error while installing hashicorp/aws v5.100.0: write plugin: no space left on device",
            "the disk is full: make room in the folder for temporary files, or name another one in TMPDIR.",
        ),
        (
            (
                "Could not retrieve the list of available versions for provider hashicorp/aws: no available releases "
                "match the given constraints ~> 99.0"
            ),
            (
                "hashicorp/aws was not found in this version: check required_providers, the lock file and "
                "TF_CLI_CONFIG_FILE, or plan without any provider by --ecsfargate-engine=source."
            ),
        ),
    ],
)
def test_a_provider_that_cannot_be_installed(work: Workspace, detail: str, hint: str) -> None:
    error = told(work, {"summary": "Failed to install provider", "detail": detail})
    assert error.problems[0].hint == hint
