from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.account.emulated import EmulatedAccount


@pytest.fixture(scope="module")
def session(account: EmulatedAccount) -> Any:
    return account.session("eu-south-1")
