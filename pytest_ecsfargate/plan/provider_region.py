"""The region that a resource is made in: the one of its provider configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..hcl.values import Value
from .resource import Resource

if TYPE_CHECKING:
    from .model import Plan


def provider_settings(plan: Plan, resource: Resource) -> Mapping[str, Value]:
    """What the provider configuration that a resource uses sets."""
    name = resource.provider or "aws"
    found = plan.providers.get(f"{resource.module}.{name}" if resource.module else name)
    return found.data if found is not None and isinstance(found.data, dict) else {}


def provider_region(plan: Plan, resource: Resource) -> Value | None:
    """The region of the provider configuration that a resource uses; None where it sets none."""
    return provider_settings(plan, resource).get("region")


def region_of(plan: Plan, resource: Resource, otherwise: str | None = None) -> str | None:
    """The region that a resource is made in, `otherwise` where its provider names none; None where it is not known."""
    found = provider_region(plan, resource)
    if found is None or found.is_null:
        return otherwise
    return str(found.value) if found.known else None
