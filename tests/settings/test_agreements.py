"""The tables `[requirements.<slug>]`: checked against the helpers' signatures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Literal

import pytest

from pytest_ecsfargate.catalog import built_in
from pytest_ecsfargate.settings.agreements import Unfit, agreements, fitted
from pytest_ecsfargate.settings.toml import TomlError, read_toml


def stated(folder: Path, text: str) -> Mapping[str, Mapping[str, object]]:
    path = folder / "ecsfargate.toml"
    path.write_text(text)
    return agreements(read_toml(path), built_in())


def test_settings_of_a_helper(tmp_path: Path) -> None:
    text = '[requirements.health-checks]\ninterval = 15\nmatcher = "200-299"\ntimeout = false'
    assert stated(tmp_path, text) == {"health-checks": {"interval": 15, "matcher": "200-299", "timeout": None}}


WRONG = {
    "[requirements.helth-checks]": ":1: no requirement is called 'helth-checks' (did you mean 'health-checks'?).",
    "[requirements.health-checks]\nintervall = 15": (
        ":2: health-checks has no setting 'intervall' (did you mean 'interval'?)."
    ),
    '[requirements.health-checks]\ninterval = "15"': ":2: interval of health-checks must be a whole number.",
    "[requirements.health-checks]\ninterval = true": ":2: interval of health-checks must be a whole number.",
    "[requirements.log-retention]\ndays = 7": (
        ":2: days of log-retention must be a table of names, each with a whole number."
    ),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_makes_no_sense(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TomlError) as raised:
        stated(tmp_path, text)
    assert str(raised.value) == f"ecsfargate.toml{WRONG[text]}"


@pytest.mark.parametrize(
    ("value", "wanted", "result"),
    [
        (1, int, 1),
        (1, float, 1.0),
        (True, bool, True),
        (False, bool | None, False),
        (False, int | None, None),
        ("x", str | None, "x"),
        ([1, 2], tuple[int, int], (1, 2)),
        ([1, 2, 3], tuple[int, ...], (1, 2, 3)),
        (["a"], Collection[str], ("a",)),
        ({"web": [256, 512]}, Mapping[str, tuple[int, int]], {"web": (256, 512)}),
        ("warn", Literal["fail", "warn"], "warn"),
        ([1], Any, [1]),
    ],
)
def test_values_that_fit(value: object, wanted: object, result: object) -> None:
    found = fitted(value, wanted)
    assert found == result
    assert type(found) is type(result)


@pytest.mark.parametrize(
    ("value", "wanted", "message"),
    [
        (1.5, int, "a whole number"),
        (True, int, "a whole number"),
        ("a", Collection[str], "a list, each item a string"),
        ([1], Collection[str], "a string"),
        ([1], tuple[int, int], "a list of 2: a whole number, a whole number"),
        ("x", Literal["fail", "warn"], '"fail" or "warn"'),
        (3, str | None, "a string"),
    ],
)
def test_values_that_do_not_fit(value: object, wanted: object, message: str) -> None:
    with pytest.raises(Unfit) as raised:
        fitted(value, wanted)
    assert str(raised.value) == message
