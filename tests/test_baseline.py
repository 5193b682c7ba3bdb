"""The file of a baseline: what is written, what is read, and the message for what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_ecsfargate.baseline import Baseline, BaselineError, Entry, read_baseline, write_baseline

ENTRIES = {
    Entry("ECSF501", "aws_cloudwatch_log_group.app", "retention_in_days"),
    Entry("ECSF101", 'module.m["ä"].aws_ecs_service.web[0]', "launch_type"),
    Entry("ECSF704", "."),
}

TEXT = r"""{
  "format_version": "1.0",
  "findings": [
    {"requirement": "ECSF101", "address": "module.m[\"ä\"].aws_ecs_service.web[0]", "attribute": "launch_type"},
    {"requirement": "ECSF501", "address": "aws_cloudwatch_log_group.app", "attribute": "retention_in_days"},
    {"requirement": "ECSF704", "address": ".", "attribute": ""}
  ]
}
"""


def test_one_finding_a_line_in_order(tmp_path: Path) -> None:
    path = tmp_path / "ecsfargate-baseline.json"
    write_baseline(path, ENTRIES)
    assert path.read_text(encoding="utf-8") == TEXT
    assert read_baseline(path) == ENTRIES
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_none_at_all(tmp_path: Path) -> None:
    path = tmp_path / "ecsfargate-baseline.json"
    assert read_baseline(path) == frozenset()
    write_baseline(path, ())
    assert path.read_text() == '{\n  "format_version": "1.0",\n  "findings": []\n}\n'
    assert read_baseline(path) == frozenset()


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ecsfargate-baseline.json"
    path.mkdir()
    with pytest.raises(OSError, match="directory"):
        write_baseline(path, ENTRIES)
    assert list(tmp_path.iterdir()) == [path]


WRONG = {
    "{\n  findings\n}": ":2: the baseline is no JSON: Expecting property name enclosed in double quotes.",
    "[]": ': the baseline must say "format_version": "1.0".',
    '{"format_version": "2.0", "findings": []}': ': the baseline must say "format_version": "1.0".',
    '{"format_version": "1.0"}': ": the baseline must have a list of findings.",
    TEXT.replace('"attribute": ""', '"attribute": null'): (
        ": finding 3 of the baseline must have requirement, address, attribute, each a text."
    ),
    TEXT.replace('"address": "."', '"adress": "."'): (
        ": finding 3 of the baseline must have requirement, address, attribute, each a text."
    ),
}


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))
def test_what_makes_no_sense(tmp_path: Path, text: str) -> None:
    path = tmp_path / "ecsfargate-baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BaselineError) as raised:
        read_baseline(path)
    assert str(raised.value) == f"{path}{WRONG[text]}"


def test_a_folder_is_no_baseline(tmp_path: Path) -> None:
    with pytest.raises(BaselineError) as raised:
        read_baseline(tmp_path)
    assert str(raised.value) == f"{tmp_path}: the baseline cannot be read: Is a directory."


def test_what_is_accepted(tmp_path: Path) -> None:
    entry = Entry("ECSF704", ".")
    assert Baseline(tmp_path, frozenset({entry})).accepts(entry)
    assert not Baseline(tmp_path).accepts(entry)
    assert Baseline(tmp_path, everything=True).accepts(entry)
