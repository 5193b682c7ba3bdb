"""A plan by whichever engine serves: terraform with the source laid over it, the source alone, or a saved plan."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from .account.base import Account, AccountKind
from .account.choose import make_account
from .account.emulated import is_available
from .hcl.configuration.files import module_files
from .hcl.configuration.trees import Trees
from .plan.errors import PlanError
from .plan.from_source import plan_source
from .plan.json.from_json import plan_from_json
from .plan.model import Plan
from .plan.overlay import absent, overlay
from .plan.request import PlanRequest
from .saved_plan import load_plan
from .terraform.binary import find_binary, language_of
from .terraform.cache import PlanCache, plan_key, tree_key
from .terraform.copies import Copies
from .terraform.engine import PlanRun, change, copied
from .terraform.errors import MissingTerraform, TerraformError
from .terraform.process import DEFAULT_TIMEOUT
from .terraform.redaction import Redactor, secrets_of
from .terraform.sources import sources_of
from .terraform.workspace import Workspace

Engine = Literal["auto", "terraform", "source", "saved"]
Progress = Callable[[str], None]


def make_plan(
    request: PlanRequest,
    *,
    engine: Engine = "auto",
    account: Account | AccountKind = "emulated",
    binary: str = "terraform",
    saved: str | os.PathLike[str] | Mapping[str, Any] | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    cache: PlanCache | None = None,
    copies: Copies | None = None,
    progress: Progress | None = None,
    trees: Trees | None = None,
) -> Plan:
    """The plan of a module.

    `auto` is terraform where its program (and, for an emulated account, moto) is there, else the source. `saved` is a
    plan as `load_plan` takes it. An account that is given as an object is used and left open; one that is named is
    made, and closed again. `cache` has the plans that are made already; `copies` are kept for further plans, so that
    the environments of a module share one `terraform init`, and `trees` has the files that were parsed for others.
    `progress` is told in a few words what is going on.

    Raises TerraformError (MissingTerraform, TerraformTimeout), PlanError, AccountError, and FileNotFoundError or
    NotADirectoryError where there is no module folder; each with a text of a few lines to show as it is.
    """
    if engine == "saved" or saved is not None:
        if saved is None:
            raise ValueError("engine='saved' needs saved=: a file or a document")
        return _saved_plan(request, saved, binary)
    source = plan_source(request, language_of(binary), trees)
    if engine == "source" or (engine == "auto" and not _terraform_serves(binary, account)):
        return source
    if source.configuration is not None and not source.configuration.files:
        # Terraform refuses it too, but not in the copy that it would run in, where there are files of ours.
        raise PlanError("\n".join(str(found) for found in source.diagnostics))
    chosen = make_account(account, source) if isinstance(account, str) else account
    try:
        with closing(Copies()) as own:
            run = _Run(request, source, chosen, find_binary(binary), timeout, copies or own, progress or _silent)
            return _terraform_plan(run, cache or PlanCache())
    finally:
        if isinstance(account, str):
            chosen.close()


def resolved_engine(engine: Engine, binary: str, account: Account | AccountKind) -> Engine:
    """What `auto` comes to here."""
    if engine != "auto":
        return engine
    return "terraform" if _terraform_serves(binary, account) else "source"


def _terraform_serves(binary: str, account: Account | AccountKind) -> bool:
    try:
        find_binary(binary)
    except MissingTerraform:
        return False
    return account != "emulated" or is_available()


def _saved_plan(request: PlanRequest, saved: str | os.PathLike[str] | Mapping[str, Any], binary: str) -> Plan:
    planned = replace(load_plan(saved, binary=binary), environment=request.environment)
    language = language_of(binary)
    if planned.configuration is not None:
        return planned  # a plan file has the very source that it was made from
    if not request.module.is_dir() or not module_files(request.module, language).primary:
        return planned
    source = plan_source(request, language)
    blocks = {resource.block for resource in source}
    # A plan of some other module is left as it is.
    return overlay(planned, source) if any(resource.block in blocks for resource in planned) else planned


@dataclass(frozen=True, slots=True)
class _Run:
    """One plan that terraform is to make, and what it is made with."""

    request: PlanRequest
    source: Plan
    account: Account
    binary: str
    timeout: float
    copies: Copies
    progress: Progress

    @property
    def directories(self) -> tuple[Path, ...]:
        return sources_of(self.source)


def _terraform_plan(run: _Run, cache: PlanCache) -> Plan:
    account, emulated = run.account, run.account.kind == "emulated"
    who = (
        ("emulated", account.account_id, account.region, account.additions) if emulated else ("ambient", account.region)
    )
    lasting = emulated and not (run.source.asked is not None and run.source.asked.beyond)
    key = plan_key(run.request, run.directories, binary=run.binary, account=who, lasting=lasting)
    document = cache.get(key, lambda: _made(run))
    planned = plan_from_json(document, module=run.request.module, engine="terraform", seeded=emulated)
    return overlay(planned, run.source)


def _made(run: _Run) -> dict[str, Any]:
    """Terraform's plan. The account gets ready while terraform starts: it answers terraform when it is filled."""
    account, source, name = run.account, run.source, Path(run.binary).name
    redact = Redactor(secrets_of(source))
    account.hold()
    with ThreadPoolExecutor(1, "ecsfargate-account") as pool:
        prepared = pool.submit(account.prepare, source)
        try:
            with PlanRun(
                replace(run.request, variables=typed(run.request.variables, source)),
                binary=run.binary,
                environment=account.environment(),
                redact=redact,
                timeout=run.timeout,
                workspace=_copy(run),
            ) as made:
                run.progress(f"{name} init")
                made.init()
                run.progress(f"{name} plan")
                made.plan()
                return _whole(made.document(), source, redact)
        except TerraformError as error:
            prepared.result()
            raise _with_reason(error, account, source) from None
        finally:
            # A fault of ours in preparing the account matters more than what terraform made of it.
            prepared.result()


def _whole(document: dict[str, Any], source: Plan, redact: Redactor) -> dict[str, Any]:
    """The document. Raises TerraformError where it has nothing of what the source is sure to make.

    Terraform then saw another module than the user's: a file was not in its copy, and a function took that for an
    answer. A source that is not understood as a whole is sure of nothing.
    """
    assert source.configuration is not None
    doubtful = any(module.partial for module in source.configuration.tree())
    doubtful = doubtful or any(found.severity == "error" for found in source.diagnostics)
    lacking = absent({change["address"] for change in document.get("resource_changes") or ()}, source)
    if not lacking or doubtful:
        return document
    more = f" and {len(lacking) - 1} more" if len(lacking) > 1 else ""
    raise TerraformError(
        f"terraform planned no {redact(lacking[0].address)}{more}, which the source makes: {lacking[0].location}\n"
        "Something that the module reads may lie where its private copy has nothing.\n"
        'fix: name it from the module on, such as "${path.module}/../config", or use --ecsfargate-engine=source.'
    )


def _copy(run: _Run) -> Workspace:
    """The copy to plan in: one in which `terraform init` ran for another environment, if there is one.

    The overrides may have the address of the account, and that one's environment had an account of its own.
    """
    key = tree_key(run.request, run.directories, binary=run.binary)
    overrides = run.account.overrides(run.source)
    copy = run.copies.get(key + run.account.kind, lambda: copied(run.request, run.directories, overrides))
    change(copy, overrides)
    return copy


def _with_reason(error: TerraformError, account: Account, source: Plan) -> TerraformError:
    """The error, with the reason why the account has nothing for the data source that failed.

    Of a module folder that is not there terraform names no place; the source knows it.
    """
    for problem in error.problems[:1]:
        found = next((told for told in source.diagnostics if told.missing), None)
        if problem.location is None and "module" in problem.summary.lower() and found is not None:
            return TerraformError(f"{error.message}\n  --> {found}", error.problems)
        reason = account.unseeded.get(problem.address)
        if reason:
            return TerraformError(f"{error.message}\nwhy: {reason}", error.problems)
    return error


def typed(variables: Mapping[str, Any], source: Plan) -> dict[str, Any]:
    """Texts given for anything else as the data that they say, as terraform reads `-var`.

    It reads a fraction itself, with all its digits.
    """
    made = dict(variables)
    for name, given in variables.items():
        value = source.variables.get(name)
        if isinstance(given, str) and value is not None and value.known and not isinstance(value.value, str | float):
            made[name] = value.value
    return made


def _silent(_: str) -> None:
    """Nothing is told."""
