"""What runs leave in pytest's cache: plans that the next run can use, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.terraform import process

# A built-in resource only: needs no provider.
MODULE = 'resource "terraform_data" "it" {\n  input = "x"\n}\n'


def test_no_lock_is_left(pytester: pytest.Pytester, workers: tuple[str, str], terraform_binary: Path) -> None:
    pytester.makefile(".tf", main=MODULE)
    pytester.makepyfile(test_a="def test_it(plan): assert plan", test_b="def test_it(plan): assert plan")
    pytester.runpytest("--ecsfargate-engine=terraform", *workers).assert_outcomes(passed=2)
    left = sorted((pytester.path / ".pytest_cache" / "d" / "ecsfargate").iterdir())
    assert [path.suffix for path in left] == [".json"]
    assert not left[0].name.startswith("run-")


def test_a_run_that_finds_its_plan_loads_nothing_heavy(pytester: pytest.Pytester, terraform_binary: Path) -> None:
    pytester.makefile(".tf", main=MODULE)
    pytester.makepyfile(
        """
        import sys

        def test_it(plan):
            assert plan.engine == "terraform"
            print("heavy:", sorted({"boto3", "botocore", "filelock", "hcl2", "moto", "tftest"} & set(sys.modules)))
        """
    )
    pytester.runpytest("--ecsfargate-engine=terraform").assert_outcomes(passed=1)
    # A process of its own, which writes no file into the module's folder.
    command = [sys.executable, "-m", "pytest", "--ecsfargate-engine=terraform", "-s"]
    done = subprocess.run(command, cwd=pytester.path, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0
    assert "heavy: []" in done.stdout


def test_a_run_in_which_nothing_changed_starts_no_program(
    pytester: pytest.Pytester, terraform_binary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    usual = process.start

    def start(command: Sequence[str], *more: Any) -> Any:
        started.append(command[1])
        return usual(command, *more)

    monkeypatch.setattr(process, "start", start)
    pytester.makefile(".tf", main=MODULE)
    pytester.makepyfile("def test_it(plan): assert plan.engine == 'terraform'")
    for commands in (["version", "init", "plan"], []):
        result = pytester.runpytest("--ecsfargate-engine=terraform", f"--ecsfargate-terraform={terraform_binary}")
        result.assert_outcomes(passed=1)
        result.stdout.re_match_lines([r"ecsfargate: terraform \d+\.\d+\.\d+"])
        assert started == commands
        started.clear()


def test_a_cache_that_is_cleared_is_made_anew(
    pytester: pytest.Pytester, terraform_binary: Path, tmp_path: Path
) -> None:
    wrapper = tmp_path / "terraform"
    wrapper.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path}/calls\nexec {terraform_binary} "$@"\n')
    wrapper.chmod(0o700)
    pytester.makefile(".tf", main=MODULE)
    pytester.makepyfile("def test_it(plan): assert plan")
    for settings, plans in (((), 1), ((), 1), (("--cache-clear",), 2), ((), 2)):
        pytester.runpytest(
            "--ecsfargate-engine=terraform", f"--ecsfargate-terraform={wrapper}", *settings
        ).assert_outcomes(passed=1)
        assert (tmp_path / "calls").read_text().split().count("plan") == plans


def test_a_plan_of_what_lies_outside_of_the_checkout_is_made_anew(
    pytester: pytest.Pytester, tmp_path: Path, terraform_binary: Path
) -> None:
    outside = tmp_path / "outside.txt"
    pytester.makefile(".tf", main=f'resource "terraform_data" "it" {{\n  input = file("{outside}")\n}}\n')
    pytester.makepyfile("def test_it(plan): print('input:', plan['terraform_data.it']['input'].value)")
    for text in ("first", "second"):
        outside.write_text(text)
        found = pytester.runpytest("--ecsfargate-engine=terraform", "-s")
        found.stdout.fnmatch_lines([f"*input: {text}"])
