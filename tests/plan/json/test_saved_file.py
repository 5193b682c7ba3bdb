from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from pytest_ecsfargate.plan.errors import PlanError
from pytest_ecsfargate.plan.json import saved_file
from pytest_ecsfargate.plan.json.saved_file import is_plan_file, json_document, read_saved

DOCUMENT = {"format_version": "1.2", "resource_changes": []}


def failure(path: Path) -> str:
    with pytest.raises(PlanError) as caught:
        read_saved(path)
    return str(caught.value).removeprefix(str(path))


def test_the_bytes_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "p"
    path.write_bytes(b"abc")
    assert read_saved(path) == b"abc"


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    assert failure(tmp_path) == " is no plan: it is a folder."
    assert failure(tmp_path / "fifo") == " is no plan: it is no regular file."
    assert failure(tmp_path / "nothing") == " cannot be read: No such file or directory."
    assert failure(Path("a\0b")) == " cannot be read: embedded null byte."


def test_a_very_large_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_file, "_LARGEST", 2 * 2**20)
    path = tmp_path / "p"
    path.write_bytes(b"")
    os.truncate(path, 2 * 2**20 + 1)
    assert failure(path) == " is no plan: it has more than 2 MB."


def test_a_plan_file_is_known_by_its_content() -> None:
    assert is_plan_file(b"PK\x03\x04...")
    assert not is_plan_file(b'{"format_version": "1.2"}')


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_encodings_that_shells_write(encoding: str) -> None:
    assert json_document(json.dumps(DOCUMENT).encode(encoding), "p") == DOCUMENT


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "p is no plan: it is empty; write it with `terraform show -json`."),
        (b"\xff\xfe \0\n\0", "p is no plan: it is empty; write it with `terraform show -json`."),
        (b'{"format', "p is no plan: it is cut off or no JSON; write it with `terraform show -json`."),
        (b"\xff\xfe{", "p is no plan: it is cut off or no JSON; write it with `terraform show -json`."),
        (b'{"a": "\xff"}', "p is no plan: it is cut off or no JSON; write it with `terraform show -json`."),
        (b"[" * 100_000, "p is no plan: it is cut off or no JSON; write it with `terraform show -json`."),
        (gzip.compress(b"{}", mtime=0), "p is no plan: it is packed by gzip; unpack it first."),
    ],
)
def test_what_is_no_json(content: bytes, message: str) -> None:
    with pytest.raises(PlanError) as caught:
        json_document(content, "p")
    assert str(caught.value) == message
