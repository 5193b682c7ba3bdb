"""JSON text from values, and values with their places from JSON text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_ecsfargate.hcl.errors import EvaluationError
from pytest_ecsfargate.hcl.operations.convert import convert
from pytest_ecsfargate.hcl.operations.json_text import decode, json_text, normalised
from pytest_ecsfargate.hcl.operations.numbers import neg
from pytest_ecsfargate.hcl.operations.operators import template
from pytest_ecsfargate.hcl.origins import hop, leaf, literal
from pytest_ecsfargate.hcl.types import DYNAMIC, STRING, MapType, ObjectType, SetType
from pytest_ecsfargate.hcl.values import UNKNOWN, JsonString, PartialString, Value, from_python, unknown
from pytest_ecsfargate.source import SourceFile, Span

URL = unknown(STRING, leaf("data.aws_ecr_repository.web.repository_url"))


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (None, "null"),
        (True, "true"),
        (1, "1"),
        (1.5, "1.5"),
        (10**21, "1000000000000000000000"),
        ("a", '"a"'),
        ('<a>&"\\\n\r\t', '"\\u003ca\\u003e\\u0026\\"\\\\\\n\\r\\t"'),
        ("\u2028\u0001\u007f\u00e9", '"\\u2028\\u0001\u007f\u00e9"'),
        ([], "[]"),
        ({}, "{}"),
        ([1, [2, {"b": 1, "a": None}]], '[1,[2,{"a":null,"b":1}]]'),
    ],
)
def test_text(data: Any, text: str) -> None:
    assert json_text(from_python(data)) == text


def test_text_of_sets_and_negative_zero() -> None:
    assert json_text(convert(from_python(["b", "a"]), SetType(STRING))) == '["a","b"]'
    assert json_text(Value(neg(0))) == "-0"


def test_infinity_has_no_text() -> None:
    with pytest.raises(EvaluationError, match="cannot serialize infinity as JSON"):
        json_text(Value(float("inf")))


def test_normalised_has_the_types_that_json_has() -> None:
    made = normalised(convert(from_python({"b": 1, "a": 2}), MapType(STRING)))
    assert isinstance(made.type, ObjectType)
    assert list(made.value) == ["a", "b"]
    assert normalised(Value(None, STRING)).type is DYNAMIC
    assert normalised(unknown(MapType(STRING))).type is DYNAMIC


def literal_value(source: str, content: str) -> Value:
    """A literal whose source text is all of a file."""
    file = SourceFile("main.tf", source)
    return Value(content, STRING, literal(Span(file, 0, len(source))))


def test_decode_of_encoded_is_what_was_encoded() -> None:
    inner = Value({"image": URL, "cpu": Value(256)})
    found = decode(Value(JsonString(inner), STRING))
    assert found is inner


def test_decode_carries_way_and_mark_of_the_text() -> None:
    inner = Value({"image": Value("nginx", STRING, leaf("x"))})
    way = hop("local.definitions", None, leaf("x"))
    found = decode(Value(JsonString(inner), STRING, way, sensitive=True))
    assert found is not None
    assert found["image"].origins[0].hops[0].ref == "local.definitions"
    assert found["image"].sensitive


@pytest.mark.parametrize(
    "text",
    ["", "x", "[1,]", '{"a":1,}', "{a:1}", "[1", "01", "1.", ".5", "+1", '"a\nb"', "NaN", "'a'", "[1] 2", '"\\x"'],
)
def test_no_json(text: str) -> None:
    assert decode(Value(text, STRING)) is None


def test_what_is_no_string_is_no_json() -> None:
    assert decode(Value(1)) is None
    assert decode(URL) is None


def test_places_in_a_quoted_literal() -> None:
    source = r'"[{\"name\": \"app\", \"cpu\": 256}]"'
    found = decode(literal_value(source, '[{"name": "app", "cpu": 256}]'))
    assert found is not None
    span = found[0]["name"].span
    assert span is not None
    assert span.text == "app"
    cpu = found[0]["cpu"].span
    assert cpu is not None
    assert cpu.text == "256"


def test_places_in_a_heredoc() -> None:
    source = '  [\n    {"image": "nginx"}\n  ]\n'
    found = decode(literal_value(source, '[\n  {"image": "nginx"}\n]\n'))
    assert found is not None
    span = found[0]["image"].span
    assert span is not None
    assert (span.text, str(span.location)) == ("nginx", "main.tf:2:16")


def test_unknown_parts_become_unknown_elements() -> None:
    text = [Value('[{"image": "', STRING), URL, Value(':v1", "cpu": ', STRING), unknown(), Value("}]", STRING)]
    found = decode(template(text, None))
    assert found is not None
    image = found[0]["image"]
    assert isinstance(image.data, PartialString)
    assert image.text == '"${data.aws_ecr_repository.web.repository_url}:v1"'
    assert found[0]["cpu"].data is UNKNOWN


def test_a_string_that_is_all_unknown() -> None:
    found = decode(template([Value('{"image": "', STRING), URL, Value('"}', STRING)], None))
    assert found is not None
    assert found["image"].comes_from("data.aws_ecr_repository.web.repository_url")


def test_known_parts_keep_their_origins() -> None:
    name = Value("app", STRING, hop("var.name", None, leaf("default")))
    found = decode(template([Value('{"name": "', STRING), name, Value('", "x": 1}', STRING)], None))
    assert found is not None
    assert found["name"].data == "app"
    assert found["name"].comes_from("var.name")
    assert not found["x"].comes_from("var.name")


def test_encoded_parts_keep_their_structure() -> None:
    inner = Value(JsonString(Value((Value({"name": Value("A", STRING), "value": URL}),))), STRING)
    found = decode(template([Value('{"environment": ', STRING), inner, Value("}", STRING)], None))
    assert found is not None
    assert found["environment"][0]["value"] is URL


def test_an_unknown_part_in_a_list_may_be_several_elements() -> None:
    found = decode(template([Value('{"a": [', STRING), URL, Value('], "b": 1}', STRING)], None))
    assert found is not None
    assert found["a"].data is UNKNOWN
    assert found["b"].data == 1


def test_an_unknown_name_leaves_the_object_unknown() -> None:
    found = decode(template([Value('[{"', STRING), URL, Value('": 1}]', STRING)], None))
    assert found is not None
    assert found[0].data is UNKNOWN


def test_marks_of_parts() -> None:
    found = decode(template([Value('{"a": "', STRING), URL.marked(), Value('", "b": 1}', STRING)], None))
    assert found is not None
    assert found["a"].sensitive


def test_deep_nesting_is_given_up() -> None:
    assert decode(Value("[" * 100_000 + "]" * 100_000, STRING)) is None


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(_JSON)
def test_reads_what_python_writes(data: Any) -> None:
    found = decode(Value(json.dumps(data), STRING))
    assert found is not None
    assert json.loads(json_text(found)) == json.loads(json_text(normalised(_normal(data))))


def _normal(data: Any) -> Value:
    import unicodedata

    def walk(item: Any) -> Any:
        if isinstance(item, str):
            return unicodedata.normalize("NFC", item)
        if isinstance(item, list):
            return [walk(each) for each in item]
        if isinstance(item, dict):
            return {walk(name): walk(each) for name, each in item.items()}
        return item

    return from_python(walk(data))
