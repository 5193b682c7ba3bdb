"""A binary plan file as a whole: the plan in the form of `terraform show -json`, and the source it was made from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ...hcl.configuration.module import Configuration
from ...hcl.configuration.variables import constraint_of, default_of
from ...hcl.errors import EvaluationError
from ...hcl.evaluation.scope import NoModule, Scope
from ...hcl.functions.context import FunctionContext
from ..errors import PlanError, UnknownPlanFile
from . import sources
from .archive import Archive
from .changes import FORMAT, ChangesReader
from .configured import configured
from .errors import Malformed
from .state import LARGEST_STATE, prior_state

_VERIFIED: Final = re.compile(r"1\.11\.\d+")
"""The versions of terraform whose plan files were compared with what `terraform show -json` says of them."""

_OPENTOFU: Final = "registry.opentofu.org/"


@dataclass(frozen=True)
class PlanFile:
    """`document` has those parts of what `terraform show -json` gives that plans are read from; `configuration` is the
    source itself; `workspace` is the one that was selected; `variables` are the values that were given to the root
    module, without the defaults that `document` has too.
    """

    document: dict[str, Any] = field(repr=False)
    configuration: Configuration
    workspace: str
    variables: dict[str, Any] = field(repr=False)


def read_plan_file(content: bytes, name: str) -> PlanFile:
    """The plan in a binary plan file.

    Raises UnknownPlanFile where another version than the known ones wrote it, PlanError for what is no plan file. The
    sentence begins with `name`.
    """
    try:
        archive = Archive(content)
        changes = ChangesReader(archive.read("tfplan"))
        _check(changes, name)
        document = changes.document()
        document["prior_state"] = prior_state(archive.read("tfstate", LARGEST_STATE))
        configuration = sources.configuration(archive)
        document["configuration"] = {"root_module": configured(configuration)}
        given = {variable: told["value"] for variable, told in document["variables"].items()}
        document["variables"].update(_defaults(configuration, given))
        return PlanFile(document, configuration, changes.workspace, given)
    except Malformed as error:
        raise PlanError(f"{name} is no plan: {error}.") from error
    except RecursionError:
        raise PlanError(f"{name} is no plan: it is nested too deep.") from None


def _check(changes: ChangesReader, name: str) -> None:
    version = changes.terraform_version
    if changes.format != FORMAT or _VERIFIED.fullmatch(version) is None or _by_opentofu(changes):
        by = "OpenTofu" if _by_opentofu(changes) else f"terraform {ascii(version[:20])[1:-1] or '?'}"
        raise UnknownPlanFile(f"{name} is a binary plan of {by}, and only those of terraform 1.11 are known here")


def _defaults(configuration: Configuration, given: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The variables that have their default, of the type that they are declared with."""
    scope = Scope(NoModule(FunctionContext.nowhere()))
    for name, block in configuration.variables.items():
        if name in given:
            continue
        try:
            default = default_of(block, scope)
            value = None if default is None else constraint_of(block, scope).apply(default)
        except EvaluationError as error:
            raise Malformed("a variable in it has a default that terraform does not take") from error
        if value is not None:
            yield name, {"value": value.value}


def _by_opentofu(changes: ChangesReader) -> bool:
    return any(provider.startswith(_OPENTOFU) for provider in changes.providers)
