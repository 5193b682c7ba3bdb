"""What the fixture `deployed` gives, and what a run says of stacks that are still there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ..settings.inputs import Variables
from ..settings.options import SWEEP, Settings
from .planner import problem_of
from .progress import Progress
from .shared_folder import journal_folder

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from ..account.base import Account
    from ..account.guard import SandboxAccount
    from ..live.deployment import Deployment
    from ..plan.request import PlanRequest
    from ..sandbox.journal import Journal
    from ..sandbox.stack import Terms


def sandboxes_of(settings: Settings) -> tuple[SandboxAccount, ...]:
    """The accounts in which this run may create things."""
    from ..account.guard import SandboxAccount

    return tuple(SandboxAccount(number, regions) for number, regions in settings.sandbox_accounts)


def terms_of(settings: Settings, journal: Journal, session: str, progress: Progress) -> Terms:
    """On what terms this run may apply anything."""
    from ..sandbox.stack import Terms

    return Terms(
        journal=journal,
        session=session,
        binary=settings.terraform,
        timeout=settings.apply_timeout,
        steady=settings.steady_timeout,
        sandboxes=sandboxes_of(settings),
        production=settings.sandbox_production,
        keep=settings.keep,
        progress=progress,
    )


def sweep(config: pytest.Config, settings: Settings, tell: Callable[[str], None]) -> int:
    """What `--ecsfargate-sweep` does, told in lines; gives pytest's exit code.

    Raises pytest.UsageError without credentials that work.
    """
    from ..account.ambient import AmbientAccount
    from ..account.errors import AccountError
    from ..sandbox.journal import Journal
    from ..sandbox.sweep import strangers, sweep

    journal, account = Journal(journal_folder(config)), AmbientAccount()
    abandoned = [*journal.abandoned()]
    try:
        count = f"{len(abandoned)} stack{'' if len(abandoned) == 1 else 's'}"
        tell(f"{count} of earlier runs; the credentials are of the account {account.account_id}")
        swept = []
        for done in sweep(journal, account, settings.apply_timeout, tell):
            tell(done.line)
            swept.append(done.clean)
        for folder in journal.unreadable():
            tell(f"the entry of a stack cannot be read; destroy it by hand: terraform destroy, below {folder}")
            swept.append(False)
        regions = dict.fromkeys([account.session().region_name, *(each.entry.region for each in abandoned)])
        known = {each.entry.id for each in journal.entries()}
        for name, removal in strangers(account, filter(None, regions), known):
            tell(f"tagged by the stack {name}, of which nothing is known here: {removal.what}")
    except AccountError as error:
        if not abandoned:
            tell("no stack of an earlier run is recorded here, and without credentials nothing else can be looked for")
            return pytest.ExitCode.OK
        raise pytest.UsageError(f"{SWEEP}: {error}") from None
    return pytest.ExitCode.OK if all(swept) else pytest.ExitCode.TESTS_FAILED


def remaining(journal: Journal, session: str) -> Iterator[str]:
    """What is still there of the stacks of a run, in lines."""
    for recorded in journal.entries():
        entry = recorded.entry
        if entry.session != session:
            continue
        if entry.status == "kept":
            yield f"kept: {entry.title}, {recorded.entry.id}; destroy it by pytest {SWEEP}"
        elif entry.status == "applied":
            yield f"still there: {entry.title}, {recorded.entry.id}; destroy it by pytest {SWEEP}"
        else:
            yield f"destroyed: {entry.title}; left behind, to be removed by pytest {SWEEP} or by hand:"
            for removal in entry.left:
                yield f"  {removal.command(entry.region) or removal.what}"


@contextmanager
def deployment(
    settings: Settings,
    terms: Terms,
    module: Path,
    environment: str | None,
    variables: Mapping[str, Any],
    account: Account,
) -> Iterator[Deployment]:
    """A deployment for the length of a block: applied before and destroyed after it, or only read with `live`.

    Fails the test, with a few lines that say what to do, where that goes wrong.
    """
    __tracebackhide__ = True
    from ..plan.request import PlanRequest

    given = variables if isinstance(variables, Variables) else Variables([variables])
    request = PlanRequest(module, given.direct, given.files, environment)
    existing = _existing(request, given, account, settings.terraform)
    with _told(), existing if settings.live else _applied(request, account, terms) as made:
        yield made


def _applied(request: PlanRequest, account: Account, terms: Terms) -> AbstractContextManager[Deployment]:
    from ..sandbox.deployed import deployed

    return deployed(request, account, terms)


@contextmanager
def _existing(request: PlanRequest, variables: Variables, account: Account, binary: str) -> Iterator[Deployment]:
    from ..live.existing import read_existing
    from ..plan.from_source import plan_source
    from ..terraform.binary import language_of

    source = plan_source(request, language_of(binary))
    problem = problem_of(source, variables)
    if problem:
        pytest.fail(problem, pytrace=False)
    yield read_existing(source, account)


@contextmanager
def _told() -> Iterator[None]:
    """Fails the test with the text of an error that is the module's, the machine's or AWS's; any other is ours."""
    __tracebackhide__ = True
    from ..account.errors import AccountError
    from ..account.session import is_aws_error
    from ..sandbox.teardown import StackLeft
    from ..terraform.errors import TerraformError

    problem = ""
    try:
        yield
    except (AccountError, StackLeft, TerraformError, OSError) as error:
        problem = str(error)
    except Exception as error:
        if not is_aws_error(error):
            raise
        problem = f"AWS cannot be asked: {error}"
    if problem:
        # The error itself says nothing more.
        raise pytest.fail.Exception(problem, pytrace=False) from None
