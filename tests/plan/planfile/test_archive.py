from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from pytest_ecsfargate.plan.planfile import archive
from pytest_ecsfargate.plan.planfile.archive import Archive
from pytest_ecsfargate.plan.planfile.errors import Malformed
from tests.plan.planfile.making import packed


def test_members() -> None:
    found = Archive(packed({"tfplan": b"abc", "../../up": b""}))
    assert found.names() == ["tfplan", "../../up"]
    assert found.read("tfplan") == b"abc"


def test_a_member_that_is_not_there() -> None:
    with pytest.raises(Malformed, match=r"^there is no tfplan in it$"):
        Archive(packed({})).read("tfplan")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"PK\x03\x04", id="its first bytes"),
        # Its bytes have the time in them, so that workers would not agree on a name made from them.
        pytest.param(packed({"a": b"b" * 1000})[:-30], id="cut off"),
    ],
)
def test_what_is_no_archive(content: bytes) -> None:
    with pytest.raises(Malformed, match=r"^its archive is damaged or cut off$"):
        Archive(content)


def test_a_damaged_member() -> None:
    content = packed({"tfplan": bytes(range(256)) * 10})
    with pytest.raises(Malformed, match=r"^tfplan in it is damaged$"):
        Archive(content[:60] + b"\0\0\0\0" + content[64:]).read("tfplan")


def test_a_member_packed_in_another_way() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("tf\nplan", b"x" * 100)
    with pytest.raises(Malformed) as caught:
        Archive(stream.getvalue()).read("tf\nplan")
    assert str(caught.value) == "tf\\nplan in it is packed in a way that terraform does not use"


def test_a_member_that_grows_large_is_not_unpacked() -> None:
    content = packed({"tfplan": bytes(2**20 + 1), "tfstate": bytes(2**20)})
    assert len(content) < 10_000
    with pytest.raises(Malformed, match=r"^tfplan in it has more than 1 MB once unpacked$"):
        Archive(content).read("tfplan", 2**20)
    assert len(Archive(content).read("tfstate", 2**20)) == 2**20


def test_members_that_are_too_large_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_LARGEST_TOTAL", 3 * 2**20)
    found = Archive(packed({name: bytes(2**20) for name in "abcd"}))
    for name in "abc":
        assert len(found.read(name)) == 2**20
    with pytest.raises(Malformed, match=r"^d in it has more than 0 MB once unpacked$"):
        found.read("d")


def test_too_many_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_MOST_MEMBERS", 2)
    with pytest.raises(Malformed, match=r"^its archive has more than 2 members$"):
        Archive(packed({"a": b"", "b": b"", "c": b""}))
