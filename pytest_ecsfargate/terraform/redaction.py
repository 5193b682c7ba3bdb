"""Keeping secrets out of texts: values that are known to be sensitive are replaced wherever they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..hcl.secrets import SHORTEST, secrets_in
from ..plan.model import Plan

SENSITIVE = "(sensitive)"
_LONG = 20
_WORDS = re.compile(r"(?:[A-Za-z]+|\d{1,3})(?:[._-](?:[A-Za-z]+|\d{1,3}))*")


class Redactor:
    """Replaces every one of the given texts; those shorter than four characters would hit by accident and are left.

    So would a common word inside of names and addresses: it is replaced where it stands alone.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        spelled = {form for secret in secrets if len(secret) >= SHORTEST for form in _spellings(secret)}
        longest_first = sorted(spelled, key=lambda text: (-len(text), text))
        self._pattern = re.compile("|".join(map(_pattern, longest_first))) if longest_first else None

    def __call__(self, text: str) -> str:
        """The text without the secrets."""
        return self._pattern.sub(SENSITIVE, text) if self._pattern is not None else text


def secrets_of(source: Plan) -> list[str]:
    """What is sensitive in a module as its source says it: in its variables, and wherever something is made of them."""
    resources = (resource.values for resource in source)
    everything = (*source.variables.values(), *source.outputs.values(), *source.providers.values(), *resources)
    return list(dict.fromkeys(secrets_in(everything)))


def could_be_name(secret: str) -> bool:
    """Whether a secret is short and made of words, such as `production` or `eu-central-1`: names are made so too."""
    return len(secret) < _LONG and _WORDS.fullmatch(secret) is not None


def _pattern(secret: str) -> str:
    plain = re.escape(secret)
    return rf"(?<![\w.-]){plain}(?![\w-]|\.\w)" if could_be_name(secret) else plain


def _spellings(secret: str) -> Iterator[str]:
    """A secret as it may stand in a text: as it is, as JSON, in JSON inside of JSON, and each of its lines."""
    yield secret
    once = json.dumps(secret, ensure_ascii=False)[1:-1]
    yield once
    yield json.dumps(once, ensure_ascii=False)[1:-1]
    yield from (line for line in secret.splitlines() if len(line) >= SHORTEST)


def texts_in(data: Any) -> Iterator[str]:
    """Every text in plain data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for item in data.values():
            yield from texts_in(item)
    elif isinstance(data, list | tuple):
        for item in data:
            yield from texts_in(item)
