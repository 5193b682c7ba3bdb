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
from ..plan.from_source import plan_module
from ..plan.model import Plan
from ..plan.request import PlanRequest
from ..plan.unique_names import unique_names
from ..terraform.applying import SAVING, StackRun
from ..terraform.binary import find_binary, language_of
from ..terraform.engine import copied
from ..terraform.overrides import for_applying
from ..terraform.redaction import Redactor, secrets_in
from ..terraform.workspace import Workspace
from .journal import ENVIRONMENT_FILE, RUN_TAG, Entry, Journal, Recorded, new_id, write_private
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


def open_stack(request: PlanRequest, account: Account, terms: Terms) -> Stack:
    """Everything that there is to do before something is made: asks the guard, writes the journal, makes the copy.

    Raises AccountError where the module must not be applied in this account, MissingTerraform, TerraformError, and
    OSError where the journal cannot be written.
    """
    binary = find_binary(terms.binary)
    first = _evaluated(request, terms)
    admit(account, first, sandboxes=terms.sandboxes, production=terms.production)
    suffix = unique_suffix(first)
    if suffix is not None:
        request = replace(request, variables={**request.variables, SUFFIX: suffix})
        first = _evaluated(request, terms)
    account.prepare(first)
    name = new_id()
    workspace = _copy(request, account, first, terms.journal.new_folder(name) if account.kind == "ambient" else None)
    try:
        return _opened(request, account, replace(terms, binary=binary), first, workspace, name, suffix or "")
    except BaseException:
        # Nothing is made yet.
        workspace.close()
        raise


def _evaluated(request: PlanRequest, terms: Terms) -> Plan:
    return plan_module(
        request.module,
        variables=request.variables,
        var_files=request.var_files,
        environment=request.environment,
        language=language_of(terms.binary),
    )


def _copy(request: PlanRequest, account: Account, source: Plan, kept: Path | None) -> Workspace:
    """A copy of the module, changed as it must be to be destroyed again, and to work in no other account."""
    assert source.configuration is not None
    bound = account.account_id if account.kind == "ambient" else None
    overrides = for_applying(account.overrides(source), source.configuration, bound)
    return copied(request, source.configuration.module_directories, overrides, kept)


def _opened(
    request: PlanRequest,
    account: Account,
    terms: Terms,
    source: Plan,
    workspace: Workspace,
    id: str,
    suffix: str,
) -> Stack:
    folder = workspace.path
    files = tuple(_copied(path, folder / f"values-{at:03}") for at, path in enumerate(request.var_files))
    request = replace(request, variables=typed(request.variables, source), var_files=files)
    stated = workspace.variable_file(request.variables) if request.variables else None
    entry = Entry(
        id=id,
        session=terms.session,
        module=str(workspace.module),
        environment=request.environment,
        account=account.account_id,
        region=regions_of(source, account)[0],
        suffix=suffix,
        binary=terms.binary,
        directory=workspace.directory.relative_to(folder).as_posix(),
        var_files=tuple(path.name for path in (*files, stated) if path is not None),
        names=_names(source),
    )
    write_private(folder / ENVIRONMENT_FILE, _values_in(os.environ))
    recorded = Recorded(folder, entry)
    recorded.write()
    run = StackRun(
        request,
        binary=terms.binary,
        environment=stack_environment(account, id),
        redact=Redactor(secrets_in(source.variables.values())),
        timeout=terms.timeout,
        workspace=workspace,
        saving=SAVING if account.kind == "ambient" else 0.0,
    )
    return Stack(recorded, source, account, run, terms)


def stack_environment(account: Account, id: str, values: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment variables for terraform: every resource that can be tagged gets the stack's id.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs#environment-variable-default-tags
    """
    return account.environment() | dict(values or {}) | {_DEFAULT_TAG: id}


def _values_in(environment: Mapping[str, str]) -> dict[str, str]:
    """The values of variables that came by the environment: a later run that destroys the stack has others."""
    return {name: value for name, value in environment.items() if name.startswith("TF_VAR_")}


def _copied(file: Path, to: Path) -> Path:
    """A file of values where it stays as it is; the name says to terraform which of its two formats it has."""
    made = to.with_name(to.name + (".tfvars.json" if file.name.endswith(".json") else ".tfvars"))
    Workspace.write(made, file.read_text(encoding="utf-8"))
    return made


def _names(source: Plan) -> tuple[str, ...]:
    """What the module's resources are called, as far as that is known."""
    found = (name.resource.at(name.attribute) for name in unique_names(source))
    return tuple(sorted({value.value for value in found if value.known and isinstance(value.value, str)}))
