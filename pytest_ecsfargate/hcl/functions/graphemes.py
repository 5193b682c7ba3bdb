"""Characters as people count them: extended grapheme clusters, by which Terraform measures strings."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import Any

from .declaring import NotCertain


def clusters(text: str) -> list[str]:
    """The text cut into grapheme clusters. Raises NotCertain where that needs the package `regex` and it is missing."""
    if text.isascii():
        return list(text) if "\r\n" not in text else _with_line_ends(text)
    return list(_pattern().findall(text))


def _with_line_ends(text: str) -> list[str]:
    found: list[str] = []
    for char in text:
        if char == "\n" and found and found[-1] == "\r":
            found[-1] = "\r\n"
        else:
            found.append(char)
    return found


@lru_cache(maxsize=1)
def _pattern() -> Any:
    try:
        regex = import_module("regex")
    except ImportError:
        raise NotCertain("characters beyond ASCII are counted with the package regex, which is not installed") from None
    return regex.compile(r"\X")
