"""Records as a run would have them, made by hand."""

from __future__ import annotations

from typing import Any

from pytest_ecsfargate.report.formats import RunResults
from pytest_ecsfargate.report.records import (
    MET,
    NOT_MET,
    SKIPPED,
    UNKNOWN,
    Line,
    Place,
    Planning,
    Record,
    Result,
    Waiver,
)

__all__ = ["MET", "NOT_MET", "SKIPPED", "UNKNOWN", "Line", "Place", "Planning", "Waiver", "record", "result", "run"]

PLACE = Place("alb.tf", 30, 27, 30, 55)


def result(outcome: str = NOT_MET, address: str = 'aws_lb_target_group.web["a"]', **more: Any) -> Result:
    """A health check with 2 in place of 3."""
    values: dict[str, Any] = {
        "attribute": "health_check[0].healthy_threshold",
        "expected": "3",
        "actual": "2",
        "fingerprint": "0123456789abcdef" * 2,
        "place": PLACE,
        "snippet": (Line(30, "    healthy_threshold   = each.value", 26, 36),),
        "fix": "Set healthy_threshold = 3 in the health_check block.",
    }
    return Result(outcome, address, **{**values, **more})


def record(*results: Result, **more: Any) -> Record:
    """A record of ECSF401 on infra/web; not met, or unknown, or met as its results say."""
    open_outcomes = [each.outcome for each in results if not each.waived]
    values: dict[str, Any] = {
        "requirement": "ECSF401",
        "slug": "health-checks",
        "summary": "Every target group of a service has the agreed health check.",
        "severity": "medium",
        "theme": "load_balancing",
        "remediation": "Set the agreed numbers in the health_check block.",
        "docs": "docs/requirements/ECSF401.md",
        "aws_doc": "https://docs.aws.amazon.com/elasticloadbalancing/",
        "module": "infra/web",
        "environment": "",
        "engine": "source",
        "test": "infra/web/ecsfargate.toml::health-checks",
        "outcome": next((name for name in (NOT_MET, UNKNOWN) if name in open_outcomes), MET),
        "reason": "",
        "examined": 8,
    }
    return Record(**{**values, **more}, results=results)


def run(*records: Record, plannings: tuple[Planning, ...] = (), rootdir: str = "") -> RunResults:
    """What a run of a second found."""
    return RunResults(records, "1.2.3", "2026-11-25T21:13:45+00:00", 1.25, plannings, rootdir)
