"""IP network functions: https://developer.hashicorp.com/terraform/language/functions/cidrsubnet and those beside it.

Addresses are written as Terraform writes them; octets may start with zeros, which it has always allowed.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Final

from ..errors import EvaluationError
from ..types import NUMBER, STRING, ListType
from ..values import Value
from .declaring import Call, NotCertain, Parameter, function
from .shared import number, text, whole

_PREFIX = Parameter("prefix", STRING)
_OCTETS: Final = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6}){3}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Network:
    """An address range: the first address as a number, how many bits name the network, and how many there are."""

    address: int
    prefix: int
    bits: int

    def __str__(self) -> str:
        return f"{_spelled(self.address, self.bits)}/{self.prefix}"

    @property
    def last(self) -> int:
        return self.address | (1 << (self.bits - self.prefix)) - 1


def _spelled(address: int, bits: int) -> str:
    if bits == 32:
        return str(ipaddress.IPv4Address(address))
    if address >> 32 == 0xFFFF:
        # An IPv4 address in IPv6 clothes is written as IPv4.
        return str(ipaddress.IPv4Address(address & 0xFFFFFFFF))
    return str(ipaddress.IPv6Address(address))


def _network(prefix: Value) -> _Network:
    given = text(prefix)
    address, slash, size = given.partition("/")
    bits = 32 if ":" not in address else 128
    start = _address(address, bits)
    if not slash or start is None or not size.isascii() or not size.isdigit() or int(size[:9]) > bits:
        raise EvaluationError(f"invalid CIDR expression: invalid CIDR address: {given}")
    length = int(size)
    if bits == 128 and start >> 32 == 0xFFFF:
        raise NotCertain("the network is IPv4 written as IPv6")
    return _Network(start >> (bits - length) << (bits - length), length, bits)


def _address(written: str, bits: int) -> int | None:
    if bits == 32:
        if _OCTETS.match(written) is None:
            return None
        octets = [int(octet) for octet in written.split(".")]
        return None if max(octets) > 255 else int.from_bytes(bytes(octets), "big")
    if "%" in written:
        return None
    try:
        return int(ipaddress.IPv6Address(written))
    except ValueError:
        return None


def _integer(value: Value) -> int:
    given = number(value)
    if not isinstance(given, int):
        raise EvaluationError("a whole number is required")
    return int(given)


@function("cidrhost", _PREFIX, Parameter("hostnum", NUMBER), returns=STRING)
def cidrhost(call: Call, prefix: Value, host: Value) -> Value:
    """The address of this number in the network; negative numbers count from the end."""
    at = _integer(host)
    network = _network(prefix)
    highest = (1 << (network.bits - network.prefix)) - 1
    if not -(2**62) < at < 2**62:
        raise NotCertain("the host number is very large")
    if (at if at >= 0 else -at - 1) > highest:
        raise EvaluationError(f"prefix of {network.prefix} does not accommodate a host numbered {at}")
    return call.result(_spelled(network.address | (at if at >= 0 else highest + 1 + at), network.bits), STRING)


@function("cidrnetmask", _PREFIX, returns=STRING)
def cidrnetmask(call: Call, prefix: Value) -> Value:
    """The netmask of an IPv4 network."""
    network = _network(prefix)
    if network.bits != 32:
        raise EvaluationError("IPv6 addresses cannot have a netmask")
    return call.result(_spelled((1 << 32) - (1 << (32 - network.prefix)), 32), STRING)


@function("cidrsubnet", _PREFIX, Parameter("newbits", NUMBER), Parameter("netnum", NUMBER), returns=STRING)
def cidrsubnet(call: Call, prefix: Value, new_bits: Value, number_: Value) -> Value:
    """The subnet of this number, with so many more bits of prefix."""
    more, at = whole(new_bits), _integer(number_)
    network = _network(prefix)
    length = network.prefix + more
    if length > network.bits:
        raise EvaluationError(f"insufficient address space to extend prefix of {network.prefix} by {more}")
    if more < 0 or at < 0 or more >= 63 or at >= 2**63:
        raise NotCertain("a negative or very large number of bits or of the subnet")
    if at >= 1 << more:
        raise EvaluationError(f"prefix extension of {more} does not accommodate a subnet numbered {at}")
    address = network.address | at << (network.bits - length)
    return call.result(str(_Network(address, length, network.bits)), STRING)


@function("cidrsubnets", _PREFIX, variadic=Parameter("newbits", NUMBER), returns=ListType(STRING))
def cidrsubnets(call: Call, prefix: Value, *new_bits: Value) -> Value:
    """Consecutive subnets, each with its own number of more bits of prefix."""
    network = _network(prefix)
    made: list[Value] = []
    if new_bits and network.address == 0:
        # Terraform looks for the place behind the network below this one, and there is none.
        raise EvaluationError("not enough remaining address space for a subnet")
    free = network.address
    for given in new_bits:
        more = whole(given)
        length = network.prefix + more
        if not 1 <= more <= 32:
            raise EvaluationError("must extend prefix by at least one bit, and by no more than 32")
        if length > network.bits:
            raise EvaluationError(f"would extend prefix to {length} bits, which is too long for the address")
        size = 1 << (network.bits - length)
        start = (free + size - 1) // size * size
        if start + size - 1 > network.last:
            raise EvaluationError(f"not enough remaining address space for a subnet with a prefix of {length} bits")
        made.append(call.result(str(_Network(start, length, network.bits)), STRING))
        free = start + size
    return call.result(tuple(made), ListType(STRING))
