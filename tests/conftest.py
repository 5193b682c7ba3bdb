"""What the whole suite shares: whether terraform and its AWS provider are at hand.

`ECSFARGATE_REQUIRE_TERRAFORM=1` turns the skips into failures: CI sets it, so that no test goes missing unseen.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

PROVIDER = """
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}
"""


def _cannot(reason: str) -> NoReturn:
    if os.environ.get("ECSFARGATE_REQUIRE_TERRAFORM") == "1":
        pytest.fail(f"{reason} (ECSFARGATE_REQUIRE_TERRAFORM=1)", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def terraform_binary() -> Path:
    """The path of terraform; without it the test is skipped, or fails under ECSFARGATE_REQUIRE_TERRAFORM=1."""
    found = shutil.which("terraform")
    if found is None:
        _cannot("terraform is not on PATH")
    return Path(found)


@pytest.fixture(scope="session")
def _provider_failure(terraform_binary: Path, tmp_path_factory: pytest.TempPathFactory) -> str | None:
    folder = tmp_path_factory.mktemp("provider")
    (folder / "provider.tf").write_text(PROVIDER)
    command = [str(terraform_binary), "init", "-input=false", "-no-color"]
    try:
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        return "no answer within 120 s"
    finally:
        # The provider is half a gigabyte where the CLI copies it.
        shutil.rmtree(folder, ignore_errors=True)
    return None if run.returncode == 0 else run.stderr.strip().partition("\n")[0] or f"exit code {run.returncode}"


@pytest.fixture(scope="session")
def aws_provider(_provider_failure: str | None) -> None:
    """Terraform can get hashicorp/aws; where it cannot, the test is skipped, or fails as above."""
    if _provider_failure is not None:
        _cannot(f"terraform init cannot get hashicorp/aws: {_provider_failure}")
