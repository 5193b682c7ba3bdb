"""`for` expressions, splats and template loops."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.hcl.errors import EvaluationError
from pytest_ecsfargate.hcl.evaluation.evaluate import evaluate, evaluate_text
from pytest_ecsfargate.hcl.evaluation.scope import NoModule, Scope
from pytest_ecsfargate.hcl.functions.registry import FunctionContext
from pytest_ecsfargate.hcl.origins import leaf
from pytest_ecsfargate.hcl.parsing.parser import parse_expression
from pytest_ecsfargate.hcl.types import STRING, ListType
from pytest_ecsfargate.hcl.values import Value, unknown
from pytest_ecsfargate.source import SourceFile

NAMES = {
    "u": unknown(STRING, leaf("aws_x.y.id")),
    "list": unknown(ListType(STRING), leaf("aws_x.y.list")),
    "secrets": Value((Value("a"), Value("b")), None, sensitive=True),
}


def scope() -> Scope:
    """Made for each evaluation: its budget is for one."""
    return Scope(NoModule(FunctionContext.nowhere()), NAMES)


def value_of(text: str) -> Value:
    return evaluate(parse_expression(SourceFile("main.tf", text)), scope())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[for x in [1, 2] : x * 2]", [2, 4]),
        ('[for i, x in ["a", "b"] : "${i}${x}"]', ["0a", "1b"]),
        ('[for k, v in { b = 1, a = 2 } : "${k}${v}"]', ["a2", "b1"]),
        ('[for k, v in toset(["b", "a"]) : "${k}${v}"]', ["aa", "bb"]),
        ("[for x in [1, 2, 3] : x if x != 2]", [1, 3]),
        ('{ for x in ["b", "a"] : x => upper(x) }', {"a": "A", "b": "B"}),
        ('{ for x in ["ab", "ac", "b"] : substr(x, 0, 1) => x... }', {"a": ["ab", "ac"], "b": ["b"]}),
        ("[for x in [[1], [2]] : [for y in x : y + 1]]", [[2], [3]]),
        ("[{ a = 1 }, { a = 2 }][*].a", [1, 2]),
        # Behind .* an index takes from the result, behind [*] from each item.
        ("[{ a = [1] }, { a = [2] }].*.a[0]", [1]),
        ("[{ a = [1] }, { a = [2] }][*].a[0]", [1, 2]),
        ("null[*]", []),
        ('"a"[*]', ["a"]),
        ("{ a = 1 }[*].a", [1]),
        ('"%{ for x in ["a", "b"] }<${x}>%{ endfor }"', "<a><b>"),
        ('"%{ for k, v in { a = 1 } ~} ${k}=${v} %{~ endfor }"', "a=1"),
    ],
)
def test_known_values(text: str, expected: Any) -> None:
    assert evaluate_text(text).value == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[for x in list : x]", "<unknown from aws_x.y.list>"),
        ('[for x in [u, "b"] : x]', '[<unknown from aws_x.y.id>, "b"]'),
        ('[for x in ["a"] : x if u == "x"]', "<unknown from aws_x.y.id>"),
        ("{ for x in [u] : x => 1 }", "<unknown from aws_x.y.id>"),
        ('{ for x in ["a"] : x => u }', "{a = <unknown from aws_x.y.id>}"),
        ("list[*]", "<unknown from aws_x.y.list>"),
        ('"%{ for x in list }${x}%{ endfor }"', '"${aws_x.y.list}"'),
        ('"%{ for x in ["a", u] }${x};%{ endfor }"', '"a;${aws_x.y.id};"'),
    ],
)
def test_what_is_unknown(text: str, expected: str) -> None:
    assert value_of(text).text == expected


def test_what_a_loop_over_something_unknown_would_be_made_of_is_told() -> None:
    found = value_of('[for x in list : { image = "nginx", name = x }]')
    assert [str(trace) for trace in found.origins] == ["aws_x.y.list", "literal (main.tf:1:28)"]


@pytest.mark.parametrize("text", ["[for x in secrets : 1]", "{ for x in secrets : x => 1 }", "secrets[*]"])
def test_a_loop_over_something_sensitive_is_sensitive(text: str) -> None:
    assert value_of(text).sensitive


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[for x in null : x]", "A null value cannot be iterated over."),
        ("[for x in 5 : x]", "A number value cannot be iterated over."),
        ("[for x in [1] : x if null]", "The condition of this for expression is null."),
        ("{ for x in [1] : null => x }", "A key made by this for expression is null."),
        (
            '{ for x in [1, 2] : "a" => x }',
            "Two items of this for expression have the key 'a'; write ... behind the value to group them.",
        ),
        ("[for x in [] : x if null]", "The condition of this for expression is null."),
        ("tolist(null)[*]", "A splat needs a list, but this one is null."),
        ("(slice(tolist([{ a = 1 }]), 0, 0))[*].b", 'This object does not have an attribute named "b".'),
    ],
)
def test_what_terraform_refuses(text: str, message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        evaluate_text(text)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("text", "type"),
    [
        ('(slice(tolist(["a"]), 0, 0))[*]', "list(string)"),
        ("(slice(tolist([{ a = 1 }]), 0, 0))[*].a", "list(number)"),
        ("[][*].a", "tuple([])"),
    ],
)
def test_an_empty_splat_has_the_type_of_what_it_would_read(text: str, type: str) -> None:
    value = evaluate_text(text)
    assert (value.value, str(value.type)) == ([], type)
