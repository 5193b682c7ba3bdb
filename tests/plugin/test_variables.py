"""Values of variables, from the weakest place to the strongest, and never printed."""

from __future__ import annotations

import pytest

SOURCE = "--ecsfargate-engine=source"
SHOW = """
    def test_it(plan, ecsfargate_variables):
        group = plan["aws_cloudwatch_log_group.app"]
        print("<", group["name"].value, group["retention_in_days"].value, dict(ecsfargate_variables), ">")
"""
MARKED = f"""
    import pytest

    @pytest.mark.ecsfargate(variables={{"environment": "marker"}})
    {SHOW.strip()}
"""


@pytest.fixture(autouse=True)
def project(pytester: pytest.Pytester, module: str) -> None:
    pytester.makepyfile(SHOW)


def shown(pytester: pytest.Pytester, *arguments: str) -> str:
    result = pytester.runpytest("-s", "-q", SOURCE, *arguments)
    assert result.ret == 0, result.stdout.str()
    return result.stdout.str().partition("< ")[2].partition(" >")[0]


def test_defaults(pytester: pytest.Pytester) -> None:
    assert shown(pytester) == "/app/none 7 {}"


def test_each_place_wins_over_the_one_before(pytester: pytest.Pytester) -> None:
    def toml(environment: str = "") -> None:
        pytester.makefile(".toml", ecsfargate=f"[variables]\nenvironment = 'toml'\n[environments.dev]\n{environment}")

    def values(name: str) -> None:
        (pytester.path / f"{name}.tfvars").write_text(f'environment = "{name} file"\n')

    for name in ("environment", "ini", "option"):
        values(name)
    toml()
    assert shown(pytester).startswith("/app/toml 7")
    toml("var_files = ['environment.tfvars']")
    assert shown(pytester).startswith("/app/environment file 7")
    toml("var_files = ['environment.tfvars']\nvariables = { environment = 'environment' }")
    assert shown(pytester).startswith("/app/environment 7")
    pytester.makeini("[pytest]\necsfargate_var_file = ini.tfvars")
    assert shown(pytester).startswith("/app/ini file 7")
    pytester.makeini("[pytest]\necsfargate_var_file = ini.tfvars\necsfargate_var = environment=ini")
    assert shown(pytester).startswith("/app/ini 7")
    pytester.makepyfile(MARKED)
    assert shown(pytester).startswith("/app/marker 7")
    assert shown(pytester, "--ecsfargate-var-file=option.tfvars").startswith("/app/option file 7")
    assert shown(pytester, "--ecsfargate-var=environment=option", "--ecsfargate-var-file=option.tfvars").startswith(
        "/app/option 7"
    )


def test_the_last_of_several_options_wins(pytester: pytest.Pytester) -> None:
    assert shown(pytester, "--ecsfargate-var=environment=a", "--ecsfargate-var=environment=b").startswith("/app/b")


def test_a_text_is_read_by_the_type_of_the_variable(pytester: pytest.Pytester) -> None:
    assert shown(pytester, "--ecsfargate-var=days=[14, 3]") == "/app/none 14 {'days': '[14, 3]'}"
    assert shown(pytester, "--ecsfargate-var=environment=[14]").startswith("/app/[14] 7")


def test_a_text_that_is_no_expression_of_the_type(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest(SOURCE, "--ecsfargate-var=days=[14")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(['main.tf:6:1: The value given for variable "days" is no valid expression: *'])


@pytest.mark.parametrize("engine", ["source", "terraform"])
def test_a_value_of_any_type_is_what_terraform_takes_it_for(
    pytester: pytest.Pytester, engine: str, request: pytest.FixtureRequest
) -> None:
    if engine == "terraform":
        request.getfixturevalue("terraform_binary")
    main = 'variable "x" {\n  type = any\n}\nresource "terraform_data" "it" {\n  input = var.x.a[0]\n}\n'
    pytester.makefile(".tf", main=main)
    pytester.makepyfile("def test_it(plan): assert plan['terraform_data.it']['input'].value is True")
    result = pytester.runpytest(f"--ecsfargate-engine={engine}", "--ecsfargate-var=x={a=[true,null]}")
    result.assert_outcomes(passed=1)


def test_the_values_of_files_and_data_together(pytester: pytest.Pytester) -> None:
    (pytester.path / "more.tfvars").write_text("days = [30]\n")
    assert shown(pytester, "--ecsfargate-var-file=more.tfvars", "--ecsfargate-var=environment=x") == (
        "/app/x 30 {'days': [30], 'environment': 'x'}"
    )


def test_values_in_json(pytester: pytest.Pytester) -> None:
    (pytester.path / "more.tfvars.json").write_text('{"days": [30]}')
    assert shown(pytester, "--ecsfargate-var-file=more.tfvars.json") == "/app/none 30 {'days': [30]}"


def test_no_value_is_ever_printed(pytester: pytest.Pytester, workers: tuple[str, str]) -> None:
    """A secret given in every way, in a test that fails with all that pytest can show of its arguments."""
    pytester.makefile(".toml", ecsfargate="[environments.dev]\nvariables = { secret = 'hunter2-toml' }")
    pytester.makefile(
        ".tf",
        secret='variable "secret" {\n  sensitive = true\n}\noutput "x" {\n  value = var.secret\n  sensitive = true\n}',
    )
    (pytester.path / "s.tfvars").write_text('secret = "hunter2-file"\n')
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.ecsfargate(variables={"secret": "hunter2" + "-marker"})
        def test_it(plan, ecsfargate_variables, ecsfargate_plan_factory, hcl, ecsfargate_account):
            other = ecsfargate_plan_factory(variables={"environment": "x"})
            secret = plan.variables["secret"]
            assert not plan.resources
            assert ecsfargate_variables is None
        """
    )
    for arguments in ([], ["--ecsfargate-var-file=s.tfvars"], ["--ecsfargate-var=secret=hunter2-option"]):
        result = pytester.runpytest(SOURCE, *workers, "-vv", "-l", "-rA", "--setup-show", "--tb=long", *arguments)
        result.assert_outcomes(failed=1)
        text = result.stdout.str() + result.stderr.str()
        # What the user wrote into the command line and the test stays what the user wrote.
        assert "hunter2" not in text.replace('"hunter2" + "-marker"', "")
