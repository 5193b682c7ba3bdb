"""What a value points at: resources of the plan, something outside of it, or what nobody can tell yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from ..hcl.values import Value
from .existence import one_exists
from .readings import Reading, path, readings, reference
from .resource import Resource, walk

if TYPE_CHECKING:
    from .model import Plan


@dataclass(frozen=True, slots=True)
class Link:
    """A value that names other resources, and those that it names.

    Without resources it either names something outside of the plan, or it is not decided what it names: `elsewhere`
    says which of the two, None that it depends on whether the value is known. `set` is false where there is no value.
    `referenced` says that the value is read from them.
    """

    value: Value
    resources: tuple[Resource, ...] = ()
    referenced: bool = False
    elsewhere: bool | None = None

    @property
    def set(self) -> bool:
        """Whether the value is there."""
        return not self.value.is_null

    @property
    def undecided(self) -> bool:
        """Whether it cannot be told what the value names."""
        return not self.resources and not (self.value.known if self.elsewhere is None else self.elsewhere)

    @property
    def one_of_several(self) -> bool:
        """Whether it names one of its resources, and it cannot be told which: a condition that is not known chooses."""
        return self.referenced and len(self.resources) > 1

    def exists(self, holder: Resource) -> bool | None:
        """Whether something of the plan has this name, where the resource that holds the value exists.

        What the value is read from is there; what is only called so may not exist. See `one_exists`.
        """
        return True if self.referenced else one_exists(self.resources, holder)

    @property
    def outside(self) -> bool:
        """Whether the value names something that is not in the plan."""
        return not self.resources and self.set and not self.undecided


def link(plan: Plan, value: Value, *types: str, by: tuple[str, ...] = ("arn", "id"), behind: str = "") -> Link:
    """What a value names, among the resources and data sources of these types.

    By reference to an attribute in `by`, through locals, modules and outputs, where nothing stands behind it but what
    begins with a character of `behind`; else because the value equals what such an attribute is known to be. Managed
    resources go before data sources: `max(aws_x.y.revision, data.aws_x.y.revision)` is `aws_x.y`.
    """
    if value.is_null:
        return Link(value)
    found = readings(value)
    named = {
        resource.address: resource
        for reading in found
        for resource, attribute in _read(plan, reading, types, behind)
        if attribute in ("", *by) and not _contradicts(value, resource, attribute)
    }
    if named:
        managed = tuple(each for each in named.values() if each.mode == "managed")
        return Link(value, managed or tuple(named.values()), referenced=True)
    if not value.known and is_another(_attributes(plan, found, types), by):
        return Link(value, elsewhere=True)
    answers = [(each, _is_named(each, value, by)) for each in (*plan.managed(*types), *plan.data(*types))]
    same = tuple(each for each, answer in answers if answer)
    others = bool(answers) and all(answer is False for _, answer in answers)
    return Link(value, same, elsewhere=True if others else None)


def is_attribute(plan: Plan, value: Value, resource: Resource, by: tuple[str, ...]) -> bool | None:
    """Whether a value is what one of these attributes of a resource gives, or the same text; None if nobody can tell.

    An attribute `id/1` is what stands behind the first slash of `id`, `id/-1` what stands behind the last one, and
    `id:5` what stands behind the fifth colon.
    """
    found = readings(value)
    attributes = {
        attribute
        for reading in found
        for each, attribute in _read(plan, reading, (resource.type,))
        if each.address == resource.address and not _contradicts(value, each, attribute)
    }
    if not attributes.isdisjoint(("", *by)):
        return True
    if not value.known and is_another(_attributes(plan, found, (resource.type,)), by):
        return False
    return _is_named(resource, value, by)


def attributes_read(plan: Plan, value: Value, *types: str) -> set[str]:
    """The attributes that a value is one of, of resources of these types; empty where it may be something else.

    A field of an ARN is among them, but what other fields hold is not known.
    """
    return _attributes(plan, readings(value), types)


def _attributes(plan: Plan, found: Iterable[Reading], types: tuple[str, ...]) -> set[str]:
    read = [{attribute for _, attribute in _read(plan, each, types)} if each.complete else set() for each in found]
    return set().union(*read) if all(read) else set()


def is_another(attributes: set[str], by: Collection[str]) -> bool:
    """Whether attributes that are read are none of those in `by`, for sure."""
    return bool(attributes) and attributes.isdisjoint(("", *by)) and not any(map(_is_field, attributes))


def _read(plan: Plan, reading: Reading, types: tuple[str, ...], behind: str = "") -> Iterator[tuple[Resource, str]]:
    """The instances of these types that a value is read from as it is, each with the path of what is read."""
    found = [
        (each, attribute)
        for step in reading.steps
        if not step.changed_by and step.behind[:1] in ("", *behind)
        for resources, attribute in (plan.read_by(step.ref),)
        for each in resources
        if each.type in types
    ]
    # An iterator hands on whole resources; what is read of them says more.
    told = {each.address for each, attribute in found if attribute}
    yield from ((each, attribute) for each, attribute in found if attribute or each.address not in told)


def _contradicts(value: Value, resource: Resource, attribute: str) -> bool:
    """Whether a value is known not to be what an attribute gives, although it came from there."""
    if not value.known or not attribute or _is_field(attribute):
        return False
    given = resource.at(attribute)
    return given.known and not given.is_null and given.value != value.value


def _is_field(attribute: str) -> bool:
    return "/" in attribute or ":" in attribute


def _is_named(resource: Resource, value: Value, by: tuple[str, ...]) -> bool | None:
    """Whether a value is the same text as one of these attributes.

    Beside a name, an id that is not known says nothing: it is the name, or the ARN.
    """
    given = {name: walk(resource.values, (name,)) for name in by if not _is_field(name)}
    if "name" in given and "id" in given and not given["id"].known:
        del given["id"]
    answers = {same_text(value, each) for each in given.values() if not each.is_null}
    return True if True in answers else None if None in answers or not answers else False


def same_text(one: Value, other: Value) -> bool | None:
    """Whether two strings are the same, whatever is not known of them; None where that depends on it."""
    if one.known and other.known:
        return bool(one.value == other.value)
    left, right = _pieces(one), _pieces(other)
    for _ in range(2):
        if _differ(left, right):
            return False
        left, right = _turned(left), _turned(right)
    if not left and not right:
        return True
    if left and right:
        return None
    return False if any(isinstance(piece, str) for piece in left + right) else None


_Piece = str | tuple[str, object]


def _pieces(value: Value) -> list[_Piece]:
    """A string as its known texts and, as pairs, what stands for the rest: the same for the same reference."""
    made: list[_Piece] = []
    for part in value.parts:
        if isinstance(part.data, str):
            made += [part.data] if part.data else []
        elif part.known:
            made.append(str(part.value))
        else:
            made.append(("", reference(part.origin) or id(part.origin.behind_hops)))
    return made


def _turned(pieces: list[_Piece]) -> list[_Piece]:
    return [piece[::-1] if isinstance(piece, str) else piece for piece in reversed(pieces)]


def _differ(left: list[_Piece], right: list[_Piece]) -> bool:
    """Takes away what both begin with; whether what follows are known texts that differ."""
    while left and right:
        one, other = left[0], right[0]
        if isinstance(one, str) and isinstance(other, str):
            length = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
            if length < min(len(one), len(other)):
                return True
            left[:1] = [one[length:]] if one[length:] else []
            right[:1] = [other[length:]] if other[length:] else []
        elif one == other:
            del left[0], right[0]
        else:
            return False
    return False


def identity(value: Value) -> tuple[object, ...] | None:
    """What two values must have in common to be the same: known data, or the same text around the same references.

    None where that cannot be told, as for the result of a function.
    """
    if value.known:
        return (value.value,)
    parts = [
        (part.data, "") if isinstance(part.data, str) else ("", path(part.origin) or reference(part.origin))
        for part in value.parts
    ]
    return None if any(ref is None for _, ref in parts) else tuple(parts)
