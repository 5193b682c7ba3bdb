"""Values of options and ini settings that make no sense."""

from __future__ import annotations

import pytest

NONSENSE = {
    "--ecsfargate-engine=terrafrm": (
        "--ecsfargate-engine must be auto, terraform or source, not 'terrafrm' (did you mean 'terraform'?)."
    ),
    "--ecsfargate-engine=": "--ecsfargate-engine must be auto, terraform or source, not ''.",
    "--ecsfargate-account=real": "--ecsfargate-account must be emulated or ambient, not 'real'.",
    "--ecsfargate-unknown=warm": "--ecsfargate-unknown must be fail or warn, not 'warm' (did you mean 'warn'?).",
    "--ecsfargate-timeout=soon": "--ecsfargate-timeout must be a number of seconds above 0, not 'soon'.",
    "--ecsfargate-timeout=0": "--ecsfargate-timeout must be a number of seconds above 0, not '0'.",
    "--ecsfargate-module=modles": (
        "--ecsfargate-module must be a folder, and there is no 'modles' (did you mean 'modules'?)."
    ),
    "--ecsfargate-module=main.tf": (
        "--ecsfargate-module must be the folder of a Terraform module, and 'main.tf' is a file."
    ),
    "--ecsfargate-plan=modules": "--ecsfargate-plan must be a file, and 'modules' is a folder.",
    "--ecsfargate-plan=plan.json": "--ecsfargate-plan must be a file, and there is no 'plan.json'.",
    "--ecsfargate-var-file=prd.tfvars": (
        "--ecsfargate-var-file must be a file, and there is no 'prd.tfvars' (did you mean 'prod.tfvars'?)."
    ),
    "--ecsfargate-var=hunter2": (
        "--ecsfargate-var must be NAME=VALUE with the name of a variable, as terraform's -var takes it."
    ),
    "--ecsfargate-environment=": "--ecsfargate-environment must be the name of an environment, not an empty one.",
    "--ecsfargate-sandbox-accounts=shop": (
        "--ecsfargate-sandbox-accounts must be an account's 12 digits, or those and regions (111122223333:eu-west-1), "
        "not 'shop'."
    ),
    "--ecsfargate-sandbox-accounts=111122223333:": (
        "--ecsfargate-sandbox-accounts must be an account's 12 digits, or those and regions (111122223333:eu-west-1), "
        "not '111122223333:'."
    ),
    "--ecsfargate-apply-timeout=-1": "--ecsfargate-apply-timeout must be a number of seconds above 0, not '-1'.",
    "--ecsfargate-terraform=": "--ecsfargate-terraform must be the name or the path of terraform or tofu, not empty.",
}


@pytest.fixture(autouse=True)
def project(pytester: pytest.Pytester, module: str) -> None:
    pytester.mkdir("modules")
    pytester.makefile(".tfvars", prod="")
    pytester.makepyfile("def test_of_something_else(): pass")


@pytest.mark.parametrize("option", NONSENSE)
def test_nonsense_is_a_usage_error_of_one_sentence(pytester: pytest.Pytester, option: str) -> None:
    result = pytester.runpytest(option)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert [line for line in result.stderr.lines if line] == [f"ERROR: {NONSENSE[option]}"]


def test_nonsense_is_found_before_workers_start(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest("-n", "2", "--ecsfargate-engine=steam")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert [line for line in result.stderr.lines if line] == [
        "ERROR: --ecsfargate-engine must be auto, terraform or source, not 'steam'."
    ]


def test_a_value_of_a_variable_is_not_repeated(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest("--ecsfargate-var", "hunter2")
    assert "hunter2" not in result.stderr.str() + result.stdout.str()


def test_an_ini_setting_is_named_with_its_file(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\necsfargate_unknown = wrn")
    result = pytester.runpytest()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert [line for line in result.stderr.lines if line] == [
        "ERROR: ecsfargate_unknown in tox.ini must be fail or warn, not 'wrn' (did you mean 'warn'?)."
    ]


@pytest.mark.parametrize("name", ["ecsfargate_suite", "ecsfargate_strict", "ecsfargate_live"])
def test_a_switch_of_the_ini_file_is_named_too(pytester: pytest.Pytester, name: str) -> None:
    pytester.makeini(f"[pytest]\n{name} = yess")
    result = pytester.runpytest()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert [line for line in result.stderr.lines if line] == [f"ERROR: {name} in tox.ini must be true or false."]


def test_an_option_wins_over_the_ini_file(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\necsfargate_engine = terraform")
    result = pytester.runpytest("--ecsfargate-engine=source")
    result.stdout.fnmatch_lines(["ecsfargate: source engine, *"])


def test_paths_in_the_ini_file_begin_beside_it(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\necsfargate_module = modules\necsfargate_engine = source")
    folder = pytester.mkdir("elsewhere")
    folder.joinpath("test_it.py").write_text(
        "def test_it(ecsfargate_module): assert ecsfargate_module.name == 'modules'"
    )
    pytester.chdir()
    result = pytester.runpytest("elsewhere")
    result.assert_outcomes(passed=1)
