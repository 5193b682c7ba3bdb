"""YAML text in Terraform's layout: block style, every string in double quotes or as a literal block.

Layouts that are rare (folded lines, unusual characters, keys of many lines) are left to Terraform.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from ..errors import EvaluationError
from ..operations.equality import known_text
from ..operations.numbers import number_text
from ..values import Value
from .declaring import NotCertain

_WIDTH: Final = 80
_KEY: Final = 120
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\r": "\\r"}


def yaml_text(value: Value) -> str:
    """The document of a known value. Raises NotCertain for an unusual layout."""
    lines = _block(value, 0)
    if lines is None:
        scalar = _scalar(value, 0, 0)
        return scalar + "\n" if scalar[0] in '"[{|' else scalar + "\n...\n"
    return "\n".join(lines) + "\n"


def _block(value: Value, indent: int) -> list[str] | None:
    """The lines of a collection that is not empty; None for everything else."""
    data = value.data
    if isinstance(data, dict) and data:
        lines: list[str] = []
        for name in sorted(data):
            lines += _entry(name, data[name], indent)
        return lines
    if isinstance(data, tuple) and data:
        return [line for item in data for line in _item(item, indent)]
    return None


def _entry(name: str, value: Value, indent: int) -> list[str]:
    if "\n" in name or len(name.encode()) > _KEY:
        raise NotCertain("a key of many lines or letters")
    start = f"{' ' * indent}{_quoted(name)}:"
    # A list below a key is not indented any further.
    nested = _block(value, indent if isinstance(value.data, tuple) else indent + 2)
    if nested is None:
        return [f"{start} {_scalar(value, len(start) + 1, indent)}"]
    return [start, *nested]


def _item(value: Value, indent: int) -> list[str]:
    nested = _block(value, indent + 2)
    if nested is None:
        return [f"{' ' * indent}- {_scalar(value, indent + 2, indent)}"]
    return [f"{' ' * indent}- {nested[0][indent + 2 :]}", *nested[1:]]


def _scalar(value: Value, column: int, indent: int) -> str:
    data = value.data
    if isinstance(data, dict):
        return "{}"
    if isinstance(data, tuple):
        return "[]"
    if data is None:
        return "null"
    text = known_text(value)
    if text is not None:
        if "\n" in text:
            return _literal(text, indent)
        made = _quoted(text)
        if column + len(made) > _WIDTH and " " in text:
            raise NotCertain("a line that Terraform folds")
        return made
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, float):
        raise EvaluationError("cannot serialize infinity as YAML")
    assert isinstance(data, int | Fraction)
    return number_text(data)


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(char) or _plain(char) for char in text) + '"'


def _plain(char: str) -> str:
    if char.isascii() and char.isprintable() or char.isalpha():
        return char
    raise NotCertain("a character that Terraform may escape")


def _literal(text: str, indent: int) -> str:
    body = text.removesuffix("\n")
    lines = body.split("\n")
    if body.startswith((" ", "\n")) or body.endswith("\n") or not body or any(line.endswith(" ") for line in lines):
        raise NotCertain("a text of many lines with space at its ends")
    margin = " " * (indent + 2)
    shown = ["".join(map(_plain, line)) for line in lines]
    return "\n".join(["|" if text.endswith("\n") else "|-", *(margin + line if line else "" for line in shown)])
