"""`select` and `ignore` of an ecsfargate.toml: what makes no sense in them ends the run as any mistake of the file."""

from __future__ import annotations

import pytest

WRONG = {
    'select = ["fargate-onli"]': "1: no requirement is called 'fargate-onli' (did you mean 'fargate-only'?).",
    '# x\nselect = ["ECSF101"]\nignore = ["xyz"]': (
        "3: no requirement is called 'xyz' (the ready-made suite has what --ecsfargate-explain all names)."
    ),
}


@pytest.mark.parametrize("text", WRONG)
def test_a_name_that_there_is_none_of(
    pytester: pytest.Pytester, module: str, workers: tuple[str, str], text: str
) -> None:
    pytester.makefile(".toml", ecsfargate=text)
    result = pytester.runpytest("--ecsfargate", *workers)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert [line for line in result.stderr.lines if line] == [f"ERROR: ecsfargate.toml:{WRONG[text]}"]


def test_names_in_any_case(pytester: pytest.Pytester, module: str) -> None:
    pytester.makefile(".toml", ecsfargate='select = ["Fargate-Only", "ecsf501", "ECSF703"]\nignore = ["region"]')
    result = pytester.runpytest("--ecsfargate", "--collect-only", "-q")
    assert [line for line in result.outlines if "::" in line] == [
        "ecsfargate.toml::fargate-only",
        "ecsfargate.toml::log-retention",
    ]
