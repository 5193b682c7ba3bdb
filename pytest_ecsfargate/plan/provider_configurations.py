"""The provider configurations of a plan, each once: what a module gets handed on is its caller's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..hcl.values import Value
from ..source import Span

if TYPE_CHECKING:
    from .model import Plan

_NAME = re.compile(r"(?P<module>(?:module\.[\w-]+(?:\[[^]]*\])?\.)*)(?P<name>(?P<provider>[\w-]+)(?:\.[\w-]+)?)")


@dataclass(frozen=True)
class ProviderConfiguration:
    """A provider block: its address, its provider's name in the module, what it sets, and where it stands."""

    address: str
    provider: str
    value: Value
    header: Span | None


def provider_configurations(plan: Plan) -> Iterator[ProviderConfiguration]:
    """The configurations of all modules."""
    seen: set[int] = set()
    for name, value in plan.providers.items():
        found = _NAME.fullmatch(name)
        if found is not None and id(value) not in seen:
            seen.add(id(value))
            address = f"{found['module']}provider.{found['name']}"
            yield ProviderConfiguration(address, found["provider"], value, _header(plan, value))


def _header(plan: Plan, value: Value) -> Span | None:
    modules = plan.configuration.tree() if plan.configuration is not None else ()
    blocks = (block for module in modules for block in module.providers)
    return next((block.header for block in blocks if block.body.span == value.span), value.span)
