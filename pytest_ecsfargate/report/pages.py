"""The page about a requirement, in Markdown, from its declaration and docstring."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from textwrap import dedent
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..declaration import Requirement, Setting

_MODULES = re.compile(r"\b(?:[a-z_]+\.)+(?=[A-Z])")
_SECTION = re.compile(r"^(Why|With|Fails|Passes|References):\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Documentation:
    """The parts of a requirement's docstring. `details` is what stands between the summary and the sections.

    `fails` and `passes` are a module that does not meet the requirement, and one that does, in HCL; where a requirement
    is about what a plan changes, they are plans, as JSON, and where it is about what is deployed, AWS's answers.
    `settings` is the `ecsfargate.toml` that both are judged by, where the requirement needs one.
    """

    summary: str
    details: str
    why: str
    fails: str
    passes: str
    references: tuple[str, ...]
    settings: str = ""


def documentation(requirement: Requirement[Any]) -> Documentation:
    """The docstring taken apart. Raises KeyError for one that lacks a section."""
    head, *rest = _SECTION.split(inspect.cleandoc(requirement.__doc__ or ""))
    sections = dict(zip(rest[::2], (dedent(text).strip("\n") for text in rest[1::2]), strict=True))
    summary, _, details = head.strip().partition("\n\n")
    references = re.sub(r"\n(?!- )\s*", " ", sections["References"]).split("\n")
    return Documentation(
        summary,
        details,
        sections["Why"],
        sections["Fails"],
        sections["Passes"],
        tuple(reference.removeprefix("- ") for reference in references),
        sections.get("With", ""),
    )


ON_DEPLOYMENT = "It judges what is deployed: in a test with the fixture `deployed`, or a run with `--ecsfargate-live`."
_ANSWERS = "AWS's answers, by operation:"


def page(requirement: Requirement[Any]) -> str:
    """The whole page."""
    text = documentation(requirement)
    answers = _ANSWERS if requirement.needs_deployment else ""
    parts = [
        f"# {requirement.id} {requirement.slug}",
        text.summary,
        f"`{requirement.name}`, severity {requirement.severity}.",
        ON_DEPLOYMENT if requirement.needs_deployment else "",
        text.details,
        "## Why",
        text.why,
        *(("## With", f"```toml\n{text.settings}\n```") if text.settings else ()),
        "## Fails",
        answers,
        _block(text.fails),
        "## Passes",
        answers,
        _block(text.passes),
        "## Fix",
        requirement.remediation,
        "## Settings",
        _settings(requirement.settings),
        f"In a call, or in `ecsfargate.toml` under `[requirements.{requirement.slug}]`.",
        "## References",
        "\n".join(f"- {_linked(reference)}" for reference in text.references),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def is_json(block: str) -> bool:
    """Whether a block is a plan, or holds answers of AWS, and is not a module."""
    return block.startswith("{")


def _block(text: str) -> str:
    return f"```{'json' if is_json(text) else 'terraform'}\n{text}\n```"


def index(catalog: Iterable[Requirement[Any]]) -> str:
    """The list of all pages."""
    rows = [
        f"| [{found.id}]({found.id}.md) | `{found.name}` | {found.severity} | {found.summary} |" for found in catalog
    ]
    return "\n".join(
        ["# Requirements", "", "| id | helper | severity | what must hold |", "|---|---|---|---|", *rows, ""]
    )


def _settings(settings: Iterable[Setting]) -> str:
    rows = [f"| `{found.name}` | `{_type(found.type)}` | `{_default(found.default)}` |" for found in settings]
    return "\n".join(["| setting | type | default |", "|---|---|---|", *rows])


def _type(annotation: Any) -> str:
    """The annotation without the modules of its names."""
    return _MODULES.sub("", inspect.formatannotation(annotation)).replace("|", "\\|")


def _default(default: Any) -> str:
    return repr(dict(default)) if isinstance(default, Mapping) else repr(default)


def _linked(reference: str) -> str:
    return f"<{reference}>" if reference.startswith("https://") and " " not in reference else reference
