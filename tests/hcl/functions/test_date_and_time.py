"""Date and time functions."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.hcl.errors import EvaluationError
from pytest_ecsfargate.hcl.values import UNKNOWN
from tests.hcl.functions.conftest import Run


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("timeadd", ["2017-11-22T00:00:00Z", "-1h30m"], "2017-11-21T22:30:00Z"),
        ("timeadd", ["2016-02-28T23:59:59+01:00", "1.5s"], "2016-02-29T00:00:00+01:00"),
        ("timecmp", ["2017-11-22T01:00:00Z", "2017-11-22T02:00:00+01:00"], 0),
        ("timecmp", ["2017-11-22T01:00:00Z", "2017-11-22T01:00:00.1Z"], -1),
        ("formatdate", ["EEEE, DD-MMM-YY hh:mm:ss ZZZ", "2018-01-02T23:12:01Z"], "Tuesday, 02-Jan-18 23:12:01 UTC"),
        ("formatdate", ["H 'o''clock' AA", "2018-01-02T00:12:01Z"], "12 o'clock AM"),
        ("formatdate", ["YYYY-MM-DD'T'hh:mm:ssZ", "2018-01-02T23:12:01+05:30"], "2018-01-02T23:12:01+05:30"),
    ],
)
def test_known(run: Run, name: str, args: list[Any], expected: Any) -> None:
    assert run(name, *args).value == expected


@pytest.mark.parametrize(
    ("name", "args", "message"),
    [
        ("timeadd", ["2017-11-22", "1h"], "not a valid RFC3339 timestamp"),
        ("timeadd", ["2017-02-29T00:00:00Z", "1h"], "not a valid RFC3339 timestamp: day or month out of range"),
        ("timeadd", ["2017-02-20T00:00:00Z", "1d"], "invalid duration"),
        ("formatdate", ["YYY", "2018-01-02T23:12:01Z"], 'invalid date format verb "YYY"'),
        ("formatdate", ["'a", "2018-01-02T23:12:01Z"], "unterminated literal '"),
    ],
)
def test_refused(run: Run, name: str, args: list[Any], message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        run(name, *args)
    assert caught.value.message == f'Call to function "{name}" failed: {message}.'


@pytest.mark.parametrize(
    "args",
    [
        ["0000-01-01T00:00:00Z", "1h"],
        ["9999-12-31T23:59:59Z", "1h"],
        ["2017-01-01T1:00:00Z", "1h"],
        ["2017-01-01T01:00:00Z", "9999999h"],
    ],
)
def test_odd_times_are_left_to_terraform(run: Run, args: list[str]) -> None:
    assert run("timeadd", *args).data is UNKNOWN
