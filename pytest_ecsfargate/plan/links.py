"""What a value points at: resources of the plan, something outside of it, or what nobody can tell yet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..hcl.origins import NOWHERE, Kind, Origin
from ..hcl.values import Value
from .existence import one_exists
from .resource import Resource

if TYPE_CHECKING:
    from .model import Plan

_STEP: Final = re.compile(r"(?:\.([A-Za-z_][\w-]*)|\[(?:\d+|\"([A-Za-z_][\w-]*)\")\])$")


@dataclass(frozen=True, slots=True)
class Link:
    """A value that names other resources, and those that it names.

    Without resources it either names something outside of the plan (`value` is known), or it is not decided what it
    names; `set` is false where there is no value at all. `referenced` says that the value is read from them.
    """

    value: Value
    resources: tuple[Resource, ...] = ()
    referenced: bool = False

    @property
    def set(self) -> bool:
        """Whether the value is there."""
        return not self.value.is_null

    @property
    def undecided(self) -> bool:
        """Whether it cannot be told what the value names."""
        return not self.resources and not self.value.known

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
        return not self.resources and self.value.known and self.set


def link(plan: Plan, value: Value, *types: str, by: tuple[str, ...] = ("arn", "id")) -> Link:
    """What a value names, among the resources and data sources of these types.

    By reference, through locals, modules and outputs; else because the value equals what an attribute in `by` is
    known to be. Managed resources go before data sources: `max(aws_x.y.revision, data.aws_x.y.revision)` is `aws_x.y`.
    """
    if value.is_null:
        return Link(value)
    referenced = plan.referenced_by(value, *types)
    managed = tuple(found for found in referenced if found.mode == "managed")
    if managed or referenced:
        return Link(value, managed or referenced, referenced=True)
    if identity(value) is None:
        return Link(value)
    candidates = (*plan.managed(*types), *plan.data(*types))
    return Link(value, tuple(found for found in candidates if _is_named(found, value, by)))


def _is_named(resource: Resource, value: Value, by: tuple[str, ...]) -> bool:
    names = (resource.at(attribute) for attribute in by)
    return any(not name.is_null and identity(name) == identity(value) for name in names)


def identity(value: Value) -> tuple[object, ...] | None:
    """What two values must have in common to be the same: known data, or the same text around the same references.

    None where that cannot be told, as for the result of a function.
    """
    if value.known:
        return (value.value,)
    parts = [(part.data, "") if isinstance(part.data, str) else ("", _named(part.origin)) for part in value.parts]
    return None if any(ref is None for _, ref in parts) else tuple(parts)


def _named(origin: Origin) -> str | None:
    """The reference that a value is, or that it is an element of by an index that is written there: `x.y[0]`."""
    origin = origin.behind_hops
    if origin.kind is not Kind.MIX or len(origin.inputs) != 2:
        return reference(origin)
    (collection, index), here = origin.inputs, origin.span
    if here is None or collection.span is None or index.span is None or index.kind is not Kind.LITERAL:
        return None
    # A number that stands elsewhere, such as that of `count`, says nothing of what `count.index` is here.
    of, step = reference(collection), f"[{index.span.text}]"
    written = here.holds(index.span) and here.text == collection.span.text + step
    return of + step if of is not None and written else None


def reference(origin: Origin) -> str | None:
    """The reference that a value is, handed on unchanged; None where it is something else."""
    while origin.kind is Kind.HOP:
        origin = origin.inputs[0]
    return origin.ref if origin.kind is Kind.LEAF and not (origin.ref or "").endswith(")") else None


def reference_with_steps(origin: Origin) -> str | None:
    """The reference that a value is, also with constant steps behind it: `aws_db_instance.main.secret[0].arn`."""
    made = origin.behind_hops
    if made.kind is not Kind.MIX or made.ref is not None or made.span is None:
        return reference(made)
    step = _STEP.search(made.span.text)
    whole, *keys = made.inputs or (NOWHERE,)
    if step is None or len(keys) != step[0].count("[") or any(key.kind is not Kind.LITERAL for key in keys):
        return None
    before = reference_with_steps(whole)
    name = step[1] or step[2]
    return None if before is None else before + (f".{name}" if name else step[0])
