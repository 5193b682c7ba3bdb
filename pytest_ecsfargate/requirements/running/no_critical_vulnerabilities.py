"""The scans of the images that run found nothing severe."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from ...declaration import requirement
from ...findings import Severity, Verdict
from ...live.running.images import NO_IMAGE, Pulled, Registries, Scan, pulled
from ...live.running.questions import Refused, must_run, noted
from ...plan.model import Plan

Level = Literal["INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL"]

_LEVELS: Final = get_args(Level)
_DONE: Final = ("COMPLETE", "ACTIVE")  # of basic scanning, and of enhanced scanning, which goes on
_NO_SCAN: Final = "ScanNotFoundException"
_SWITCH_ON: Final = (
    "Set scan_on_push in the image_scanning_configuration of the aws_ecr_repository, or an "
    "aws_ecr_registry_scanning_configuration, and push the image again."
)


@requirement(
    "ECSF885",
    "No image of a container has a known vulnerability of the agreed severity.",
    severity=Severity.HIGH,
    aws_doc="https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html",
    remediation="Build the image anew on a base image in which it is fixed; where it does no harm, pass its name in "
    "allow.",
    looks_for="container with an image in ECR",
    needs_deployment=True,
)
def assert_no_critical_vulnerabilities(
    plan: Plan, *, severity: Level = "CRITICAL", allow: Collection[str] = (), allow_empty: bool = False
) -> Iterator[Verdict]:
    """No image of a container has a known vulnerability of the agreed severity.

    Judged by what ECR's own scan of the image found, basic or enhanced: findings of `severity` or a higher one, but for
    those whose names are in `allow`, such as CVE-2021-44228. What is suppressed or closed in Amazon Inspector does not
    count, and neither does what has no severity yet. An image that was not scanned, or whose scan is not done or
    failed, is unknown; so is one for several platforms, which ECR scans by its parts. Images of other registries are
    not examined.

    It is skipped in an emulated account, where nothing is scanned.

    Why:
        An image that was clean when it was built is not a year later. ECR knows, and tells nobody who does not ask.

    Fails:
        {
          "ecr:DescribeImageScanFindings": {
            "imageScanStatus": {"status": "COMPLETE"},
            "imageScanFindings": {
              "findings": [
                {
                  "name": "CVE-2021-44228",
                  "severity": "CRITICAL",
                  "attributes": [
                    {"key": "package_name", "value": "log4j-core"},
                    {"key": "package_version", "value": "2.14.1"}
                  ]
                }
              ]
            }
          }
        }

    Passes:
        {
          "ecr:DescribeImageScanFindings": {
            "imageScanStatus": {"status": "COMPLETE"},
            "imageScanFindings": {
              "findings": [{"name": "CVE-2023-0464", "severity": "MEDIUM"}]
            }
          }
        }

    References:
        - https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
        - https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageScanFindings.html
        - https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageScanStatus.html

    """
    if severity not in _LEVELS:
        raise ValueError(f"severity is one of {', '.join(_LEVELS)}, and {severity!r} is not")
    deployment = must_run(plan)
    registries = Registries(deployment)
    expected = f"a scan without findings of severity {' or '.join(_LEVELS[_LEVELS.index(severity) :])}"
    for place in pulled(deployment):
        yield _judged(place, registries, expected, _LEVELS.index(severity), allow)


def _judged(place: Pulled, registries: Registries, expected: str, least: int, allow: Collection[str]) -> Verdict:
    if place.image is None:
        return place.judge(None, expected)
    scan = registries.scan(place.image)
    if isinstance(scan, Refused):
        if scan.code == _NO_SCAN:
            return place.judge(None, expected, note="the image was not scanned", hint=_SWITCH_ON)
        return place.judge(None, expected, note="there is no such image" if scan.code in NO_IMAGE else scan.reason)
    if scan.status not in _DONE or scan.findings is None:
        return place.judge(None, expected, note=_not_done(scan))
    found = [each for each in map(_finding, scan.findings) if each.level >= least and each.name not in allow]
    worst = sorted(found, key=lambda each: (-each.level, each.name))
    return place.judge(not found, expected, note=noted([each.text for each in worst]))


def _not_done(scan: Scan) -> str:
    return f"the scan is {scan.status or 'without a status'}" + (f": {scan.description}" if scan.description else "")


@dataclass(frozen=True)
class _Finding:
    """A finding of basic or enhanced scanning: its name, and its severity by number, -1 for none that counts."""

    name: str
    level: int
    text: str


def _finding(found: Mapping[str, Any]) -> _Finding:
    details = found.get("packageVulnerabilityDetails", {})
    name = found.get("name") or details.get("vulnerabilityId") or found.get("title", "")
    severity = found.get("severity", "")
    counts = severity in _LEVELS and found.get("status", "ACTIVE") == "ACTIVE"
    packages = [f"{each['name']} {each.get('version', '')}".strip() for each in details.get("vulnerablePackages", ())]
    attributes = {each["key"]: each.get("value", "") for each in found.get("attributes", ())}
    if "package_name" in attributes:
        packages.append(f"{attributes['package_name']} {attributes.get('package_version', '')}".strip())
    where = f" in {', '.join(dict.fromkeys(packages))}" if packages else ""
    return _Finding(name, _LEVELS.index(severity) if counts else -1, f"{name} ({severity}){where}")
