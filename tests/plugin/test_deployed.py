"""The fixture `deployed` where nothing is applied."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pytest_ecsfargate.sandbox.journal import Entry, Recorded

MODULE = 'resource "terraform_data" "x" {}\n'
TEST = "def test_it(deployed):\n    raise AssertionError('it is deployed')\n"


@pytest.fixture
def shop(pytester: pytest.Pytester) -> Path:
    (pytester.path / "main.tf").write_text(MODULE)
    pytester.makepyfile(TEST)
    return pytester.path


@pytest.fixture
def terraform(shop: Path) -> Path:
    """A program that leaves a note when it is started for more than its version."""
    path = shop / "terraform.py"
    path.write_text(
        f"#!{sys.executable} -S\nimport sys\nif 'version' not in sys.argv:\n    open({str(shop / 'started')!r}, 'w')\n"
    )
    path.chmod(0o700)
    return path


def test_without_terraform_it_is_skipped(pytester: pytest.Pytester, shop: Path) -> None:
    run = pytester.runpytest("--ecsfargate-engine=source", "-rs")
    run.assert_outcomes(skipped=1)
    run.stdout.fnmatch_lines(["SKIPPED*: needs terraform, and the engine is source"])


def test_a_broken_agreement_is_told_before_anything_is_made(
    pytester: pytest.Pytester, shop: Path, terraform: Path
) -> None:
    (shop / "ecsfargate.toml").write_text("[requirements.log-retentio]\ndefault = 7\n")
    run = pytester.runpytest(f"--ecsfargate-terraform={terraform}")
    run.assert_outcomes(errors=1)
    run.stdout.fnmatch_lines(["*log-retention*"])
    assert not (shop / "started").exists()


@pytest.fixture
def no_credentials(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(shop / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(shop / "none"))


@pytest.mark.usefixtures("no_credentials")
def test_an_ambient_account_needs_credentials(pytester: pytest.Pytester, shop: Path, terraform: Path) -> None:
    run = pytester.runpytest("--ecsfargate-account=ambient", f"--ecsfargate-terraform={terraform}")
    run.assert_outcomes(errors=1)
    run.stdout.fnmatch_lines(["there are no AWS credentials that work here: *"])
    assert not (shop / "started").exists()
    assert not (shop / ".pytest_cache" / "ecsfargate-stacks").exists()


@pytest.mark.usefixtures("no_credentials")
def test_a_sweep_with_nothing_to_do_needs_no_credentials(pytester: pytest.Pytester, shop: Path) -> None:
    run = pytester.runpytest("--ecsfargate-sweep")
    assert run.ret == pytest.ExitCode.OK
    assert run.outlines == [
        "no stack of an earlier run is recorded here, and without credentials nothing else can be looked for"
    ]


@pytest.mark.usefixtures("no_credentials")
def test_a_sweep_with_something_to_do_does(pytester: pytest.Pytester, shop: Path) -> None:
    folder = shop / ".pytest_cache" / "ecsfargate-stacks" / "20260102T030405Z-abcdef"
    folder.mkdir(parents=True)
    entry = Entry("20260102T030405Z-abcdef", "1", str(shop), None, "111122223333", "eu-west-1", "", "terraform", "copy")
    Recorded(folder, entry).write()
    run = pytester.runpytest("--ecsfargate-sweep")
    assert run.ret == pytest.ExitCode.USAGE_ERROR
    run.stderr.fnmatch_lines(["ERROR: --ecsfargate-sweep: there are no AWS credentials that work here: *"])
    assert folder.exists()
