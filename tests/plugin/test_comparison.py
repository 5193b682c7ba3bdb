"""`--ecsfargate-compare`: a test of the ready-made suite for each module, with and without the others."""

from __future__ import annotations

import pytest

SOURCE = "--ecsfargate-engine=source"
COMPARE = ("--ecsfargate-compare", "dev", "prod")

TOML = """
select = ["container-insights"]

[environments.dev.variables]
environment = "dev"

[environments.prod.variables]
environment = "prod"
days = [30]
"""


@pytest.fixture(autouse=True)
def _module(pytester: pytest.Pytester, module: str) -> None:
    pytester.makefile(".toml", ecsfargate=TOML)


def test_it_is_a_test_of_its_own(pytester: pytest.Pytester, workers: tuple[str, str]) -> None:
    result = pytester.runpytest(SOURCE, *COMPARE, "-v", *workers)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "dev and prod differ in 1 place of 1 resource (1 follows the environment)",
            "Environments plan the same, but for their names and what is allowed.",
            "",
            "  aws_cloudwatch_log_group.app",
            "    --> main.tf:11:1",
            "     = attribute  retention_in_days",
            "     = dev        7",
            "     = prod       30",
            "",
            "  fix:   Make them the same, or allow it in ecsfargate.toml:",
            "",
            "         [[]compare[]]",
            "         allow = [[]",
            '           "aws_cloudwatch_log_group.app.retention_in_days",',
            "         []]",
        ],
        consecutive=True,
    )
    result.stdout.fnmatch_lines(["FAILED ecsfargate.toml::compare[[]dev,prod[]] - Failed: dev and prod differ*"])


def test_beside_the_requirements(pytester: pytest.Pytester) -> None:
    pytester.makefile(".toml", ecsfargate=f'{TOML}[compare]\nallow = ["retention_in_days"]\n')
    result = pytester.runpytest(SOURCE, *COMPARE, "--ecsfargate", "-v")
    result.assert_outcomes(passed=1, skipped=2)
    result.stdout.fnmatch_lines(["*::container-insights[[]dev[]]*", "*::compare[[]dev,prod[]] PASSED*"])


def test_in_the_ini_file_and_with_one_environment(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\necsfargate_compare = dev prod")
    pytester.runpytest(SOURCE, "--ecsfargate-environment=dev").assert_outcomes(failed=1)


def test_a_module_without_the_environment_is_skipped(pytester: pytest.Pytester) -> None:
    other = pytester.mkdir("other")
    other.joinpath("main.tf").write_text('resource "aws_ecs_cluster" "main" {\n  name = "main"\n}\n')
    other.joinpath("ecsfargate.toml").write_text("[environments.dev]\n")
    result = pytester.runpytest(SOURCE, *COMPARE, "-rs")
    result.assert_outcomes(failed=1, skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED*: the module has no environment prod in its ecsfargate.toml"])


def test_nothing_to_compare(pytester: pytest.Pytester) -> None:
    pytester.makefile(".tf", main='variable "environment" {}\nvariable "days" { default = [] }\n')
    result = pytester.runpytest(SOURCE, *COMPARE, "-rs")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED*: nothing to compare: neither plan has a managed resource"])


def test_a_module_that_cannot_be_read_whole_is_not_proved(pytester: pytest.Pytester, module: str) -> None:
    call = 'module "m" {\n  source = "terraform-aws-modules/ecs/aws"\n}\n'
    pytester.makefile(".tf", main=module + call)
    pytester.makefile(".toml", ecsfargate=f'{TOML}[compare]\nallow = ["*"]\n')
    result = pytester.runpytest(SOURCE, *COMPARE)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["dev and prod may differ: not all of the module could be read", "  module.m: *"])
    result = pytester.runpytest(SOURCE, *COMPARE, "--ecsfargate-unknown=warn", "-Wdefault")
    result.assert_outcomes(passed=1, warnings=1)


@pytest.mark.usefixtures("aws_provider")
def test_the_terraform_engine(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest("--ecsfargate-engine=terraform", *COMPARE)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["dev and prod differ in 1 place of 1 resource (1 follows the environment)"])


NONSENSE = {
    ("--ecsfargate-compare", "dev", "dev"): (
        "--ecsfargate-compare must be two environments, such as dev prod, not 'dev dev'."
    ),
    ("--ecsfargate-compare", "dev", ""): (
        "--ecsfargate-compare must be two environments, such as dev prod, not 'dev '."
    ),
    ("--ecsfargate-compare", "dev", "prd"): (
        "--ecsfargate-compare must be an environment of an ecsfargate.toml, and none has 'prd' (did you mean 'prod'?)."
    ),
    (*COMPARE, "--ecsfargate-plan=main.tf"): "--ecsfargate-compare takes two plans, and --ecsfargate-plan gives one.",
    ("-o", "ecsfargate_compare=dev"): "ecsfargate_compare must be two environments, such as dev prod, not 'dev'.",
}


@pytest.mark.parametrize("arguments", NONSENSE, ids=" ".join)
def test_nonsense(pytester: pytest.Pytester, arguments: tuple[str, ...]) -> None:
    result = pytester.runpytest(SOURCE, *arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert [line for line in result.stderr.lines if line] == [f"ERROR: {NONSENSE[arguments]}"]
