"""The fixture `plan`: made once, in every scope, and short words where there is none."""

from __future__ import annotations

import pytest

SOURCE = "--ecsfargate-engine=source"

# Counts how often a plan is made, by all processes of the run.
COUNTING = """
    import os, pytest
    import pytest_ecsfargate.engines as engines

    make_plan = engines.make_plan

    def counted(request, **options):
        with open("made.txt", "a") as log:
            log.write(f"{request.environment}\\n")
        return make_plan(request, **options)

    engines.make_plan = counted
"""


@pytest.fixture(autouse=True)
def project(pytester: pytest.Pytester, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import pytest_ecsfargate.engines

    # The tests' own process is the one of the runs: what conftest.py changes there is changed back.
    monkeypatch.setattr(pytest_ecsfargate.engines, "make_plan", pytest_ecsfargate.engines.make_plan)


def made(pytester: pytest.Pytester) -> list[str]:
    return sorted((pytester.path / "made.txt").read_text().split())


def test_the_plan_of_the_module(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        from pytest_ecsfargate import Plan

        def test_it(plan: Plan):
            assert plan["aws_cloudwatch_log_group.app"]["name"].value == "/app/none"
            assert repr(plan).endswith(": 1 resources, source engine>")
        """
    )
    pytester.runpytest(SOURCE).assert_outcomes(passed=1)


def test_once_for_each_environment(pytester: pytest.Pytester) -> None:
    pytester.makefile(".toml", ecsfargate="[environments.dev]\n[environments.prod]")
    pytester.makeconftest(COUNTING)
    tests = "def test_one(plan): pass\ndef test_two(plan): pass\nclass TestIt:\n    def test_it(self, plan): pass"
    pytester.makepyfile(test_a=tests, test_b=tests)
    pytester.runpytest(SOURCE).assert_outcomes(passed=12)
    assert made(pytester) == ["dev", "prod"]


def test_for_fixtures_of_any_scope(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        import pytest

        @pytest.fixture(scope="session")
        def names(plan):
            return list(plan.resources)
        """
    )
    pytester.makepyfile("def test_it(names): assert names == ['aws_cloudwatch_log_group.app']")
    pytester.runpytest(SOURCE).assert_outcomes(passed=1)


@pytest.mark.parametrize("scope", ["function", "class", "module", "session"])
def test_variables_of_the_users_of_any_scope(pytester: pytest.Pytester, scope: str) -> None:
    pytester.makeconftest(
        f"""
        import pytest

        @pytest.fixture(scope="{scope}")
        def ecsfargate_variables():
            return {{"environment": "mine"}}
        """
    )
    pytester.makepyfile(
        """
        def test_it(plan): assert plan["aws_cloudwatch_log_group.app"]["name"].value == "/app/mine"
        def test_again(plan): assert plan["aws_cloudwatch_log_group.app"]["name"].value == "/app/mine"
        """
    )
    pytester.runpytest(SOURCE).assert_outcomes(passed=2)


def test_variables_added_to_the_others(pytester: pytest.Pytester) -> None:
    pytester.makefile(".toml", ecsfargate="[environments.dev]\nvariables = { environment = 'dev' }")
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture
        def ecsfargate_variables(ecsfargate_variables):
            return {**ecsfargate_variables, "days": [3]}

        def test_it(plan):
            group = plan["aws_cloudwatch_log_group.app"]
            assert (group["name"].value, group["retention_in_days"].value) == ("/app/dev", 3)
        """
    )
    pytester.runpytest(SOURCE, "-v").stdout.fnmatch_lines(["*::test_it[[]dev[]] PASSED*"])


def test_a_plan_of_the_users_wins(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture
        def plan():
            return 42

        def test_it(plan): assert plan == 42
        """
    )
    pytester.makefile(".toml", ecsfargate="[environments.dev]\n[environments.prod]")
    pytester.runpytest(SOURCE).assert_outcomes(passed=1)


def test_broken_code(pytester: pytest.Pytester) -> None:
    pytester.makefile(".tf", broken='resource "aws_lb" "main" {\n  name = \n}\n')
    pytester.makeconftest(COUNTING)
    pytester.makepyfile("def test_one(plan): pass\ndef test_two(plan): pass")
    result = pytester.runpytest(SOURCE)
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(["broken.tf:2:*"])
    assert "fixtures.py" not in result.stdout.str()
    assert made(pytester) == ["None"]


def test_a_missing_variable(pytester: pytest.Pytester) -> None:
    pytester.makefile(".tf", more='variable "vpc_id" {\n  type = string\n}\n')
    pytester.makepyfile("def test_it(plan): pass")
    result = pytester.runpytest(SOURCE)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "more.tf:1:1: variable vpc_id has no value.",
            "fix: set it in ecsfargate.toml under [[]variables[]] or with --ecsfargate-var vpc_id=...",
        ]
    )


def test_a_variable_that_the_module_does_not_have(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(plan): pass")
    result = pytester.runpytest(SOURCE, "--ecsfargate-var", "enviroment=dev")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["A value is given for the variable 'enviroment', and the module declares no such one *'environment'?)."]
    )


def test_the_settings_of_the_toml_are_the_helpers_defaults(pytester: pytest.Pytester) -> None:
    pytester.makefile(".toml", ecsfargate="[requirements.log-retention]\ndays = { none = 90 }")
    pytester.makepyfile(
        """
        def test_it(plan):
            assert plan.settings == {"log-retention": {"days": {"none": 90}}}
        """
    )
    pytester.runpytest(SOURCE).assert_outcomes(passed=1)


def test_a_setting_that_no_helper_has(pytester: pytest.Pytester) -> None:
    pytester.makefile(".toml", ecsfargate="[requirements.log-retention]\ndayz = 3")
    pytester.makepyfile("def test_it(plan): pass")
    result = pytester.runpytest(SOURCE)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["ecsfargate.toml:2: log-retention has no setting 'dayz' (did you mean 'days'?)."])


def test_two_modules_in_one_run(pytester: pytest.Pytester, module: str, workers: tuple[str, str]) -> None:
    for name in ("shop", "jobs"):
        folder = pytester.mkdir(name)
        (folder / "main.tf").write_text(module.replace("/app/", f"/{name}/"))
        (folder / "ecsfargate.toml").write_text("[environments.dev]\n[environments.prod]")
        (folder / f"test_{name}.py").write_text(
            f"def test_it(plan): assert plan['aws_cloudwatch_log_group.app']['name'].value == '/{name}/none'\n"
            f"def test_more(plan): assert plan.module.name == '{name}'"
        )
    pytester.runpytest(SOURCE, *workers).assert_outcomes(passed=8)


def test_nothing_is_written_into_the_module(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(plan): pass")
    before = {path: path.read_bytes() for path in pytester.path.rglob("*") if path.is_file()}
    pytester.runpytest(SOURCE, "-p", "no:cacheprovider").assert_outcomes(passed=1)
    after = {
        path: path.read_bytes()
        for path in pytester.path.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert before == after
