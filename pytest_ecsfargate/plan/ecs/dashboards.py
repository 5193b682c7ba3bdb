"""The metrics that CloudWatch dashboards show.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...hcl.values import Value
from ..resource import walk
from .views import View

if TYPE_CHECKING:
    from ..model import Plan

DASHBOARD = "aws_cloudwatch_dashboard"
BODY = "dashboard_body"
_AS_ABOVE, _REST_AS_ABOVE = ".", "..."
_SCHEMA = re.compile(r"\{([^}]*)\}")
_TERM = re.compile(r"""([A-Za-z]+)\s*=\s*["']?([^"'\s)]+)["']?""")


@dataclass(frozen=True)
class Metric:
    """A metric on a widget: its name, and its dimensions by name."""

    namespace: Value
    name: Value
    dimensions: Mapping[str, Value]


@dataclass(frozen=True)
class Search:
    """A search expression on a widget; `text` is the query, None where it is not known."""

    text: str | None

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The names of the dimensions that what it finds has; none where the query names no namespace."""
        found = _SCHEMA.search(self.text or "")
        return tuple(name.strip().strip('"') for name in found[1].split(",")[1:]) if found else ()

    @property
    def namespace(self) -> str:
        """The namespace that it searches; empty for all."""
        found = _SCHEMA.search(self.text or "")
        return found[1].split(",")[0].strip().strip('"') if found else ""

    @property
    def terms(self) -> Mapping[str, str]:
        """What it asks for: `MetricName="CPUUtilization"` gives MetricName: CPUUtilization."""
        return dict(_TERM.findall(_SCHEMA.sub(" ", self.text or "")))

    def mentions(self, word: str) -> bool:
        """Whether a word stands in the query."""
        return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", self.text or "") is not None


@dataclass(frozen=True, repr=False)
class Dashboard(View):
    """An `aws_cloudwatch_dashboard`."""

    @property
    def body(self) -> Value | None:
        """The body as structure; None where it is no JSON, or not enough of it is known."""
        return self.at(BODY).decoded

    def shown(self) -> Iterator[Metric | Search | None]:
        """Every metric and search on a widget; None for what is not known, which may be any metric."""
        widgets = None if self.body is None else walk(self.body, ["widgets"])
        if widgets is None or widgets.is_unknown:
            yield None
            return
        for index in range(len(widgets.data) if isinstance(widgets.data, tuple) else 0):
            metrics = walk(widgets, [index, "properties", "metrics"])
            if metrics.is_unknown:
                yield None
            elif isinstance(metrics.data, tuple):
                yield from _metrics(metrics)


def dashboards(plan: Plan) -> tuple[Dashboard, ...]:
    """The dashboards that the module makes."""
    return tuple(Dashboard(plan, found) for found in plan.managed(DASHBOARD))


def _metrics(metrics: Value) -> Iterator[Metric | Search | None]:
    """The rows of a widget: a row may leave to the one above what both have in common."""
    above: list[Value] = []
    for index in range(len(metrics)):
        row = metrics[index]
        if not isinstance(row.data, tuple):
            yield None
            continue
        items = [row[place] for place in range(len(row))]
        options = items.pop() if items and isinstance(items[-1].data, dict) else None
        if not items and options is not None:
            yield from _search(options)
            continue
        above = _filled(items, above)
        yield _metric(above)


def _search(options: Value) -> Iterator[Search]:
    """The query of a search expression; other expressions are made from metrics that are shown anyway."""
    expression = walk(options, ["expression"])
    if expression.is_unknown:
        known = "".join(str(part.data) for part in expression.parts if isinstance(part.data, str))
        if not known or "SEARCH" in known.upper():
            yield Search(None)
    elif isinstance(expression.data, str) and "SEARCH" in expression.data.upper():
        yield Search(expression.data)


def _filled(items: list[Value], above: list[Value]) -> list[Value]:
    filled: list[Value] = []
    for item in items:
        place = len(filled)
        if item.data == _REST_AS_ABOVE:
            # It stands for all that follows but the values that are written behind it.
            behind = len(items) - items.index(item) - 1
            filled.extend(above[place : max(len(above) - behind, place)])
        elif item.data == _AS_ABOVE and place < len(above):
            filled.append(above[place])
        else:
            filled.append(item)
    return filled


def _metric(row: list[Value]) -> Metric | None:
    if len(row) < 2:
        return None
    names, values = row[2::2], row[3::2]
    if any(not name.known for name in names):
        return None
    return Metric(row[0], row[1], {str(name.value): value for name, value in zip(names, values, strict=False)})
