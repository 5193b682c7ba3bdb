"""String functions and regular expressions."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from pytest_ecsfargate.hcl.errors import EvaluationError
from pytest_ecsfargate.hcl.functions import graphemes, patterns
from pytest_ecsfargate.hcl.functions.declaring import NotCertain
from pytest_ecsfargate.hcl.origins import leaf
from pytest_ecsfargate.hcl.types import STRING, ListType
from pytest_ecsfargate.hcl.values import UNKNOWN, PartialString, Value, unknown
from tests.hcl.functions.conftest import Run

U = unknown(STRING, leaf("aws_u.x"))


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("join", [",", ["a", 1], ["b"]], "a,1,b"),
        ("split", [",", "a,,b"], ["a", "", "b"]),
        ("split", ["", "ab"], ["a", "b"]),
        ("upper", ["\u00df\u01c6a"], "\u00df\u01c4A"),
        ("lower", ["\u0130\u03a3"], "i\u03c3"),
        ("title", ["hello-world x"], "Hello-World X"),
        ("strrev", ["ab"], "ba"),
        ("substr", ["hello", -3, 2], "ll"),
        ("substr", ["hello", 1, -1], "ello"),
        ("trim", ["??a?", "?"], "a"),
        ("trimprefix", ["aab", "a"], "ab"),
        ("trimsuffix", ["abb", "b"], "ab"),
        ("trimspace", ["\u00a0a\n"], "a"),
        ("chomp", ["a\r\n\n"], "a"),
        ("indent", [2, "a\nb"], "a\n  b"),
        ("startswith", ["ab", "a"], True),
        ("endswith", ["ab", "b"], True),
        ("strcontains", ["ab", "c"], False),
        ("replace", ["a.b", ".", "-"], "a-b"),
        ("replace", ["ab", "/(a)(b)/", "$2$1"], "ba"),
        ("regex", ["[0-9]+", "a12"], "12"),
        ("regex", ["(a)(b)?", "a"], ["a", None]),
        ("regex", ["(?P<x>a)", "a"], {"x": "a"}),
        ("regexall", ["[a-z]", "a1b"], ["a", "b"]),
        ("regexall", ["x*", "ab"], ["", "", ""]),
    ],
)
def test_known(run: Run, name: str, args: list[Any], expected: Any) -> None:
    assert run(name, *args).value == expected


@pytest.mark.parametrize(
    ("name", "args", "message"),
    [
        ("join", [","], "at least one list is required"),
        ("join", [",", [None]], "element 0 is null; cannot concatenate null values"),
        ("indent", [-1, "a"], "the number of spaces must not be negative"),
        ("substr", ["a", 0.5, 1], "a whole number is required"),
        ("regex", ["b", "a"], "pattern did not match any part of the given string"),
        ("regex", ["(?P<x>a)(b)", "ab"], "invalid regexp pattern: cannot mix both named and unnamed capture groups"),
    ],
)
def test_refused(run: Run, name: str, args: list[Any], message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        run(name, *args)
    assert caught.value.message == f'Call to function "{name}" failed: {message}.'


@pytest.mark.parametrize("pattern", ["(", "a(?=b)", "(a)\\1", "[a"])
def test_patterns_that_re2_does_not_have(run: Run, pattern: str) -> None:
    with pytest.raises(EvaluationError, match="invalid regexp pattern"):
        run("regexall", pattern, "a")


def test_a_pattern_that_would_run_for_ever_elsewhere(run: Run) -> None:
    assert run("regexall", "(a+)+$", "a" * 5000 + "b").value == []


def test_join_leaves_unknown_parts_visible(run: Run) -> None:
    made = run("join", ":", Value((U, Value("latest", STRING))))
    assert isinstance(made.data, PartialString)
    assert made.text == '"${aws_u.x}:latest"'
    assert run("join", U, ["a", "b"]).parts[0].data == "a"
    assert run("join", U, ["a"]).data is UNKNOWN
    assert run("join", ",", unknown(ListType(STRING))).data is UNKNOWN


def test_a_known_start_may_be_enough(run: Run) -> None:
    partial = Value(PartialString((Value("arn:aws", STRING), U)), STRING)
    assert run("startswith", partial, "arn:").data is True
    assert run("startswith", partial, "x").data is False
    assert run("startswith", partial, "arn:aws").data is UNKNOWN
    assert run("endswith", partial, "s").data is UNKNOWN


def test_results_are_normalised(run: Run) -> None:
    assert run("join", "", ["e", "\u0301"]).data == "\u00e9"


def test_without_google_re2_nothing_is_guessed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "re2", None)
    patterns._compiled.cache_clear()
    made = run("regex", "a", "a")
    assert made.data is UNKNOWN
    assert made.origins[0].reason == "regular expressions need google-re2"
    assert run("replace", "a", "/a/", "b").data is UNKNOWN
    assert run("replace", "a", "a", "b").data == "b"


def test_without_regex_only_ascii_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "regex", None)
    graphemes._pattern.cache_clear()
    assert graphemes.clusters("a\r\nb") == ["a", "\r\n", "b"]
    with pytest.raises(NotCertain):
        graphemes.clusters("\u00e9")
    graphemes._pattern.cache_clear()


def test_characters_are_grapheme_clusters(run: Run) -> None:
    pytest.importorskip("regex")
    assert run("length", "\U0001f468\u200d\U0001f469\u200d\U0001f467").data == 1
    assert run("strrev", "a\u0301b").data == "b\u00e1"
