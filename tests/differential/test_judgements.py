"""Whole small modules, good and bad: what the engine says of them against what terraform says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.hcl.errors import DiagnosticSeverity
from pytest_ecsfargate.plan.from_source import plan_module
from tests.differential.judgements import UNKNOWN, Case, ask, cases, stored, version

VERSION = "1.11.4"
CASES = cases()
TRUTH = stored()[VERSION]


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the engine says of a case, in the form of what terraform says."""

    def judge(case: Case) -> dict[str, Any]:
        case.write(tmp_path)
        monkeypatch.chdir(tmp_path)
        for item in case.environment:
            monkeypatch.setenv(*item.split("=", 1))
        variables = dict(item.removeprefix("-var=").split("=", 1) for item in case.arguments if "-var=" in item)
        files = [tmp_path / item.removeprefix("-var-file=") for item in case.arguments if "-var-file=" in item]
        plan = plan_module(".", variables=variables, var_files=files)
        errors = [found for found in plan.diagnostics if found.severity is DiagnosticSeverity.ERROR]
        if errors:
            return {
                "errors": sorted(
                    {
                        f"{item.location.path}:{item.location.line} {item.summary}" if item.location else item.summary
                        for item in errors
                    }
                )
            }
        return {
            "addresses": list(plan.resources),
            "outputs": {name: value.value if value.known else UNKNOWN for name, value in plan.outputs.items()},
        }

    return judge


def _places(judgement: dict[str, Any]) -> set[str]:
    """Where the errors are; words are each one's own."""
    return {text.split(" ")[0] if ":" in text.split(" ")[0] else "" for text in judgement["errors"]}


@pytest.mark.parametrize("name", CASES)
def test_what_the_engine_says_of_a_module_is_what_terraform_says(name: str, ours: Any) -> None:
    found, truth = ours(CASES[name]), TRUTH[name]
    if "errors" in truth:
        assert _places(found) >= _places(truth) if "errors" in found else found == truth
    else:
        assert found == truth


def test_the_stored_truth_is_still_true(terraform_binary: Path) -> None:
    if version(terraform_binary) != VERSION:
        pytest.skip(f"the stored truth is that of terraform {VERSION}")
    assert {name: ask(terraform_binary, case) for name, case in CASES.items()} == TRUTH
