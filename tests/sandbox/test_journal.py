"""The journal: what it says of stacks, and of whose they are."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from pytest_ecsfargate.sandbox.journal import Entry, Inputs, Journal, Recorded, new_id
from pytest_ecsfargate.sandbox.removal import log_group
from pytest_ecsfargate.terraform.folder import PrivateFolder

ENTRY = Entry(
    id="20260102T030405Z-abcdef",
    session="1-2",
    module="/home/me/shop",
    environment="dev",
    account="111122223333",
    region="eu-central-1",
    suffix="abcdef",
    binary="/usr/bin/terraform",
    directory="copy/shop",
    var_files=("variables.tfvars.json",),
    names=("web-abcdef",),
)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "stacks")


def recorded(journal: Journal, entry: Entry = ENTRY) -> Recorded:
    made = Recorded(journal.new_folder(entry.id), entry)
    made.write()
    return made


def test_an_entry_is_read_as_it_was_written(journal: Journal) -> None:
    made = recorded(journal).having(status="destroyed", left=(log_group("/ecs/web-abcdef"),))
    assert [*journal.entries()] == [made]
    assert made.entry.title == "shop [dev] in 111122223333 eu-central-1"


def test_it_is_private_and_kept_out_of_version_control(journal: Journal) -> None:
    made = recorded(journal)
    Inputs({"TF_VAR_token": "x"}, ["x"]).write(made.folder)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (made.folder, *sorted(made.folder.iterdir()))]
    assert modes == [0o700, 0o600, 0o600]
    assert (journal.folder / ".gitignore").read_text() == "*\n"
    assert "'x'" not in repr(made.inputs)


def test_a_stack_is_abandoned_when_nobody_holds_its_folder(journal: Journal) -> None:
    made = recorded(journal)
    assert [*journal.abandoned()] == [made]
    folder = PrivateFolder(made.folder)
    try:
        assert [*journal.abandoned()] == []
    finally:
        folder.leave()
    assert [*journal.abandoned()] == [made]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", json.dumps({"id": "x"}), json.dumps({"id": 1, "of": "another version"})]
)
def test_an_entry_that_cannot_be_read_is_not_passed_over(journal: Journal, text: str) -> None:
    made = recorded(journal)
    (made.folder / "entry.json").write_text(text)
    assert [*journal.entries()] == []
    assert [*journal.unreadable()] == [made.folder]


def test_what_is_forgotten_leaves_the_entry_only(journal: Journal) -> None:
    made = recorded(journal)
    Inputs({}, []).write(made.folder)
    (made.folder / "copy").mkdir()
    (made.folder / "copy" / "terraform.tfstate").write_text("{}")
    made.forget()
    assert [path.name for path in made.folder.iterdir()] == ["entry.json"]


def test_a_journal_that_was_never_used_is_empty(journal: Journal) -> None:
    assert [*journal.entries(), *journal.abandoned(), *journal.unreadable()] == []
    assert not journal.folder.exists()


def test_ids_sort_by_time() -> None:
    assert new_id()[:9] <= new_id()[:9]
    assert new_id() != new_id()
