from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_ecsfargate.plan.planfile.errors import Malformed
from pytest_ecsfargate.plan.planfile.state import prior_state


def state(*resources: dict[str, Any]) -> dict[str, Any]:
    content = {"version": 4, "outputs": {"o": {"value": "x"}}, "resources": list(resources)}
    found: dict[str, Any] = prior_state(json.dumps(content).encode())["values"]["root_module"]
    return found


def block(mode: str, *instances: dict[str, Any], **more: Any) -> dict[str, Any]:
    provider = 'provider["registry.terraform.io/hashicorp/aws"]'
    return {
        "mode": mode,
        "type": "aws_ssm_parameter",
        "name": "p",
        "provider": provider,
        "instances": instances,
        **more,
    }


def test_data_sources() -> None:
    sensitive = [[{"type": "get_attr", "value": "value"}]]
    instance = {"index_key": "a", "attributes": {"name": "/a", "value": "s"}, "sensitive_attributes": sensitive}
    found = state(block("data", instance), block("managed", {"attributes": {"id": "1"}}))
    assert found == {
        "resources": [
            {
                "address": 'data.aws_ssm_parameter.p["a"]',
                "mode": "data",
                "type": "aws_ssm_parameter",
                "name": "p",
                "index": "a",
                "provider_name": "registry.terraform.io/hashicorp/aws",
                "values": {"name": "/a", "value": "s"},
                "sensitive_values": {"value": True},
            }
        ],
        "child_modules": [],
    }


def test_data_sources_of_modules() -> None:
    inside = block("data", {"index_key": 0, "attributes": {}}, {"index_key": 1, "attributes": None}, module="module.m")
    (child,) = state(inside)["child_modules"]
    assert child["address"] == "module.m"
    addresses = [resource["address"] for resource in child["resources"]]
    assert addresses == ["module.m.data.aws_ssm_parameter.p[0]", "module.m.data.aws_ssm_parameter.p[1]"]


def test_sensitive_parts_of_lists() -> None:
    path = [
        {"type": "get_attr", "value": "list"},
        {"type": "index", "value": {"value": 1, "type": "number"}},
        {"type": "get_attr", "value": "x"},
    ]
    instance = {"attributes": {"list": [{"x": 1}, {"x": 2}]}, "sensitive_attributes": [path]}
    assert state(block("data", instance))["resources"][0]["sensitive_values"] == {"list": [False, {"x": True}]}


def test_attributes_of_any_type() -> None:
    outputs = {"value": {"a": 1}, "type": ["object", {"a": "number"}]}
    remote = block("data", {"attributes": {"outputs": outputs, "defaults": None}}, type="terraform_remote_state")
    assert state(remote)["resources"][0]["values"] == {"outputs": {"a": 1}, "defaults": None}


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"version": 4}', b'{"version": 4, "resources": [1]}', b"[" * 100_000, b"\xff"]
)
def test_what_is_no_state(content: bytes) -> None:
    with pytest.raises(Malformed, match=r"^the state in it cannot be read$"):
        prior_state(content)


def test_another_version() -> None:
    with pytest.raises(Malformed, match=r"^the state in it has version 5, and only 4 is known here$"):
        prior_state(b'{"version": 5}')
