"""The statements of an IAM policy, whatever part of the document is known.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html. A statement may stand alone or in a
list, and so may its actions, resources and principals; names of elements are read without regard to case, so that
nothing that is allowed goes unseen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..hcl.types import STRING
from ..hcl.values import UNKNOWN, Value


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a statement: its path in the document, and its value."""

    path: str
    value: Value

    @property
    def items(self) -> tuple[Value, ...] | None:
        """The strings in it, one or many; None where it is not known how many."""
        data = self.value.data
        if isinstance(data, tuple):
            return tuple(self.value[index] for index in range(len(data)))
        return None if data is UNKNOWN and self.value.type is not STRING else (self.value,)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `value` is not an object where nothing of it is known."""

    path: str
    value: Value

    def element(self, name: str) -> Element | None:
        """An element such as `Action`; None where the statement has none."""
        if not isinstance(self.value.data, dict):
            return Element(self.path, self.value)
        found = next((key for key in self.value.data if key.casefold() == name.casefold()), None)
        if found is None:
            return None
        value = self.value[found]
        return None if value.is_null else Element(_below(self.path, found), value)

    def has_effect(self, effect: str) -> bool | None:
        """Whether it says `Allow`, or `Deny`; None where that is not known."""
        found = self.element("Effect")
        if found is None:
            return False
        return found.value.value == effect if found.value.known else None

    @property
    def principals(self) -> Iterator[tuple[str, Element]]:
        """The kinds of principals (`Service`, `AWS`, …, `*` for everybody) with what identifies them."""
        found = self.element("Principal")
        if found is None:
            return
        if not isinstance(found.value.data, dict):
            yield "*" if found.value.known else "", found
            return
        for kind in found.value.data:
            yield kind, Element(_below(found.path, kind), found.value[kind])


def statements(document: Value, path: str) -> tuple[Statement, ...] | None:
    """The statements of a document that stands at this path of a resource; None where it is not known which."""
    decoded = document if isinstance(document.data, dict) else document.decoded
    if decoded is None or not isinstance(decoded.data, dict):
        return None
    name = next((key for key in decoded.data if key.casefold() == "statement"), None)
    if name is None:
        return ()
    found, below = decoded[name], _below(path, name)
    if isinstance(found.data, dict):
        return (Statement(below, found),)
    if not isinstance(found.data, tuple):
        return None
    return tuple(Statement(f"{below}[{index}]", found[index]) for index in range(len(found.data)))


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if name.isidentifier() else f'{path}["{name}"]'
