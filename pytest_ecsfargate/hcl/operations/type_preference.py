"""Which of several types Terraform would rather convert to: the more general one first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..types import DYNAMIC, STRING, ListType, MapType, ObjectType, Primitive, SetType, TupleType, Type

NULL_TYPE: Final = Primitive("null")
"""The type of a literal null: open, and known to be so."""


def is_open(kind: Type) -> bool:
    """Whether it is the type of what may be anything."""
    return kind is DYNAMIC or kind is NULL_TYPE


def by_preference(types: Sequence[Type]) -> list[Type]:
    """The types, each one behind those that are more general, otherwise in the given order."""
    size = len(types)
    distinct = list(dict.fromkeys(types))
    if len(distinct) < size:
        return by_preference(distinct)
    below: list[list[int]] = [[] for _ in types]
    above = [0] * size
    for first in range(size):
        for second in range(first + 1, size):
            order = _compare(types[first], types[second])
            if order:
                general, special = (first, second) if order < 0 else (second, first)
                below[general].append(special)
                above[special] += 1
    queue = [at for at in range(size) if not above[at]]
    for at in queue:
        for special in below[at]:
            above[special] -= 1
            if not above[special]:
                queue.append(special)
    return [types[at] for at in queue]


def _compare(left: Type, right: Type) -> int:
    """Negative where left is the more general type, positive where right is, 0 where neither is or nobody can say."""
    if is_open(left) or is_open(right):
        return is_open(left) - is_open(right)
    if isinstance(left, Primitive) and isinstance(right, Primitive):
        return (right is STRING) - (left is STRING)
    for same in (ListType, SetType, MapType):
        if isinstance(left, same) and isinstance(right, same):
            return _compare(left.element, right.element)
    if isinstance(left, ObjectType) and isinstance(right, ObjectType):
        ours, theirs = left.by_name, right.by_name
        return _overall([_compare(ours[name], theirs[name]) for name in ours]) if ours.keys() == theirs.keys() else 0
    if isinstance(left, TupleType) and isinstance(right, TupleType):
        if len(left.elements) != len(right.elements):
            return 0
        return _overall([_compare(*pair) for pair in zip(left.elements, right.elements, strict=True)])
    return _compare_kinds(left, right)


def _compare_kinds(left: Type, right: Type) -> int:
    for general, special in ((TupleType, SetType), (ListType, SetType), (ListType, TupleType), (MapType, ObjectType)):
        if isinstance(left, general) and isinstance(right, special):
            return -1
        if isinstance(left, special) and isinstance(right, general):
            return 1
    return 0


def _overall(orders: list[int]) -> int:
    general, special = any(order < 0 for order in orders), any(order > 0 for order in orders)
    return special - general
