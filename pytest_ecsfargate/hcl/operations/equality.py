"""Equality of values and sets of them: Terraform's `==` and the order in which it keeps and shows sets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from zlib import crc32

from ..origins import mix
from ..types import (
    BOOL,
    DYNAMIC,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
)
from ..values import UNKNOWN, JsonString, PartialString, ResourceObject, Value, unknown
from .inspection import is_marked, is_settled, known_text, shape
from .numbers import equal as equal_numbers
from .set_order import Key, fingerprint
from .unification import mentions_dynamic

__all__ = [
    "Elements",
    "equal",
    "is_marked",
    "is_settled",
    "known_text",
    "make_set",
    "same",
    "shape",
    "without_equals",
    "without_repeats",
]


def equal(left: Value, right: Value) -> Value:
    """What `left == right` gives: a bool, or an unknown bool. Values of different types are not equal."""
    origin = mix(None, (left.origin, right.origin))
    sensitive = left.any_sensitive or right.any_sensitive
    result = same(left, right)
    return unknown(BOOL, origin, sensitive) if result is None else Value(result, BOOL, origin, sensitive)


def same(left: Value, right: Value) -> bool | None:
    """Whether two values are equal as Terraform sees it; None where that is not known yet."""
    one, two = left.data, right.data
    if isinstance(one, ResourceObject) or isinstance(two, ResourceObject):
        # An existing resource is never null and has object type; what its attributes are is another question.
        other = two if isinstance(one, ResourceObject) else one
        return False if other is None else None
    if one is None or two is None:
        if one is None and two is None:
            return True
        return None if (one if two is None else two) is UNKNOWN else False
    if left.is_unknown and right.is_unknown or left.deferred or right.deferred:
        return None
    if one is UNKNOWN or two is UNKNOWN:
        return None if _might_match(shape(left), shape(right)) else False
    if isinstance(one, PartialString | JsonString | str) and isinstance(two, PartialString | JsonString | str):
        return _same_text(left, right)
    if not _might_match(shape(left), shape(right)):
        return False
    return _same_data(left, right)


def _same_data(left: Value, right: Value) -> bool | None:
    """Of two values that may be of one type and of which the outermost level is known."""
    one, two = left.data, right.data
    if isinstance(one, tuple) and isinstance(two, tuple):
        if isinstance(left.type, SetType):
            return _same_sets(left, right)
        if len(one) != len(two):
            return False
        return _in_order(zip(one, two, strict=True))
    if isinstance(one, dict) and isinstance(two, dict):
        if one.keys() != two.keys():
            return False
        results = [same(one[name], two[name]) for name in one]
        return None if None in results else all(results)
    return _same_scalars(one, two)


def _same_scalars(one: object, two: object) -> bool:
    if isinstance(one, bool) or isinstance(two, bool) or isinstance(one, str) or isinstance(two, str):
        return type(one) is type(two) and one == two
    assert isinstance(one, int | float | Fraction)
    assert isinstance(two, int | float | Fraction)
    return equal_numbers(one, two)


def _in_order(pairs: Iterable[tuple[Value, Value]]) -> bool | None:
    """Terraform stops at the first pair that is unknown, even where a later one is certainly different."""
    for one, two in pairs:
        result = same(one, two)
        if not result:
            return result
    return True


def _same_text(left: Value, right: Value) -> bool | None:
    one, two = known_text(left), known_text(right)
    return one == two if one is not None and two is not None else None


def _might_match(left: Type, right: Type) -> bool:
    """Whether values of these types can be of one type, now or when unknown types are known."""
    if left == right or left is DYNAMIC or right is DYNAMIC:
        return True
    if not mentions_dynamic(left) and not mentions_dynamic(right):
        return False
    if isinstance(left, ListType | SetType | MapType):
        return type(left) is type(right) and _might_match(left.element, right.element)
    if isinstance(left, TupleType) and isinstance(right, TupleType):
        return len(left.elements) == len(right.elements) and all(
            _might_match(*pair) for pair in zip(left.elements, right.elements, strict=True)
        )
    if isinstance(left, ObjectType) and isinstance(right, ObjectType):
        ours, theirs = left.by_name, right.by_name
        return ours.keys() == theirs.keys() and all(_might_match(ours[name], theirs[name]) for name in ours)
    return False


def without_equals(items: Iterable[Value]) -> tuple[Value, ...]:
    """The known values of one type without those that are equal to one before them."""
    kept: dict[bytes, list[Value]] = {}
    made: list[Value] = []
    for item in items:
        # Equal values have one fingerprint, but that 0 and -0 have two.
        bucket = kept.setdefault(fingerprint(item).replace(b"-0", b"0"), [])
        if not any(same(other, item) for other in bucket):
            bucket.append(item)
            made.append(item)
    return tuple(made)


# Sets


def make_set(items: Sequence[Value], element_type: Type) -> Value:
    """The set of these values, which already have the element type: in Terraform's order, repeats left out.

    Elements that are not wholly known stay, at the end; ask `is_settled` before counting. A mark on any element is
    a mark on the set, as in Terraform.
    """
    kept: dict[bytes, list[Value]] = {}
    for item in items:
        bucket = kept.setdefault(fingerprint(item), [])
        if not any(same(item, other) for other in bucket):
            bucket.append(item)
    sensitive = any(item.any_sensitive for item in items)
    # Where the order of two elements says nothing (0 and -0), that of their checksums shows.
    keys = [Key(item, print_) for print_ in sorted(kept, key=crc32) for item in kept[print_]]
    return Value(tuple(key.item for key in sorted(keys)), SetType(element_type), sensitive=sensitive)


def _same_sets(left: Value, right: Value) -> bool | None:
    if not (left.known and right.known):
        return None
    assert isinstance(left.data, tuple)
    assert isinstance(right.data, tuple)
    theirs = {fingerprint(item): item for item in right.data}
    ours = {fingerprint(item): item for item in left.data}
    return ours.keys() == theirs.keys() and all(same(ours[print_], theirs[print_]) for print_ in ours)


class Elements:
    """The elements of a known set, to be asked whether it has another one that is known."""

    def __init__(self, collection: Value) -> None:
        assert isinstance(collection.data, tuple)
        self._found: dict[bytes, list[Value]] = {}
        for item in collection.data:
            self._found.setdefault(fingerprint(item), []).append(item)

    def __contains__(self, item: Value) -> bool:
        return any(same(other, item) for other in self._found.get(fingerprint(item), ()))


def without_repeats(items: Iterable[Value]) -> tuple[Value, ...]:
    """The items without those that are known to equal one before them, as in a set of blocks."""
    kept: list[Value] = []
    seen: list[object] = []
    for item in items:
        if item.known:
            data = item.value
            if data in seen:
                continue
            seen.append(data)
        kept.append(item)
    return tuple(kept)
