"""The fixture `hcl`: raw documents by python-hcl2."""

from __future__ import annotations

import pytest


def run(pytester: pytest.Pytester, test: str) -> pytest.RunResult:
    pytester.makepyfile(f"def test_it(hcl):\n    {test}")
    return pytester.runpytest()


@pytest.mark.parametrize(
    "check",
    [
        "assert list(hcl) == ['main.tf', 'more.tf'] and len(hcl) == 2",
        "assert repr(hcl).endswith(': main.tf, more.tf>')",
        "assert 'aws_cloudwatch_log_group' in str(hcl['main.tf']['resource'])",
        "assert [block.name_labels for block in hcl.blocks('variable')] == [['environment'], ['days']]",
        "assert hcl.blocks('resource', 'aws_lb')[0].attribute('name').value in ('\"web\"', 'web')",
        "assert len(hcl.query('resource.aws_lb[*]')) == 1",
        "assert hcl.view('more.tf').blocks('resource')",
    ],
)
def test_what_it_gives(pytester: pytest.Pytester, module: str, check: str) -> None:
    pytester.makefile(".tf", more='resource "aws_lb" "main" {\n  name = "web"\n}\n')
    run(pytester, check).assert_outcomes(passed=1)


def test_a_file_that_does_not_parse(pytester: pytest.Pytester, module: str) -> None:
    pytester.makefile(".tf", more='resource "aws_lb" "main" {\n  name = = 1\n}\n')
    result = run(pytester, "hcl['more.tf']")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E*ValueError: more.tf:2: python-hcl2 cannot parse this file"])
