from __future__ import annotations

import pytest

from pytest_ecsfargate.plan.planfile import wire
from pytest_ecsfargate.plan.planfile.errors import Malformed
from pytest_ecsfargate.plan.planfile.wire import Message


def test_fields_of_every_kind() -> None:
    content = (
        b"\x08\x96\x01"  # 1: the number 150
        b"\x12\x07testing"  # 2: a text
        b"\x1a\x03\x08\x96\x01"  # 3: a message
        b"\x19\x01\x02\x03\x04\x05\x06\x07\x08"  # 3: eight bytes
        b"\x25\x01\x02\x03\x04"  # 4: four bytes
        b"\x12\x05again"
    )
    message = Message(content)
    assert message.number(1) == 150
    assert message.text(2) == "again"
    assert [bytes(part) for part in message.all(2)] == [b"testing", b"again"]
    assert [len(part) for part in message.all(3)] == [3, 8]
    assert Message(message.all(3)[0]).number(1) == 150
    assert bytes(message.content(4) or b"") == b"\x01\x02\x03\x04"


def test_what_is_left_out() -> None:
    message = Message(b"")
    assert (message.number(1), message.text(1), message.content(1), message.messages(1)) == (0, "", None, [])
    assert message.message(1).number(1) == 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x08", "a number in it is cut off or too long"),
        (b"\x08" + b"\xff" * 11, "a number in it is cut off or too long"),
        (b"\x12\x07test", "a message in it is cut off"),
        (b"\x12\xff\xff\xff\xff\xff\xff\xff\xff\x7f", "a message in it is cut off"),
        (b"\x19\x01", "a message in it is cut off"),
        (b"\x0b", "a message in it has a field of no known kind"),
    ],
)
def test_what_is_no_message(content: bytes, reason: str) -> None:
    with pytest.raises(Malformed) as caught:
        Message(content)
    assert str(caught.value) == reason


def test_a_field_of_another_kind() -> None:
    with pytest.raises(Malformed, match=r"^field 1 of a message is a number$"):
        Message(b"\x08\x01").content(1)
    with pytest.raises(Malformed, match=r"^field 2 of a message is no number$"):
        Message(b"\x12\x01x").number(2)
    with pytest.raises(Malformed, match=r"^field 2 of a message is no text$"):
        Message(b"\x12\x01\xff").text(2)


def test_more_fields_than_one_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "_MOST_FIELDS", 3)
    assert len(Message(b"\x12\x00" * 3).all(2)) == 3
    with pytest.raises(Malformed, match=r"^a message in it has too many fields$"):
        Message(b"\x12\x00" * 4)
