"""The order in which the provider walks through the blocks of a set, where it matters.

Terraform's plugin SDK keeps a set by hash codes, sorted as decimal text: `HashResource` of
https://pkg.go.dev/github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema.
"""

from __future__ import annotations

from binascii import crc32
from collections.abc import Mapping, Sequence

Block = Mapping[str, str | Sequence[str] | frozenset[str]]
"""A block of a set: its strings, lists of strings and sets of strings."""


def hash_code(text: str) -> str:
    """The code of a text, as the SDK sorts by it."""
    return str(crc32(text.encode()))


def block_code(block: Block) -> str:
    """The code of a block: equal blocks have equal codes and stand once in a set."""
    return hash_code("".join(f"{name}:{_serialised(block[name])};" for name in sorted(block)))


def _serialised(value: str | Sequence[str] | frozenset[str]) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, frozenset):
        return "{" + "".join(f"{item};" for item in sorted(value, key=lambda item: hash_code(f"{item};"))) + "}"
    return "(" + "".join(f"{item};" for item in value) + ")"
