"""Patterns of addresses, as settings and waivers write them."""

from __future__ import annotations

import re
from functools import lru_cache

_KEY = re.compile(r"\[(?:\d+|\*|\"(?:[^\"\\]|\\.)*\")\]")


def without_keys(address: str) -> str:
    """An address without its instance keys: that of the block."""
    return _KEY.sub("", address)


def matches(pattern: str, address: str) -> bool:
    """Whether an address is meant: `*` and `?` stand for any text; without instance keys all instances are."""
    found = _glob(pattern)
    return bool(found.fullmatch(address) or found.fullmatch(without_keys(address)))


@lru_cache(maxsize=256)
def _glob(pattern: str) -> re.Pattern[str]:
    """`*` and `?` are the only wild cards, because brackets hold instance keys."""
    escaped = (".*" if char == "*" else "." if char == "?" else re.escape(char) for char in pattern.strip())
    return re.compile("".join(escaped), re.DOTALL)
