from __future__ import annotations

from typing import Any

import pytest

from tests.live.shape import misfits

RULE = {
    "protocol": "tcp",
    "from_port": 80,
    "to_port": 80,
    "description": "",
    "cidr_blocks": ["10.0.0.0/8"],
    "ipv6_cidr_blocks": [],
    "prefix_list_ids": [],
    "security_groups": [],
    "self": False,
}


def test_what_fits() -> None:
    assert misfits("aws_security_group", {"name": "a", "vpc_id": None, "tags_all": {}, "ingress": [RULE]}) == []
    assert misfits("aws_lb_target_group", {"port": 80, "health_check": [{"enabled": True, "path": None}]}) == []


@pytest.mark.parametrize(
    ("kind", "attributes", "wrong"),
    [
        ("aws_lb", {"nam": "a"}, ["nam"]),
        ("aws_lb", {"name": 1}, ["name: 1"]),
        ("aws_lb", {"idle_timeout": "60"}, ["idle_timeout: '60'"]),
        ("aws_lb", {"idle_timeout": True}, ["idle_timeout: True"]),
        ("aws_lb", {"internal": 1}, ["internal: 1"]),
        ("aws_lb", {"subnets": "a"}, ["subnets: 'a'"]),
        ("aws_lb", {"subnets": [1]}, ["subnets: [1]"]),
        ("aws_lb", {"tags_all": {"a": 1}}, ["tags_all: {'a': 1}"]),
        ("aws_lb", {"access_logs": {"enabled": True}}, ["access_logs"]),
        ("aws_lb", {"access_logs": [{"on": True}]}, ["access_logs.on"]),
        ("aws_security_group", {"ingress": [{"self": True}]}, ["ingress: [{'self': True}]"]),
    ],
)
def test_what_does_not_fit(kind: str, attributes: dict[str, Any], wrong: list[str]) -> None:
    assert misfits(kind, attributes) == wrong
