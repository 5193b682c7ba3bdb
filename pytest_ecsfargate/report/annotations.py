"""Annotations of files in GitHub's pull requests: lines that a job prints and GitHub reads.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Iterator

from .formats import RunResults
from .places import Found, found_in, path_of, path_of_test
from .records import MET, NOT_MET, Planning

MOST = 10
"""How many errors, and how many warnings, GitHub shows of one step."""

_ERRORS = ("critical", "high")


def commands(results: RunResults) -> Iterator[str]:
    """The lines for plans that failed and what is not met or unknown, the worst first; then how many more there are."""
    yield from dict.fromkeys(_unplanned(planning) for planning in results.plannings if planning.problem)
    found = [each for each in found_in(results.records) if not each.result.waived and each.result.outcome != MET]
    errors = [each for each in found if _kind(each) == "error"]
    warnings = [each for each in found if _kind(each) == "warning"]
    for each in (*errors[:MOST], *warnings[:MOST]):
        yield _command(each, results.rootdir)
    parts = [
        f"{more} more {kind}{'s' if more > 1 else ''}"
        for kind, more in (("error", len(errors) - MOST), ("warning", len(warnings) - MOST))
        if more > 0
    ]
    if parts:
        yield f"ecsfargate: not annotated: {', '.join(parts)} (GitHub shows {MOST} of a kind for each step)"


def _unplanned(planning: Planning) -> str:
    """Where the fault stands is in the text, as far as it is known."""
    where = f" in {planning.environment}" if planning.environment else ""
    title = f"There is no plan of {planning.module or 'the saved file'}{where}"
    return f"::error title={_property(title)}::{_data(planning.problem)}"


def _kind(found: Found) -> str:
    severe = found.record.severity in _ERRORS and found.result.outcome == NOT_MET
    return "error" if severe else "warning"


def _command(found: Found, rootdir: str) -> str:
    record, place = found.record, found.result.place
    path = path_of(record, place, rootdir)
    properties = {"file": path or path_of_test(record, rootdir)}
    if path and place is not None:
        properties |= {"line": str(place.line), "col": str(place.column)}
    properties["title"] = f"{record.requirement} {record.slug}"
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    return f"::{_kind(found)} {told}::{_data(found.sentence)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
