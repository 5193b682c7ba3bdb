"""The tables `[requirements.<slug>]`: checked against the helpers' signatures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest

from pytest_ecsfargate.catalog import Catalog, built_in
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
    "[requirements.ECSF401]": ":1: no requirement is called 'ECSF401' here (write health-checks).",
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
        (date(2027, 1, 1), date | None, date(2027, 1, 1)),
        ({"a": 1}, dict | None, {"a": 1}),
        ("a", str | Path | None, Path("a")),
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
        (3, date | None, "a date"),
        (3, Path | str | Catalog | None, "the path of a file"),
    ],
)
def test_values_that_do_not_fit(value: object, wanted: object, message: str) -> None:
    with pytest.raises(Unfit) as raised:
        fitted(value, wanted)
    assert str(raised.value) == message


def test_a_path_is_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "metrics.json").write_text("{}")
    found = stated(tmp_path, '[requirements.right-sized]\nmetrics = "metrics.json"')
    assert found == {"right-sized": {"metrics": tmp_path / "metrics.json"}}
    table = stated(tmp_path, "[requirements.right-sized.metrics]\nrecorded = 2026-11-25T12:00:00Z")
    assert isinstance(table["right-sized"]["metrics"], dict)
    assert stated(tmp_path, "[requirements.right-sized]\nmetrics = false") == {"right-sized": {"metrics": None}}


PATHS = {
    '[requirements.right-sized]\nmetrics = "metric.json"': (
        ":2: there is no file 'metric.json' (did you mean 'metrics.json'?)."
    ),
    '[requirements.right-sized]\nmetrics = ""': ":2: metrics of right-sized must be the path of a file or a table.",
    "[requirements.right-sized]\nmetrics = 7": ":2: metrics of right-sized must be the path of a file or a table.",
    "[requirements.monthly-cost]\nprices = 7": (
        ":2: prices of monthly-cost must be the path of a file or a table of names, each with "
        "a table of names, each with a number."
    ),
    '[requirements.monthly-cost]\nmaximum = "100"': (
        ":2: maximum of monthly-cost must be a number or a table of names, each with a number."
    ),
    '[requirements.monthly-cost]\ntasks = "most"': (
        ':2: tasks of monthly-cost must be "minimum" or "desired" or "maximum".'
    ),
}


@pytest.mark.parametrize("text", PATHS)
def test_paths_and_tables_that_make_no_sense(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "metrics.json").write_text("{}")
    with pytest.raises(TomlError) as raised:
        stated(tmp_path, text)
    assert str(raised.value) == f"ecsfargate.toml{PATHS[text]}"
