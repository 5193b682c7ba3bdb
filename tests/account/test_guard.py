"""Which accounts and environments a module may be applied in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_ecsfargate import Plan, plan_module
from pytest_ecsfargate.account.ambient import AmbientAccount
from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.account.errors import AccountError
from pytest_ecsfargate.account.guard import SandboxAccount, admit, regions_of

OURS = "111122223333"
Source = Callable[..., Plan]


class Mine(AmbientAccount):
    """The account of credentials that are not asked for."""

    account_id = OURS
    region = "eu-central-1"


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """The plan of a module with these providers."""

    def make(text: str, environment: str | None = None, variable: str | None = None) -> Plan:
        (tmp_path / "main.tf").write_text(text)
        variables = {} if variable is None else {"environment": variable}
        return plan_module(tmp_path, variables=variables, environment=environment)

    return make


FRANKFURT = 'provider "aws" {\n  region = "eu-central-1"\n}\n'
AND_VIRGINIA = FRANKFURT + 'provider "aws" {\n  alias  = "cdn"\n  region = "us-east-1"\n}\n'


def test_an_emulated_account_takes_everything(source: Source) -> None:
    admit(EmulatedAccount(), source(FRANKFURT, "production"), sandboxes=())


@pytest.mark.parametrize("regions", [(), ("eu-central-1",), ("us-east-1", "eu-central-1")])
def test_a_sandbox_account_is_admitted_in_its_regions(source: Source, regions: tuple[str, ...]) -> None:
    admit(Mine(), source(FRANKFURT), sandboxes=[SandboxAccount(OURS, regions)])


@pytest.mark.parametrize(
    ("sandboxes", "text", "told"),
    [
        ([], FRANKFURT, "the AWS account 111122223333 is no sandbox"),
        ([SandboxAccount("999999999999")], FRANKFURT, "the AWS account 111122223333 is no sandbox"),
        ([SandboxAccount(OURS, ("eu-west-1",))], FRANKFURT, "the region eu-central-1 of the AWS account 111122223333"),
        ([SandboxAccount(OURS, ("eu-central-1",))], AND_VIRGINIA, "the region us-east-1 of the AWS account"),
        ([SandboxAccount(OURS)], 'provider "aws" {\n  region = timestamp()\n}\n', "the region of provider.aws is not"),
    ],
)
def test_anything_else_is_refused(source: Source, sandboxes: list[SandboxAccount], text: str, told: str) -> None:
    with pytest.raises(AccountError, match=told):
        admit(Mine(), source(text), sandboxes=sandboxes)


VARIABLE = FRANKFURT + 'variable "environment" {\n  type = string\n}\n'


@pytest.mark.parametrize(
    ("environment", "variable"), [("prod", "x"), ("eu-production", "x"), ("PRD", "x"), (None, "live"), ("dev", "prod")]
)
def test_what_looks_like_production_needs_a_second_yes(source: Source, environment: str | None, variable: str) -> None:
    plan, sandboxes = source(VARIABLE, environment, variable), [SandboxAccount(OURS)]
    name = variable if variable != "x" else str(environment)
    with pytest.raises(AccountError, match=f"'{name}' looks like production"):
        admit(Mine(), plan, sandboxes=sandboxes)
    admit(Mine(), plan, sandboxes=sandboxes, production=[name])


@pytest.mark.parametrize("environment", ["dev", "staging", "product-catalog", "delivery", "preprod"])
def test_other_names_do_not(source: Source, environment: str) -> None:
    admit(Mine(), source(FRANKFURT, environment), sandboxes=[SandboxAccount(OURS)])


def test_a_provider_without_region_takes_that_of_the_account(source: Source) -> None:
    assert regions_of(source('provider "aws" {}\n'), Mine()) == ("eu-central-1",)
    assert regions_of(source("locals {}\n"), Mine()) == ("eu-central-1",)
