"""Our parser against `terraform fmt` and python-hcl2: the same texts accepted, the same outline read."""

from __future__ import annotations

import os
from pathlib import Path

import hcl2
import pytest

from pytest_ecsfargate.hcl.parsing.parser import parse_file
from pytest_ecsfargate.hcl.syntax import Body
from pytest_ecsfargate.source import SourceFile
from tests.differential.damaged_files import corpus, damaged_texts, disagreements, terraform_accepts
from tests.hcl.traps import ACCEPTED, REFUSED

COUNT = int(os.environ.get("SOUNDNESS_FILES", "2000"))


def test_the_table_of_traps_says_what_terraform_says(terraform_binary: Path, tmp_path: Path) -> None:
    verdicts = terraform_accepts(terraform_binary, tmp_path, [*ACCEPTED, *REFUSED])
    assert [text for text, accepted in zip(ACCEPTED, verdicts, strict=False) if not accepted] == []
    assert [text for text, accepted in zip(REFUSED, verdicts[len(ACCEPTED) :], strict=True) if accepted] == []


@pytest.mark.parametrize("seed", [1, 2])
def test_accepts_what_terraform_accepts_of_damaged_texts(seed: int, terraform_binary: Path, tmp_path: Path) -> None:
    texts = damaged_texts(COUNT, seed, corpus())
    assert disagreements(terraform_binary, tmp_path, texts) == []


def outline(body: Body) -> list[object]:
    """Names of arguments, and of blocks with labels, level by level."""
    blocks = [[block.type, *block.labels, outline(block.body)] for block in body.blocks]
    return [sorted(body.attributes), sorted(blocks, key=str)]


def their_outline(body: dict[str, object]) -> list[object]:
    attributes: list[str] = []
    blocks: list[list[object]] = []
    for name, value in body.items():
        if name.startswith("__"):
            continue
        if isinstance(value, list) and value and all(isinstance(item, dict) and _is_block(item) for item in value):
            blocks.extend(_their_block(name, item) for item in value)
        else:
            attributes.append(name)
    return [sorted(attributes), sorted(blocks, key=str)]


def _is_block(item: dict[str, object]) -> bool:
    inner = next(iter(item.values()), None)
    return "__is_block__" in item or (isinstance(inner, dict) and _is_block(inner))


def _their_block(type: str, item: dict[str, object]) -> list[object]:
    header: list[object] = [type]
    while "__is_block__" not in item:
        ((label, inner),) = item.items()
        assert isinstance(inner, dict)
        header.append(label.strip('"'))
        item = inner
    return [*header, their_outline(item)]


@pytest.mark.parametrize("text", corpus())
def test_reads_the_outline_that_python_hcl2_reads(text: str) -> None:
    tree, errors = parse_file(SourceFile("main.tf", text))
    assert errors == []
    assert outline(tree) == their_outline(hcl2.loads(text))
