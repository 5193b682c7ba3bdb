"""Saved plans: the file that `terraform plan -out` writes, or what `terraform show -json` says of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from .hcl.garbage import collection_paused
from .plan.errors import PlanError, UnknownPlanFile
from .plan.from_source import Surroundings, plan_configuration
from .plan.json.from_json import plan_from_json
from .plan.json.saved_file import is_plan_file, json_document, read_saved
from .plan.model import Plan
from .plan.overlay import overlay
from .plan.planfile.reading import PlanFile, read_plan_file
from .terraform.errors import TerraformError
from .terraform.show import show_plan_file


def load_plan(source: str | os.PathLike[str] | Mapping[str, Any], *, binary: str = "terraform") -> Plan:
    """A saved plan: a file that `terraform plan -out` or `terraform show -json` wrote, or the document of the latter.

    What a file is shows by its content, not its name. A binary plan file carries the module's source, so that its plan
    has origins and places; of versions that are not known here, `binary` is asked to show it. Raises PlanError, with a
    sentence that names the file, for what is no such plan.
    """
    if isinstance(source, Mapping):
        return plan_from_json(source)
    path = Path(source)
    with collection_paused():
        found = _read(path, binary)
        if isinstance(found, PlanFile):
            return _with_own_source(found, str(path))
        return plan_from_json(found, name=str(path))


def _read(path: Path, binary: str) -> PlanFile | Any:
    """The plan file, or the document of a plan as JSON."""
    content = read_saved(path)
    if not is_plan_file(content):
        return json_document(content, str(path))
    try:
        return read_plan_file(content, str(path))
    except UnknownPlanFile as unknown:
        return _shown(path, binary, unknown)


def _shown(path: Path, binary: str, unknown: UnknownPlanFile) -> Any:
    try:
        shown = show_plan_file(path, binary)
    except TerraformError as error:
        raise PlanError(
            f"{unknown}; {binary} cannot show it ({error}): write it as JSON where it was made, "
            f"`terraform show -json {path.name}`."
        ) from None
    return json_document(shown.encode(), f"what {binary} shows of {path}")


def _with_own_source(file: PlanFile, name: str) -> Plan:
    """The plan with its source laid over it. What the module read besides is not in the file, and so unknown."""
    planned = plan_from_json(file.document, name=name)
    surroundings = Surroundings(environment={}, workspace=file.workspace, files=False)
    source = plan_configuration(file.configuration, file.variables, [], None, surroundings)
    # The folder that the source was read from is gone.
    return replace(overlay(planned, source), module=None)
