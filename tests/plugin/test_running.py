"""The requirements on what runs, in a run of pytest: in the suite with `--ecsfargate-live`, in tests, in reports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.requirements.aws_answers import PLATFORM

IDS = [f"ECSF88{number}" for number in range(1, 8)]
CONFTEST = """
    import pytest

    from tests.requirements.aws_answers import deployment, service

    @pytest.fixture(scope="session")
    def deployed(tmp_path_factory):
        answers = {"ecs:DescribeServices": service(runningCount=0)}
        return deployment(tmp_path_factory.mktemp("deployed"), answers, emulated=%s)[0]
"""
SKIPPED = "no task runs in the emulated account: judged in an account of AWS only"


def platform(pytester: pytest.Pytester, *ids: str, emulated: bool) -> None:
    """A module that selects these requirements, with what is deployed of it."""
    Path("main.tf").write_text(PLATFORM)
    Path("ecsfargate.toml").write_text(f"select = {json.dumps(ids)}")
    pytester.makeconftest(CONFTEST % emulated)


def test_a_run_on_plans_has_none_of_them(pytester: pytest.Pytester) -> None:
    platform(pytester, *IDS, "ECSF101", emulated=False)
    result = pytester.runpytest("--ecsfargate", "--ecsfargate-engine=source", "--collect-only", "-q", ".")
    assert [line for line in result.outlines if "::" in line] == ["ecsfargate.toml::fargate-only"]


def test_in_an_emulated_account_all_are_skipped_and_reported_so(pytester: pytest.Pytester) -> None:
    platform(pytester, *IDS, emulated=True)
    result = pytester.runpytest("--ecsfargate", "--ecsfargate-live", "--ecsfargate-report=r.json", ".")
    result.assert_outcomes(skipped=7)
    records = json.loads(Path("r.json").read_text())["records"]
    assert [(record["requirement"], record["outcome"], record["reason"]) for record in records] == [
        (each, "skipped", SKIPPED) for each in IDS
    ]


def test_a_test_of_the_user_is_skipped_too(pytester: pytest.Pytester) -> None:
    platform(pytester, emulated=True)
    pytester.makepyfile(
        "from pytest_ecsfargate import assert_services_steady\n\n"
        "def test_steady(deployed):\n    assert_services_steady(deployed)\n"
    )
    result = pytester.runpytest("-rs")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines([f"SKIPPED * {SKIPPED}"])


def test_what_does_not_run_is_in_every_report(pytester: pytest.Pytester) -> None:
    platform(pytester, "ECSF881", emulated=False)
    reports = [f"--ecsfargate-report=r.{ending}" for ending in ("json", "sarif", "html", "md")]
    result = pytester.runpytest("--ecsfargate", "--ecsfargate-live", *reports, ".")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["FAILED *::services-steady* - ECSF881 services-steady: 1 of 1 fai*"])
    (record,) = json.loads(Path("r.json").read_text())["records"]
    assert (record["requirement"], record["theme"], record["engine"], record["outcome"]) == (
        "ECSF881",
        "running",
        "live",
        "not met",
    )
    (run,) = json.loads(Path("r.sarif").read_text())["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["id"] == "ECSF881"
    assert "running" in rule["properties"]["tags"]
    for ending in ("html", "md"):
        text = Path(f"r.{ending}").read_text()
        assert "ECSF881" in text
        assert "0 of 1 tasks running" in text
