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
    from .live.deployment import Deployment
    from .live.existing import read_deployment
    from .match import Absent, Anything, Contains, Json, Matching, assert_resources, find_resources
    from .plan.changes import Change
    from .plan.from_source import plan_module
    from .plan.model import Plan
    from .plan.resource import Resource
    from .requirements.access.execution_access import assert_execution_access
    from .requirements.access.least_privilege import assert_least_privilege
    from .requirements.access.task_roles import assert_task_roles
    from .requirements.cluster.container_insights import assert_container_insights
    from .requirements.cluster.fargate_capacity_providers import assert_fargate_capacity_providers
    from .requirements.compute.fargate_only import assert_fargate_only
    from .requirements.compute.monthly_cost import assert_monthly_cost
    from .requirements.compute.platform_version import assert_platform_version
    from .requirements.compute.right_sized import assert_right_sized
    from .requirements.compute.task_sizes import assert_task_sizes
    from .requirements.compute.valid_task_sizes import assert_valid_task_sizes
    from .requirements.deployment.autoscaling import assert_autoscaling
    from .requirements.deployment.deployments_left_to_ci import assert_deployments_left_to_ci
    from .requirements.deployment.graceful_deployments import assert_graceful_deployments
    from .requirements.images_and_secrets.images_from_ecr import assert_images_from_ecr
    from .requirements.images_and_secrets.no_plaintext_secrets import assert_no_plaintext_secrets
    from .requirements.images_and_secrets.secrets_from_ssm import assert_secrets_from_ssm
    from .requirements.layout.file_layout import assert_file_layout
    from .requirements.load_balancing.health_checks import assert_health_checks
    from .requirements.load_balancing.load_balancer_wiring import assert_load_balancer_wiring
    from .requirements.load_balancing.no_circular_dependency import assert_no_circular_dependency
    from .requirements.logging.containers_log import assert_containers_log
    from .requirements.logging.dashboard import assert_dashboard
    from .requirements.logging.log_retention import assert_log_retention
    from .requirements.naming.environment_suffix import assert_environment_suffix
    from .requirements.naming.region import assert_region
    from .requirements.naming.services import assert_services
    from .requirements.naming.tags import assert_tags
    from .requirements.network.network import assert_network
    from .requirements.plan_actions.no_destroy import assert_no_destroy
    from .requirements.plan_actions.no_drift import assert_no_drift
    from .requirements.plan_actions.no_replacement import assert_no_replacement
    from .requirements.running.images_exist import assert_images_exist
    from .requirements.running.logs_arrive import assert_logs_arrive
    from .requirements.running.no_critical_vulnerabilities import assert_no_critical_vulnerabilities
    from .requirements.running.no_failed_tasks import assert_no_failed_tasks
    from .requirements.running.secrets_readable import assert_secrets_readable
    from .requirements.running.services_steady import assert_services_steady
    from .requirements.running.targets_healthy import assert_targets_healthy
    from .saved_plan import load_plan

_HOMES = {
    "Finding": ".findings",
    "Outcome": ".findings",
    "Severity": ".findings",
    "Verdict": ".findings",
    "UNKNOWN": ".hcl.values",
    "Deployment": ".live.deployment",
    "read_deployment": ".live.existing",
    "Value": ".hcl.values",
    "Change": ".plan.changes",
    "load_plan": ".saved_plan",
    "plan_module": ".plan.from_source",
    "Plan": ".plan.model",
    "Resource": ".plan.resource",
    "Requirement": ".declaration",
    "RequirementNotMet": ".declaration",
    "UnknownVerdictWarning": ".declaration",
    "requirement": ".declaration",
    "assert_container_insights": ".requirements.cluster.container_insights",
    "assert_fargate_capacity_providers": ".requirements.cluster.fargate_capacity_providers",
    "assert_task_sizes": ".requirements.compute.task_sizes",
    "assert_platform_version": ".requirements.compute.platform_version",
    "assert_right_sized": ".requirements.compute.right_sized",
    "assert_monthly_cost": ".requirements.compute.monthly_cost",
    "assert_region": ".requirements.naming.region",
    "assert_services": ".requirements.naming.services",
    "assert_file_layout": ".requirements.layout.file_layout",
    "assert_deployments_left_to_ci": ".requirements.deployment.deployments_left_to_ci",
    "assert_autoscaling": ".requirements.deployment.autoscaling",
    "assert_graceful_deployments": ".requirements.deployment.graceful_deployments",
    "assert_load_balancer_wiring": ".requirements.load_balancing.load_balancer_wiring",
    "assert_containers_log": ".requirements.logging.containers_log",
    "assert_dashboard": ".requirements.logging.dashboard",
    "assert_network": ".requirements.network.network",
    "assert_tags": ".requirements.naming.tags",
    "Absent": ".match",
    "Anything": ".match",
    "Contains": ".match",
    "Json": ".match",
    "Matching": ".match",
    "assert_resources": ".match",
    "find_resources": ".match",
    "assert_execution_access": ".requirements.access.execution_access",
    "assert_least_privilege": ".requirements.access.least_privilege",
    "assert_task_roles": ".requirements.access.task_roles",
    "assert_fargate_only": ".requirements.compute.fargate_only",
    "assert_valid_task_sizes": ".requirements.compute.valid_task_sizes",
    "assert_images_from_ecr": ".requirements.images_and_secrets.images_from_ecr",
    "assert_no_plaintext_secrets": ".requirements.images_and_secrets.no_plaintext_secrets",
    "assert_secrets_from_ssm": ".requirements.images_and_secrets.secrets_from_ssm",
    "assert_health_checks": ".requirements.load_balancing.health_checks",
    "assert_no_circular_dependency": ".requirements.load_balancing.no_circular_dependency",
    "assert_log_retention": ".requirements.logging.log_retention",
    "assert_environment_suffix": ".requirements.naming.environment_suffix",
    "assert_no_destroy": ".requirements.plan_actions.no_destroy",
    "assert_no_drift": ".requirements.plan_actions.no_drift",
    "assert_no_replacement": ".requirements.plan_actions.no_replacement",
    "assert_images_exist": ".requirements.running.images_exist",
    "assert_logs_arrive": ".requirements.running.logs_arrive",
    "assert_no_critical_vulnerabilities": ".requirements.running.no_critical_vulnerabilities",
    "assert_no_failed_tasks": ".requirements.running.no_failed_tasks",
    "assert_secrets_readable": ".requirements.running.secrets_readable",
    "assert_services_steady": ".requirements.running.services_steady",
    "assert_targets_healthy": ".requirements.running.targets_healthy",
}

__all__ = [
    "UNKNOWN",
    "Absent",
    "Anything",
    "Change",
    "Contains",
    "Deployment",
    "Finding",
    "Json",
    "Matching",
    "Outcome",
    "Plan",
    "Requirement",
    "RequirementNotMet",
    "Resource",
    "Severity",
    "UnknownVerdictWarning",
    "Value",
    "Verdict",
    "assert_autoscaling",
    "assert_container_insights",
    "assert_containers_log",
    "assert_dashboard",
    "assert_deployments_left_to_ci",
    "assert_environment_suffix",
    "assert_execution_access",
    "assert_fargate_capacity_providers",
    "assert_fargate_only",
    "assert_file_layout",
    "assert_graceful_deployments",
    "assert_health_checks",
    "assert_images_exist",
    "assert_images_from_ecr",
    "assert_least_privilege",
    "assert_load_balancer_wiring",
    "assert_log_retention",
    "assert_logs_arrive",
    "assert_monthly_cost",
    "assert_network",
    "assert_no_circular_dependency",
    "assert_no_critical_vulnerabilities",
    "assert_no_destroy",
    "assert_no_drift",
    "assert_no_failed_tasks",
    "assert_no_plaintext_secrets",
    "assert_no_replacement",
    "assert_platform_version",
    "assert_region",
    "assert_resources",
    "assert_right_sized",
    "assert_secrets_from_ssm",
    "assert_secrets_readable",
    "assert_services",
    "assert_services_steady",
    "assert_tags",
    "assert_targets_healthy",
    "assert_task_roles",
    "assert_task_sizes",
    "assert_valid_task_sizes",
    "find_resources",
    "load_plan",
    "plan_module",
    "read_deployment",
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
