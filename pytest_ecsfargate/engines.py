"""A plan by whichever engine serves: terraform with the source laid over it, the source alone, or a saved plan."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Literal

from .account.base import Account, AccountKind
from .account.choose import make_account
from .account.emulated import is_available
from .hcl.block_types import Language
from .hcl.configuration.files import module_files
from .plan.from_json import load_plan, plan_from_json
from .plan.from_source import plan_module
from .plan.model import Plan
from .plan.overlay import overlay
from .plan.request import PlanRequest
from .terraform.binary import find_binary, language_of
from .terraform.cache import PlanCache, plan_key
from .terraform.engine import PlanRun
from .terraform.errors import MissingTerraform, TerraformError
from .terraform.process import DEFAULT_TIMEOUT
from .terraform.redaction import Redactor, secrets_in

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
    progress: Progress | None = None,
) -> Plan:
    """The plan of a module.

    `auto` is terraform where its program (and, for an emulated account, moto) is there, else the source. `saved` is a
    plan as `load_plan` takes it. An account that is given as an object is used and left open; one that is named is
    made, and closed again. `progress` is told in a few words what is going on.

    Raises TerraformError (MissingTerraform, TerraformTimeout), PlanError, AccountError, and FileNotFoundError or
    NotADirectoryError where there is no module folder; each with a text of a few lines to show as it is.
    """
    if engine == "saved" or saved is not None:
        if saved is None:
            raise ValueError("engine='saved' needs saved=: a file or a document")
        return _saved_plan(request, saved, language_of(binary))
    source = plan_module(
        request.module,
        variables=request.variables,
        var_files=request.var_files,
        environment=request.environment,
        language=language_of(binary),
    )
    if engine == "source" or (engine == "auto" and not _terraform_serves(binary, account)):
        return source
    chosen = make_account(account, source) if isinstance(account, str) else account
    try:
        return _terraform_plan(request, source, chosen, find_binary(binary), timeout, cache or PlanCache(), progress)
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


def _saved_plan(request: PlanRequest, saved: str | os.PathLike[str] | Mapping[str, Any], language: Language) -> Plan:
    planned = replace(load_plan(saved), environment=request.environment)
    module = request.module
    if not module.is_dir() or not module_files(module, language).primary:
        return planned
    source = plan_module(
        module,
        variables=request.variables,
        var_files=request.var_files,
        environment=request.environment,
        language=language,
    )
    blocks = {resource.block for resource in source}
    # A plan of some other module is left as it is.
    return overlay(planned, source) if any(resource.block in blocks for resource in planned) else planned


def _terraform_plan(
    request: PlanRequest,
    source: Plan,
    account: Account,
    binary: str,
    timeout: float,
    cache: PlanCache,
    progress: Progress | None,
) -> Plan:
    assert source.configuration is not None
    emulated = account.kind == "emulated"
    who = (account.kind, account.account_id, account.region) if emulated else ("ambient", account.region)
    directories = source.configuration.module_directories
    key = plan_key(request, directories, binary=binary, account=who, lasting=emulated)
    document = cache.get(key, lambda: _run(request, source, account, binary, timeout, progress or _silent))
    planned = plan_from_json(document, module=request.module, engine="terraform", seeded=emulated)
    return overlay(planned, source)


def _run(
    request: PlanRequest, source: Plan, account: Account, binary: str, timeout: float, progress: Progress
) -> dict[str, Any]:
    """Terraform's plan. The account gets ready while terraform starts: it answers terraform when it is filled."""
    assert source.configuration is not None
    account.hold()
    with ThreadPoolExecutor(1, "ecsfargate-account") as pool:
        prepared = pool.submit(account.prepare, source)
        try:
            with PlanRun(
                replace(request, variables=_typed(request.variables, source)),
                binary=binary,
                environment=account.environment(),
                directories=source.configuration.module_directories,
                overrides=account.overrides(source),
                redact=Redactor(secrets_in(source.variables.values())),
                timeout=timeout,
            ) as made:
                progress("terraform init")
                made.init()
                progress("terraform plan")
                made.plan()
                progress("terraform show")
                return made.document()
        except TerraformError as error:
            prepared.result()
            raise _with_reason(error, account) from None
        finally:
            # A fault of ours in preparing the account matters more than what terraform made of it.
            prepared.result()


def _with_reason(error: TerraformError, account: Account) -> TerraformError:
    """The error, with the reason why the account has nothing for the data source that failed."""
    for problem in error.problems[:1]:
        reason = account.unseeded.get(problem.address)
        if reason:
            return TerraformError(f"{error.message}\nwhy: {reason}", error.problems)
    return error


def _typed(variables: Mapping[str, Any], source: Plan) -> dict[str, Any]:
    """Texts given for lists, maps and objects as the data that they say, as terraform reads `-var`."""
    made = dict(variables)
    for name, given in variables.items():
        value = source.variables.get(name)
        if isinstance(given, str) and value is not None and isinstance(value.data, tuple | dict) and value.known:
            made[name] = value.value
    return made


def _silent(_: str) -> None:
    """Nothing is told."""
