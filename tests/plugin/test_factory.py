"""`ecsfargate_plan_factory`: further modules, variables, files, environments and engines."""

from __future__ import annotations

import pytest

SOURCE = "--ecsfargate-engine=source"


@pytest.fixture(autouse=True)
def project(pytester: pytest.Pytester, module: str) -> None:
    pytester.makefile(
        ".toml",
        ecsfargate="[environments.dev]\nvariables = { environment = 'dev' }\n"
        "[environments.prod]\nvariables = { environment = 'prod' }",
    )
    other = pytester.mkdir("other")
    (other / "main.tf").write_text(module.replace("/app/", "/other/"))
    (other / "more.tfvars").write_text("days = [30]")
    pytester.makeconftest(
        """
        import pytest

        @pytest.fixture
        def name(ecsfargate_plan_factory):
            def name(*arguments, **options):
                group = ecsfargate_plan_factory(*arguments, **options)["aws_cloudwatch_log_group.app"]
                return group["name"].value, group["retention_in_days"].value
            return name
        """
    )


def check(pytester: pytest.Pytester, *assertions: str, arguments: tuple[str, ...] = (SOURCE,)) -> None:
    body = "\n".join(f"    assert {line}" for line in assertions)
    pytester.makepyfile(f"from pathlib import Path\ndef test_it(name):\n{body}\n")
    result = pytester.runpytest(*arguments)
    result.assert_outcomes(passed=1)


def test_every_argument(pytester: pytest.Pytester) -> None:
    check(
        pytester,
        "name() == ('/app/none', 7)",
        "name(environment='prod') == ('/app/prod', 7)",
        "name(variables={'environment': 'x'}) == ('/app/x', 7)",
        "name(environment='prod', variables={'days': [1]}) == ('/app/prod', 1)",
        "name(var_files=['other/more.tfvars']) == ('/app/none', 30)",
        "name(var_files=['other/more.tfvars'], variables={'days': [1]}) == ('/app/none', 1)",
        "name('other') == ('/other/none', 7)",
        "name(module='other', variables={'environment': 'y'}, engine='source') == ('/other/y', 7)",
    )


def test_the_environment_that_the_run_names(pytester: pytest.Pytester) -> None:
    check(pytester, "name() == ('/app/prod', 7)", arguments=(SOURCE, "--ecsfargate-environment=prod"))


def test_the_environment_of_a_test_that_has_one(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "def test_it(name, ecsfargate_environment): assert name() == (f'/app/{ecsfargate_environment}', 7)"
    )
    pytester.runpytest(SOURCE).assert_outcomes(passed=2)


def test_a_module_that_changes_between_two_plans(pytester: pytest.Pytester, module: str) -> None:
    check(
        pytester,
        "name('other') == ('/other/none', 7)",
        "Path('other/terraform.tfvars').write_text('environment = \"late\"\\n')",
        "name('other') == ('/other/late', 7)",
    )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("'othr'", "There is no module folder 'othr' beside the test."),
        ("var_files=['x.tfvars']", "There is no var file 'x.tfvars' beside the test."),
        ("engine='steam'", "E*ValueError: engine must be auto, terraform, source, not 'steam'"),
        (
            "variables={'day': 1}",
            "A value is given for the variable 'day', *declares no such one (did you mean 'days'?).",
        ),
    ],
)
def test_what_makes_no_sense(pytester: pytest.Pytester, call: str, message: str) -> None:
    pytester.makepyfile(f"def test_it(ecsfargate_plan_factory): ecsfargate_plan_factory({call})")
    result = pytester.runpytest(SOURCE)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([message])


def test_a_module_that_a_fixture_of_the_users_names(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        from pathlib import Path

        @pytest.fixture(scope="session")
        def ecsfargate_module():
            return Path("other").resolve()

        def test_it(name): assert name() == ("/other/none", 7)
        """
    )
    pytester.runpytest(SOURCE).assert_outcomes(passed=1)
