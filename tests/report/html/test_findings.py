from __future__ import annotations

from typing import Any

from pytest_ecsfargate.report.html.findings import sections
from pytest_ecsfargate.report.records import Waiver


def test_a_finding_in_two_environments_is_told_once(made: Any) -> None:
    records = [made.record(made.result(), environment=name) for name in ("dev", "prod")]
    (section,) = sections(records)
    (finding,) = section.findings
    (spot,) = finding.spots.values()
    assert list(spot.environments) == ["dev", "prod"]


def test_what_differs_between_environments_is_told_twice(made: Any) -> None:
    dev = made.record(made.result(actual="30"))
    prod = made.record(made.result(actual="60"), environment="prod")
    (section,) = sections([dev, prod])
    anchors = [spot.anchor for finding in section.findings for spot in finding.spots.values()]
    assert anchors == ["print-of-aws_lb_target_group.web", "print-of-aws_lb_target_group.web-2"]


def test_instances_of_one_block_share_what_is_said_of_them(made: Any) -> None:
    addresses = ['aws_lb_target_group.all["a"]', 'aws_lb_target_group.all["b"]', "aws_lb_target_group.other"]
    (section,) = sections([made.record(*map(made.result, addresses))])
    assert [list(finding.spots) for finding in section.findings] == [addresses[:2], addresses[2:]]


def test_two_tests_that_say_the_same_say_it_once(made: Any) -> None:
    record = made.record(made.result())
    (section,) = sections([record, record])
    assert len(section.findings) == 1


def test_modules_are_told_apart(made: Any) -> None:
    (section,) = sections([made.record(made.result(), module=name) for name in ("one", "two")])
    assert [finding.record.module for finding in section.findings] == ["one", "two"]


def test_what_was_skipped_holds_nothing_against_a_module(made: Any) -> None:
    (section,) = sections([made.record(made.result(), outcome="skipped", reason="nothing to compare with")])
    assert section.findings == []
    assert [remark.record.reason for remark in section.remarks] == ["nothing to compare with"]


def test_a_requirement_that_is_met_needs_no_section(made: Any) -> None:
    assert sections([made.record()]) == []


def test_what_is_urgent_comes_first(made: Any) -> None:
    waived = made.result(waiver=Waiver("We know.", "ecsfargate.toml"))
    records = [
        made.record(made.result(), requirement="ECSF901", severity="low"),
        made.record(waived, requirement="ECSF902", severity="critical"),
        made.record(made.result(outcome="unknown"), requirement="ECSF903", severity="critical"),
        made.record(made.result(), requirement="ECSF904", severity="high"),
    ]
    order = ["ECSF904", "ECSF901", "ECSF903", "ECSF902"]
    assert [section.record.requirement for section in sections(records)] == order
