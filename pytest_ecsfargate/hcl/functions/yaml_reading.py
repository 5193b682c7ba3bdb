"""Values from YAML documents, as far as every reader of YAML agrees on them.

Aliases, tags, merge keys, several documents and words that YAML's versions read differently are left to Terraform.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from typing import Any, Final

from ..operations.joining import normal
from ..operations.numbers import parse_number
from ..origins import Origin
from ..types import BOOL, NUMBER, STRING
from ..values import Value, null
from .declaring import NotCertain

_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,30})?\Z", re.ASCII)
_WORDS: Final = re.compile(r"[A-Za-z_/][A-Za-z0-9_./:@+ -]*\Z", re.ASCII)
_SPECIAL: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})
_DEPTH: Final = 50
LONGEST: Final = 100_000
"""PyYAML reads some ten thousand characters in a second's tenth, and slower the deeper brackets are nested."""


def read_yaml(source: str, origin: Origin) -> Value:
    """The value of a document. Raises NotCertain where Terraform may see another one, or an error."""
    try:
        yaml = import_module("yaml")
    except ImportError:
        raise NotCertain("YAML is read with the package PyYAML, which is not installed") from None
    if len(source) > LONGEST:
        raise NotCertain("the YAML document is too long to be read here")
    if "\t" in source or not source.isprintable() and not source.replace("\n", "").isprintable():
        raise NotCertain("the document has unusual characters")
    try:
        events = _events(yaml.parse(source, Loader=yaml.SafeLoader))
    except (yaml.YAMLError, RecursionError, ValueError):
        raise NotCertain("the YAML document cannot be read here") from None
    kinds = [type(event).__name__ for event in events]
    if kinds.count("DocumentStartEvent") != 1 or "AliasEvent" in kinds:
        raise NotCertain("the YAML document has aliases or is not one")
    return _Reader(events, origin).value(2, 0)[0]


def _events(parsed: Iterable[Any]) -> list[Any]:
    """The events of a document. Raises NotCertain as soon as it is nested too deeply."""
    found: list[Any] = []
    depth = 0
    for event in parsed:
        kind = type(event).__name__
        depth += kind.endswith("StartEvent") - kind.endswith("EndEvent")
        if depth > _DEPTH + 3:
            raise NotCertain("the YAML document has tags or anchors, or is nested too deeply")
        found.append(event)
    return found


class _Reader:
    def __init__(self, events: list[Any], origin: Origin) -> None:
        self.events = events
        self.origin = origin

    def value(self, at: int, depth: int) -> tuple[Value, int]:
        """The value that starts with this event, and the event behind it."""
        event = self.events[at]
        kind = type(event).__name__
        if depth > _DEPTH or getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise NotCertain("the YAML document has tags or anchors, or is nested too deeply")
        if kind == "ScalarEvent":
            return self._scalar(event), at + 1
        return self._sequence(at + 1, depth) if kind == "SequenceStartEvent" else self._mapping(at + 1, depth)

    def _sequence(self, at: int, depth: int) -> tuple[Value, int]:
        made: list[Value] = []
        while type(self.events[at]).__name__ != "SequenceEndEvent":
            item, at = self.value(at, depth + 1)
            made.append(item)
        return Value(tuple(made), None, self.origin), at + 1

    def _mapping(self, at: int, depth: int) -> tuple[Value, int]:
        made: dict[str, Value] = {}
        while type(self.events[at]).__name__ != "MappingEndEvent":
            key, at = self.value(at, depth + 1)
            if not isinstance(key.data, str) or key.data in made or key.data == "<<":
                raise NotCertain("a key of the YAML document is no string, or stands twice")
            made[key.data], at = self.value(at, depth + 1)
        return Value({name: made[name] for name in sorted(made)}, None, self.origin), at + 1

    def _scalar(self, event: Any) -> Value:
        text: str = event.value
        if event.style is not None:
            return Value(normal(text), STRING, self.origin)
        if text in ("true", "false"):
            return Value(text == "true", BOOL, self.origin)
        if text in ("null", "~", ""):
            return null(origin=self.origin)
        if _NUMBER.match(text):
            return Value(parse_number(text), NUMBER, self.origin)
        if _WORDS.match(text) and text.lower() not in _SPECIAL:
            return Value(text, STRING, self.origin)
        raise NotCertain("a word of the YAML document may be read in several ways")
