"""Generated expressions: what the engine says against what terraform says, and said of those that are stored."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from pytest_ecsfargate.hcl.functions.registry import names
from tests.differential.console import version
from tests.differential.generated_expressions import GRAMMAR, drawn, grammar
from tests.differential.generated_truth import VERSION, ask, difference, ours, stored
from tests.differential.generated_unknowns import unknown_expressions, wrong_about_unknowns

COUNT = int(os.environ.get("SOUNDNESS_EXPRESSIONS", "300"))
"""How many expressions are made and asked of terraform; `.ci/soundness.py` asks for thousands."""

STORED = stored()[VERSION]
MOST_UNKNOWN = 60

EXPLAINED = {
    "distinct(flatten([[], [tomap(local.secrets)], [[local.secrets]]]))": "refused for its marks alone",
}
"""Expressions of sensitive values that we evaluate and Terraform refuses, and why."""

NOT_CALLED = {"timestamp", "plantimestamp", "uuid", "bcrypt"}
"""Functions that give something else each time."""


def test_what_the_engine_says_is_what_terraform_said() -> None:
    wrong = {text: difference(text, truth) for text, truth in STORED.items()}
    assert {text: found for text, found in wrong.items() if found} == {}


def test_little_of_what_terraform_knows_is_unknown() -> None:
    values = {text: ours(text) for text, truth in STORED.items() if truth is not None}
    unknown = [text for text, value in values.items() if value is not None and not value.known]
    assert len(unknown) <= MOST_UNKNOWN, unknown
    assert len(values) >= 800


def test_new_expressions_are_evaluated_as_terraform_does(terraform_binary: Path) -> None:
    truth = ask(terraform_binary, drawn(COUNT, grammar()))
    wrong = {text: difference(text, answer) for text, answer in truth.items()}
    assert {text: found for text, found in wrong.items() if found} == {}


def test_the_stored_answers_are_still_those_of_terraform(terraform_binary: Path) -> None:
    if version(terraform_binary) != VERSION:
        pytest.skip(f"the stored answers are those of terraform {VERSION}")
    assert ask(terraform_binary, list(STORED)) == STORED


def test_unknown_and_sensitive_parts_are_those_of_a_plan(terraform_binary: Path) -> None:
    wrong = wrong_about_unknowns(terraform_binary, unknown_expressions(COUNT // 3))
    assert {text: found for text, found in wrong.items() if text not in EXPLAINED} == {}


def test_every_function_has_a_form() -> None:
    called = set(re.findall(r"\b([a-z0-9]+)\(", GRAMMAR.read_text(encoding="utf-8")))
    assert names() - called == NOT_CALLED
