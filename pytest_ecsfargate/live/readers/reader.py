"""What a reader is, and what readers have in common."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from ...account.session import error_code
from ..clients import RegionalClients

Known = Mapping[str, Any]
"""What is known of a resource before it is read: plain data by attribute; what is not known is missing."""

Attributes = dict[str, Any]
"""What was read: plain data by attribute, blocks as lists of dicts."""

Reader = Callable[[RegionalClients, Known], Attributes | None]

_Answer = TypeVar("_Answer")


class Unidentified(Exception):
    """It cannot be told which object of AWS a resource is. The text says why, in a few words."""


def needed(known: Known, *attributes: str) -> Any:
    """The first of these attributes that is known and set. Raises Unidentified where none is."""
    for name in attributes:
        if known.get(name):
            return known[name]
    raise Unidentified(f"its {' and its '.join(attributes)} {'is' if len(attributes) == 1 else 'are'} not known")


def full_name(known: Known, names: Callable[[str], Iterable[str]]) -> str | None:
    """The name of a resource: its own, or the only one that begins with its `name_prefix`; None where none does.

    `names` asks AWS for the names that begin with a text (others are passed over). Raises Unidentified where neither is
    known, and where several names begin so.
    """
    if known.get("name"):
        return str(known["name"])
    prefix = known.get("name_prefix")
    if not prefix:
        raise Unidentified("its name is not known")
    return only(sorted(name for name in names(prefix) if name.startswith(prefix)), f"begin with {prefix}")


def only(found: list[_Answer], what: str) -> _Answer | None:
    """The only one of what was found, or None for nothing. Raises Unidentified where there are several."""
    if len(found) > 1:
        raise Unidentified(f"{len(found)} of them {what}")
    return found[0] if found else None


def if_there(ask: Callable[[], _Answer], *codes: str) -> _Answer | None:
    """What AWS answers, or None where it answers with one of these codes: they say that there is no such object."""
    try:
        return ask()
    except Exception as error:
        if error_code(error) in codes:
            return None
        raise


def tags_of(pairs: Iterable[Mapping[str, str]] | None) -> dict[str, str]:
    """Tags that AWS gives as pairs, with keys in either case, but for those of its own."""
    return own_tags(
        {pair.get("Key") or pair["key"]: pair.get("Value") or pair.get("value", "") for pair in pairs or ()}
    )


def own_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """Tags without those that AWS itself sets; the provider leaves them out, too."""
    return {key: value for key, value in tags.items() if not key.startswith("aws:")}


def texts(values: Iterable[str] | None) -> list[str]:
    """A set of texts, in an order that is the same each time."""
    return sorted(set(values or ()))


def block(content: _Answer | None, make: Callable[[_Answer], Attributes]) -> list[Attributes]:
    """A block that AWS may have nothing for."""
    return [make(content)] if content else []


def json_text(document: Any) -> str:
    """A document as the text of JSON; boto3 decodes the policies of IAM."""
    return document if isinstance(document, str) else json.dumps(document, separators=(",", ":"))
