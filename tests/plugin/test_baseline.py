"""`--ecsfargate-baseline`: what an old module fails is written once, and from then on only what is new fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.plugin.conftest import told

SOURCE = "--ecsfargate-engine=source"
WRITE, CHECK = "--ecsfargate-baseline=write", "--ecsfargate-baseline=check"

MAIN = """
variable "first" { default = "one" }
variable "password" { default = "hunter2-is-secret" }

resource "aws_ecs_cluster" "a" {
  name = var.first
}

resource "aws_ecs_cluster" "b" {
  name = aws_ecs_cluster.a.arn
}

resource "aws_ecs_cluster" "c" {
  name = "main"
  tags = { password = var.password }
}
"""

TESTS = """
    from pytest_ecsfargate import requirement

    @requirement("ECSF901", "Every cluster is called main.", looks_for="aws_ecs_cluster")
    def assert_main(plan):
        for cluster in plan.clusters():
            yield cluster.expect("name", "main")

    @requirement("ECSF902", "Every cluster has no tag.", looks_for="aws_ecs_cluster")
    def assert_no_tag(plan):
        for cluster in plan.clusters():
            yield cluster.expect('tags["password"]', None)

    def test_main(plan):
        assert_main(plan)

    def test_tags(plan):
        assert_no_tag(plan)
"""
A, B, C = (
    {"requirement": "ECSF901", "address": "aws_ecs_cluster.a", "attribute": "name"},
    {"requirement": "ECSF901", "address": "aws_ecs_cluster.b", "attribute": "name"},
    {"requirement": "ECSF902", "address": "aws_ecs_cluster.c", "attribute": 'tags["password"]'},
)


@pytest.fixture(autouse=True)
def _module(pytester: pytest.Pytester) -> None:
    pytester.makefile(".tf", main=MAIN)
    pytester.makepyfile(TESTS)


@pytest.fixture
def file(pytester: pytest.Pytester) -> Path:
    return pytester.path / "ecsfargate-baseline.json"


def findings(file: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(file.read_text())["findings"]
    return found


def write(file: Path, *found: dict[str, str]) -> None:
    file.write_text(json.dumps({"format_version": "1.0", "findings": found}))


def test_written_and_checked(pytester: pytest.Pytester, file: Path, workers: tuple[str, str]) -> None:
    result = pytester.runpytest(SOURCE, WRITE, *workers)
    result.assert_outcomes(passed=2)
    assert told(result, "baselines written") == ["ecsfargate-baseline.json: 3 findings, 3 added and 0 removed."]
    assert findings(file) == [A, B, C]
    assert "hunter2" not in file.read_text()
    result = pytester.runpytest(SOURCE, CHECK, "--ecsfargate-strict", *workers)
    result.assert_outcomes(passed=2)
    assert sorted(told(result, "waived requirements"), reverse=True) == [
        "2 waived: ECSF901 aws_ecs_cluster.a, aws_ecs_cluster.b (in the baseline)",
        "1 waived: ECSF902 aws_ecs_cluster.c (in the baseline)",
    ]
    assert result.ret == pytest.ExitCode.OK


def test_only_what_is_new_fails(pytester: pytest.Pytester, file: Path) -> None:
    write(file, A, C)
    result = pytester.runpytest(SOURCE, CHECK)
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["E  *ECSF901 main: 1 of 3 unknown, 1 waived*"])
    assert findings(file) == [A, C]


def test_without_being_asked_nothing_is_accepted_or_written(pytester: pytest.Pytester, file: Path) -> None:
    pytester.runpytest(SOURCE).assert_outcomes(failed=2)
    assert not file.exists()
    write(file, A, B, C)
    pytester.runpytest(SOURCE).assert_outcomes(failed=2)


def test_what_is_gone(pytester: pytest.Pytester, file: Path) -> None:
    write(file, A, B, C)
    arguments = (SOURCE, CHECK, "--ecsfargate-var=first=main")
    lines = [
        "ecsfargate-baseline.json: ECSF901 aws_ecs_cluster.a name",
        "Remove these lines, or run with --ecsfargate-baseline write.",
    ]
    result = pytester.runpytest(*arguments)
    assert (result.ret, told(result, "gone from the baseline")) == (pytest.ExitCode.OK, lines)
    result = pytester.runpytest(*arguments, "--ecsfargate-strict")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    # Nothing is known of a requirement that was not judged.
    assert told(pytester.runpytest(*arguments, "-k", "tags"), "gone from the baseline") == []
    pytester.runpytest(SOURCE, WRITE, "--ecsfargate-var=first=main", "-k", "tags")
    assert findings(file) == [A, B, C]
    result = pytester.runpytest(SOURCE, WRITE, "--ecsfargate-var=first=main")
    assert told(result, "baselines written") == ["ecsfargate-baseline.json: 2 findings, 0 added and 1 removed."]
    assert findings(file) == [B, C]


def test_one_environment_of_two(pytester: pytest.Pytester, file: Path) -> None:
    toml = "[environments.dev.variables]\nfirst = 'main'\n[environments.prod]\n"
    pytester.makefile(".toml", ecsfargate=toml)
    write(file, A, B, C)
    arguments = (SOURCE, "--ecsfargate-environment=dev")
    assert told(pytester.runpytest(*arguments, CHECK), "gone from the baseline") == []
    pytester.runpytest(*arguments, WRITE)
    assert findings(file) == [A, B, C]
    result = pytester.runpytest(SOURCE, CHECK, "--ecsfargate-strict")
    result.assert_outcomes(passed=4)
    assert result.ret == pytest.ExitCode.OK


def test_a_plan_made_without_the_fixtures_has_no_baseline(pytester: pytest.Pytester, file: Path) -> None:
    direct = TESTS.replace(
        "(plan):\n        assert_", "():\n        plan = plan_module(Path(__file__).parent)\n        assert_"
    )
    pytester.makepyfile(
        test_direct=f"""
    from pathlib import Path
    from pytest_ecsfargate import plan_module
    {direct}"""
    )
    write(file, A, B, C)
    pytester.runpytest(SOURCE, WRITE, "test_direct.py").assert_outcomes(failed=2)
    assert findings(file) == [A, B, C]


def test_the_ready_made_suite(pytester: pytest.Pytester, file: Path) -> None:
    pytester.makefile(".toml", ecsfargate='select = ["container-insights"]')
    pytester.makefile(".tf", main='resource "aws_ecs_cluster" "main" {\n  name = "main"\n}\n')
    pytester.runpytest(SOURCE, "ecsfargate.toml").assert_outcomes(failed=1)
    pytester.runpytest(SOURCE, WRITE, "ecsfargate.toml").assert_outcomes(passed=1)
    (entry,) = findings(file)
    assert (entry["requirement"], entry["address"]) == ("ECSF301", "aws_ecs_cluster.main")
    pytester.runpytest(SOURCE, CHECK, "ecsfargate.toml").assert_outcomes(passed=1)


def test_a_file_that_cannot_be_read(pytester: pytest.Pytester, file: Path) -> None:
    damaged = '{\n<<<<<<< ours\n  "findings": []\n}'
    file.write_text(damaged)
    for argument in (CHECK, WRITE):
        result = pytester.runpytest(SOURCE, argument)
        result.assert_outcomes(errors=2)
        fix = "fix: put it right, or delete it and run with --ecsfargate-baseline write."
        result.stdout.fnmatch_lines([f"{file}:2: the baseline is no JSON: *", fix])
    assert file.read_text() == damaged


def test_nonsense(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest("--ecsfargate-baseline=chek")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert [line for line in result.stderr.lines if line] == [
        "ERROR: --ecsfargate-baseline must be write or check, not 'chek' (did you mean 'check'?)."
    ]
