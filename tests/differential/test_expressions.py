"""Two thousand expressions: what the engine says against what terraform says, and said when the truth was stored."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from pytest_ecsfargate.hcl.errors import EvaluationError
from pytest_ecsfargate.hcl.evaluation.evaluate import evaluate_text
from pytest_ecsfargate.hcl.functions.registry import names
from pytest_ecsfargate.hcl.operations.json_text import json_text
from pytest_ecsfargate.hcl.syntax import HCLError
from pytest_ecsfargate.hcl.values import Value
from tests.differential.console import UNKNOWN, ask, chapters, expressions, stored, version

VERSION = "1.11.4"
TRUTH = stored()[VERSION]

# Why the engine may say that it does not know what terraform knows.
ALLOWED = frozenset(
    {
        "CSV with quotes is read by Terraform alone",
        "a key of the YAML document is no string, or stands twice",
        "a line that Terraform folds",
        "a negative or very large number of bits or of the subnet",
        "a power of zero or infinity",
        "a word of the YAML document may be read in several ways",
        "both padding flags",
        "it has a random salt",
        "it is random",
        "it is the time at which Terraform applies",
        "of the character encodings only UTF-8, UTF-16LE, UTF-16BE and ISO-8859-1 are known here",
        "one of the arguments is a null of no type",
        "secrets are not decrypted here",
        "the host number is very large",
        "the network is IPv4 written as IPv6",
        "the YAML document cannot be read here",
        "the YAML document has aliases or is not one",
        "the bytes are not valid in this character encoding",
        "the compressed bytes are those of Terraform's own compressor",
        "the last digit of a power that is no whole number depends on Terraform's runtime",
        "the year is 0",
        "there are no files here",
        "unusual flags",
    }
)

# Not known because of the arm that is not chosen: it is an error, and of what type it would be is not said.
LESS_PRECISE = frozenset(
    {
        'true ? 1 : tonumber("x")',
        'false ? tonumber("x") : 1',
        "true ? 1 : length(1)",
        "true ? 5 : 1 + {}",
        "true ? 5 : upper([])",
        "true ? [1] : [][0]",
        "true ? [1] : {}.a",
        'true ? [1] : ["a${[]}"]',
        'true ? [false] : ["a", tonumber("x")]',
        'true ? true : "a${[]}"',
        "true ? { a = 1 } : { b = upper([]) }",
    }
)

MOST_UNKNOWN = 50


def _ours(text: str) -> Value | None:
    """The engine's value, None where it refuses the expression."""
    try:
        value = evaluate_text(text)
        if value.known:
            json_text(value)
    except (EvaluationError, HCLError):
        return None
    return value


def _reasons(value: Value) -> set[str]:
    return {trace.reason for trace in value.origins if trace.reason}


@pytest.mark.parametrize("chapter", chapters())
def test_what_the_engine_says_is_what_terraform_says(chapter: str) -> None:
    wrong: dict[str, tuple[str | None, str | None]] = {}
    for text in expressions(chapter):
        value = _ours(text)
        if value is None:
            if TRUTH[text] is not None:
                wrong[text] = ("an error", TRUTH[text])
        elif value.known:
            if json_text(value) != TRUTH[text]:
                wrong[text] = (json_text(value), TRUTH[text])
        elif TRUTH[text] != UNKNOWN and text not in LESS_PRECISE and not _reasons(value) & ALLOWED:
            wrong[text] = (f"unknown: {sorted(_reasons(value))}", TRUTH[text])
    assert wrong == {}


def test_little_is_unknown() -> None:
    found = [text for chapter in chapters() for text in expressions(chapter)]
    values = {text: _ours(text) for text in found}
    unknown = [text for text, value in values.items() if value is not None and not value.known]
    assert len(unknown) <= MOST_UNKNOWN, unknown
    assert len(set(found)) >= 2000


def test_the_stored_truth_is_still_true(terraform_binary: Path) -> None:
    if version(terraform_binary) != VERSION:
        pytest.skip(f"the stored truth is that of terraform {VERSION}")
    wanted = [text for text, truth in TRUTH.items() if truth != UNKNOWN]
    found = dict(zip(wanted, ask(terraform_binary, wanted), strict=True))
    assert {text: truth for text, truth in found.items() if truth != TRUTH[text]} == {}


def test_the_stored_truth_is_that_of_the_expressions() -> None:
    assert set(TRUTH) == {text for chapter in chapters() for text in expressions(chapter)}


def test_all_functions_are_declared(terraform_binary: Path) -> None:
    command = [str(terraform_binary), "metadata", "functions", "-json"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    signatures = json.loads(run.stdout)["function_signatures"]
    assert {name for name in signatures if "::" not in name} - names() == set()
    if version(terraform_binary) == VERSION:
        assert names() == {name for name in signatures if "::" not in name}
