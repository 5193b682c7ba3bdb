from __future__ import annotations

import json
from typing import Any, Literal

import msgpack
import pytest

from pytest_ecsfargate.hcl.schema import AttributeSchema, BlockSchema, NestedBlock
from pytest_ecsfargate.hcl.types import NUMBER, STRING, ListType, MapType, ObjectType, SetType, TupleType, Type
from pytest_ecsfargate.plan.json.values import Masks
from pytest_ecsfargate.plan.planfile import packed_values
from pytest_ecsfargate.plan.planfile.errors import Malformed
from pytest_ecsfargate.plan.planfile.packed_values import Step, ValueReader, implied_type, mask

UNKNOWN = msgpack.ExtType(0, b"\0")
NOT_NULL = msgpack.ExtType(12, b"\x81\x01\xc2")


def pack(value: Any) -> memoryview:
    return memoryview(msgpack.packb(value))


def read(value: Any, type: Type | None = None, sensitive: tuple[list[Step], ...] = ()) -> Masks:
    return ValueReader().read(pack(value), type, sensitive)


def typed(shape: Any, value: Any) -> list[Any]:
    return [json.dumps(shape).encode(), value]


def test_known_values_are_as_they_are() -> None:
    data: dict[str, Any] = {"a": None, "b": [True, 1, -2, 2.5, "x"], "c": {}, "d": []}
    assert read(data) == Masks(data, False, False)


def test_a_number_without_a_fraction_is_an_integer() -> None:
    assert repr(read([2.0, 1e21]).data) == "[2, 1000000000000000000000]"


@pytest.mark.parametrize("unknown", [UNKNOWN, NOT_NULL])
def test_unknown_values_leave_a_mark(unknown: msgpack.ExtType) -> None:
    found = read({"a": unknown, "b": [unknown, "x"], "c": {"d": unknown, "e": 1}, "f": ["y"]})
    assert found.data == {"b": [None, "x"], "c": {"e": 1}, "f": ["y"]}
    assert found.unknown == {"a": True, "b": [True, False], "c": {"d": True}}
    assert read(unknown) == Masks(None, True, False)


@pytest.mark.parametrize(
    ("type", "value", "expected"),
    [
        (NUMBER, "0.1", 0.1),
        (NUMBER, "-123456789012345678901234567890", -123456789012345678901234567890),
        (STRING, "0.1", "0.1"),
        (None, "0.1", "0.1"),
        (ListType(NUMBER), ["0.1", 1], [0.1, 1]),
        (SetType(NUMBER), ["0.1"], [0.1]),
        (MapType(NUMBER), {"a": "0.1"}, {"a": 0.1}),
        (TupleType((STRING, NUMBER)), ["0.1", "0.1"], ["0.1", 0.1]),
        (ObjectType.of({"n": NUMBER, "s": STRING}), {"n": "0.1", "s": "0.1", "other": "0.1"}, None),
    ],
)
def test_a_text_is_a_number_where_the_type_says_so(type: Type | None, value: Any, expected: Any) -> None:
    if expected is None:
        expected = {"n": 0.1, "s": "0.1", "other": "0.1"}
    assert read(value, type).data == expected


def test_values_that_bring_their_type() -> None:
    assert read({"a": typed("number", "0.1"), "b": typed("string", "0.1")}).data == {"a": 0.1, "b": "0.1"}
    nested = typed(["object", {"x": "dynamic"}], {"x": typed(["list", "number"], ["0.1"])})
    assert read(nested).data == {"x": [0.1]}
    assert read({"a": typed("string", UNKNOWN)}) == Masks({}, {"a": True}, False)
    assert read(typed("string", None)).data is None


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([], False),
        ([[]], True),
        ([["a"]], {"a": True}),
        ([["a"], ["list", 1, "x"]], {"a": True, "list": [False, {"x": True}]}),
        ([["list", None]], {"list": True}),
        ([["list", "x"]], {"list": True}),
        ([["missing", "x"]], {"missing": {"x": True}}),
        ([["a", "x"], ["a"]], {"a": True}),
        ([["list", 7]], {"list": [False, False]}),
    ],
)
def test_sensitive_paths(paths: list[list[Step]], expected: Any) -> None:
    assert mask({"a": "s", "list": [{}, {"x": 1}]}, paths) == expected


def test_keys_of_paths() -> None:
    reader = ValueReader()
    keys = ["k", 3, typed("string", "k"), {"set": "element"}, [1], True, None]
    assert [reader.key(pack(key)) for key in keys] == ["k", 3, "k", None, None, None, None]


def test_the_type_that_a_schema_implies() -> None:
    inner = BlockSchema({"port": AttributeSchema(NUMBER)})
    nestings: tuple[Literal["list", "set", "map", "single", "group"], ...] = ("list", "set", "map", "single", "group")
    schema = BlockSchema({"name": AttributeSchema(STRING)}, {name: NestedBlock(name, inner) for name in nestings})
    port = ObjectType.of({"port": NUMBER})
    assert implied_type(schema).by_name == {
        "name": STRING,
        "list": ListType(port),
        "set": SetType(port),
        "map": MapType(port),
        "single": port,
        "group": port,
    }


DEEP_TYPE = b'["list",' * 5000 + b'"string"' + b"]" * 5000


@pytest.mark.parametrize(
    ("packed", "reason"),
    [
        (b"", "a value in it is missing"),
        (b"\xc1", "a value in it is damaged"),
        (b"\xa5ab", "a value in it is damaged"),
        (b"\xa1\xff", "a value in it is damaged"),
        (b"\x01\x01", "a value in it is damaged"),
        (b"\xdd\xff\xff\xff\xff", "a value in it is damaged"),
        (b"\xdf\x7f\xff\xff\xff", "a value in it is damaged"),
        (b"\x91" * 5_000 + b"\xc0", "a value in it is damaged"),
        (b"\x91" * 200 + b"\xc0", "its values are nested too deep"),
        (msgpack.packb(msgpack.ExtType(5, b"\0")), "a value in it is damaged"),
        (msgpack.packb({1: 2}), "a value in it is damaged"),
        (msgpack.packb({b"a": 2}), "an object in it has a key that is no text"),
        (msgpack.packb(b"bytes"), "a value in it is of a kind that terraform does not write"),
        (msgpack.packb(msgpack.Timestamp(1)), "a value in it is of a kind that terraform does not write"),
        (msgpack.packb(float("inf")), "a number in it is not finite"),
        (msgpack.packb([b'"number"', "x"]), "a number in it cannot be read"),
        (msgpack.packb([b'"number"', "9" * 5000]), "a number in it cannot be read"),
        (msgpack.packb([b'"number"', "1e999"]), "a number in it is not finite"),
        (msgpack.packb([b'"nonsense"', 1]), "a value in it has no readable type"),
        (msgpack.packb([b'["tuple", 5]', 1]), "a value in it has no readable type"),
        (msgpack.packb([b"{", 1]), "a value in it has no readable type"),
        (msgpack.packb([DEEP_TYPE, 1]), "a value in it has no readable type"),
        (msgpack.packb([b'["tuple", ["string"]]', ["a", "b"]]), "a value in it is not of the type that it states"),
    ],
)
def test_what_terraform_does_not_write(packed: bytes, reason: str) -> None:
    with pytest.raises(Malformed) as caught:
        ValueReader().read(memoryview(packed))
    assert str(caught.value) == reason


def test_more_than_one_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_values, "_MOST_VALUES", 10)
    monkeypatch.setattr(packed_values, "_LARGEST", 50)
    reader = ValueReader()
    assert reader.read(pack([0] * 5)).data == [0] * 5
    with pytest.raises(Malformed, match=r"^it has too many values$"):
        reader.read(pack([0] * 5))
    with pytest.raises(Malformed, match=r"^a value in it is too large$"):
        reader.read(pack("x" * 60))
