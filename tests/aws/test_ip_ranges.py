from __future__ import annotations

import pytest

from pytest_ecsfargate.aws.ip_ranges import is_nowhere


@pytest.mark.parametrize("cidr", ["127.0.0.1/32", "127.0.0.0/8", "::1/128", "169.254.0.0/16", "255.255.255.255/32"])
def test_ranges_that_no_machine_is_in(cidr: str) -> None:
    assert is_nowhere(cidr)


@pytest.mark.parametrize(
    "cidr", ["0.0.0.0/0", "::/0", "10.0.0.0/8", "10.0.0.1/32", "203.0.113.0/24", "2001:db8::/32", "sg-1", "pl-1", ""]
)
def test_ranges_that_machines_are_in(cidr: str) -> None:
    assert not is_nowhere(cidr)
