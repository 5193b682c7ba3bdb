"""Tests Terraform code for AWS ECS Fargate: `from pytest_ecsfargate import assert_fargate_only`.

Every name is imported when it is first used: the package is loaded in each pytest run of its environment, and costs
nothing there where nobody asks for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .declaration import Requirement, RequirementNotMet, UnknownVerdictWarning, requirement
    from .findings import Finding, Outcome, Severity, Verdict
    from .hcl.values import UNKNOWN, Value
    from .plan.from_source import plan_module
    from .plan.model import Plan
    from .plan.resource import Resource
    from .requirements.compute.fargate_only import assert_fargate_only
    from .requirements.compute.valid_task_sizes import assert_valid_task_sizes
    from .requirements.images_and_secrets.images_from_ecr import assert_images_from_ecr
    from .requirements.images_and_secrets.no_plaintext_secrets import assert_no_plaintext_secrets
    from .requirements.images_and_secrets.secrets_from_ssm import assert_secrets_from_ssm
    from .requirements.load_balancing.health_checks import assert_health_checks
    from .requirements.load_balancing.no_circular_dependency import assert_no_circular_dependency
    from .requirements.logging.log_retention import assert_log_retention
    from .requirements.naming.environment_suffix import assert_environment_suffix
    from .saved_plan import load_plan

_HOMES = {
    "Finding": ".findings",
    "Outcome": ".findings",
    "Severity": ".findings",
    "Verdict": ".findings",
    "UNKNOWN": ".hcl.values",
    "Value": ".hcl.values",
    "load_plan": ".saved_plan",
    "plan_module": ".plan.from_source",
    "Plan": ".plan.model",
    "Resource": ".plan.resource",
    "Requirement": ".declaration",
    "RequirementNotMet": ".declaration",
    "UnknownVerdictWarning": ".declaration",
    "requirement": ".declaration",
    "assert_fargate_only": ".requirements.compute.fargate_only",
    "assert_valid_task_sizes": ".requirements.compute.valid_task_sizes",
    "assert_images_from_ecr": ".requirements.images_and_secrets.images_from_ecr",
    "assert_no_plaintext_secrets": ".requirements.images_and_secrets.no_plaintext_secrets",
    "assert_secrets_from_ssm": ".requirements.images_and_secrets.secrets_from_ssm",
    "assert_health_checks": ".requirements.load_balancing.health_checks",
    "assert_no_circular_dependency": ".requirements.load_balancing.no_circular_dependency",
    "assert_log_retention": ".requirements.logging.log_retention",
    "assert_environment_suffix": ".requirements.naming.environment_suffix",
}

__all__ = [
    "UNKNOWN",
    "Finding",
    "Outcome",
    "Plan",
    "Requirement",
    "RequirementNotMet",
    "Resource",
    "Severity",
    "UnknownVerdictWarning",
    "Value",
    "Verdict",
    "assert_environment_suffix",
    "assert_fargate_only",
    "assert_health_checks",
    "assert_images_from_ecr",
    "assert_log_retention",
    "assert_no_circular_dependency",
    "assert_no_plaintext_secrets",
    "assert_secrets_from_ssm",
    "assert_valid_task_sizes",
    "load_plan",
    "plan_module",
    "requirement",
]


if not TYPE_CHECKING:  # else type checkers would take any name for one that is there

    def __getattr__(name: str) -> Any:
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(home, __name__), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__
