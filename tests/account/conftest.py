"""One emulated account for all tests of this folder: it takes seconds to start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_ecsfargate.account.emulated import EmulatedAccount


@pytest.fixture(scope="session")
def account() -> Iterator[EmulatedAccount]:
    made = EmulatedAccount()
    made.start()
    yield made
    made.close()
