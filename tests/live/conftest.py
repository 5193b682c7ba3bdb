"""One emulated account for all tests of this folder: it takes seconds to start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.live.clients import RegionalClients


@pytest.fixture(scope="session")
def account() -> Iterator[EmulatedAccount]:
    made = EmulatedAccount()
    made.start()
    yield made
    made.close()


@pytest.fixture(scope="session")
def clients(account: EmulatedAccount) -> RegionalClients:
    return RegionalClients(account, account.region)
