"""What one pytest run keeps, in the stash: its settings, what its tests are about, and its plans."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ..settings.inputs import Variables
from ..settings.options import Engine, resolve
from ..settings.selection import Selector
from .orphan import end_with
from .progress import Progress
from .shared_folder import SharedFolder, journal_folder

if TYPE_CHECKING:
    from ..account.base import Account
    from ..catalog import Catalog
    from ..declaration import Policy
    from ..live.deployment import Deployment
    from ..plan.model import Plan
    from ..sandbox.journal import Journal
    from ..terraform.tftest_runner import TerraformTest
    from .planner import Planner


class Run:
    """Made when the session starts; `close` ends what was started."""

    def __init__(self, session: pytest.Session) -> None:
        config = session.config
        self._session = session
        self.settings = resolve(config)
        self.selector = Selector(config.rootpath, self.settings)
        self.folder = SharedFolder(config)
        self._parent = os.getppid()
        self._progress = Progress(config)
        self._policy_before: Policy | None = None

    @property
    def has_stacks(self) -> bool:
        """Whether there are any in the journal; loads nothing."""
        return journal_folder(self._session.config).is_dir()

    @cached_property
    def journal(self) -> Journal:
        """Where stacks are recorded."""
        from ..sandbox.journal import Journal

        return Journal(journal_folder(self._session.config))

    @cached_property
    def planner(self) -> Planner:
        """What makes the plans; importing it loads the engines."""
        from .planner import Planner

        if not self.folder.owned:
            end_with(self._parent)
        return Planner(self.settings, self.folder, self._progress, self.catalog)

    def catalog(self, module: Path) -> Catalog:
        """The requirements on a module: the package's, and what a conftest.py at or above it or a plugin adds.

        Raises pytest.UsageError where what they add is none, or has the id or the slug of another one.
        """
        from .own_requirements import with_own

        return with_own(self._session.gethookproxy(module), self._session.config)

    def variables(self, module: Path, environment: str | None, marked: Mapping[str, Any]) -> Variables:
        """The variables of a module in an environment: the toml's, the ini file's, the marker's and the options'."""
        from ..hcl.configuration.variables import Spelled

        toml = self.selector.toml(module)
        own = toml.environments.get(environment) if toml is not None and environment is not None else None
        settings = self.settings
        return Variables(
            [
                toml.variables if toml is not None else {},
                *(own.var_files if own is not None else ()),
                own.variables if own is not None else {},
                *settings.ini_var_file,
                {name: Spelled(text) for name, text in settings.ini_var},
                marked,
                *settings.var_file,
                {name: Spelled(text) for name, text in settings.var},
            ]
        )

    def account(self, module: Path | None) -> Account:
        """A new account for the plans of a module. Nothing is started yet; who asks for it closes it."""
        from ..account.choose import make_account
        from ..hcl.configuration.loader import load
        from ..plan.model import Plan
        from ..terraform.binary import language_of

        settings = self.settings
        if module is None or settings.account == "ambient" or self.planner.engine() == "source":
            return make_account(settings.account)
        return make_account(settings.account, Plan({}, configuration=load(module, language_of(settings.terraform))))

    def plan(
        self,
        module: Path,
        environment: str | None,
        variables: Mapping[str, Any],
        account: Account,
        engine: Engine | None = None,
    ) -> Plan:
        """The plan of a module, made once. Fails the test where none can be made."""
        __tracebackhide__ = True
        self._apply_policy()
        toml = self.selector.toml(module)
        return self.planner.plan(
            module, variables=variables, environment=environment, account=account, toml=toml, engine=engine
        )

    @contextmanager
    def terraform(
        self, module: Path, environment: str | None, variables: Mapping[str, Any], account: Account
    ) -> Iterator[TerraformTest]:
        """A prepared copy of a module. Skips the test where the run goes without terraform, fails it on errors."""
        __tracebackhide__ = True
        self._need_terraform()
        from ..account.errors import AccountError
        from ..terraform.errors import TerraformError
        from ..terraform.tftest_runner import TerraformTestError
        from .prepared import prepared

        with ExitStack() as stack:
            problem = ""
            try:
                made = stack.enter_context(prepared(self.settings, module, variables, environment, account))
            except (AccountError, TerraformError, TerraformTestError, OSError) as error:
                problem = str(error)
            if problem:
                pytest.fail(problem, pytrace=False)
            yield made

    @contextmanager
    def deployment(
        self, module: Path, environment: str | None, variables: Mapping[str, Any], account: Account
    ) -> Iterator[Deployment]:
        """What is deployed of a module: applied for these tests and destroyed afterwards, or only read.

        Skips the test where the run goes without terraform and without an account to read.
        """
        __tracebackhide__ = True
        settings = self.settings
        if not settings.live:
            self._need_terraform()
        from .sandbox import deployment, terms_of

        self._apply_policy()
        # What is wrong there is told before anything is made.
        agreed = self.planner.agreed(module, self.selector.toml(module))
        terms = terms_of(settings, self.journal, self.folder.run, self._progress)
        with ExitStack() as stack:
            with self._progress:
                made = stack.enter_context(deployment(settings, terms, module, environment, variables, account))
            yield replace(made, **agreed)
            with self._progress:
                stack.close()

    def _need_terraform(self) -> None:
        __tracebackhide__ = True
        if self.planner.engine() == "source":
            asked = self.settings.engine == "source"
            pytest.skip("needs terraform, and the engine is source" if asked else "needs terraform, and there is none")

    def _apply_policy(self) -> None:
        from ..declaration import POLICY, Policy

        if POLICY.get().unknown != self.settings.unknown:
            self._policy_before = POLICY.get()
            POLICY.set(Policy(self.settings.unknown))

    def close(self) -> None:
        """Takes back what the run changed, and removes what it kept for itself."""
        if self._policy_before is not None:
            from ..declaration import POLICY

            POLICY.set(self._policy_before)
        if "planner" in vars(self):
            self.planner.release()
        # Under pytest-xdist the workers made the plans.
        if self.folder.owned and ("planner" in vars(self) or self.folder.used):
            self.planner.close()
        self.folder.close()


_KEY = pytest.StashKey[Run]()


def start(session: pytest.Session) -> None:
    """Makes the run of a session. Raises pytest.UsageError for settings that make no sense."""
    session.config.stash[_KEY] = Run(session)


def run_of(config: pytest.Config) -> Run:
    """The run of the session that a fixture belongs to."""
    return config.stash[_KEY]


def started(config: pytest.Config) -> Run | None:
    """The run of the session, if it has come that far."""
    return config.stash.get(_KEY, None)
