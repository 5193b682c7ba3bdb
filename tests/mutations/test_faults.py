"""Good modules with one thing changed: every fault is found where it is, and by nothing else.

The tables beside this file say what is replaced. All of it is judged on the source engine, what is `sampled` also by
terraform; with `ECSFARGATE_ALL_MUTATIONS=1` terraform plans everything, which takes some seconds each.
"""

from __future__ import annotations

import json
import os
import shutil
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate import Outcome, Plan, load_plan, plan_module
from pytest_ecsfargate.catalog import built_in
from pytest_ecsfargate.engines import make_plan
from pytest_ecsfargate.plan.request import PlanRequest
from pytest_ecsfargate.terraform.cache import PlanCache, PlanKey
from pytest_ecsfargate.terraform.errors import TerraformError

HERE = Path(__file__).parent
MODULES = ("flat", "nested")
SERVICES = ("api", "web", "worker")
ALL = "ECSFARGATE_ALL_MUTATIONS"
NOTHING = "(nothing to check)"
# What requirements need, and no module can say: measurements of its services, and a sum in USD.
METRICS = json.loads((HERE / "metrics.json").read_text(encoding="utf-8"))
MAXIMUM = {"flat": 150.0, "nested": 190.0}
# Names are compared with another suffix's, life cycles and files are in no plan.
WITHOUT_SOURCES = {"ECSF403", "ECSF413", "ECSF701", "ECSF801"}

Findings = set[str]


@dataclass(frozen=True)
class Mutation:
    """Texts to replace in the files of a module, and the findings that this makes."""

    module: str
    name: str
    edits: tuple[tuple[str, str, str], ...]
    fails: frozenset[str]
    unknown: frozenset[str]
    # Terraform or its provider does not plan this at all.
    refused: bool
    # It is one of those that terraform plans in every run of the tests.
    sampled: bool

    @property
    def findings(self) -> tuple[Findings, Findings]:
        """What is not met, and what is unknown."""
        return set(self.fails), set(self.unknown)

    def write(self, folder: Path) -> Path:
        """Makes the changed module in a folder."""
        shutil.copytree(HERE / "modules" / self.module, folder, dirs_exist_ok=True)
        for file, old, new in self.edits:
            path = folder / file
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            assert old in text, f"{file} has no {old!r}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.replace(old, new) if old else new, encoding="utf-8")
        return folder


def _mutations(module: str, kind: str) -> Iterator[Mutation]:
    for found in tomllib.loads((HERE / f"{module}.toml").read_text(encoding="utf-8")).get(kind, ()):
        edits = [found, *found.get("more", ())] if "old" in found else found["more"]
        yield Mutation(
            module,
            found["name"],
            tuple((edit.get("file", found.get("file")), edit["old"], edit["new"]) for edit in edits),
            frozenset(_each_service(found.get("fails", ()))),
            frozenset(_each_service(found.get("unknown", ()))),
            found.get("refused", False),
            found.get("sampled", False),
        )


def _each_service(findings: Iterable[str]) -> Iterator[str]:
    """`[*]` stands for the instances of all services."""
    for finding in findings:
        yield from (finding.replace("[*]", f'["{name}"]') for name in (SERVICES if "[*]" in finding else ("",)))


FAULTS = [found for module in MODULES for found in _mutations(module, "fault")]
REFACTORINGS = [found for module in MODULES for found in _mutations(module, "refactoring")]


def judged(plan: Plan, module: str) -> tuple[Findings, Findings]:
    """What all requirements find not met, and what is unknown, as "requirement address"; the module is flat or nested.

    They are judged as agreed for it.
    """
    failed: Findings = set()
    unknown: Findings = set()
    agreed: dict[str, dict[str, Any]] = {
        "right-sized": {"metrics": METRICS[module]},
        "monthly-cost": {"maximum": MAXIMUM[module]},
    }
    for requirement in (found for found in built_in() if found.takes_any_plan):
        judgement = requirement.judge(plan, **agreed.get(requirement.slug, {}))
        if judgement.empty:
            failed.add(f"{requirement.id} {NOTHING}")
        for verdict in judgement.verdicts:
            if verdict.outcome is not Outcome.MET:
                found = failed if verdict.outcome is Outcome.NOT_MET else unknown
                found.add(f"{requirement.id} {verdict.address}")
    return failed, unknown - failed


def _ids(mutations: Iterable[Mutation]) -> list[Any]:
    return [pytest.param(each, id=f"{each.module}: {each.name}") for each in mutations]


def _planned() -> list[Mutation]:
    """What terraform plans as well: a sample, or everything."""
    every = [*FAULTS, *REFACTORINGS]
    return every if os.environ.get(ALL) else [found for found in every if found.sampled]


class _Kept(PlanCache):
    """Keeps the document of the plan as terraform gave it."""

    document: dict[str, Any]

    def get(self, key: PlanKey, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        self.document = make()
        return self.document


@pytest.mark.parametrize("mutation", _ids(FAULTS))
def test_a_fault_is_found_where_it_is_and_nowhere_else(mutation: Mutation, tmp_path: Path) -> None:
    assert judged(plan_module(mutation.write(tmp_path)), mutation.module) == mutation.findings


@pytest.mark.parametrize("mutation", _ids(REFACTORINGS))
def test_another_way_to_write_the_same_is_no_fault(mutation: Mutation, tmp_path: Path) -> None:
    assert judged(plan_module(mutation.write(tmp_path)), mutation.module) == (set(), set())


@pytest.mark.parametrize("module", MODULES)
def test_the_good_modules_meet_everything(module: str) -> None:
    assert judged(plan_module(HERE / "modules" / module), module) == (set(), set())


@pytest.mark.parametrize("mutation", _ids(_planned()))
def test_terraform_agrees(mutation: Mutation, aws_provider: None, tmp_path: Path) -> None:
    request = PlanRequest(mutation.write(tmp_path))
    if mutation.refused:
        with pytest.raises(TerraformError):
            make_plan(request, engine="terraform")
    else:
        assert judged(make_plan(request, engine="terraform"), mutation.module) == mutation.findings


@pytest.mark.parametrize("module", MODULES)
def test_a_saved_plan_without_sources_meets_what_it_shows(module: str, aws_provider: None, tmp_path: Path) -> None:
    kept = _Kept()
    make_plan(PlanRequest(HERE / "modules" / module), engine="terraform", cache=kept)
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(kept.document), encoding="utf-8")
    failed, unknown = judged(load_plan(path), module)
    # A plan does not say what the blocks of a `dynamic` one refer to.
    assert {finding for finding in failed if not finding.endswith(NOTHING)} == set()
    assert {finding.partition(" ")[0] for finding in unknown} >= WITHOUT_SOURCES
