"""`--ecsfargate-explain`."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("name", ["ECSF401", "ecsf401", "health-checks", "assert_health_checks"])
def test_one_requirement(pytester: pytest.Pytester, name: str) -> None:
    result = pytester.runpytest("--ecsfargate-explain", name)
    assert result.ret == 0
    result.stdout.fnmatch_lines(
        [
            "ECSF401 health-checks  [[]medium[]]",
            "from pytest_ecsfargate import assert_health_checks",
            "Why:",
            "Fails:",
            "Passes:",
            "Settings:",
            "    interval: int | None = 30",
            "    Set them in a call, or in ecsfargate.toml under [[]requirements.health-checks[]].",
            "Fix:",
        ]
    )


def test_all(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest("--ecsfargate-explain", "all")
    result.stdout.fnmatch_lines(["ECSF101  fargate-only  *", "ECSF401  health-checks  *", "ECSF701  *"])


def test_another_name(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest("--ecsfargate-explain", "helth-checks")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    problem = "there is no requirement 'helth-checks'; did you mean health-checks? (all lists them)."
    assert [line for line in result.stderr.lines if line] == [f"ERROR: --ecsfargate-explain: {problem}"]


def test_a_requirement_on_what_is_deployed_says_so(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest("--ecsfargate-explain", "services-steady")
    assert result.outlines[:5] == [
        "ECSF881 services-steady  [high]",
        "from pytest_ecsfargate import assert_services_steady",
        "",
        "It judges what is deployed: in a test with the fixture `deployed`, or a run with `--ecsfargate-live`.",
        "",
    ]
