"""What Terraform knows nothing of before apply although parts of it are known here: nothing done with it is refused."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.hcl.errors import EvaluationError
from pytest_ecsfargate.hcl.evaluation.evaluate import evaluate
from pytest_ecsfargate.hcl.evaluation.scope import NoModule, Scope
from pytest_ecsfargate.hcl.functions.registry import FunctionContext
from pytest_ecsfargate.hcl.parsing.parser import parse_expression
from pytest_ecsfargate.hcl.types import DYNAMIC, STRING, ListType
from pytest_ecsfargate.hcl.values import UNKNOWN, Value, from_python, unknown
from pytest_ecsfargate.source import SourceFile

NAMES = {
    "id": unknown(STRING),
    "any": unknown(),
    "object": Value({"known": from_python("k"), "list": Value((from_python("x"), unknown(STRING)))}),
    "secrets": Value((from_python("a"), from_python("b").marked())),
    "texts": unknown(ListType(STRING)),
}


def _evaluated(text: str) -> Value:
    node = parse_expression(SourceFile("<expression>", text))
    return evaluate(node, Scope(NoModule(FunctionContext.nowhere()), NAMES))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("try(object, {}).known", "k"),
        ("try(object, {}).list", ["x", UNKNOWN]),
        ("try(object.list, [])[0]", "x"),
        ("concat(try(object.list, []), [1])", ["x", UNKNOWN, 1]),
        ("[for item in try(object.list, []) : item]", ["x", UNKNOWN]),
        ("jsondecode(jsonencode(object)).known", "k"),
        ("tolist(try(object.list, []))", ["x", UNKNOWN]),
        ('true ? try(object, {}) : { known = "z", list = [] }', {"known": "k", "list": ["x", UNKNOWN]}),
    ],
)
def test_the_known_parts_are_kept(text: str, expected: Any) -> None:
    assert _evaluated(text).value == expected


@pytest.mark.parametrize(
    "text",
    [
        "try(object, {}).nope",
        "try(object, {})[0]",
        "try(object.list, [])[16]",
        "try(object, {})[*].nope",
        "tobool(try(object, {}))",
        "upper(try(object, {}))",
        "sum(try(object, {}))",
        '"a${try(object, {})}"',
        "try(object, {}) + 1",
        "[for item in try(object, {}) : item.nope]",
        'try("a-${id}", "")["b"]',
        "jsondecode(jsonencode(object)).nope",
        "upper(jsondecode(jsonencode(object)).list...)",
        "try(object, {}) ? 1 : 2",
        'templatestring("a", try(object, {}))',
    ],
)
def test_what_fails_is_unknown(text: str) -> None:
    assert not _evaluated(text).known


def test_two_values_of_which_one_is_deferred_are_not_compared() -> None:
    assert _evaluated("try(object, {}) == 5").data is UNKNOWN


def test_what_is_wholly_known_is_judged_at_once() -> None:
    with pytest.raises(EvaluationError, match="does not have an attribute"):
        _evaluated("try({ a = 1 }, {}).nope")


@pytest.mark.parametrize(
    "text", ["true ? secrets : any", "compact(true ? secrets : any)", "flatten([true ? secrets : any])"]
)
def test_a_mark_inside_of_what_is_left_unknown_is_kept(text: str) -> None:
    assert _evaluated(text).sensitive


@pytest.mark.parametrize(
    "text",
    [
        'concat("a", any)',
        'concat(texts, "a")',
        'contains("a", any)',
        'merge(any, "a")',
        "texts ? 1 : 2",
        'setunion(toset(texts), [["a"]])',
        '"${1}-${texts}"',
        'templatestring("a", any)',
        'tolist(format("%s:%s", "a", any))',
        'upper(formatlist("%s", any))',
    ],
)
def test_what_stands_beside_something_of_open_type_is_not_refused(text: str) -> None:
    assert not _evaluated(text).known


@pytest.mark.parametrize("text", ['concat(["a"], "a")', 'concat("a", texts)', 'merge("a", any)', "any.x + {}"])
def test_what_stands_before_it_is(text: str) -> None:
    with pytest.raises(EvaluationError):
        _evaluated(text)


def test_what_is_known_beside_something_of_open_type_is_not_lost() -> None:
    assert _evaluated('format("%s:%s", "a", any)').text == '"a:${something that is not known}"'
    assert _evaluated("concat(secrets, any)").sensitive


def test_what_may_be_ephemeral_keeps_its_type() -> None:
    assert _evaluated("ephemeralasnull(texts)").type == ListType(STRING)
    assert _evaluated("ephemeralasnull(any)").type is DYNAMIC


def test_rows_of_formatlist_behind_an_unknown_one_are_unknown() -> None:
    # Terraform 1.11 reads the second list one element behind from there on.
    assert _evaluated('formatlist("%s-%s", [id, "b"], ["c", "d"])').value == [UNKNOWN, UNKNOWN]
    assert _evaluated('formatlist("%s-%s", ["a", "b"], [id, "d"])').value[1] == "b-d"
