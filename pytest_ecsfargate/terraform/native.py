"""Configuration in Terraform's JSON syntax, written in its native one: what is put into a copy is no `.json` file.

A module may read all of those in its folder. https://developer.hashicorp.com/terraform/language/syntax/json
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

_TOP_LEVEL = {"terraform": 0, "provider": 1, "data": 2, "resource": 2}
_NESTED = {"backend": 1, "dynamic": 1, "lifecycle": 0, "content": 0}
"""The types of block that are put into copies, by the number of their labels."""


def native(document: Mapping[str, Any]) -> str:
    """The text of a `.tf` file that says what the document would in a `.tf.json` file."""
    return "".join(text for kind, content in document.items() for text in _blocks(kind, _TOP_LEVEL[kind], content))


def _blocks(header: str, labels: int, content: Any) -> Iterator[str]:
    if labels:
        for label, inner in content.items():
            yield from _blocks(f"{header} {json.dumps(label)}", labels - 1, inner)
    else:
        for body in content if isinstance(content, list) else [content]:
            yield f"{header} {{\n{''.join(_body(body))}}}\n"


def _body(body: Mapping[str, Any]) -> Iterator[str]:
    for name, value in body.items():
        if name in _NESTED and isinstance(value, Mapping):
            yield from _blocks(name, _NESTED[name], value)
        else:
            yield f"{name} = {_expression(value)}\n"


def _expression(data: Any) -> str:
    """In both syntaxes a text is a template, and what is escaped in it is so in the same way."""
    if isinstance(data, Mapping):
        return f"{{{', '.join(f'{json.dumps(key)} = {_expression(value)}' for key, value in data.items())}}}"
    if isinstance(data, list | tuple):
        return f"[{', '.join(map(_expression, data))}]"
    return json.dumps(data, ensure_ascii=False)
