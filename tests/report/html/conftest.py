"""Records to show: results and records that differ from plain ones in what a test is about."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.report.records import Record, Result


class Made:
    """Makes results and records."""

    def result(self, address: str = "aws_lb_target_group.web", **different: Any) -> Result:
        plain: dict[str, Any] = {
            "outcome": "not met",
            "address": address,
            "attribute": "health_check[0].interval",
            "expected": "15",
            "actual": "30",
            "fingerprint": f"print-of-{address}",
            "fix": "Set interval = 15 in the health_check block.",
        }
        return Result(**{**plain, **different})

    def record(self, *results: Result, **different: Any) -> Record:
        plain: dict[str, Any] = {
            "requirement": "ECSF401",
            "slug": "health-checks",
            "summary": "Every target group of a service has the agreed health check.",
            "theme": "compute",
            "remediation": "Mend it.",
            "severity": "medium",
            "docs": "docs/requirements/ECSF401.md",
            "aws_doc": "https://docs.aws.amazon.com/elasticloadbalancing/",
            "module": "platform",
            "environment": "dev",
            "engine": "source",
            "test": "platform/ecsfargate.toml::health-checks[dev]",
            "outcome": "not met" if any(each.outcome == "not met" for each in results) else "met",
            "reason": "",
            "examined": len(results) or 1,
            "results": results,
        }
        return Record(**{**plain, **different})


@pytest.fixture
def made() -> Made:
    return Made()
