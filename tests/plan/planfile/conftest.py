"""A real plan file, what terraform says of it, and the same file with other members."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from tests.plan.planfile.making import DATA, packed

Repack = Callable[..., bytes]


@pytest.fixture(scope="session")
def plan_file() -> bytes:
    return (DATA / "changes.plan").read_bytes()


@pytest.fixture(scope="session")
def shown() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((DATA / "changes.json").read_bytes())
    return document


@pytest.fixture(scope="session")
def members(plan_file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(plan_file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="session")
def repacked(members: dict[str, bytes]) -> Repack:
    """`repacked({"tfstate": b"…", "tfplan": None})`: the file with these members changed, or left out."""

    def repack(changes: dict[str, bytes | None]) -> bytes:
        changed = {**members, **changes}
        return packed({name: content for name, content in changed.items() if content is not None})

    return repack
