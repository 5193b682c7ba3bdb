"""Application Auto Scaling: https://docs.aws.amazon.com/autoscaling/application/APIReference/API_Operations.html"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..clients import RegionalClients
from .reader import Attributes, Known, block, needed, own_tags

SERVICE = "application-autoscaling"


def target(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_appautoscaling_target`"""
    namespace, resource = needed(known, "service_namespace"), needed(known, "resource_id")
    dimension = needed(known, "scalable_dimension")
    asked = {"ServiceNamespace": namespace, "ResourceIds": [resource], "ScalableDimension": dimension}
    found = next(clients.pages(SERVICE, "describe_scalable_targets", "ScalableTargets", **asked), None)
    if found is None:
        return None
    read = {
        "id": resource,
        "service_namespace": namespace,
        "resource_id": resource,
        "scalable_dimension": dimension,
        "min_capacity": found["MinCapacity"],
        "max_capacity": found["MaxCapacity"],
        "role_arn": found.get("RoleARN"),
        "suspended_state": block(
            found.get("SuspendedState"),
            lambda it: {
                "dynamic_scaling_in_suspended": it.get("DynamicScalingInSuspended", False),
                "dynamic_scaling_out_suspended": it.get("DynamicScalingOutSuspended", False),
                "scheduled_scaling_suspended": it.get("ScheduledScalingSuspended", False),
            },
        ),
    }
    # A target that was registered before AWS gave them ARNs has none, and no tags.
    arn = found.get("ScalableTargetARN")
    tags = clients(SERVICE).list_tags_for_resource(ResourceARN=arn)["Tags"] if arn else {}
    return read | {"arn": arn, "tags_all": own_tags(tags)}


def policy(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_appautoscaling_policy`"""
    name, namespace = needed(known, "name"), needed(known, "service_namespace")
    resource, dimension = needed(known, "resource_id"), needed(known, "scalable_dimension")
    asked = {"ServiceNamespace": namespace, "ResourceId": resource, "ScalableDimension": dimension}
    pages = clients.pages(SERVICE, "describe_scaling_policies", "ScalingPolicies", PolicyNames=[name], **asked)
    found = next((each for each in pages if each["PolicyName"] == name), None)
    if found is None:
        return None
    return {
        "id": name,
        "arn": found["PolicyARN"],
        "name": name,
        "policy_type": found["PolicyType"],
        "service_namespace": namespace,
        "resource_id": resource,
        "scalable_dimension": dimension,
        "alarm_arns": [alarm["AlarmARN"] for alarm in found.get("Alarms", ())],
        "step_scaling_policy_configuration": block(found.get("StepScalingPolicyConfiguration"), _steps),
        "target_tracking_scaling_policy_configuration": block(
            found.get("TargetTrackingScalingPolicyConfiguration"), _target_tracking
        ),
    }


def _steps(found: Mapping[str, Any]) -> Attributes:
    return {
        "adjustment_type": found.get("AdjustmentType"),
        "cooldown": found.get("Cooldown"),
        "metric_aggregation_type": found.get("MetricAggregationType"),
        "min_adjustment_magnitude": found.get("MinAdjustmentMagnitude"),
        "step_adjustment": [
            {
                "metric_interval_lower_bound": _number_text(it.get("MetricIntervalLowerBound")),
                "metric_interval_upper_bound": _number_text(it.get("MetricIntervalUpperBound")),
                "scaling_adjustment": it["ScalingAdjustment"],
            }
            for it in found.get("StepAdjustments", ())
        ],
    }


def _number_text(number: float | None) -> str | None:
    """A bound, which the provider keeps as text to tell 0 from none."""
    return None if number is None else f"{number:g}"


def _target_tracking(found: Mapping[str, Any]) -> Attributes:
    return {
        "target_value": found["TargetValue"],
        "disable_scale_in": found.get("DisableScaleIn", False),
        "scale_in_cooldown": found.get("ScaleInCooldown"),
        "scale_out_cooldown": found.get("ScaleOutCooldown"),
        "predefined_metric_specification": block(
            found.get("PredefinedMetricSpecification"),
            lambda it: {
                "predefined_metric_type": it["PredefinedMetricType"],
                "resource_label": it.get("ResourceLabel"),
            },
        ),
        "customized_metric_specification": block(found.get("CustomizedMetricSpecification"), _customized),
    }


def _customized(found: Mapping[str, Any]) -> Attributes:
    return {
        "metric_name": found.get("MetricName"),
        "namespace": found.get("Namespace"),
        "statistic": found.get("Statistic"),
        "unit": found.get("Unit"),
        "dimensions": _dimensions(found.get("Dimensions", ())),
        "metrics": [
            {
                "id": it["Id"],
                "expression": it.get("Expression"),
                "label": it.get("Label"),
                "return_data": it.get("ReturnData", True),
                "metric_stat": block(it.get("MetricStat"), _metric_stat),
            }
            for it in found.get("Metrics", ())
        ],
    }


def _metric_stat(found: Mapping[str, Any]) -> Attributes:
    metric = found["Metric"]
    return {
        "stat": found["Stat"],
        "unit": found.get("Unit"),
        "metric": [
            {
                "metric_name": metric["MetricName"],
                "namespace": metric["Namespace"],
                "dimensions": _dimensions(metric.get("Dimensions", ())),
            }
        ],
    }


def _dimensions(found: Iterable[Mapping[str, str]]) -> list[Attributes]:
    return [{"name": it["Name"], "value": it["Value"]} for it in found]


READERS = {"aws_appautoscaling_target": target, "aws_appautoscaling_policy": policy}
