"""The attributes that load balancers and target groups have beside their description: pairs of texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ...clients import RegionalClients
from ..reader import tags_of

Table = Mapping[str, tuple[str, Callable[[str], Any]]]
"""For an attribute of the provider the key of AWS, and what makes its value of AWS's text."""


def is_true(text: str) -> bool:
    """Whether an attribute is on."""
    return text == "true"


def by_key(attributes: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The attributes by their key."""
    return {each["Key"]: each["Value"] for each in attributes}


def translated(found: Mapping[str, str], table: Table) -> dict[str, Any]:
    """The provider's attributes, but for those that AWS does not have for this kind of object."""
    return {name: make(found[key]) for name, (key, make) in table.items() if key in found}


def tags_at(clients: RegionalClients, arn: str) -> dict[str, str]:
    """The tags of one object."""
    return tags_of(clients("elbv2").describe_tags(ResourceArns=[arn])["TagDescriptions"][0].get("Tags"))
