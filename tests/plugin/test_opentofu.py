"""OpenTofu as the program: its files count, on every way to a plan."""

from __future__ import annotations

import pytest

from pytest_ecsfargate.hcl.block_types import Language
from pytest_ecsfargate.terraform.binary import language_of

SOURCE = "--ecsfargate-engine=source"


@pytest.fixture(autouse=True)
def both(pytester: pytest.Pytester) -> None:
    """A module with a file for each language, and a test that shows which one was read."""
    pytester.makefile(".tf", main='output "language" {\n  value = "terraform"\n}\n')
    pytester.makefile(".tofu", main='output "language" {\n  value = "opentofu"\n}\n')
    pytester.makepyfile("def test_it(plan):\n    print('read as', plan.outputs['language'].value)\n")


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        ([], "terraform"),
        (["--ecsfargate-terraform=tofu"], "opentofu"),
        (["--ecsfargate-terraform=/x/tofu"], "opentofu"),
    ],
)
def test_the_program_says_which_files_are_read(
    arguments: list[str], language: str, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    result = pytester.runpytest(SOURCE, "-s", *arguments)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines([f"*read as {language}*"])


@pytest.mark.parametrize(
    ("programs", "language"), [(["tofu"], "opentofu"), (["tofu", "terraform"], "terraform"), ([], "terraform")]
)
def test_tofu_is_the_program_where_only_that_is_on_the_path(
    programs: list[str], language: str, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = pytester.mkdir("bin")
    for name in programs:
        (folder / name).write_text("#!/bin/sh\nexit 1\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    result = pytester.runpytest(SOURCE, "-s")
    result.stdout.fnmatch_lines([f"*read as {language}*"])


@pytest.mark.parametrize(
    ("program", "language"),
    [
        ("terraform", Language.TERRAFORM),
        ("/x/tofu/terraform", Language.TERRAFORM),
        ("tofu", Language.OPENTOFU),
        ("/usr/bin/tofu-1.9", Language.OPENTOFU),
        ("OpenTofu", Language.OPENTOFU),
    ],
)
def test_a_program_is_known_by_its_name(program: str, language: Language) -> None:
    assert language_of(program) is language


def test_a_folder_with_files_of_opentofu_only_is_a_module(pytester: pytest.Pytester) -> None:
    (pytester.path / "main.tf").unlink()
    result = pytester.runpytest(SOURCE, "-s", "--ecsfargate-terraform=tofu")
    result.assert_outcomes(passed=1)
