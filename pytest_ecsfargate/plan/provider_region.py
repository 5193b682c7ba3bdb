"""The region that a resource is made in: the one of its provider configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..hcl.values import Value
from .resource import Resource

if TYPE_CHECKING:
    from .model import Plan


def provider_region(plan: Plan, resource: Resource) -> Value | None:
    """The region of the provider configuration that a resource uses; None where it sets none."""
    prefix = f"{resource.module}." if resource.module else ""
    provider = plan.providers.get(f"{prefix}{resource.provider}")
    return provider["region"] if provider is not None and "region" in (provider.value or {}) else None
