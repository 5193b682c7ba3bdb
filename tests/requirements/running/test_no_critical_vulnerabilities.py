from __future__ import annotations

from typing import Any
from unittest import SkipTest

import pytest

from pytest_ecsfargate import Outcome, RequirementNotMet, assert_no_critical_vulnerabilities
from tests.requirements.aws_answers import ACCOUNT, REFUSED, REGION, error

WEB = "aws_ecs_task_definition.web"
LOG4J = {
    "name": "CVE-2021-44228",
    "severity": "CRITICAL",
    "attributes": [{"key": "package_name", "value": "log4j-core"}, {"key": "package_version", "value": "2.14.1"}],
}
LOG4J_TOLD = "CVE-2021-44228 (CRITICAL) in log4j-core 2.14.1"
OPENSSL = {"name": "CVE-2023-0464", "severity": "HIGH"}


def scan(*findings: dict[str, Any], status: str = "COMPLETE") -> dict[str, Any]:
    return {"imageScanStatus": {"status": status}, "imageScanFindings": {"findings": list(findings)}}


def enhanced(severity: str, status: str = "ACTIVE") -> dict[str, Any]:
    """What Amazon Inspector found."""
    details = {
        "vulnerabilityId": "CVE-2024-3094",
        "vulnerablePackages": [{"name": "xz-utils", "version": "5.6.0"}, {"name": "liblzma5", "version": "5.6.0"}],
    }
    found = {"severity": severity, "status": status, "title": "xz", "packageVulnerabilityDetails": details}
    return {"imageScanStatus": {"status": "ACTIVE"}, "imageScanFindings": {"enhancedFindings": [found]}}


@pytest.mark.parametrize(
    "answer",
    [
        scan(),
        scan(OPENSSL, {"name": "CVE-1", "severity": "UNDEFINED"}),
        enhanced("HIGH"),
        enhanced("UNTRIAGED"),
        enhanced("CRITICAL", "SUPPRESSED"),
        enhanced("CRITICAL", "CLOSED"),
    ],
)
def test_scans_without_critical_findings(recorded: Any, said: Any, answer: Any) -> None:
    deployed, aws = recorded(ecr_DescribeImageScanFindings=answer)
    assert said(assert_no_critical_vulnerabilities, deployed) == [(Outcome.MET, WEB, "")]
    assert aws.questions("ecr:DescribeImageScanFindings") == [
        {"registryId": ACCOUNT, "repositoryName": "web", "imageId": {"imageTag": "1"}, "region": REGION}
    ]


@pytest.mark.parametrize(
    ("answer", "settings", "note"),
    [
        (scan(OPENSSL, LOG4J), {}, LOG4J_TOLD),
        (scan(OPENSSL, LOG4J), {"severity": "HIGH"}, f"{LOG4J_TOLD}; CVE-2023-0464 (HIGH)"),
        (scan(OPENSSL, LOG4J), {"severity": "LOW", "allow": ["CVE-2021-44228"]}, "CVE-2023-0464 (HIGH)"),
        (enhanced("CRITICAL"), {}, "CVE-2024-3094 (CRITICAL) in xz-utils 5.6.0, liblzma5 5.6.0"),
    ],
)
def test_findings(recorded: Any, said: Any, answer: Any, settings: Any, note: str) -> None:
    deployed, _ = recorded(ecr_DescribeImageScanFindings=answer)
    assert said(assert_no_critical_vulnerabilities, deployed, **settings) == [(Outcome.NOT_MET, WEB, note)]


def test_what_is_allowed_is_no_finding(recorded: Any, said: Any) -> None:
    deployed, _ = recorded(ecr_DescribeImageScanFindings=scan(LOG4J))
    assert said(assert_no_critical_vulnerabilities, deployed, allow=["CVE-2021-44228"]) == [(Outcome.MET, WEB, "")]


def test_all_pages_are_read(recorded: Any, said: Any) -> None:
    pages = {None: {**scan(OPENSSL), "nextToken": "2"}, "2": scan(LOG4J)}
    deployed, _ = recorded(ecr_DescribeImageScanFindings=lambda asked: pages[asked.get("nextToken")])
    assert said(assert_no_critical_vulnerabilities, deployed) == [(Outcome.NOT_MET, WEB, LOG4J_TOLD)]


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        (error("ScanNotFoundException"), "the image was not scanned"),
        (error("ImageNotFoundException"), "there is no such image"),
        (error("RepositoryNotFoundException"), "there is no such image"),
        (REFUSED, "AWS answered AccessDeniedException"),
        (scan(status="IN_PROGRESS"), "the scan is IN_PROGRESS"),
        (
            {"imageScanStatus": {"status": "UNSUPPORTED_IMAGE", "description": "no operating system"}},
            "the scan is UNSUPPORTED_IMAGE: no operating system",
        ),
        ({"imageScanStatus": {"status": "COMPLETE"}}, "the scan is COMPLETE"),
    ],
)
def test_without_a_scan_it_is_unknown(recorded: Any, said: Any, answer: Any, note: str) -> None:
    deployed, _ = recorded(ecr_DescribeImageScanFindings=answer)
    assert said(assert_no_critical_vulnerabilities, deployed) == [(Outcome.UNKNOWN, WEB, note)]


def test_another_severity_is_an_error(recorded: Any) -> None:
    deployed, _ = recorded()
    with pytest.raises(
        ValueError, match="severity is one of INFORMATIONAL, LOW, MEDIUM, HIGH, CRITICAL, and 'critical'"
    ):
        assert_no_critical_vulnerabilities(deployed, severity="critical")  # type: ignore[arg-type]


def test_nothing_to_check(recorded: Any) -> None:
    deployed, _ = recorded(
        'resource "aws_ecs_task_definition" "web" {\n  family = "web"\n'
        '  container_definitions = jsonencode([{ name = "web", image = "nginx:1" }])\n}'
    )
    with pytest.raises(RequirementNotMet, match="nothing to check: the plan has no container with an image in ECR"):
        assert_no_critical_vulnerabilities(deployed)


def test_it_is_skipped_in_an_emulated_account(emulated: Any) -> None:
    with pytest.raises(SkipTest):
        assert_no_critical_vulnerabilities(emulated)


def test_the_texts(recorded: Any) -> None:
    deployed, _ = recorded(ecr_DescribeImageScanFindings=scan(LOG4J))
    with pytest.raises(RequirementNotMet) as caught:
        assert_no_critical_vulnerabilities(deployed, severity="HIGH")
    lines = str(caught.value).splitlines()
    assert lines[0] == "ECSF885 no-critical-vulnerabilities: 1 of 1 failed  [high]"
    assert lines[8:13] == [
        "     = attribute  container_definitions[0].image",
        "     = expected   a scan without findings of severity HIGH or CRITICAL",
        '     = actual     "210987654321.dkr.ecr.eu-central-1.amazonaws.com/web:1"',
        "     = note       CVE-2021-44228 (CRITICAL) in log4j-core 2.14.1",
        "     = touches    aws_ecs_service.web",
    ]
    deployed, _ = recorded(ecr_DescribeImageScanFindings=error("ScanNotFoundException"))
    with pytest.raises(RequirementNotMet) as caught:
        assert_no_critical_vulnerabilities(deployed)
    lines = str(caught.value).splitlines()
    assert lines[0] == "ECSF885 no-critical-vulnerabilities: 1 of 1 unknown  [high]"
    assert lines[14:18] == [
        "  fix:   Set scan_on_push in the image_scanning_configuration of the",
        "         aws_ecr_repository, or an aws_ecr_registry_scanning_configuration, and push",
        "         the image again.",
        "  docs:  docs/requirements/ECSF885.md",
    ]
