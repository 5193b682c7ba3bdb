"""The texts in values that are sensitive, and messages without them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from .values import JsonString, PartialString, Value

SHORTEST = 4
"""Shorter secrets would be found by accident."""

_HIDDEN = "(sensitive value)"
_QUOTED = re.compile(r'"([^"]+)"')


def without_secrets(message: str, values: Iterable[Value]) -> str:
    """What is wrong with these values, as Terraform says it: without what is sensitive in them, and quoted parts of it.

    What is short and not quoted is left: it is in the words of the message by accident.
    """
    secrets = sorted(set(secrets_in(values)), key=len, reverse=True)
    for secret in secrets:
        message = message.replace(f'"{secret}"', _HIDDEN)
        message = message.replace(secret, _HIDDEN) if len(secret) >= SHORTEST else message
    return _QUOTED.sub(lambda quoted: _HIDDEN if any(quoted[1] in text for text in secrets) else quoted[0], message)


def secrets_in(values: Iterable[Value]) -> Iterator[str]:
    """Every text that is sensitive in these values."""
    for value in values:
        yield from _sensitive(value, value.sensitive)


def _sensitive(value: Value, marked: bool) -> Iterator[str]:
    data = value.data
    marked = marked or value.sensitive
    if isinstance(data, JsonString):
        yield from _parts([data.inner], marked)
    elif isinstance(data, dict):
        for item in data.values():
            yield from _sensitive(item, marked)
    elif isinstance(data, tuple):
        for item in data:
            yield from _sensitive(item, marked)
    elif isinstance(data, PartialString):
        yield from _parts(data.parts, marked)
    elif marked and isinstance(data, str):
        yield data


def _parts(parts: Sequence[Value], marked: bool) -> Iterator[str]:
    """What is sensitive in the parts of a text: it is marked as a whole for the sake of those that are marked."""
    inherited = marked and not any(part.any_sensitive for part in parts)
    for part in parts:
        yield from _sensitive(part, inherited)
