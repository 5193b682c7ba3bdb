"""The HTML report: one file that shows everything a run found, needs nothing else, and asks nothing of any network."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from .formats import RunResults
from .html.details import section_of
from .html.findings import ADVICE, SEVERITIES, WAIVED, Section, sections
from .html.map import drawn, faults_of, legend
from .html.markup import Html, element
from .html.matrix import Matrix, mark, matrix_of, module_name, table
from .platform import Platform
from .records import MET, NOT_MET, SKIPPED, UNKNOWN, Record

_FOLDER = Path(__file__).parent / "html"


def render(results: RunResults) -> str:
    """The results of a run as a page."""
    style, script = (_read(name) for name in ("page.css", "page.js"))
    # Nothing but this style and this script has an effect, whatever the names in a plan look like.
    policy = (
        f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(script)}; form-action 'none'"
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("link", rel="icon", href="data:,"),
        element("title", "pytest-ecsfargate report"),
        element("style", style),
    )
    page = element("html", head, element("body", *_body(results), element("script", script)), lang="en")
    return f"<!DOCTYPE html>\n{page}\n"


def _read(name: str) -> Html:
    return Html((_FOLDER / name).read_text(encoding="utf-8"))


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _body(results: RunResults) -> list[Html]:
    records = results.records
    found, matrix = sections(records), matrix_of(records)
    modules = list(dict.fromkeys(record.module for record in records))
    environments = list(dict.fromkeys(record.environment for record in records))
    content = [
        _matrix(matrix, records, found),
        _maps(results.platforms, found),
        _findings(found, modules, environments),
    ]
    nothing = element("p", "Nothing was judged in this run: no test used a requirement.", class_="empty")
    return [
        element("a", "Skip to the findings", href="#findings", class_="skip"),
        _header(results, matrix, found),
        element("main", *(content if records else [nothing])),
    ]


def _header(results: RunResults, matrix: Matrix, found: Iterable[Section]) -> Html:
    engines = ", ".join(dict.fromkeys(record.engine for record in results.records))
    facts = [
        ("version", f"pytest-ecsfargate {results.version}"),
        ("started", element("time", results.started, datetime=results.started)),
        ("took", f"{results.seconds:.1f} s"),
        ("engine", engines or "none"),
    ]
    cells = Counter(cell.outcome for row in matrix.values() for cell in row.values())
    places = Counter[str]()
    for section in found:
        for finding in section.findings:
            places[finding.outcome] += len(finding.spots)
    judged = [mark(name, cells[name], spelled=True) for name in (NOT_MET, UNKNOWN, MET, SKIPPED)]
    seen = [mark(name, places[name], spelled=True) for name in (NOT_MET, UNKNOWN, WAIVED, ADVICE)]
    return element(
        "header",
        element("h1", "Fargate platform report"),
        element("button", "Light or dark", type="button", id="theme", hidden=True),
        element(
            "dl", *(element("div", element("dt", name), element("dd", value)) for name, value in facts), class_="facts"
        ),
        element("p", "Requirements: ", *_spaced(judged), class_="totals"),
        element("p", "Places: ", *_spaced(seen), class_="totals"),
    )


def _spaced(parts: Iterable[Html]) -> list[str]:
    return [each for part in parts for each in (part, " ")]


def _matrix(matrix: Matrix, records: Sequence[Record], found: Iterable[Section]) -> Html:
    keys = sorted({(record.module, record.environment): None for record in records})
    by_name = {record.requirement: record for record in records}
    linked = [section.record.requirement for section in found]
    scroll = element("section", table(matrix, by_name, keys, linked), **_scrolled("Matrix"))
    return element("section", element("h2", "Requirements", id="requirements"), scroll)


def _scrolled(label: str) -> dict[str, str | float | bool]:
    """What makes a wide part one that the keyboard can scroll."""
    return {"class_": "scroll", "tabindex": 0, "aria_label": label}


def _maps(platforms: Iterable[Platform], found: Iterable[Section]) -> Html:
    """The maps; environments whose platforms look alike share one."""
    alike: dict[object, list[Platform]] = {}
    for platform in platforms:
        alike.setdefault((platform.module, platform.nodes, platform.edges), []).append(platform)
    findings = [finding for section in found for finding in section.findings]
    parts = []
    for number, same in enumerate(alike.values(), 1):
        platform, environments = same[0], [each.environment for each in same]
        name = ", ".join(each for each in environments if each)
        title = f"{module_name(platform.module)}{f' ({name})' if name else ''}"
        faults = faults_of(findings, platform, environments)
        elsewhere = sum(address not in {node.id for node in platform.nodes} for address in faults)
        more = [f"{elsewhere} other addresses with findings are not on the map."] if elsewhere else []
        picture = [
            element("section", drawn(platform, faults, f"map-{number}"), **_scrolled(f"Map of {title}")),
            *(element("p", text, class_="quiet") for text in more),
        ]
        if not platform.nodes:
            picture = [element("p", "The plan has no part of a Fargate platform.", class_="empty")]
        parts.append(element("details", element("summary", element("h3", title)), *picture, open=number == 1))
    if not parts:
        return Html()
    return element("section", element("h2", "Map", id="map"), legend(), *parts, class_="map")


def _findings(found: Sequence[Section], modules: Sequence[str], environments: Sequence[str]) -> Html:
    title = element("h2", "Findings", id="findings", tabindex=-1)
    if not found:
        return element("section", title, element("p", "Everything is met.", class_="empty"))
    return element(
        "section",
        title,
        _filters(modules, environments),
        element("p", "Nothing matches these filters.", id="nothing", class_="empty", hidden=True),
        *(section_of(section, modules, environments) for section in found),
    )


def _filters(modules: Sequence[str], environments: Sequence[str]) -> Html:
    """The filters, which the script brings to life: without it they stay hidden."""
    outcomes = (NOT_MET, UNKNOWN, WAIVED, ADVICE, SKIPPED)
    search = element("label", "Text ", element("input", type="search", name="text", autocomplete="off"))
    return element(
        "form",
        _choices("Outcome", "outcome", outcomes),
        _choices("Severity", "severity", SEVERITIES),
        element(
            "div",
            *_select("Module ", "module", {str(number): module_name(name) for number, name in enumerate(modules)}),
            *_select("Environment ", "environment", {str(number): name for number, name in enumerate(environments)}),
            search,
            element("button", "Find", type="submit"),
            class_="fields",
        ),
        element(
            "div",
            element("button", "Reset", type="reset"),
            element("button", "Open all", type="button", name="open"),
            element("button", "Close all", type="button", name="close"),
            element("output", "", name="shown", aria_live="polite"),
            class_="fields",
        ),
        id="filters",
        hidden=True,
        aria_label="Filter the findings",
    )


def _choices(title: str, name: str, values: Iterable[str]) -> Html:
    boxes = [
        element("label", element("input", type="checkbox", name=name, value=value, checked=True), f" {value}")
        for value in values
    ]
    return element("fieldset", element("legend", title), *boxes)


def _select(title: str, name: str, options: Mapping[str, str]) -> list[Html]:
    if len(options) < 2:
        return []
    shown = [element("option", text or f"no {name}", value=value) for value, text in options.items()]
    return [element("label", title, element("select", element("option", "all", value=""), *shown, name=name))]
