"""Plan files that nobody wrote: whatever stands in them, only a PlanError of one sentence comes out, or a plan."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import msgpack
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_ecsfargate.plan.errors import PlanError
from pytest_ecsfargate.plan.planfile.reading import read_plan_file
from pytest_ecsfargate.saved_plan import load_plan
from tests.plan.planfile.making import CANARY

Repack = Callable[..., bytes]
MEMBERS = ("tfplan", "tfstate", "tfconfig/modules.json", "tfconfig/m-/main.tf", "tfconfig/m-child/main.tf")

edits = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 20), st.binary(max_size=6)), min_size=1, max_size=6
)
"""Where to cut, how many bytes to take out there, and what to put in."""


def edited(content: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    for place, length, put in changes:
        at = int(place * len(content))
        content = content[:at] + put + content[at + length :]
    return content


def judged(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    try:
        load_plan(path, binary="terraform-that-nobody-has")
    except PlanError as error:
        text = str(error)
        assert path.name in text
        assert "\n" not in text
        assert CANARY not in text


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(MEMBERS), edits)
def test_a_file_with_other_bytes_in_a_member(
    repacked: Repack, members: dict[str, bytes], folder: Path, name: str, changes: list[tuple[float, int, bytes]]
) -> None:
    judged(folder / "p", repacked({name: edited(members[name], changes)}))


@settings(max_examples=100, deadline=None)
@given(edits)
def test_a_file_with_other_bytes(plan_file: bytes, folder: Path, changes: list[tuple[float, int, bytes]]) -> None:
    judged(folder / "q", edited(plan_file, changes))


@settings(max_examples=150, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3) | st.binary(max_size=9),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    )
)
def test_any_value_for_a_resource(repacked: Repack, folder: Path, value: object) -> None:
    content = msgpack.packb(value)
    judged(folder / "r", repacked({"tfplan": plan(field(2, field(1, content)))}))


def varint(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])


def field(number: int, content: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(content)) + content


def plan(change: bytes) -> bytes:
    """A plan with one resource that is created."""
    resource = field(13, b"terraform_data.same") + field(9, b"\x08\x01" + change)
    return b"\x08\x03" + field(14, b"1.11.4") + field(3, resource)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (b"", "a change in it lacks a value"),
        (field(2, b""), "a value in it is missing"),
        (b"\x10\x01", "field 2 of a message is a number"),
        (b"\x08\x04", "a change in it has the unknown action 4"),
        (field(2, field(1, b"\x91" * 400 + b"\xc0")), "its values are nested too deep"),
        (field(2, field(1, (b"\xdd\x00\x01\x80\x00" * 100) + b"\xc0")), "a value in it is damaged"),
        (field(2, field(1, b"\xc0")) + field(4, field(1, field(2, b"\xff"))), "a number in it is cut off or too long"),
    ],
)
def test_what_no_terraform_writes(repacked: Repack, change: bytes, reason: str) -> None:
    with pytest.raises(PlanError) as caught:
        read_plan_file(repacked({"tfplan": plan(change)}), "p")
    assert str(caught.value) == f"p is no plan: {reason}."


def test_nothing_is_left_behind(plan_file: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    read_plan_file(plan_file, "p")
    assert list(tmp_path.iterdir()) == []
