"""`format` and `formatlist`."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.hcl.errors import EvaluationError
from pytest_ecsfargate.hcl.functions.number_format import general
from pytest_ecsfargate.hcl.origins import leaf
from pytest_ecsfargate.hcl.types import DYNAMIC, NUMBER, STRING, ListType
from pytest_ecsfargate.hcl.values import UNKNOWN, PartialString, Value, null, unknown
from tests.hcl.functions.conftest import Run

U = unknown(STRING, leaf("aws_u.x"))


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["%s-%s", "a", 1], "a-1"),
        (["%[2]s %[1]s", "a", "b"], "b a"),
        (["%d%%", "12"], "12%"),
        (["%05d|%-5d|%+d|% d|%x|%#x", 42, 42, 42, 42, 255, 255], "00042|42   |+42| 42|ff|0xff"),
        (["%.2f", 2.345], "2.34"),
        (["%8.3f|", 3.14159], "   3.142|"),
        (["%e", 12345.678], "1.234568e+04"),
        (["%g", 1000000], "1e+06"),
        (["%v %v %v %v", "a", 1.5, True, [1, "a"]], 'a 1.5 true [1,"a"]'),
        (["%#v", "a"], '"a"'),
        (["%q", 'a"b'], '"a\\"b"'),
        (["%5s|%-5s|%.1s|", "a", "b", "cd"], "    a|b    |c|"),
        (["%t", "true"], "true"),
    ],
)
def test_known(run: Run, args: list[Any], expected: str) -> None:
    assert run("format", *args).data == expected


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["%s"], 'not enough arguments for "%s": need index 1'),
        (["a", 1], "too many arguments; only 0 used by format string"),
        (["%"], "unrecognized format character at offset 0"),
        (["%d", "a"], 'unsupported value for "%d": a number is required'),
        (["%d", 1.5], 'unsupported value for "%d": an integer is required'),
        (["%z", 1], 'unsupported format verb "z" in "%z"'),
        (["%s", []], 'unsupported value for "%s": string required'),
    ],
)
def test_refused(run: Run, args: list[Any], message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        run("format", *args)
    assert caught.value.message == f'Call to function "format" failed: {message}.'


def test_unknown_parts_stay_visible(run: Run) -> None:
    made = run("format", "%s:%s-%d", U, "v1", unknown(NUMBER, leaf("aws_n.x")))
    assert isinstance(made.data, PartialString)
    assert made.text == '"${aws_u.x}:v1-${aws_n.x}"'
    assert run("format", "%10s", U).data is UNKNOWN
    assert run("format", "%q", U).data is UNKNOWN
    assert run("format", "%v", unknown()).data is UNKNOWN


def test_a_mistake_beside_what_is_unknown_shows_later(run: Run) -> None:
    assert run("format", "%s", U, "too many").data is UNKNOWN


def test_a_null_without_a_type_is_never_known(run: Run) -> None:
    made = run("format", "%v", null())
    assert (made.data, made.type) == (UNKNOWN, DYNAMIC)
    assert run("format", "%v", null(STRING)).data == "null"


def test_lists(run: Run) -> None:
    made = run("formatlist", "%s=%s", ["a", "b"], "x")
    assert (made.value, made.type) == (["a=x", "b=x"], ListType(STRING))
    assert run("formatlist", "%s", []).value == []
    assert run("formatlist", "%s:x", Value((U, Value("b", STRING)))).value == [UNKNOWN, "b:x"]
    assert run("formatlist", "%s", unknown(ListType(STRING))).data is UNKNOWN
    with pytest.raises(EvaluationError, match="the lists have different lengths"):
        run("formatlist", "%s%s", ["a"], ["b", "c"])


def test_elements_keep_their_origins(run: Run) -> None:
    made = run("formatlist", "%s", Value((Value("a", STRING),), None, leaf("aws_a.x")))
    assert made[0].comes_from("aws_a.x")


def test_marks(run: Run) -> None:
    assert run("format", "%s", Value("a", STRING, sensitive=True)).sensitive
    assert run("formatlist", "%s", Value((Value("a", STRING, sensitive=True),))).sensitive


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (100, "100"), (999999, "999999"), (1000000, "1e+06"), (10**21, "1e+21")]
)
def test_general(number: int, text: str) -> None:
    assert general(number) == text
