"""The fixtures. Each is small and an override point: a fixture of the same name in a conftest.py wins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .session.run import run_of
from .settings.selection import Selection

if TYPE_CHECKING:
    from .account.base import Account
    from .live.deployment import Deployment
    from .plan.model import Plan
    from .session.documents import Documents
    from .session.factory import PlanFactory
    from .terraform.tftest_runner import TerraformTest


@pytest.fixture(scope="session")
def _ecsfargate_selection(request: pytest.FixtureRequest) -> Selection:
    """What the test is about; a test that reaches this only by getfixturevalue is about its own folder's module."""
    selected: Selection | None = getattr(request, "param", None)
    return selected or run_of(request.config).selector.without_test()


@pytest.fixture(scope="session")
def ecsfargate_module(_ecsfargate_selection: Selection) -> Path:
    """Path of the Terraform module under test.

    `--ecsfargate-module`, else the marker's, else the ini file's, else the nearest folder with an ecsfargate.toml, else
    with .tf files, at or above the test file.
    """
    if _ecsfargate_selection.search.module is None:
        pytest.fail(_ecsfargate_selection.search.problem, pytrace=False)
    return _ecsfargate_selection.search.module


@pytest.fixture(scope="session")
def ecsfargate_environment(_ecsfargate_selection: Selection) -> str | None:
    """Name of the environment under test, such as dev; None where the module has none.

    A test runs once for each environment of ecsfargate.toml, or for those that --ecsfargate-environment names.
    """
    return _ecsfargate_selection.environment


@pytest.fixture(scope="session")
def ecsfargate_variables(
    request: pytest.FixtureRequest,
    _ecsfargate_selection: Selection,
    ecsfargate_module: Path,
    ecsfargate_environment: str | None,
) -> Mapping[str, Any]:
    """Variables that the module is planned with: from ecsfargate.toml, var files, the marker and the options.

    A mapping; its repr shows names only. Override it with a dict to plan with other variables.
    """
    run = run_of(request.config)
    return run.variables(ecsfargate_module, ecsfargate_environment, _ecsfargate_selection.variables)


@pytest.fixture(scope="session")
def ecsfargate_account(request: pytest.FixtureRequest, _ecsfargate_selection: Selection) -> Iterator[Account]:
    """The AWS account that terraform talks to: emulated on this machine, or ambient. It starts when it is needed.

    `session()` gives a boto3.Session in it, to add what a module looks up and the plugin cannot know.
    """
    account = run_of(request.config).account(_ecsfargate_selection.search.module)
    yield account
    account.close()


@pytest.fixture(scope="session")
def plan(
    request: pytest.FixtureRequest,
    ecsfargate_module: Path,
    ecsfargate_environment: str | None,
    ecsfargate_variables: Mapping[str, Any],
    ecsfargate_account: Account,
) -> Plan:
    """Plan of the module under test, once per environment: pass it to the assert_* helpers.

    A real terraform plan, or the module's source evaluated without terraform: see --ecsfargate-engine.
    """
    return run_of(request.config).plan(
        ecsfargate_module, ecsfargate_environment, ecsfargate_variables, ecsfargate_account
    )


@pytest.fixture(scope="session")
def ecsfargate_plan_factory(
    request: pytest.FixtureRequest, _ecsfargate_selection: Selection, ecsfargate_account: Account
) -> PlanFactory:
    """Makes further plans: factory(module=..., variables=..., var_files=..., environment=..., engine=...) -> Plan.

    Each argument defaults to what the test is about; paths are relative to the test file. Variables are added to those
    of the environment, and win over them.
    """
    from .session.factory import PlanFactory

    return PlanFactory(request, _ecsfargate_selection, ecsfargate_account)


@pytest.fixture(scope="session")
def hcl(ecsfargate_module: Path) -> Documents:
    """The module's files as python-hcl2 reads them, with nothing evaluated.

    A mapping of file names to dicts; `hcl.blocks("resource", "aws_lb")` and `hcl.query("...")` search all of them.
    """
    from .session.documents import Documents

    return Documents(ecsfargate_module)


@pytest.fixture(scope="session")
def terraform(
    request: pytest.FixtureRequest,
    ecsfargate_module: Path,
    ecsfargate_environment: str | None,
    ecsfargate_variables: Mapping[str, Any],
    ecsfargate_account: Account,
) -> Iterator[TerraformTest]:
    """A tftest.TerraformTest in a private copy of the module, for tests that run terraform themselves.

    Set up (terraform init), in the account under test; the copy and what is applied from it go away afterwards.
    """
    run = run_of(request.config)
    with run.terraform(ecsfargate_module, ecsfargate_environment, ecsfargate_variables, ecsfargate_account) as made:
        yield made


@pytest.fixture(scope="session")
def deployed(
    request: pytest.FixtureRequest,
    ecsfargate_module: Path,
    ecsfargate_environment: str | None,
    ecsfargate_variables: Mapping[str, Any],
    ecsfargate_account: Account,
) -> Iterator[Deployment]:
    """The module under test, applied in the account under test and read back through boto3; destroyed afterwards.

    The assert_* helpers take it as they take a plan. A copy of its own: `environment_suffix` is made up, if the module
    has that variable. In your own account only where `ecsfargate_sandbox_accounts` allows it. With --ecsfargate-live
    nothing is applied: what runs already is found by its names, and read.
    """
    run = run_of(request.config)
    with run.deployment(ecsfargate_module, ecsfargate_environment, ecsfargate_variables, ecsfargate_account) as made:
        yield made
