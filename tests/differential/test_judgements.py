"""Whole small modules, good and bad: what the engine says of them against what terraform says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.hcl.errors import Diagnostic, DiagnosticSeverity
from pytest_ecsfargate.plan.from_source import plan_module
from tests.differential.judgements import UNKNOWN, Case, ask, cases, stored, version

VERSION = "1.11.4"
CASES = cases()
TRUTH = stored()[VERSION]

# What terraform refuses and the engine does not: it makes a plan all the same, and says nothing wrong in it.
NOT_REFUSED = frozenset(
    {
        # Cycles of what is only known after apply.
        "checks: validation in a circle",
        "modules: depends_on in a circle",
        "modules: resources in a circle",
        # OpenTofu takes it.
        "providers: an alias with an index",
        # Functions of providers are unknown, whatever they are called.
        "providers: a function of a provider that is not required",
        "providers: a provider function that does not exist",
        # The body of a loop over nothing is not evaluated.
        "references: a local that is not there over nothing",
        # An id that is not known yet may be one that a data source tells.
        "refactoring: import with an unknown id",
        # A schema of another version may have the attribute.
        "resources: ignore_changes of all in a list",
        "resources: ignore_changes of what is not there",
        "resources: replace_triggered_by of itself",
        # Provisioners are not read.
        "resources: a provisioner at a bad time",
        "resources: a provisioner at destroy with another reference",
        # Names of namespaces alone come out as unknown.
        "resources: a resource type alone",
        "resources: local alone",
        "resources: module alone",
        "resources: path alone",
        "resources: var alone",
        # The plugin tells of it before a test runs; a plan by itself is made, and the variable is unknown.
        "variables: a required variable has no value",
        # What is ephemeral is taken for sensitive, and its way is not followed further.
        "resources: whether it applies",
        "variables: an ephemeral count",
        "variables: an ephemeral value for a variable that is not",
        "variables: an ephemeral variable in a resource",
        "variables: an ephemeral variable in an output",
    }
)

# What terraform knows and the engine calls unknown.
LESS_KNOWN = frozenset(
    {
        "providers: a provider function",
        "resources: whether it applies as null",
        "variables: an ephemeral variable as null",
    }
)

# Both refuse it: terraform names the block that still stands or the type, we name what is to be changed, and terraform
# does not count an assert block that it refuses.
ELSEWHERE = frozenset(
    {
        "checks: check without a condition",
        "checks: check without a message",
        "overrides: a default of another type",
        "overrides: a variable that then does not fit",
        "refactoring: removed what still exists",
        "refactoring: removed a module that still exists",
    }
)

Judge = Callable[[Case], dict[str, Any]]


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """What the engine says of a case, in the form of what terraform says."""

    def judge(case: Case) -> dict[str, Any]:
        case.write(tmp_path)
        monkeypatch.chdir(tmp_path)
        for item in case.environment:
            name, _, value = item.partition("=")
            monkeypatch.setenv(name, value)
        given = [item.removeprefix("-var=").partition("=")[::2] for item in case.arguments if item.startswith("-var=")]
        files = [item.removeprefix("-var-file=") for item in case.arguments if item.startswith("-var-file=")]
        plan = plan_module(".", variables=dict(given), var_files=files)
        errors = [found for found in plan.diagnostics if found.severity is DiagnosticSeverity.ERROR]
        if errors:
            return {"errors": sorted({_told(error) for error in errors})}
        outputs = {name: value.value if value.known else UNKNOWN for name, value in plan.outputs.items()}
        return {"addresses": list(plan.resources), "outputs": outputs}

    return judge


def _told(error: Diagnostic) -> str:
    place = f"{error.location.path}:{error.location.line} " if error.location is not None else ""
    return place + error.summary


def _places(judgement: dict[str, Any]) -> set[str]:
    """Where the errors are; words are each one's own, and an error about no place is anywhere."""
    places = {text.split(" ")[0] for text in judgement["errors"]}
    return {place for place in places if place.rpartition(":")[2].isdigit() and not place.startswith(":")}


@pytest.mark.parametrize("name", CASES)
def test_what_the_engine_says_of_a_module_is_what_terraform_says(name: str, ours: Judge) -> None:
    found, truth = ours(CASES[name]), TRUTH[name]
    if name in NOT_REFUSED:
        assert "errors" in truth
        assert "errors" not in found, "it is refused now: take it from the list"
    elif "errors" in truth:
        assert "errors" in found
        assert name in ELSEWHERE or _places(truth) <= _places(found)
    elif name in LESS_KNOWN:
        assert found == {**truth, "outputs": dict.fromkeys(truth["outputs"], UNKNOWN)}
    else:
        assert found == truth


def test_the_lists_of_differences_are_about_cases() -> None:
    assert (NOT_REFUSED | LESS_KNOWN | ELSEWHERE) - set(CASES) == set()


def test_the_stored_truth_is_still_true(terraform_binary: Path) -> None:
    if version(terraform_binary) != VERSION:
        pytest.skip(f"the stored truth is that of terraform {VERSION}")
    assert {name: ask(terraform_binary, case) for name, case in CASES.items()} == TRUTH
