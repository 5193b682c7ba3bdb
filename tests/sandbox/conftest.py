"""An account that stands for the user's own: moto's server behind a proxy that can fail, reached by credentials."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.account.guard import SandboxAccount
from pytest_ecsfargate.sandbox.journal import Journal
from pytest_ecsfargate.sandbox.stack import Terms

from .failing_proxy import FailingProxy

REGION = "eu-central-1"

HEAD = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region = "eu-central-1"
}

variable "environment_suffix" {
  type    = string
  default = ""
}

resource "aws_cloudwatch_log_group" "web" {
  name              = "/ecs/web-${var.environment_suffix}"
  retention_in_days = 7
}
"""


@dataclass(frozen=True)
class Aws:
    """The account: what is in it, and the proxy through which everybody but the tests goes."""

    account: EmulatedAccount
    proxy: FailingProxy
    environment: dict[str, str]

    @property
    def id(self) -> str:
        return self.account.account_id

    def client(self, service: str) -> Any:
        return self.account.session(REGION).client(service)

    def log_groups(self) -> list[str]:
        return [group["logGroupName"] for group in self.client("logs").describe_log_groups()["logGroups"]]


@pytest.fixture(scope="session")
def _server() -> Iterator[EmulatedAccount]:
    with closing(EmulatedAccount(region=REGION)) as account:
        account.start()
        yield account


@pytest.fixture
def aws(_server: EmulatedAccount, aws_provider: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    """An empty account, which the environment's credentials belong to."""
    with FailingProxy(_server.endpoint) as proxy:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            monkeypatch.delenv(name)
        environment = {**_server.variables(), "AWS_ENDPOINT_URL": proxy.address}
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        made = Aws(_server, proxy, environment)
        yield made
        for group in made.log_groups():
            made.client("logs").delete_log_group(logGroupName=group)


@pytest.fixture
def terms(aws: Aws, tmp_path: Path) -> Terms:
    """Terms on which the module may be applied in that account."""
    sandboxes = (SandboxAccount(aws.id, (REGION,)),)
    return Terms(Journal(tmp_path / "journal"), "this run", timeout=120, steady=0, sandboxes=sandboxes, pauses=(0, 0))


@pytest.fixture
def module(tmp_path: Path) -> Callable[[str], Path]:
    """A module with a log group, and more."""

    def make(more: str = "") -> Path:
        folder = tmp_path / "shop"
        folder.mkdir(exist_ok=True)
        (folder / "main.tf").write_text(HEAD + more)
        return folder

    return make


@dataclass(frozen=True)
class Things:
    """A module that needs no provider, and so no time: it makes files in a folder, and removes them."""

    folder: Path
    module: Path

    def write(self, more: str = "") -> Path:
        self.module.mkdir(exist_ok=True)
        self.folder.mkdir(exist_ok=True)
        (self.module / "main.tf").write_text(
            f"""
resource "terraform_data" "thing" {{
  input = "{self.folder}/thing"

  provisioner "local-exec" {{
    command = "touch ${{self.input}}"
  }}

  provisioner "local-exec" {{
    when    = destroy
    command = "rm ${{self.input}}"
  }}
}}
"""
            + more
        )
        return self.module

    def there(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def things(tmp_path: Path) -> Things:
    """A module of files."""
    return Things(tmp_path / "things", tmp_path / "shop")
