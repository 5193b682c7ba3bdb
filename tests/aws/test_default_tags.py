"""`tags_all`: which tags a resource will have, by its provider configuration and its own tags."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.hcl.values import UNKNOWN
from pytest_ecsfargate.plan.from_source import plan_module

DEFAULTS = 'provider "aws" {\ndefault_tags {\ntags = { Team = "core", Stage = "dev" }\n}\n}\n'

FROM_THE_CALLER = (
    'terraform {\nrequired_providers {\naws = { source = "hashicorp/aws", configuration_aliases = [aws.west] }\n}\n}\n'
)


def tags_all(folder: Path, provider: str, body: str) -> Any:
    (folder / "main.tf").write_text(f'{provider}resource "aws_sqs_queue" "q" {{\n{body}\n}}\n')
    plan = plan_module(folder)
    assert [str(found) for found in plan.diagnostics] == []
    return plan.resources["aws_sqs_queue.q"].values["tags_all"].value


@pytest.mark.parametrize(
    ("provider", "body", "expected"),
    [
        (DEFAULTS, "", {"Stage": "dev", "Team": "core"}),
        (DEFAULTS, 'tags = { Team = "own" }', {"Stage": "dev", "Team": "own"}),
        (DEFAULTS, 'tags_all = { A = "b" }', {"A": "b"}),
        ("", 'tags = { Team = "own" }', {"Team": "own"}),
        ("", "", UNKNOWN),
        (DEFAULTS, "tags = { Team = timestamp() }", UNKNOWN),
        (DEFAULTS, 'tags = { Team = "" }', UNKNOWN),
        (DEFAULTS + FROM_THE_CALLER, 'provider = aws.west\ntags = { A = "b" }', UNKNOWN),
        (DEFAULTS.replace("default_tags", 'ignore_tags {\nkeys = ["A"]\n}\ndefault_tags'), "", UNKNOWN),
        (DEFAULTS.replace('"core"', "timestamp()"), "", UNKNOWN),
        (DEFAULTS.replace('"core"', "null"), "tags = { A = null }", {"Stage": "dev"}),
        (DEFAULTS, 'tags = { Team = null, A = "b" }', {"A": "b", "Stage": "dev", "Team": "core"}),
        ("", "tags = { A = null }", UNKNOWN),
    ],
)
def test_tags_all(tmp_path: Path, provider: str, body: str, expected: Any) -> None:
    assert tags_all(tmp_path, provider, body) == expected


def test_tags_of_the_environment_are_not_guessed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_AWS_DEFAULT_TAGS_Owner", "me")
    assert tags_all(tmp_path, DEFAULTS, "") is UNKNOWN


def test_a_tag_knows_where_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(DEFAULTS + 'resource "aws_sqs_queue" "q" {}\n')
    tags = plan_module(tmp_path).resources["aws_sqs_queue.q"].values["tags_all"]
    assert [str(trace) for trace in tags["Team"].origins] == ["literal (main.tf:3:17)"]


def test_a_cycle_through_the_provider_is_a_diagnostic(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'provider "aws" {\ndefault_tags {\ntags = aws_sqs_queue.q.tags_all\n}\n}\nresource "aws_sqs_queue" "q" {}\n'
    )
    (found,) = plan_module(tmp_path).diagnostics
    assert "These values need each other" in found.summary
