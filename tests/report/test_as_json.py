"""The JSON report, against the schema that is published for it."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pytest_ecsfargate.report import records
from pytest_ecsfargate.report.as_json import FORMAT_VERSION, render
from pytest_ecsfargate.report.records import Record
from tests.report.making import NOT_MET, SKIPPED, UNKNOWN, Planning, Waiver, record, result, run

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
DERIVED = {"Record": {"counts"}}


def problems(document: Any) -> list[str]:
    validator = Draft202012Validator(SCHEMA)
    return [error.message for error in validator.iter_errors(document)]


EVERYTHING = run(
    record(
        result(),
        result(UNKNOWN, place=None, snippet=(), table=(("", "USD"), ("total", "1.00"))),
        result(waiver=Waiver("It is so", "alb.tf:3", "2027-01-31")),
        environment="prod",
    ),
    record(outcome=SKIPPED, reason="nothing agreed", examined=0),
    record(outcome=NOT_MET, reason="nothing to check", examined=0),
    plannings=(Planning("infra/web", "prod", "source", 0.25), Planning(".", "", "terraform", 3.5, "no terraform")),
)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_a_report_is_as_the_schema_says() -> None:
    assert problems(json.loads(render(EVERYTHING))) == []
    assert problems(json.loads(render(run()))) == []


@pytest.mark.parametrize("name", SCHEMA["$defs"])
def test_the_schema_has_the_names_of_the_records(name: str) -> None:
    described = SCHEMA["$defs"][name]
    wanted = {field.name for field in fields(getattr(records, name))} | DERIVED.get(name, set())
    assert set(described["properties"]) == set(described["required"]) == wanted
    assert described["additionalProperties"] is False


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("records", 0, "outcome"), "passed"),
        (("records", 0, "results", 0, "place", "line"), 0),
        (("records", 0, "results", 0, "fingerprint"), "x"),
        (("plans", 0, "engine"), "magic"),
        (("format_version",), "2.0"),
    ],
    ids=str,
)
def test_the_schema_refuses_what_is_wrong(path: tuple[str | int, ...], value: object) -> None:
    document = json.loads(render(EVERYTHING))
    target = document
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    assert problems(document)


def test_what_it_says() -> None:
    document = json.loads(render(EVERYTHING))
    assert document["format_version"] == FORMAT_VERSION
    first = document["records"][0]
    assert first["counts"] == {"met": 5, "not met": 1, "unknown": 1, "waived": 1}
    assert first["results"][0]["place"] == {
        "path": "alb.tf",
        "line": 30,
        "column": 27,
        "end_line": 30,
        "end_column": 55,
    }
    assert [each["problem"] for each in document["plans"]] == ["", "no terraform"]


def test_records_survive_the_way_from_worker_to_controller() -> None:
    for each in EVERYTHING.records:
        assert Record.from_json(json.loads(json.dumps(each.to_json()))) == each
