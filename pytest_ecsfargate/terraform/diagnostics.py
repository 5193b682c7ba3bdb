"""Terraform's own diagnostics, turned into an error of a few lines.

The JSON form is described at https://developer.hashicorp.com/terraform/internals/machine-readable-ui and
https://developer.hashicorp.com/terraform/cli/commands/validate#json-output-format.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..aws.secret_names import secret_kind
from ..source import Location
from .errors import Problem, TerraformError
from .hints import hint_for
from .process import Completed
from .redaction import SENSITIVE, Redactor
from .workspace import Workspace

_LONGEST_LINE = 160
_LONGEST_DETAIL = 300
_PLAIN_ERROR = re.compile(r"^[\s│╷]*Error: (?P<summary>.+?)\s*$", re.MULTILINE)
_PLAIN_PLACE = re.compile(r"on (?P<file>\S+) line (?P<line>\d+)")
_PLACE_IN_TEXT = re.compile(r"\((?P<file>[\w./-]+\.tf(?:\.json)?):(?P<line>\d+)\)")
_RULE = re.compile(r"(?:declared|validation rule) at (?P<file>\S+?):(?P<line>\d+),(?P<column>\d+)")
_ASSIGNED = re.compile(r"""(?P<name>[\w-]+)"?\s*[=:]\s*"(?P<text>(?:[^"\\]|\\.)*)\"""")
# The words and labels of a block are names, and no values.
_HEADER = re.compile(r'\s*[a-z_]+(?:\s+"?[\w.-]+"?)*\s*\{')
_WRAPPER = "Terraform encountered problems during initialisation"


def failure(done: Completed, workspace: Workspace, redact: Redactor) -> TerraformError:
    """The error for a run that failed: its first error in full, and how many more there are."""
    problems = tuple(_unique(_problem(found, workspace, redact) for found in _errors(done)))
    if not problems:
        return TerraformError(_silent(done, workspace, redact))
    return TerraformError(_told(done.name, problems), problems)


def summaries(done: Completed, redact: Redactor) -> list[str]:
    """The errors of a run in a line each, without places: those are in a copy that the user never sees."""
    found = [" ".join((f"{each.get('address') or ''} {each.get('summary', '')}").split()) for each in _errors(done)]
    last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-3:]
    return [_cut(redact(line), _LONGEST_DETAIL) for line in dict.fromkeys(found or last)]


def _told(name: str, problems: tuple[Problem, ...]) -> str:
    first = problems[0]
    lines = [f"{name} failed: {first.summary}" + (f" ({first.address})" if first.address else "")]
    if first.location is not None:
        lines.append(f"  --> {first.location}")
        if first.line:
            lines.append(f"{first.location.line:>5} | {first.line}")
    if first.detail:
        lines.append(f"  {first.detail}")
    if first.hint:
        lines.append(f"fix: {first.hint}")
    lines += [f"also: {other.summary}" + (f" at {other.location}" if other.location else "") for other in problems[1:4]]
    if len(problems) > 4:
        lines.append(f"and {len(problems) - 4} more errors")
    return "\n".join(lines)


def _silent(done: Completed, workspace: Workspace, redact: Redactor) -> str:
    """What is told of a run that failed without a diagnostic: the last lines of what it wrote."""
    text = done.stderr.strip() or done.stdout.strip()
    last = [_cut(redact(workspace.in_users_words(line)).rstrip(), _LONGEST_LINE) for line in text.splitlines()[-5:]]
    return "\n".join([f"{done.name} failed with exit code {done.returncode}.", *(f"  {line}" for line in last if line)])


def _errors(done: Completed) -> Iterator[Mapping[str, Any]]:
    """The error diagnostics in what terraform wrote, as its JSON has them."""
    errors = told_errors(done.stdout)
    real = [item for item in errors if not str(item.get("summary", "")).startswith(_WRAPPER)]
    yield from real or errors or _plain(done.stderr or done.stdout)


def told_errors(text: str) -> list[Mapping[str, Any]]:
    """The error diagnostics among lines of JSON."""
    found = (line.get("diagnostic") for line in json_lines(text))
    return [item for item in found if isinstance(item, dict) and item.get("severity") == "error"]


def json_lines(text: str) -> Iterator[Mapping[str, Any]]:
    """The JSON objects that stand one on a line; other lines are passed over."""
    for line in text.splitlines():
        if line.startswith("{"):
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                continue


def _plain(text: str) -> Iterator[Mapping[str, Any]]:
    """Diagnostics out of the text for people, which some commands and early failures only have."""
    starts = list(_PLAIN_ERROR.finditer(text))
    for start, after in zip(starts, [*starts, None][1:], strict=True):
        body = text[start.end() : after.start() if after else len(text)]
        lines = [line.strip(" │╷╵") for line in body.splitlines()]
        place = _PLAIN_PLACE.search(body)
        told: dict[str, Any] = {"severity": "error", "summary": start["summary"]}
        if place:
            told["range"] = {"filename": place["file"], "start": {"line": int(place["line"]), "column": 1}}
        prose = (line for line in lines if line and not _PLAIN_PLACE.match(line) and not line[0].isdigit())
        told["detail"] = " ".join(prose)
        yield told


def _problem(found: Mapping[str, Any], workspace: Workspace, redact: Redactor) -> Problem:
    summary = _text(found.get("summary"), workspace, redact)
    detail = _text(found.get("detail"), workspace, redact)
    location, line, around = _place(found, workspace)
    header = _HEADER.match(line)
    labels = header[0] if header is not None else ""
    shown = labels + redact(line.removeprefix(labels))
    address = str(found.get("address") or "")
    address = "" if address.startswith("provider[") else address
    return Problem(
        "error",
        _cut(summary, _LONGEST_DETAIL),
        _cut(detail, _LONGEST_DETAIL),
        address,
        location,
        _cut(shown, _LONGEST_LINE),
        hint_for(summary, detail, address, f"{line} {around}"),
    )


def _place(found: Mapping[str, Any], workspace: Workspace) -> tuple[Location | None, str, str]:
    """The place in the user's tree, its line, and the line that opens the variable around a validation rule."""
    where, detail = found.get("range"), str(found.get("detail", ""))
    named = where.get("filename") if isinstance(where, dict) else None
    if isinstance(named, str) and not workspace.is_ours(named):
        name, number, column = named, *_start((where or {}).get("start"))
    elif match := _RULE.search(detail):
        # A value that was given: what it must be is written where the variable is declared.
        name, number, column = match["file"], int(match["line"]), int(match["column"])
    elif match := _PLACE_IN_TEXT.search(detail):
        name, number, column = match["file"], int(match["line"]), 1
    else:
        return None, "", ""
    path = workspace.original(name)
    shown = os.path.relpath(path, workspace.module).replace(os.sep, "/")
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        line = lines[number - 1].rstrip() if 0 < number <= len(lines) else ""
    except OSError:
        line, lines = "", []
    opening = (above for above in reversed(lines[: number - 1]) if above.startswith("variable "))
    around = next(opening, "") if line.lstrip().startswith("validation") else ""
    return Location(shown, number, column), _ASSIGNED.sub(_masked, line), around


def _start(told: object) -> tuple[int, int]:
    """Line and column, from 1, where they are told."""
    numbers = [told.get(name) if isinstance(told, dict) else None for name in ("line", "column")]
    line, column = (number if isinstance(number, int) and number > 0 else 1 for number in numbers)
    return line, column


def _masked(assigned: re.Match[str]) -> str:
    """An assignment in a line of the source, without a secret that stands there in the clear."""
    if secret_kind(assigned["name"], assigned["text"]) is None:
        return assigned[0]
    return assigned[0].removesuffix(f'{assigned["text"]}"') + f'{SENSITIVE}"'


def _text(told: object, workspace: Workspace, redact: Redactor) -> str:
    return " ".join(redact(workspace.in_users_words(str(told or ""))).split())


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _unique(problems: Iterable[Problem]) -> Iterator[Problem]:
    seen = set()
    for problem in problems:
        key = (problem.summary, problem.location, problem.address)
        if key not in seen:
            seen.add(key)
            yield problem
