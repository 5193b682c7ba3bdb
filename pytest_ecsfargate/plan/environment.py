"""The environment that a plan is of: what its variable `environment` says, else what it was planned as."""

from __future__ import annotations

from ..hcl.values import UNKNOWN, Unknown
from .model import Plan


def environment_of(plan: Plan) -> str | Unknown | None:
    """The name of the environment; None where there is none, UNKNOWN where the variable has no known value."""
    variable = plan.variables.get("environment")
    if variable is not None and variable.known and not variable.is_null:
        return str(variable.value)
    if variable is None or variable.is_null:
        return plan.environment
    return plan.environment or UNKNOWN
