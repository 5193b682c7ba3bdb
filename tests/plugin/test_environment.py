"""Environments: from ecsfargate.toml, by option, ini file and marker."""

from __future__ import annotations

import pytest

TOML = """
[environments.dev]
[environments.prod]
"""


def names(pytester: pytest.Pytester, *arguments: str) -> list[str]:
    result = pytester.runpytest("--collect-only", "-q", *arguments)
    return [line.partition("::")[2] for line in result.outlines if "::" in line]


@pytest.fixture(autouse=True)
def project(pytester: pytest.Pytester, module: str) -> None:
    pytester.makefile(".toml", ecsfargate=TOML)
    pytester.makepyfile("def test_it(ecsfargate_environment): print(f'<{ecsfargate_environment}>')")


def test_a_test_runs_once_for_each(pytester: pytest.Pytester) -> None:
    assert names(pytester) == ["test_it[dev]", "test_it[prod]"]


def test_none_in_the_toml_leaves_names_alone(pytester: pytest.Pytester) -> None:
    pytester.makefile(".toml", ecsfargate="")
    assert names(pytester) == ["test_it"]


def test_the_option_picks(pytester: pytest.Pytester) -> None:
    assert names(pytester, "--ecsfargate-environment=prod") == ["test_it[prod]"]
    both = ("--ecsfargate-environment=prod", "--ecsfargate-environment=dev")
    assert names(pytester, *both) == ["test_it[dev]", "test_it[prod]"]


def test_the_ini_file_picks_and_the_option_wins(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\necsfargate_environment = dev")
    assert names(pytester) == ["test_it[dev]"]
    assert names(pytester, "--ecsfargate-environment=prod") == ["test_it[prod]"]


def test_a_name_without_a_toml_is_just_a_name(pytester: pytest.Pytester) -> None:
    (pytester.path / "ecsfargate.toml").unlink()
    assert names(pytester, "--ecsfargate-environment=preview") == ["test_it[preview]"]


def test_a_marker(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.ecsfargate(environment="prod")
        def test_one(ecsfargate_environment): pass
        @pytest.mark.ecsfargate(environment=["dev", "prod"])
        def test_two(ecsfargate_environment): pass
        """
    )
    assert sorted(names(pytester)) == ["test_one[prod]", "test_two[dev]", "test_two[prod]"]


def test_the_users_own_parameters(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.parametrize("ecsfargate_environment", ["blue", "green"])
        def test_it(plan, ecsfargate_environment): pass
        """
    )
    assert names(pytester) == ["test_it[blue]", "test_it[green]"]


def test_a_test_that_uses_no_environment_keeps_its_name(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_files(hcl): pass\ndef test_more(ecsfargate_plan_factory): pass")
    assert names(pytester) == ["test_files", "test_more"]
    assert names(pytester, "--ecsfargate-environment=prod") == ["test_files", "test_more"]


@pytest.mark.parametrize("asked", ["option", "ini"])
def test_an_environment_that_no_module_has(pytester: pytest.Pytester, workers: tuple[str, str], asked: str) -> None:
    if asked == "ini":
        pytester.makeini("[pytest]\necsfargate_environment = prd")
    arguments = ["--ecsfargate-environment=prd"] if asked == "option" else []
    result = pytester.runpytest(*workers, *arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    name = "--ecsfargate-environment" if asked == "option" else "ecsfargate_environment"
    assert [line for line in result.stderr.lines if line] == [
        f"ERROR: {name} must be an environment of an ecsfargate.toml, and none has 'prd' (did you mean 'prod'?)."
    ]


def test_an_environment_that_the_markers_module_lacks(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "import pytest\n@pytest.mark.ecsfargate(environment='test')\ndef test_it(ecsfargate_environment): pass"
    )
    result = pytester.runpytest()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    place = f"{pytester.path.name}/ecsfargate.toml"
    assert [line for line in result.stderr.lines if line] == [
        f"ERROR: A marker names the environment 'test', and {place} has no such one (it has dev, prod)."
    ]


def test_a_module_of_a_monorepo_without_the_environment_is_skipped(pytester: pytest.Pytester) -> None:
    other = pytester.mkdir("other")
    (other / "ecsfargate.toml").write_text("[environments.staging]")
    (other / "test_other.py").write_text("def test_other(ecsfargate_environment): pass")
    result = pytester.runpytest("--ecsfargate-environment=prod", "-rs")
    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED*other/ecsfargate.toml has no environment prod"])


def test_a_broken_toml_is_told_once(pytester: pytest.Pytester, workers: tuple[str, str]) -> None:
    pytester.makefile(".toml", ecsfargate="# names\n[enviroments.dev]")
    pytester.makepyfile(test_a="def test_it(plan): pass", test_b="def test_it(plan): pass")
    result = pytester.runpytest(*workers)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert [line for line in result.stderr.lines if line] == [
        "ERROR: ecsfargate.toml:2: unknown key 'enviroments' (did you mean 'environments'?)."
    ]
