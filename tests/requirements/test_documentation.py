"""What the requirements say of themselves is true."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate import Plan, RequirementNotMet, load_plan
from pytest_ecsfargate.catalog import built_in
from pytest_ecsfargate.report.pages import documentation, is_json, page
from pytest_ecsfargate.settings.agreements import agreements
from pytest_ecsfargate.settings.toml import read_toml
from tests.requirements.aws_answers import deployment

ROOT = Path(__file__).parents[2]


def plan_of(found: Any, text: str, settings: str, module: Any, folder: Path) -> Plan:
    """The plan of a block, the module's or the saved plan that it is, with the settings that it is judged with.

    Of what is deployed, a block says what AWS answers.
    """
    if found.needs_deployment:
        return deployment(folder, json.loads(text))[0]
    plan: Plan = load_plan(json.loads(text)) if is_json(text) else module(text)
    path = folder / "ecsfargate.toml"
    path.write_text(settings, encoding="utf-8")
    return replace(plan, settings=agreements(read_toml(path), built_in()))


ALL = [pytest.param(found, id=found.slug) for found in built_in()]


@pytest.mark.parametrize("found", ALL)
def test_the_failing_block_fails(module: Any, tmp_path: Path, found: Any) -> None:
    text = documentation(found)
    with pytest.raises(RequirementNotMet) as caught:
        found(plan_of(found, text.fails, text.settings, module, tmp_path))
    assert {finding.outcome for finding in caught.value.findings} == {"not met"}


@pytest.mark.parametrize("found", ALL)
def test_the_passing_block_passes(module: Any, tmp_path: Path, found: Any) -> None:
    text = documentation(found)
    found(plan_of(found, text.passes, text.settings, module, tmp_path))


@pytest.mark.parametrize("found", ALL)
def test_every_requirement_says_why_and_where_it_comes_from(found: Any) -> None:
    text = documentation(found)
    assert text.summary == found.summary
    assert len(text.why) > 80
    assert any(reference.startswith("https://docs.aws.amazon.com/") for reference in text.references)
    for setting in found.settings:
        assert setting.name == "allow_empty" or f"`{setting.name}" in text.details or setting.name in text.details


def test_the_pages_are_what_the_code_says() -> None:
    done = subprocess.run([sys.executable, ROOT / ".ci" / "generate_docs.py", "--check"], check=False, cwd=ROOT)
    assert done.returncode == 0, "run python .ci/generate_docs.py"


def test_a_page() -> None:
    text = page(built_in()["log-retention"])
    assert text.startswith(
        "# ECSF501 log-retention\n\n"
        "Every log group of a container keeps its events as long as agreed for the environment.\n\n"
        "`assert_log_retention`, severity low.\n\n"
    )
    assert "| `days` | `Mapping[str, int] \\| None` | `{'dev': 7, 'prod': 30}` |\n" in text
    assert "## Fails\n\n```terraform\nresource " in text
