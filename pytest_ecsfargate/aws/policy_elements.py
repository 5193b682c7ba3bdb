"""Principals, conditions and lists of a policy statement, put together as the AWS provider does.

Measured on provider 5.100; the elements are explained at
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ..hcl.operations.inspection import known_text
from ..hcl.origins import Origin, mix
from ..hcl.types import DYNAMIC, STRING, SetType
from ..hcl.values import UNKNOWN, PartialString, Value, unknown
from .sdk_sets import block_code

OLD_VERSION: Final = "2008-10-17"


class NotCertainError(Exception):
    """The document cannot be told from its arguments: the provider refuses it, or something decisive is unknown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One `principals` or `condition` block: `keys` are its type, or its test and variable; `values` the rest.

    `code` is its place in the provider's set; None where it is not known throughout.
    """

    keys: tuple[str, ...]
    values: Value
    code: str | None


def elements(block: Value | None) -> list[Value]:
    """The elements of a list, set or of nested blocks; none for null. Raises NotCertainError where it is unknown."""
    if block is None or block.is_null:
        return []
    if not isinstance(block.data, tuple):
        raise NotCertainError
    return [block.through(item) for item in block.data]


def required(block: Value, name: str) -> str:
    """A string that must be known. Raises NotCertainError."""
    found = known_text(block[name])
    if found is None:
        raise NotCertainError
    return found


def policy_variables(version: str | None) -> Callable[[Value], Value]:
    """How a string is written into the document: `&{aws:username}` stands for `${aws:username}`."""

    def written(item: Value) -> Value:
        if isinstance(item.data, PartialString):
            parts = tuple(written(part) if isinstance(part.data, str) else part for part in item.data.parts)
            return Value(PartialString(parts), STRING, item.origin, item.sensitive)
        text = known_text(item)
        if text is None or "&{" not in text:
            return item
        if version is None or version == OLD_VERSION:
            raise NotCertainError
        return Value(text.replace("&{", "${"), STRING, item.origin, item.sensitive)

    return written


def strings(value: Value | None, written: Callable[[Value], Value] | None = None) -> Value | None:
    """A set of strings as the provider writes it: alone, or as a list in reverse order; None where there is none."""
    if value is None or value.is_null:
        return None
    if not isinstance(value.data, tuple):
        return unknown(DYNAMIC, value.origin, value.any_sensitive)
    items = elements(value)
    if any(item.is_null for item in items):
        raise NotCertainError
    if not items:
        return None
    if len(items) > 1:
        items = reverse_sorted(items)
    if written is not None:
        items = [written(item) for item in items]
    return listed(items, _all_known(items)) if len(items) > 1 else items[0]


def reverse_sorted(items: list[Value]) -> list[Value]:
    """Known strings in reverse order, the others behind them."""
    known = [item for item in items if known_text(item) is not None]
    rest = [item for item in items if known_text(item) is None]
    return [*sorted(known, key=lambda item: known_text(item) or "", reverse=True), *rest]


def listed(items: Sequence[Value], ordered: bool) -> Value:
    """A JSON list; a set where the order of its elements is not known."""
    return Value(tuple(items), None if ordered else SetType(STRING), _together(items))


def _together(items: Iterable[Value]) -> Origin:
    return mix(None, tuple([item.origin for item in items]))


def _all_known(items: Iterable[Value]) -> bool:
    return all(known_text(item) is not None for item in items)


def principals(blocks: Value | None, written: Callable[[Value], Value]) -> Value | None:
    """What `Principal` says, from `principals` blocks."""
    entries = []
    for block in elements(blocks):
        kind, identifiers = required(block, "type"), block["identifiers"]
        values = strings(identifiers, written)
        if values is None:
            raise NotCertainError
        texts = _texts(identifiers)
        code = None if texts is None else block_code({"type": kind, "identifiers": frozenset(texts)})
        entries.append(Entry((kind,), values, code))
    return principal_element(in_set_order(entries))


def conditions(blocks: Value | None, written: Callable[[Value], Value]) -> Value | None:
    """What `Condition` says, from `condition` blocks: values keep their order."""
    entries = []
    for block in elements(blocks):
        test, variable, values = required(block, "test"), required(block, "variable"), block["values"]
        if values.is_null:
            raise NotCertainError
        texts = _texts(values)
        code = None if texts is None else block_code({"test": test, "variable": variable, "values": texts})
        if isinstance(values.data, tuple):
            values = listed([written(item) for item in elements(values)], ordered=True)
        entries.append(Entry((test, variable), values, code))
    return condition_element(in_set_order(entries))


def _texts(values: Value) -> tuple[str, ...] | None:
    """The strings, where all of them are known. Raises NotCertainError where one of them is null."""
    if not isinstance(values.data, tuple):
        return None
    if any(item.is_null for item in values.data):
        raise NotCertainError
    texts = [known_text(item) for item in values.data]
    known = tuple(text for text in texts if text is not None)
    return known if len(known) == len(texts) else None


def in_set_order(entries: list[Entry]) -> list[Entry]:
    """As the provider walks through the blocks, each once; those of which something is unknown at the end."""
    once = {entry.code: entry for entry in entries if entry.code is not None}
    return [*(once[code] for code in sorted(once)), *(entry for entry in entries if entry.code is None)]


def principal_element(entries: list[Entry]) -> Value | None:
    """Identifiers of one type are joined; everybody, and nobody else, is `"*"`."""
    if len(entries) == 1 and entries[0].keys == ("*",):
        values = entries[0].values
        only = values[0] if isinstance(values.data, tuple) and len(values.data) == 1 else values
        if known_text(only) == "*":
            return only
    made = {}
    for (kind,), found in _grouped(entries).items():
        alone = len(found) == 1 and not isinstance(found[0].data, tuple)
        made[kind] = found[0] if alone else _chained([_resorted(values) for values in found])
    return _object(made)


def _resorted(values: Value) -> Value:
    """A list is sorted once more after policy variables were written into it."""
    return listed(reverse_sorted(elements(values)), ordered=True) if isinstance(values.data, tuple) else values


def condition_element(entries: list[Entry]) -> Value | None:
    """Values of one test and variable are joined; a single one stands alone."""
    made: dict[str, dict[str, Value]] = {}
    for (test, variable), found in _grouped(entries).items():
        values = found[0] if len(found) == 1 else _chained(found)
        alone = isinstance(values.data, tuple) and len(values.data) == 1
        made.setdefault(test, {})[variable] = elements(values)[0] if alone else values
    return _object({test: item for test, below in made.items() if (item := _object(below)) is not None})


def _grouped(entries: list[Entry]) -> dict[tuple[str, ...], list[Value]]:
    grouped: dict[tuple[str, ...], list[Value]] = {}
    for entry in entries:
        grouped.setdefault(entry.keys, []).append(entry.values)
    return grouped


def _chained(found: list[Value]) -> Value:
    """Lists and single strings behind each other."""
    items: list[Value] = []
    for values in found:
        if values.data is UNKNOWN and values.type is not STRING:
            return unknown(DYNAMIC, _together(found))
        items += elements(values) if isinstance(values.data, tuple) else [values]
    return listed(items, _all_known(items))


def _object(made: dict[str, Value]) -> Value | None:
    return Value(dict(sorted(made.items())), None, _together(made.values())) if made else None
