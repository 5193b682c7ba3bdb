"""Markup from elements: whatever is not markup already is text, and is escaped where it is put in."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ..printable import printable


class Html(str):
    """Markup that is ready to stand in a page. Any other string is text."""

    __slots__ = ()


VOID = frozenset({"circle", "input", "link", "meta", "path", "polygon", "rect"})
"""Elements with nothing in them: HTML's, and those of a drawing, which close themselves."""
_DRAWN = frozenset({"circle", "path", "polygon", "rect"})


def element(name: str, /, *children: str, **attributes: str | float | bool) -> Html:
    """An element. In the names of attributes `_` stands for `-`, but for one at the end, as in `class_`.

    An attribute that is true stands without a value, one that is false is left out.
    """
    start = f"<{name}{''.join(_attribute(key, value) for key, value in attributes.items())}"
    if name in VOID:
        return Html(f"{start}/>" if name in _DRAWN else f"{start}>")
    return Html(f"{start}>{joined(children)}</{name}>")


def joined(children: Iterable[str]) -> Html:
    """Elements and texts one after the other."""
    return Html("".join(child if isinstance(child, Html) else _escaped(child) for child in children))


def _attribute(key: str, value: str | float | bool) -> str:
    if value is False:
        return ""
    name = key.removesuffix("_").replace("_", "-")
    if value is True:
        return f" {name}"
    return f' {name}="{_escaped(f"{value:g}" if isinstance(value, float) else str(value))}"'


def _escaped(text: str) -> str:
    return escape(printable(text), quote=True)
