"""What runs leave in pytest's cache: plans that the next run can use, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

# A built-in resource only: needs no provider.
MODULE = 'resource "terraform_data" "it" {\n  input = "x"\n}\n'


def test_no_lock_is_left(pytester: pytest.Pytester, workers: tuple[str, str], terraform_binary: Path) -> None:
    pytester.makefile(".tf", main=MODULE)
    pytester.makepyfile(test_a="def test_it(plan): assert plan", test_b="def test_it(plan): assert plan")
    pytester.runpytest("--ecsfargate-engine=terraform", *workers).assert_outcomes(passed=2)
    left = sorted((pytester.path / ".pytest_cache" / "d" / "ecsfargate").iterdir())
    assert [path.suffix for path in left] == [".json"]
    assert not left[0].name.startswith("run-")
