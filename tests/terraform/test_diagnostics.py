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
        "or with --ecsfargate-var vpc_id=…"
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
        "allow the network, or name a mirror in TF_CLI_CONFIG_FILE."
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
