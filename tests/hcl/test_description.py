"""What `repr` shows of a value: everything but its text."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from pytest_ecsfargate import Plan
from pytest_ecsfargate.hcl.data import JsonString, PartialString, ResourceObject
from pytest_ecsfargate.hcl.origins import leaf
from pytest_ecsfargate.hcl.types import STRING, ListType, MapType, SetType
from pytest_ecsfargate.hcl.values import Value, from_python, null, unknown

CANARY = "hunter2"
TEXT = Value(CANARY, STRING)
ARN = unknown(STRING, leaf("aws_lb.main.arn"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (TEXT, "string"),
        (TEXT.marked(), "sensitive string"),
        (null(STRING), "null"),
        (ARN, "unknown string aws_lb.main.arn"),
        (unknown(), "unknown value something that is not known"),
        (from_python(8080), "8080"),
        (from_python(8080).marked(), "sensitive number"),
        (Value(Fraction(1, 2)), "0.5"),
        (Value(10**60), "1" + "0" * 39 + "..."),
        (from_python(True), "true"),
        (from_python(True).marked(), "sensitive bool"),
        (Value(PartialString((TEXT, ARN)), STRING), "partly unknown string"),
        (Value(JsonString(from_python({"a": CANARY})), STRING), "JSON string"),
        (Value(JsonString(Value({"a": ARN})), STRING), "partly unknown JSON string"),
        (from_python([CANARY, 1]), "tuple of 2"),
        (Value((TEXT,), ListType(STRING)), "list of 1"),
        (Value((TEXT,), SetType(STRING)), "set of 1"),
        (Value({"a": TEXT}, MapType(STRING)), "map of 1"),
        (from_python({"a": CANARY}), "object of 1"),
        (Value({"a": TEXT.marked()}), "sensitive object of 1"),
        (Value(ResourceObject("aws_lb.main", lambda name: None)), "aws_lb.main"),
    ],
)
def test_a_value(value: Value, shown: str) -> None:
    assert repr(value) == f"<Value {shown}>"
    assert str(value) == repr(value)


def test_the_place(evaluated: Callable[..., Plan]) -> None:
    found = evaluated(f'locals {{\n  a = "{CANARY}"\n}}\noutput "o" {{\n  value = [local.a, 3]\n}}\n').outputs["o"]
    assert repr(found) == "<Value tuple of 2 from main.tf:5:11>"
    assert (repr(found[0]), repr(found[1])) == ("<Value string from main.tf:2:7>", "<Value 3 from main.tf:5:21>")


def test_what_values_hold() -> None:
    assert repr(PartialString((TEXT, ARN))) == "<PartialString of 2 parts>"
    assert repr(JsonString(from_python({"a": CANARY}))) == "<JsonString around <Value object of 1>>"


def test_a_trace(evaluated: Callable[..., Plan]) -> None:
    found = evaluated(f'locals {{\n  a = "{CANARY}"\n}}\noutput "o" {{\n  value = local.a\n}}\n').outputs["o"]
    assert repr(found.origins[0]) == "<Trace literal (main.tf:2:7) <- local.a>"
