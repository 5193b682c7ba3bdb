"""What may not exist, as evidence: whether one resource is there wherever another is."""

from __future__ import annotations

from collections.abc import Iterable

from .resource import Resource

_MOST_NAMES = 3


def one_exists(resources: Iterable[Resource], *beside: Resource) -> bool | None:
    """Whether at least one of these resources exists where all that are `beside` it do; False where there are none.

    None where each of them depends on a count or for_each that is not known yet, and on which none beside it depends.
    """
    found = tuple(resources)
    given = frozenset[str]().union(*(each.conditions for each in beside))
    if any(each.conditions <= given for each in found):
        return True
    return None if found else False


def may_not_exist(resources: Iterable[Resource]) -> str:
    """The reason of an unknown verdict for which only these resources, that may not exist, speak."""
    names = list(dict.fromkeys(each.address for each in resources))
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return f"{', '.join(names[:_MOST_NAMES])}{more} may not exist: a count or for_each decides that is not known yet"
