"""A small module to test, and pytest run on it: in this process and, where it matters, with two workers."""

from __future__ import annotations

import pytest

# Runs in this process forget the modules that they import. What is loaded before them stays, which saves seconds each.
import pytest_ecsfargate.engines
import pytest_ecsfargate.session.explain
import pytest_ecsfargate.session.header
import pytest_ecsfargate.session.metrics
import pytest_ecsfargate.session.planner
import pytest_ecsfargate.session.suite_file
import pytest_ecsfargate.suite  # noqa: F401
from pytest_ecsfargate.catalog import built_in

built_in()

MODULE = """
variable "environment" {
  type    = string
  default = "none"
}

variable "days" {
  type    = list(number)
  default = [7]
}

resource "aws_cloudwatch_log_group" "app" {
  name              = "/app/${var.environment}"
  retention_in_days = var.days[0]
}
"""


@pytest.fixture(autouse=True)
def _not_on_a_build_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """There pytest shortens nothing in its summary, and the texts here are what people see."""
    for name in ("CI", "BUILD_NUMBER"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def module(pytester: pytest.Pytester) -> str:
    """Writes main.tf: one log group, whose name and days come from variables."""
    pytester.makefile(".tf", main=MODULE)
    return MODULE


@pytest.fixture(params=["0", "2"], ids=["alone", "two_workers"])
def workers(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Arguments for pytest: no workers, then two."""
    return ("-n", request.param)


def told(result: pytest.RunResult, title: str) -> list[str]:
    """The lines of a section at the end of a run."""
    heads = [number for number, line in enumerate(result.outlines) if f"= {title} =" in line]
    if not heads:
        return []
    section = result.outlines[heads[0] + 1 :]
    end = next(number for number, line in enumerate(section) if line.startswith("==="))
    return [line for line in section[:end] if line]
