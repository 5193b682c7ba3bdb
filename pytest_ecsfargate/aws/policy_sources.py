"""Policy documents that are given as JSON text, read as the AWS provider reads them.

They stand in `source_policy_documents` and `override_policy_documents` of `data.aws_iam_policy_document`:
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document. The provider drops
elements that it does not know, and refuses a statement that does not stand in a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..hcl.operations.inspection import known_text
from ..hcl.operations.json_reading import JsonError, read_json
from ..hcl.types import STRING
from ..hcl.values import UNKNOWN, JsonString, Value
from .policy_elements import (
    Entry,
    NotCertainError,
    condition_element,
    elements,
    listed,
    principal_element,
    reverse_sorted,
)
from .policy_text import DOCUMENT, STATEMENT

Statement = dict[str, Value]
"""A statement by the names of its elements, without those that it does not have."""


@dataclass
class Document:
    """A policy document; `version` and `id` are None where it has none."""

    version: Value | None = None
    id: Value | None = None
    statements: list[Statement] = field(default_factory=list)


def read_document(source: Value) -> Document:
    """The document that JSON text says. Raises NotCertainError where the provider refuses it or it cannot be told."""
    found = _named(_decoded(source), DOCUMENT)
    statements = found.get("Statement")
    items = elements(statements)
    return Document(_text(found, "Version"), _text(found, "Id"), [_statement(item) for item in items])


def _decoded(source: Value) -> Value:
    if isinstance(source.data, JsonString):
        return source.through(source.data.inner)
    if not isinstance(source.data, str):
        raise NotCertainError
    try:
        found, certain = read_json(source)
    except (JsonError, RecursionError):
        raise NotCertainError from None
    if not certain:
        raise NotCertainError
    return found.marked() if source.sensitive else found


def _named(value: Value, names: tuple[str, ...]) -> Mapping[str, Value]:
    """The elements of an object that have a meaning; nulls count as absent."""
    if not isinstance(value.data, dict):
        raise NotCertainError
    folded = {name.casefold() for name in names}
    if any(name.casefold() in folded and name not in names for name in value.data):
        # Go's decoder takes `statement` for `Statement`, and which one counts depends on the order of the text.
        raise NotCertainError
    return {name: value.through(item) for name, item in value.data.items() if name in names and not item.is_null}


def _text(found: Mapping[str, Value], name: str) -> Value | None:
    """A string; an empty one counts as absent."""
    value = found.get(name)
    if value is None or value.data == "":
        return None
    if value.type is not STRING:
        raise NotCertainError
    return value


def _statement(value: Value) -> Statement:
    found = _named(value, STATEMENT)
    made: dict[str, Value | None] = {name: _text(found, name) for name in ("Sid", "Effect")}
    for name in ("Action", "NotAction", "Resource", "NotResource"):
        made[name] = _strings(found[name]) if name in found else None
    for name in ("Principal", "NotPrincipal"):
        made[name] = _principals(found[name]) if name in found else None
    made["Condition"] = _conditions(found["Condition"]) if "Condition" in found else None
    return {name: item for name, item in made.items() if item is not None}


def _strings(value: Value) -> Value:
    """A string or a list of strings, as it stands there."""
    for item in value.data if isinstance(value.data, tuple) else (value,):
        if item.type is not STRING and item.data is not UNKNOWN:
            raise NotCertainError
    return value


def _principals(value: Value) -> Value | None:
    if known_text(value) is not None:
        # The provider takes any string here for everybody.
        return Value("*", STRING, value.origin, value.sensitive)
    if not isinstance(value.data, dict):
        raise NotCertainError
    entries = []
    for kind, item in value.data.items():
        identifiers = _strings(value.through(item))
        if isinstance(identifiers.data, tuple):
            items = reverse_sorted([identifiers.through(inner) for inner in identifiers.data])
            identifiers = listed(items, all(known_text(inner) is not None for inner in items))
        entries.append(Entry((kind,), identifiers, None))
    return principal_element(entries)


def _conditions(value: Value) -> Value | None:
    if not isinstance(value.data, dict):
        raise NotCertainError
    entries = []
    for test, below in value.data.items():
        if below.is_null:
            continue
        if not isinstance(below.data, dict):
            raise NotCertainError
        for variable, item in below.data.items():
            values = _condition_values(value.through(below).through(item))
            if values is not None:
                entries.append(Entry((test, variable), values, None))
    return condition_element(entries)


def _condition_values(item: Value) -> Value | None:
    """Strings and booleans; the provider drops numbers, null and objects without a word."""
    if isinstance(item.data, bool):
        return Value("true" if item.data else "false", STRING, item.origin, item.sensitive)
    if isinstance(item.data, tuple) or item.type is STRING:
        return _strings(item)
    if item.known or isinstance(item.data, dict):
        return None
    raise NotCertainError
