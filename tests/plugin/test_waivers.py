"""Waivers in a run of pytest: what they let pass is told at the end, on every engine and by every worker."""

from __future__ import annotations

import pytest

SOURCE = "--ecsfargate-engine=source"

CLUSTER = """
# ecsfargate:waive ECSF901 The name is historic
resource "aws_ecs_cluster" "old" {
  name = "old"
}
"""

TESTS = """
    from pytest_ecsfargate import requirement

    @requirement("ECSF901", "Every cluster is called main.", looks_for="aws_ecs_cluster")
    def assert_main(plan):
        for cluster in plan.clusters():
            yield cluster.expect("name", "main")

    def test_it(plan):
        assert_main(plan)

    def test_again(plan):
        assert_main(plan)
"""

TOML = """
[[waive]]
id = "ECSF901"
address = "aws_ecs_cluster.*"
reason = "The name is historic"
"""


def test_a_comment(pytester: pytest.Pytester, workers: tuple[str, str]) -> None:
    pytester.makefile(".tf", main=CLUSTER)
    pytester.makepyfile(TESTS)
    result = pytester.runpytest(SOURCE, *workers)
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*= waived requirements =*"])
    assert result.outlines.count("1 waived: ECSF901 aws_ecs_cluster.old (The name is historic)") == 1


def test_the_toml(pytester: pytest.Pytester) -> None:
    pytester.makefile(".tf", main=CLUSTER.replace("ecsfargate:", ""))
    pytester.makepyfile(TESTS)
    pytester.runpytest(SOURCE).assert_outcomes(failed=2)
    pytester.makefile(".toml", ecsfargate=TOML)
    result = pytester.runpytest(SOURCE, "-W", "error")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["1 waived: ECSF901 aws_ecs_cluster.old (The name is historic)"])


def test_one_that_has_expired(pytester: pytest.Pytester) -> None:
    pytester.makefile(".tf", main=CLUSTER.replace("historic", "historic until 2020-01-31"))
    pytester.makepyfile(TESTS)
    result = pytester.runpytest(SOURCE)
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*  waiver: main.tf:1 is not honoured: waived until 2020-01-31, expired"])
    result.stdout.no_fnmatch_line("*waived requirements*")


@pytest.mark.parametrize(
    ("id", "message"),
    [
        ("ECSF999", None),
        ("ECSF410", "*ecsfargate.toml:2: no requirement is called 'ECSF410' (did you mean 'ECSF4*"),
        ("main", "*ecsfargate.toml:2: no requirement is called 'main' (your own are named by their ids*"),
    ],
)
def test_a_requirement_that_there_is_none_of(pytester: pytest.Pytester, id: str, message: str | None) -> None:
    pytester.makefile(".tf", main=CLUSTER)
    pytester.makepyfile("def test_it(plan): pass")
    pytester.makefile(".toml", ecsfargate=TOML.replace("ECSF901", id))
    result = pytester.runpytest(SOURCE)
    result.assert_outcomes(passed=int(message is None), errors=int(message is not None))
    if message is not None:
        result.stdout.fnmatch_lines([message])


@pytest.mark.usefixtures("aws_provider")
def test_the_terraform_engine(pytester: pytest.Pytester) -> None:
    pytester.makefile(".tf", main=CLUSTER)
    pytester.makepyfile(TESTS)
    result = pytester.runpytest("--ecsfargate-engine=terraform")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["1 waived: ECSF901 aws_ecs_cluster.old (The name is historic)"])
