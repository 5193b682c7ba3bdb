"""Ranges of addresses in the rules of security groups.

https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
"""

from __future__ import annotations

from ipaddress import ip_network


def is_nowhere(cidr: str) -> bool:
    """Whether no packet between two machines has an address of a range: `127.0.0.1/32` stands for "nobody"."""
    try:
        network = ip_network(cidr, strict=False)
    except ValueError:
        return False  # the id of a group or of a prefix list
    return network.is_loopback or network.is_link_local or network.is_multicast or network.is_reserved
