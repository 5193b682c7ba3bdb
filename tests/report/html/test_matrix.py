from __future__ import annotations

from typing import Any

from pytest_ecsfargate.report.html.matrix import matrix_of
from pytest_ecsfargate.report.records import Waiver

KEY = ("platform", "dev")


def test_counts_are_places(made: Any) -> None:
    accepted = made.result("c", waiver=Waiver("We know.", "ecsfargate.toml"))
    record = made.record(made.result("a"), made.result("b", outcome="unknown"), accepted, examined=9)
    cell = matrix_of([record])["ECSF401"][KEY]
    assert cell.outcome == "not met"
    assert cell.counts == {"not met": 1, "unknown": 1, "waived": 1, "met": 6}


def test_a_place_that_two_tests_found_counts_once(made: Any) -> None:
    record = made.record(made.result("a"), examined=3)
    assert matrix_of([record, record])["ECSF401"][KEY].counts == {"not met": 1, "unknown": 0, "waived": 0, "met": 2}


def test_the_worst_of_several_tests_counts(made: Any) -> None:
    skipped = made.record(outcome="skipped", reason="nothing agreed")
    met = made.record(examined=2)
    unknown = made.record(made.result(outcome="unknown"), outcome="unknown")
    outcomes = [matrix_of(records)["ECSF401"][KEY].outcome for records in ([skipped], [skipped, met], [met, unknown])]
    assert outcomes == ["skipped", "met", "unknown"]


def test_environments_and_modules_have_cells_of_their_own(made: Any) -> None:
    records = [made.record(environment="dev"), made.record(environment="prod"), made.record(module="other")]
    assert list(matrix_of(records)["ECSF401"]) == [KEY, ("platform", "prod"), ("other", "dev")]
