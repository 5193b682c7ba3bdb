"""IP network functions."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.hcl.errors import EvaluationError
from pytest_ecsfargate.hcl.values import UNKNOWN
from tests.hcl.functions.conftest import Run


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("cidrhost", ["10.0.0.7/24", 5], "10.0.0.5"),
        ("cidrhost", ["10.0.0.0/24", -1], "10.0.0.255"),
        ("cidrhost", ["fd00::/72", 34], "fd00::22"),
        ("cidrhost", ["010.001.000.000/24", 1], "10.1.0.1"),
        ("cidrnetmask", ["172.16.0.0/12"], "255.240.0.0"),
        ("cidrsubnet", ["10.0.0.0/16", 8, 2], "10.0.2.0/24"),
        ("cidrsubnet", ["fd00:fd12:3456:7890::/56", 16, 162], "fd00:fd12:3456:7800:a200::/72"),
        ("cidrsubnets", ["10.1.0.0/16", 4, 4, 8, 4], ["10.1.0.0/20", "10.1.16.0/20", "10.1.32.0/24", "10.1.48.0/20"]),
        ("cidrsubnets", ["10.1.0.0/16"], []),
    ],
)
def test_known(run: Run, name: str, args: list[Any], expected: Any) -> None:
    assert run(name, *args).value == expected


@pytest.mark.parametrize(
    ("name", "args", "message"),
    [
        ("cidrhost", ["10.0.0.0", 1], "invalid CIDR expression: invalid CIDR address: 10.0.0.0"),
        ("cidrhost", ["10.0.0.0/24", 256], "prefix of 24 does not accommodate a host numbered 256"),
        ("cidrhost", ["10.0.0.0/24", 0.5], "a whole number is required"),
        ("cidrnetmask", ["fd00::/64"], "IPv6 addresses cannot have a netmask"),
        ("cidrsubnet", ["10.0.0.0/16", 17, 0], "insufficient address space to extend prefix of 16 by 17"),
        ("cidrsubnet", ["10.0.0.0/16", 2, 4], "prefix extension of 2 does not accommodate a subnet numbered 4"),
        ("cidrsubnets", ["10.0.0.0/16", 0], "must extend prefix by at least one bit, and by no more than 32"),
        (
            "cidrsubnets",
            ["10.0.0.0/16", 1, 1, 1],
            "not enough remaining address space for a subnet with a prefix of 17 bits",
        ),
        ("cidrsubnets", ["0.0.0.0/0", 8], "not enough remaining address space for a subnet"),
    ],
)
def test_refused(run: Run, name: str, args: list[Any], message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        run(name, *args)
    assert caught.value.message == f'Call to function "{name}" failed: {message}.'


@pytest.mark.parametrize("args", [["10.0.0.0/16", 8, -1], ["10.0.0.0/16", -1, 0], ["::ffff:1.2.3.4/100", 4, 1]])
def test_odd_requests_are_left_to_terraform(run: Run, args: list[Any]) -> None:
    assert run("cidrsubnet", *args).data is UNKNOWN
