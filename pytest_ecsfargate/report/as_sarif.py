"""The SARIF report: results for code scanning and editors.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; where that leaves a choice, what GitHub shows:
https://docs.github.com/en/code-security/reference/code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from .formats import RunResults
from .places import Found, found_in, path_of, path_of_test
from .records import MET, UNKNOWN, Place, Planning, Record, Waiver

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = 5000
"""GitHub shows no more results of a run."""

_ROOT = "%SRCROOT%"
_TOOL = "pytest-ecsfargate"
_HOME = "https://pypi.org/project/pytest-ecsfargate/"
_LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
# The middles of the ranges that GitHub reads as critical, high, medium and low.
_SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}
_SECURITY = ("access", "images_and_secrets", "network")


def render(results: RunResults) -> str:
    """The results of a run as a SARIF log."""
    found = [each for each in found_in(results.records) if each.result.outcome != MET]
    rules = {record.requirement: record for record in results.records}
    indices = {name: index for index, name in enumerate(sorted(rules))}
    environments = sorted({record.environment for record in results.records if record.environment})
    run = {
        "tool": {
            "driver": {
                "name": _TOOL,
                "version": results.version,
                "informationUri": _HOME,
                "rules": [_rule(rules[name]) for name in sorted(rules)],
            }
        },
        # GitHub keeps what was uploaded under another id: that of a job for another environment.
        "automationDetails": {"id": "/".join([_TOOL, *environments, ""])},
        "invocations": [_invocation(results, len(found) - MOST_RESULTS)],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the version control checkout."}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, indices, results.rootdir) for each in found[:MOST_RESULTS]],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


# What ran


def _rule(record: Record) -> dict[str, Any]:
    text = " ".join(filter(None, [record.summary, record.remediation]))
    themes = [record.theme.replace("_", "-")] if record.theme else []
    security = ["security"] if record.theme in _SECURITY else []
    links = [f"[AWS: {record.slug}]({record.aws_doc})"] if record.aws_doc else []
    return {
        "id": record.requirement,
        "name": record.slug.replace("-", " ").title().replace(" ", ""),
        "shortDescription": {"text": record.summary or record.slug},
        "fullDescription": {"text": text or record.slug},
        "help": {
            "text": "\n".join(filter(None, [text or record.slug, record.aws_doc])),
            "markdown": "\n\n".join(filter(None, [record.summary or record.slug, record.remediation, *links])),
        },
        **({"helpUri": record.aws_doc} if record.aws_doc else {}),
        "defaultConfiguration": {"level": _LEVELS[record.severity]},
        "properties": {
            "tags": ["aws", "ecs", "fargate", "terraform", *themes, *security],
            "security-severity": _SCORES[record.severity],
        },
    }


def _invocation(results: RunResults, left_out: int) -> dict[str, Any]:
    failed = [planning for planning in results.plannings if planning.problem]
    notifications = [_notification("error", _unplanned(planning)) for planning in failed]
    if left_out > 0:
        notifications.append(_notification("warning", f"{left_out} more results are not in this report."))
    started = datetime.fromisoformat(results.started)
    return {
        "executionSuccessful": not failed,
        "startTimeUtc": _time(started),
        "endTimeUtc": _time(started + timedelta(seconds=results.seconds)),
        "toolExecutionNotifications": notifications,
    }


def _unplanned(planning: Planning) -> str:
    where = f" in {planning.environment}" if planning.environment else ""
    return f"There is no plan of {planning.module}{where}: {planning.problem}"


def _notification(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": text}}


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# What was found


def _result(found: Found, indices: Mapping[str, int], rootdir: str) -> dict[str, Any]:
    record, result = found.record, found.result
    details = {
        "module": record.module,
        "environments": list(found.environments),
        "engine": record.engine,
        "attribute": result.attribute,
        "expected": result.expected,
        "actual": result.actual,
        "origins": list(result.origins),
        "touches": list(result.touches),
    }
    return {
        "ruleId": record.requirement,
        "ruleIndex": indices[record.requirement],
        **_kind(result.outcome, record.severity),
        "message": {"text": found.sentence},
        "locations": [_location(found, rootdir)],
        "partialFingerprints": {"requirementAddressAttribute/v1": result.fingerprint},
        **({"suppressions": [_suppression(record, result.waiver, rootdir)]} if result.waiver and result.waived else {}),
        "properties": {name: value for name, value in details.items() if value},
    }


def _kind(outcome: str, severity: str) -> dict[str, str]:
    """The level of what is no failure is "none", as the standard says in 3.27.10."""
    if outcome == UNKNOWN:
        return {"kind": "open", "level": "none"}
    return {"kind": "fail", "level": _LEVELS[severity]}


def _location(found: Found, rootdir: str) -> dict[str, Any]:
    """Where the text to change stands, else the file of the test: GitHub takes no result without a file."""
    record, result = found.record, found.result
    path = path_of(record, result.place, rootdir)
    test = path_of_test(record, rootdir)
    made: dict[str, Any] = {}
    if path and result.place is not None:
        made["physicalLocation"] = {"artifactLocation": _artifact(path), "region": _region(result.place)}
    elif test:
        made["physicalLocation"] = {"artifactLocation": _artifact(test), "region": {"startLine": 1}}
    if result.place is not None and not path:
        made["message"] = {"text": f"{result.place.path}:{result.place.line}:{result.place.column}"}
    if result.address not in ("", "."):
        made["logicalLocations"] = [{"fullyQualifiedName": result.address, "kind": "resource"}]
    return made


def _artifact(path: str) -> dict[str, str]:
    return {"uri": quote(path), "uriBaseId": _ROOT}


def _region(place: Place) -> dict[str, int]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _suppression(record: Record, waiver: Waiver, rootdir: str) -> dict[str, Any]:
    """A comment in the source, or a table of `ecsfargate.toml`."""
    file, _, line = waiver.place.rpartition(":")
    made: dict[str, Any] = {"kind": "external", "status": "accepted"}
    if line.isdigit():
        made["kind"] = "inSource"
        path = path_of(record, Place(file, int(line), 1, int(line), 1), rootdir)
        if path:
            region = {"startLine": int(line)}
            made["location"] = {"physicalLocation": {"artifactLocation": _artifact(path), "region": region}}
    until = f", until {waiver.until}" if waiver.until else ""
    return {**made, "justification": waiver.reason + until}
