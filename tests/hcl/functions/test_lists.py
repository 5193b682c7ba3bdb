"""Functions that make lists and sets out of others: elements stay what they were."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.hcl.errors import EvaluationError
from pytest_ecsfargate.hcl.operations.convert import convert
from pytest_ecsfargate.hcl.origins import hop, leaf
from pytest_ecsfargate.hcl.types import DYNAMIC, NUMBER, STRING, ListType, SetType, TupleType
from pytest_ecsfargate.hcl.values import UNKNOWN, Value, from_python, unknown
from tests.hcl.functions.conftest import Run

A = Value("a", STRING, leaf("aws_a.x"))
B = Value("b", STRING, leaf("aws_b.x"), sensitive=True)
U = unknown(STRING, leaf("aws_u.x"))
LISTED = Value((A, B, U), None, hop("local.all", None, leaf("x")))


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("concat", [[1], ["a"]], [1, "a"]),
        ("flatten", [[[1], [2, [3]], []]], [1, 2, 3]),
        ("compact", [["a", "", None]], ["a"]),
        ("distinct", [[1, "1", 2]], ["1", "2"]),
        ("reverse", [[1, "a"]], ["a", 1]),
        ("slice", [["a", "b", "c"], 1, 3], ["b", "c"]),
        ("chunklist", [["a", "b", "c"], 2], [["a", "b"], ["c"]]),
        ("chunklist", [["a", "b"], 0], [["a", "b"]]),
        ("sort", [["b", "a", "B"]], ["B", "a", "b"]),
        ("range", [3], [0, 1, 2]),
        ("range", [4, 1], [4, 3, 2]),
        ("range", [0, 1, 0.5], [0, 0.5]),
        ("setproduct", [["a"], [1, 2]], [["a", 1], ["a", 2]]),
        ("setunion", [["b"], ["a", "b"]], ["a", "b"]),
        ("setintersection", [["a", "b"], ["b", "c"]], ["b"]),
        ("setsubtract", [["a", "b"], ["b"]], ["a"]),
    ],
)
def test_known(run: Run, name: str, args: list[Any], expected: Any) -> None:
    assert run(name, *args).value == expected


@pytest.mark.parametrize(
    ("name", "args", "message"),
    [
        ("concat", [], "at least one argument is required"),
        ("concat", [{}], "all arguments must be lists or tuples; got object"),
        ("flatten", [{}], "can only flatten lists, sets and tuples"),
        ("reverse", ["a"], "can only reverse list or tuple values, not string"),
        ("slice", [["a"], 1, 0], "start index must not be greater than end index"),
        ("slice", [["a"], 0, 2], "end index must not be less than zero or greater than the length of the list"),
        ("chunklist", [["a"], -1], "the size argument must be positive"),
        ("sort", [[None]], "a null string cannot be sorted"),
        ("range", [], "must have one, two, or three arguments"),
        ("range", [1, 2, 0], "step must not be zero"),
        ("range", [1, 2, -1], "end must lie in the direction of the step"),
        ("setproduct", [["a"]], "at least two arguments are required"),
        ("setunion", [[[1]], ["a"]], "given sets must all have compatible element types"),
    ],
)
def test_refused(run: Run, name: str, args: list[Any], message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        run(name, *args)
    assert caught.value.message == f'Call to function "{name}" failed: {message}.'


def test_a_range_ends_where_terraforms_does(run: Run) -> None:
    assert len(run("range", 1024)) == 1024
    with pytest.raises(EvaluationError, match="more than 1024 values were generated"):
        run("range", 1025)


@pytest.mark.parametrize(
    ("name", "args", "position"),
    [
        ("concat", [["x"], LISTED], 2),
        ("flatten", [Value((LISTED,))], 1),
        ("reverse", [LISTED], 1),
        ("slice", [LISTED, 1, 2], 0),
    ],
)
def test_elements_keep_their_marks_and_origins(run: Run, name: str, args: list[Any], position: int) -> None:
    made = run(name, *args)
    found = made[position]
    assert (found.data, found.sensitive) == ("b", True)
    assert found.origins[0].ref == "aws_b.x"
    assert found.origins[0].hops[0].ref == "local.all"
    assert not made.sensitive


@pytest.mark.parametrize("name", ["compact", "distinct"])
def test_order_and_length_need_all_elements(run: Run, name: str) -> None:
    assert run(name, LISTED).data is UNKNOWN
    made = run(name, Value((A, B)))
    assert made.value == ["a", "b"]
    assert made.sensitive
    assert [item.origins[0].ref for item in (made[0], made[1])] == ["aws_a.x", "aws_b.x"]


def test_lists_of_one_type_stay_lists(run: Run) -> None:
    one, two = convert(from_python([1]), ListType(NUMBER)), convert(from_python(["a"]), ListType(STRING))
    assert run("concat", one, two).type == ListType(STRING)
    assert isinstance(run("concat", one, ["a"]).type, TupleType)
    assert run("reverse", convert(from_python([1]), SetType(NUMBER))).type == ListType(NUMBER)


def test_an_empty_list_of_no_type_takes_that_of_its_neighbour(run: Run) -> None:
    """As Terraform 1.11.4 says of concat(tolist([]), range(0)); beside lists it stays open."""
    numbers, nested = convert(from_python([]), ListType(NUMBER)), convert(from_python([]), ListType(ListType(NUMBER)))
    empty = convert(from_python([]), ListType(DYNAMIC))
    assert run("concat", empty, numbers).type == run("concat", numbers, empty).type == ListType(NUMBER)
    assert run("concat", empty, nested).type == ListType(DYNAMIC)


def test_unknown_elements_may_be_lists(run: Run) -> None:
    assert run("flatten", Value((U,))).value == [UNKNOWN]
    assert run("flatten", Value((unknown(),))).data is UNKNOWN
    assert run("flatten", Value((unknown(ListType(STRING)),))).data is UNKNOWN


def test_a_mark_on_an_inner_list_is_on_the_flat_one(run: Run) -> None:
    assert run("flatten", Value((from_python(["a"]).marked(),))).sensitive


def test_sets_with_unknown_elements(run: Run) -> None:
    made = run("setunion", Value((A, U)), ["c"])
    assert made.value == ["a", "c", UNKNOWN]
    assert run("setintersection", Value((A, U)), ["a"]).data is UNKNOWN
    assert run("setsubtract", Value((A, U)), ["a"]).data is UNKNOWN


def test_products_keep_their_elements(run: Run) -> None:
    made = run("setproduct", Value((A, U)), ["x"])
    assert made.value == [["a", "x"], [UNKNOWN, "x"]]
    assert made[0][0].origins[0].ref == "aws_a.x"


def test_sorted_strings_are_as_many_as_before_where_one_is_not_known(run: Run) -> None:
    made = run("sort", LISTED)
    assert len(made) == len(LISTED)
    assert all(made[at].is_unknown for at in range(len(made)))
