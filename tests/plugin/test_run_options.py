"""The plugin beside pytest's own options and pytest-xdist."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

SOURCE = "--ecsfargate-engine=source"


@pytest.fixture(autouse=True)
def project(pytester: pytest.Pytester, module: str) -> None:
    pytester.makefile(".toml", ecsfargate="[environments.dev]\n[environments.prod]")
    pytester.makepyfile(
        """
        from pytest_ecsfargate import assert_health_checks

        def test_good(plan): assert len(plan) == 1
        def test_bad(plan): assert_health_checks(plan)
        """
    )


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("-p", "no:cacheprovider"),
        ("--assert=plain",),
        ("-q",),
        ("--import-mode=importlib",),
        ("-p", "no:terminal"),
        ("--tb=short", "-rA"),
        ("-n", "2"),
        ("-n", "2", "-p", "no:cacheprovider", "--assert=plain", "--import-mode=importlib"),
    ],
    ids=" ".join,
)
def test_the_same_with_any_option(pytester: pytest.Pytester, arguments: tuple[str, ...]) -> None:
    result = pytester.runpytest(SOURCE, *arguments)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    if "no:terminal" not in arguments:
        result.assert_outcomes(passed=2, failed=2)


def test_the_failure_is_the_first_line_of_the_summary(
    pytester: pytest.Pytester, workers: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    result = pytester.runpytest(SOURCE, *workers, "--tb=short")
    result.stdout.fnmatch_lines_random(["FAILED *::test_bad[[]dev[]] - ECSF401 health-checks: nothing to check*"])


def test_selecting(pytester: pytest.Pytester) -> None:
    pytester.runpytest(SOURCE, "-k", "dev and good").assert_outcomes(passed=1, deselected=3)
    pytester.runpytest(SOURCE, "-x").assert_outcomes(passed=1, failed=1)
    pytester.runpytest(SOURCE, "--lf").assert_outcomes(failed=1)


def test_last_failed(pytester: pytest.Pytester) -> None:
    pytester.runpytest(SOURCE)
    pytester.runpytest(SOURCE, "--lf").assert_outcomes(failed=2)


def test_junit_names(pytester: pytest.Pytester, workers: tuple[str, str]) -> None:
    pytester.runpytest(SOURCE, *workers, "--junitxml=out.xml")
    cases = ElementTree.parse(pytester.path / "out.xml").getroot().iter("testcase")
    assert sorted(case.attrib["name"] for case in cases) == [
        "test_bad[dev]",
        "test_bad[prod]",
        "test_good[dev]",
        "test_good[prod]",
    ]


def test_the_header(pytester: pytest.Pytester, workers: tuple[str, str]) -> None:
    result = pytester.runpytest(SOURCE, *workers)
    result.stdout.fnmatch_lines([f"ecsfargate: source engine, module {pytester.path.name}, environments dev, prod"])


def test_a_header_without_a_module(pytester: pytest.Pytester) -> None:
    for name in ("main.tf", "ecsfargate.toml"):
        (pytester.path / name).unlink()
    result = pytester.runpytest(SOURCE)
    result.stdout.fnmatch_lines(["ecsfargate: source engine"])


def test_unknown_verdicts_may_warn(pytester: pytest.Pytester, workers: tuple[str, str]) -> None:
    pytester.makefile(".toml", ecsfargate="")
    pytester.makefile(
        ".tf",
        more="""
        resource "aws_ssm_parameter" "days" {
          name  = "days"
          type  = "String"
          value = "7"
        }
        resource "aws_cloudwatch_log_group" "web" {
          name              = "/web"
          retention_in_days = aws_ssm_parameter.days.version
        }
        resource "aws_ecs_task_definition" "web" {
          family                   = "web"
          container_definitions = jsonencode([{
            name             = "web"
            image            = "web:1"
            logConfiguration = {
              logDriver = "awslogs"
              options   = { "awslogs-group" = aws_cloudwatch_log_group.web.name }
            }
          }])
        }
        """,
    )
    pytester.makepyfile(
        "from pytest_ecsfargate import assert_log_retention\ndef test_it(plan): assert_log_retention(plan)"
    )
    pytester.runpytest(SOURCE, *workers).assert_outcomes(failed=1)
    result = pytester.runpytest(SOURCE, *workers, "--ecsfargate-unknown=warn", "-W", "default")
    result.assert_outcomes(passed=1, warnings=1)
    pytester.makeini("[pytest]\necsfargate_unknown = warn")
    pytester.runpytest(SOURCE, *workers, "-W", "default").assert_outcomes(passed=1, warnings=1)
