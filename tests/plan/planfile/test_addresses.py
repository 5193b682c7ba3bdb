from __future__ import annotations

import pytest

from pytest_ecsfargate.hcl.evaluation.expansion import key_suffix
from pytest_ecsfargate.plan.planfile.addresses import InstanceAddress, parse_address, provider_name
from pytest_ecsfargate.plan.planfile.errors import Malformed


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("aws_lb.main", ("", "managed", "aws_lb", "main", None)),
        ("aws_lb.main[0]", ("", "managed", "aws_lb", "main", 0)),
        ('data.aws_vpc.a-b["k"]', ("", "data", "aws_vpc", "a-b", "k")),
        ('module.a.module.b["x.y"].data.aws_vpc.m', ('module.a.module.b["x.y"]', "data", "aws_vpc", "m", None)),
        ('module.a["module.b"].aws_lb.m', ('module.a["module.b"]', "managed", "aws_lb", "m", None)),
        ("module.a[10].aws_lb.m[2]", ("module.a[10]", "managed", "aws_lb", "m", 2)),
    ],
)
def test_parts(address: str, parts: tuple[object, ...]) -> None:
    found = parse_address(address)
    assert (found.module, found.mode, found.type, found.name, found.key) == parts


@pytest.mark.parametrize("key", ["a", 'a"b', "a\\b", "${x}", "%{x}", "a\nb\tc\r", "ü", "$$", "a]b", "", "\\n"])
def test_keys_are_read_as_they_are_written(key: str) -> None:
    assert parse_address(f"aws_lb.main{key_suffix(key)}") == InstanceAddress("", "managed", "aws_lb", "main", key)


def test_characters_that_cannot_be_printed() -> None:
    assert parse_address('a_b.c["\\u0007\\U0001f600"]').key == "\a😀"


@pytest.mark.parametrize("address", ["", "aws_lb", "aws_lb.main[", "aws_lb.main.x", "module.a.b", 'a.b["x]', "a.b[x]"])
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(Malformed, match=r"^a resource in it has no readable address$"):
        parse_address(address)


def test_providers() -> None:
    assert (
        provider_name('provider["registry.terraform.io/hashicorp/aws"].east') == "registry.terraform.io/hashicorp/aws"
    )
    assert provider_name('module.a.provider["terraform.io/builtin/terraform"]') == "terraform.io/builtin/terraform"
    assert provider_name("aws") == ""
