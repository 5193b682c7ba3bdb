"""Files of metrics: what they must hold, and the schema that is published for them."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pytest_ecsfargate.plan.errors import SettingError
from pytest_ecsfargate.plan.measurements import FORMAT_VERSION, read_measurements

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "metrics.schema.json").read_text(encoding="utf-8"))
DOCUMENT: dict[str, Any] = {
    "format_version": "1.0",
    "recorded": "2026-11-25T12:00:00Z",
    "services": [
        {
            "cluster": "shop",
            "service": "web",
            "source": "ECS/ContainerInsights",
            "since": "2026-11-11T12:00:00Z",
            "until": "2026-11-25T12:00:00Z",
            "period": 60,
            "cpu": {"p99": 180.5, "maximum": 231, "samples": 20160},
            "memory": {"p99": 402, "maximum": 420, "samples": 20160},
            "out_of_memory": {"stops": 0, "since": "2026-11-25T11:00:00Z"},
        }
    ],
}


def changed(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """The document with one value changed; without it where the value is the ellipsis."""
    document: dict[str, Any] = copy.deepcopy(DOCUMENT)
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return document


def problems(document: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(document)]


def test_the_schema_is_one_of_this_version() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert problems(changed(("format_version",), FORMAT_VERSION)) == []
    assert problems(changed(("format_version",), "2.0"))


def test_a_document_reads_and_is_written_the_same() -> None:
    read = read_measurements(DOCUMENT)
    assert read.to_json() == DOCUMENT
    (web,) = read.services
    assert web.days == 14
    assert web.since == datetime(2026, 11, 11, 12, tzinfo=UTC)
    assert read_measurements(read) is read


def test_what_a_later_minor_version_adds_does_not_matter() -> None:
    document = changed(("services", 0, "more"), 1) | {"format_version": "1.7", "more": 1}
    assert read_measurements(document) == read_measurements(DOCUMENT)
    assert problems(document) == []


SERVICE = ("services", 0)
WRONG = [
    (("format_version",), "2.0", "format_version must be 1.0, not '2.0'"),
    (("format_version",), ..., "format_version must be 1.0, not None"),
    (("services",), {}, "services must be a list"),
    (("services",), [1], "services[0] must be an object"),
    ((*SERVICE, "cluster"), "", "cluster must be a text in services[0]"),
    ((*SERVICE, "service"), ..., "service must be a text in services[0]"),
    ((*SERVICE, "source"), 1, "source must be a text in services[0]"),
    ((*SERVICE, "period"), 1.5, "period must be a whole number in services[0]"),
    ((*SERVICE, "cpu"), ..., "services[0].cpu must be an object"),
    ((*SERVICE, "cpu", "p99"), -1, "p99 must be a number of 0 or more in services[0].cpu"),
    ((*SERVICE, "cpu", "p99"), True, "p99 must be a number of 0 or more in services[0].cpu"),
    ((*SERVICE, "memory", "samples"), "1", "samples must be a number of 0 or more in services[0].memory"),
    ((*SERVICE, "out_of_memory"), None, "services[0].out_of_memory must be an object"),
    ((*SERVICE, "out_of_memory", "stops"), ..., "stops must be a number of 0 or more in services[0].out_of_memory"),
]
# What a schema cannot say, or only as the format of a text.
WRONG_BUT_SHAPED = [
    (("recorded",), "yesterday", "recorded must be a time with its zone, such as 2026-11-25T12:00:00Z"),
    (
        (*SERVICE, "since"),
        "2026-11-25T12:00:00",
        "since must be a time with its zone, such as 2026-11-25T12:00:00Z in services[0]",
    ),
    ((*SERVICE, "since"), "2026-11-26T12:00:00Z", "since must not be after until in services[0]"),
    ((*SERVICE, "cpu", "p99"), 232, "p99 must be at most maximum in services[0].cpu"),
    (("services",), DOCUMENT["services"] * 2, "the service web of the cluster shop is there twice"),
]


@pytest.mark.parametrize(("path", "value", "message"), [*WRONG, *WRONG_BUT_SHAPED])
def test_what_makes_no_sense_is_one_sentence(path: tuple[Any, ...], value: Any, message: str) -> None:
    with pytest.raises(SettingError) as raised:
        read_measurements(changed(path, value))
    assert str(raised.value) == f"metrics: {message}."


@pytest.mark.parametrize(("path", "value", "message"), WRONG)
def test_the_schema_turns_it_down_too(path: tuple[Any, ...], value: Any, message: str) -> None:
    assert problems(changed(path, value))


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "metrics.json"
    path.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    assert read_measurements(path) == read_measurements("metrics.json", tmp_path) == read_measurements(DOCUMENT)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(SettingError, match=r"^The metrics .*/metrics\.json are no JSON: Expecting property name "):
        read_measurements(path)
    with pytest.raises(SettingError, match=r"^The metrics .* cannot be read: Is a directory\.$"):
        read_measurements(tmp_path)


def test_a_service_is_found_by_both_names() -> None:
    other = copy.deepcopy(DOCUMENT["services"][0]) | {"cluster": "other"}
    read = read_measurements({**DOCUMENT, "services": [*DOCUMENT["services"], other]})
    found = read.of("shop", "web")
    assert found is not None
    assert found.cluster == "shop"
    assert read.of(None, "web") is read.of("shop", "api") is read.of("third", "web") is None
    assert read_measurements(DOCUMENT).of(None, "web") is not None
