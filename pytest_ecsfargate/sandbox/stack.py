"""One module applied in an account: from the guard to the state that says what is there."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..account.base import Account
from ..account.guard import SandboxAccount, admit, regions_of
from ..engines import typed
from ..plan.from_source import plan_source
from ..plan.model import Plan
from ..plan.request import PlanRequest
from ..plan.unique_names import unique_names
from ..terraform.applying import SAVING, StackRun
from ..terraform.binary import find_binary, language_of
from ..terraform.engine import copied
from ..terraform.overrides import for_applying
from ..terraform.redaction import Redactor, secrets_of
from ..terraform.sources import sources_of
from ..terraform.waiting import without_waiting
from ..terraform.workspace import Workspace
from .journal import RUN_TAG, Entry, Inputs, Journal, Recorded, new_id
from .suffix import SUFFIX, unique_suffix

PAUSES = (10.0, 30.0)
"""AWS refuses at first to delete what is still in use, as by a service that drains."""

_DEFAULT_TAG = f"TF_AWS_DEFAULT_TAGS_{RUN_TAG}"


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a run may apply anything.

    `timeout` is in seconds and for one call of terraform, `steady` is how long to wait until everything runs.
    `session` names the test run, `progress` is told what is going on. `keep` leaves what was applied where it is.
    `pauses` are the seconds before each further attempt to destroy.
    """

    journal: Journal
    session: str
    binary: str = "terraform"
    timeout: float = 3600.0
    steady: float = 600.0
    sandboxes: tuple[SandboxAccount, ...] = ()
    production: tuple[str, ...] = ()
    keep: bool = False
    pauses: tuple[float, ...] = PAUSES
    progress: Callable[[str], None] = field(default=lambda _: None)


@dataclass(frozen=True)
class Stack:
    """A module that is about to be applied, or is. Nothing is made before `apply`.

    `source` is its plan from the source, with the suffix that makes its names unique.
    """

    recorded: Recorded
    source: Plan
    account: Account
    run: StackRun
    terms: Terms

    def apply(self) -> None:
        """Makes everything. Raises TerraformError; what was made until then is in the state."""
        name = Path(self.terms.binary).name
        self.terms.progress(f"{name} init")
        self.run.init()
        self.terms.progress(f"{name} plan")
        self.run.plan()
        self.terms.progress(f"{name} apply")
        self.run.apply()

    @property
    def emulated(self) -> bool:
        """Whether it goes away with its account."""
        return self.account.kind == "emulated"

    def planned_again(self) -> dict[str, Any]:
        """Terraform's plan against what is there now: its values are those that the provider just read."""
        self.terms.progress(f"{Path(self.terms.binary).name} plan")
        self.run.plan()
        return self.run.document()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be applied: a module with its inputs, what its source says of them, and the suffix made up for it."""

    request: PlanRequest
    source: Plan
    suffix: str = ""


def open_stack(request: PlanRequest, account: Account, terms: Terms) -> Stack:
    """Everything that there is to do before something is made: asks the guard, writes the journal, makes the copy.

    Raises AccountError where the module must not be applied in this account, MissingTerraform, TerraformError, and
    OSError where the journal cannot be written.
    """
    terms = replace(terms, binary=find_binary(terms.binary))
    source = plan_source(request, language_of(terms.binary))
    admit(account, source, sandboxes=terms.sandboxes, production=terms.production)
    asked = _with_suffix(request, source, terms)
    account.prepare(asked.source)
    workspace = _copy(asked, account, terms.journal.new_folder(new_id()) if account.kind == "ambient" else None)
    try:
        asked = replace(asked, request=_with_values_in(workspace, asked))
        recorded = _written_down(asked, account, terms, workspace)
        return Stack(recorded, asked.source, account, _run(asked, account, terms, workspace), terms)
    except BaseException:
        # Nothing is made yet.
        workspace.close()
        raise


def _with_suffix(request: PlanRequest, source: Plan, terms: Terms) -> _Asked:
    suffix = unique_suffix(source)
    if suffix is None:
        return _Asked(request, source)
    request = replace(request, variables={**request.variables, SUFFIX: suffix})
    return _Asked(request, plan_source(request, language_of(terms.binary)), suffix)


def _copy(asked: _Asked, account: Account, kept: Path | None) -> Workspace:
    """A copy of the module, changed as it must be to be destroyed again, and to work in no other account."""
    configuration = asked.source.configuration
    assert configuration is not None
    bound = account.account_id if account.kind == "ambient" else None
    overrides = for_applying(account.overrides(asked.source), configuration, bound)
    if account.kind == "emulated":
        overrides = without_waiting(overrides, configuration)
    return copied(asked.request, sources_of(asked.source), overrides, kept)


def _with_values_in(workspace: Workspace, asked: _Asked) -> PlanRequest:
    """The request with its values as they are now, in files of the workspace: they are needed to destroy it, too."""
    request = asked.request
    files = [_copied(path, workspace.path / f"values-{at:03}") for at, path in enumerate(request.var_files)]
    if request.variables:
        files.append(workspace.variable_file(typed(request.variables, asked.source)))
    return replace(request, variables={}, var_files=tuple(files))


def _copied(file: Path, to: Path) -> Path:
    """A copy of a file of values; the name says to terraform which of its two formats it has."""
    made = to.with_name(to.name + (".tfvars.json" if file.name.endswith(".json") else ".tfvars"))
    Workspace.write(made, file.read_text(encoding="utf-8"))
    return made


def _written_down(asked: _Asked, account: Account, terms: Terms, workspace: Workspace) -> Recorded:
    folder = workspace.path
    entry = Entry(
        id=folder.name,
        session=terms.session,
        module=str(workspace.module),
        environment=asked.request.environment,
        account=account.account_id,
        region=regions_of(asked.source, account)[0],
        suffix=asked.suffix,
        binary=terms.binary,
        directory=workspace.directory.relative_to(folder).as_posix(),
        var_files=tuple(path.name for path in asked.request.var_files),
        names=_names(asked.source),
    )
    # A later run that destroys the stack has another environment.
    values = {name: value for name, value in os.environ.items() if name.startswith("TF_VAR_")}
    Inputs(values, secrets_of(asked.source)).write(folder)
    recorded = Recorded(folder, entry)
    recorded.write()
    return recorded


def _names(source: Plan) -> tuple[str, ...]:
    """What the module's resources are called, as far as that is known."""
    found = (name.resource.at(name.attribute) for name in unique_names(source))
    return tuple(sorted({value.value for value in found if value.known and isinstance(value.value, str)}))


def _run(asked: _Asked, account: Account, terms: Terms, workspace: Workspace) -> StackRun:
    return StackRun(
        asked.request,
        binary=terms.binary,
        environment=stack_environment(account, workspace.path.name),
        redact=Redactor(secrets_of(asked.source)),
        timeout=terms.timeout,
        workspace=workspace,
        saving=SAVING if account.kind == "ambient" else 0.0,
    )


def stack_environment(account: Account, id: str, values: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment variables for terraform: every resource that can be tagged gets the stack's id.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs#environment-variable-default-tags
    """
    return account.environment() | dict(values or {}) | {_DEFAULT_TAG: id}
