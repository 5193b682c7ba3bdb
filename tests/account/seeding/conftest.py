"""Filling the account for a module, and asking it with boto3 as the provider asks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.account.seeding.seed import Seeded, seed
from pytest_ecsfargate.plan.from_source import plan_module

REGION = "eu-north-1"


@pytest.fixture
def fill(account: EmulatedAccount, tmp_path: Path) -> Callable[..., Seeded]:
    """Seeds the account for a module: the text of its main file, and of files of child modules by their path."""

    def fill(text: str, **children: str) -> Seeded:
        (tmp_path / "main.tf").write_text(f'provider "aws" {{\n  region = "{REGION}"\n}}\n' + text)
        for name, child in children.items():
            (tmp_path / name).mkdir(exist_ok=True)
            (tmp_path / name / "main.tf").write_text(child)
        return seed(plan_module(tmp_path), account)

    return fill


@pytest.fixture
def client(account: EmulatedAccount) -> Callable[[str], Any]:
    """A boto3 client in the region of the modules."""
    made: Callable[[str], Any] = account.session(REGION).client
    return made
