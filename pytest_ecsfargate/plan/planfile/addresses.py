"""Addresses of resource instances, taken apart: https://developer.hashicorp.com/terraform/cli/state/resource-addressing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ..resource import InstanceKey
from .errors import Malformed

_KEY = r"(?:\[(?:\d{1,18}|\"(?:[^\"\\]|\\.)*\")\])"
_ADDRESS = re.compile(
    rf"(?:(?P<module>module\.[\w-]+{_KEY}?(?:\.module\.[\w-]+{_KEY}?)*)\.)?"
    rf"(?P<data>data\.)?(?P<type>[\w-]+)\.(?P<name>[\w-]+)(?P<key>{_KEY})?",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|([$%])\4\{", re.DOTALL)
_CHARACTERS = {"n": "\n", "r": "\r", "t": "\t"}
_PROVIDER = re.compile(r'provider\["([^"]+)"\]')


@dataclass(frozen=True, slots=True)
class InstanceAddress:
    """The parts of an address such as `module.shop["eu"].data.aws_vpc.main[0]`."""

    module: str
    mode: Literal["managed", "data"]
    type: str
    name: str
    key: InstanceKey


def parse_address(address: str) -> InstanceAddress:
    """The parts of an address. Raises Malformed for what is none."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise Malformed("a resource in it has no readable address")
    mode: Literal["managed", "data"] = "data" if found["data"] else "managed"
    return InstanceAddress(found["module"] or "", mode, found["type"], found["name"], _key(found["key"]))


def _key(written: str | None) -> InstanceKey:
    if written is None:
        return None
    inside = written[1:-1]
    return _ESCAPE.sub(_character, inside[1:-1]) if inside.startswith('"') else int(inside)


def _character(escape: re.Match[str]) -> str:
    short, long, plain, sign = escape.groups()
    if sign:
        return f"{sign}{{"
    if plain:
        return _CHARACTERS.get(plain, plain)
    code = int(short or long, 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"


def provider_name(configuration: str) -> str:
    """The source address in what a plan says of a provider configuration: `provider["registry…/aws"].east`."""
    found = _PROVIDER.search(configuration)
    return found[1] if found is not None else ""
