"""The source laid over terraform's plan: the plan's values, with what only the source can tell.

The plan's value wins wherever it is known. From the source come origins, places, `lifecycle`, `depends_on`, and the
structure under values that the plan calls unknown: one unknown in `jsonencode` makes all of its text unknown there.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import replace
from typing import TypeVar

from ..hcl.configuration.refactoring import Statement
from ..hcl.errors import Diagnostic, DiagnosticSeverity
from ..hcl.values import Value
from .model import Plan
from .overlay_values import Overlay
from .resource import Resource

_KEY = re.compile(r"\[(?:\d+|\*|\"(?:[^\"\\]|\\.)*\")\]")

_Stated = TypeVar("_Stated", bound=Statement)


def overlay(planned: Plan, source: Plan) -> Plan:
    """One plan of two: `planned` comes from terraform, `source` from the same module and inputs.

    Where both know a value and they differ, the plan's is kept and a warning names the place (a fault of ours, or a
    provider that writes a value in its own way). Instances that only the plan has are kept; those that only the source
    has are left out, but for ephemeral resources, which no plan shows.
    """
    diagnostics: list[Diagnostic] = [_as_warning(found) for found in source.diagnostics]
    by_block: dict[str, list[Resource]] = {}
    for resource in source:
        by_block.setdefault(_node(resource), []).append(resource)
    made = {found.address: _joined(found, source, by_block, diagnostics) for found in planned}
    made |= {resource.address: resource for resource in source if resource.mode == "ephemeral"}
    lacking = absent(planned.resources, source)
    diagnostics.extend(_warning(f"{it.address} is in the source, but not in terraform's plan.", it) for it in lacking)
    return replace(
        planned,
        resources=dict(sorted(made.items())),
        environment=planned.environment or source.environment,
        module=source.module,
        outputs=_named(planned.outputs, source.outputs, "output", diagnostics),
        variables=_variables(planned, source, diagnostics),
        diagnostics=(*planned.diagnostics, *diagnostics),
        configuration=source.configuration,
        providers=source.providers,
        moved=_stated(planned.moved, source.moved),
        imports=_stated(planned.imports, source.imports),
        removed=_stated(planned.removed, source.removed),
        again=source.again,
        source=source,
    )


def absent(planned: Container[str], source: Plan) -> list[Resource]:
    """The instances that the source is sure to make, and that are not planned, by their addresses."""
    sure = (found for found in source if found.mode == "managed" and not found.maybe)
    return [found for found in sure if found.address not in planned]


def _joined(
    planned: Resource, source: Plan, by_block: Mapping[str, list[Resource]], diagnostics: list[Diagnostic]
) -> Resource:
    exact = source.resources.get(planned.address)
    same_block = by_block.get(_node(planned), [])
    # An instance that the source cannot name stands for all instances: its values are those that all share.
    template = exact or next((found for found in same_block if found.maybe or found.key == "*"), None)
    written = template or next(iter(same_block), None)
    if written is None:
        return planned
    values = planned.values
    if template is not None:
        report = _Reporter(planned.address, diagnostics if exact is not None else [])
        configured = None if planned.mode == "data" else template.configured
        values = Overlay(report, configured).join(planned.values, template.values, "")
    return replace(
        planned,
        values=values,
        provider=written.provider or planned.provider,
        lifecycle=written.lifecycle,
        depends_on=written.depends_on,
        configured=written.configured,
        arguments=template.arguments if template is not None else None,
        span=written.span,
    )


def _variables(planned: Plan, source: Plan, diagnostics: list[Diagnostic]) -> dict[str, Value]:
    """The variables as the module sees them, where the source was given the same ones.

    A plan only tells what was given, before conversions and the defaults of optional attributes. But what a saved plan
    was given, nobody told the source.
    """
    if planned.engine == "saved":
        return _named(planned.variables, source.variables, "var", diagnostics)
    seen = {name: value for name, value in source.variables.items() if not value.is_unknown}
    return dict(sorted({**source.variables, **planned.variables, **seen}.items()))


def _named(
    planned: Mapping[str, Value], source: Mapping[str, Value], kind: str, diagnostics: list[Diagnostic]
) -> dict[str, Value]:
    """Outputs or variables; those that only the source tells are taken from it."""
    made = dict(source)
    for name, value in planned.items():
        report = _Reporter(f"{kind}.{name}", diagnostics)
        made[name] = Overlay(report).join(value, source.get(name), "")
    return {name: made[name] for name in sorted(made)}


def _stated(planned: tuple[_Stated, ...], source: tuple[_Stated, ...]) -> tuple[_Stated, ...]:
    """What the source states, and what a plan carries out besides: a move of a resource by itself, for example."""
    stated = tuple(found.address for found in source)
    more = (item for item in planned if not any(_covers(address, item.address) for address in stated))
    return (*source, *more)


def _covers(stated: str, address: str) -> bool:
    return address == stated or address.startswith((f"{stated}.", f"{stated}["))


class _Reporter:
    """Notes a contradiction, without the values: they may be secret."""

    def __init__(self, address: str, diagnostics: list[Diagnostic]) -> None:
        self._address = address
        self._diagnostics = diagnostics

    def __call__(self, path: str, source: Value) -> None:
        where = f"{self._address}: {path}" if path else self._address
        message = f"{where} is planned with another value than its source says; the plan's is taken."
        self._diagnostics.append(Diagnostic(DiagnosticSeverity.WARNING, message, source.span))


def _node(resource: Resource) -> str:
    module = _KEY.sub("", resource.module)
    return (f"{module}." if module else "") + resource.block


def _as_warning(diagnostic: Diagnostic) -> Diagnostic:
    """What the source engine takes for an error: terraform made a plan all the same."""
    return replace(diagnostic, severity=DiagnosticSeverity.WARNING, missing="")


def _warning(message: str, resource: Resource) -> Diagnostic:
    return Diagnostic(DiagnosticSeverity.WARNING, message, resource.span)
