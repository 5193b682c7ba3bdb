from __future__ import annotations

from typing import Any

from pytest_ecsfargate.live.clients import RegionalClients
from tests.live.readers.conftest import Read, Told

KNOWN = {
    "service_namespace": "ecs",
    "resource_id": "service/scaled/web",
    "scalable_dimension": "ecs:service:DesiredCount",
}
ASKED = {
    "ServiceNamespace": "ecs",
    "ResourceId": "service/scaled/web",
    "ScalableDimension": "ecs:service:DesiredCount",
}
ARN = "arn:aws:application-autoscaling:eu-west-1:730184296155:scalable-target/1"


def service(clients: RegionalClients) -> Any:
    """A service to scale, and the client that does it."""
    ecs = clients("ecs")
    ecs.create_cluster(clusterName="scaled")
    ecs.register_task_definition(family="scaled", containerDefinitions=[{"name": "a", "image": "b", "memory": 128}])
    ecs.create_service(cluster="scaled", serviceName="web", taskDefinition="scaled", desiredCount=1)
    return clients("application-autoscaling")


def test_a_target_and_its_policies(clients: RegionalClients, read: Read) -> None:
    scaling = service(clients)
    scaling.register_scalable_target(**ASKED, MinCapacity=1, MaxCapacity=4)
    found = read("aws_appautoscaling_target", **KNOWN)
    assert found is not None
    arn = found["arn"]
    expected = {
        **KNOWN,
        "id": "service/scaled/web",
        "arn": arn,
        "min_capacity": 1,
        "max_capacity": 4,
        "role_arn": None,
        "suspended_state": [],
        "tags_all": {},
    }
    assert found == expected
    scaling.register_scalable_target(**ASKED, MinCapacity=0, MaxCapacity=9)
    assert read("aws_appautoscaling_target", **KNOWN) == expected | {"min_capacity": 0, "max_capacity": 9}

    steps = {
        "AdjustmentType": "ChangeInCapacity",
        "Cooldown": 60,
        "StepAdjustments": [
            {"MetricIntervalLowerBound": 0, "MetricIntervalUpperBound": 2.5, "ScalingAdjustment": 1},
            {"MetricIntervalLowerBound": 2.5, "ScalingAdjustment": 2},
        ],
    }
    scaling.put_scaling_policy(
        **ASKED, PolicyName="step", PolicyType="StepScaling", StepScalingPolicyConfiguration=steps
    )
    found = read("aws_appautoscaling_policy", name="step", **KNOWN)
    assert found is not None
    assert found == {
        **KNOWN,
        "id": "step",
        "arn": found["arn"],
        "name": "step",
        "policy_type": "StepScaling",
        "alarm_arns": [],
        "target_tracking_scaling_policy_configuration": [],
        "step_scaling_policy_configuration": [
            {
                "adjustment_type": "ChangeInCapacity",
                "cooldown": 60,
                "metric_aggregation_type": None,
                "min_adjustment_magnitude": None,
                "step_adjustment": [
                    {
                        "metric_interval_lower_bound": "0",
                        "metric_interval_upper_bound": "2.5",
                        "scaling_adjustment": 1,
                    },
                    {
                        "metric_interval_lower_bound": "2.5",
                        "metric_interval_upper_bound": None,
                        "scaling_adjustment": 2,
                    },
                ],
            }
        ],
    }
    assert read("aws_appautoscaling_policy", name="ste", **KNOWN) is None


def test_a_target_has_tags_and_may_be_suspended(told: Told) -> None:
    suspended = {"DynamicScalingInSuspended": True, "DynamicScalingOutSuspended": False}
    target = {**ASKED, "MinCapacity": 1, "MaxCapacity": 2, "RoleARN": "arn:role", "CreationTime": 0}
    read = told(
        "application-autoscaling",
        (
            "describe_scalable_targets",
            {"ScalableTargets": [{**target, "ScalableTargetARN": ARN, "SuspendedState": suspended}]},
        ),
        ("list_tags_for_resource", {"Tags": {"Team": "a", "aws:x": "y"}}),
    )
    found = read("aws_appautoscaling_target", **KNOWN)
    assert found is not None
    assert found["tags_all"] == {"Team": "a"}
    assert found["suspended_state"] == [
        {
            "dynamic_scaling_in_suspended": True,
            "dynamic_scaling_out_suspended": False,
            "scheduled_scaling_suspended": False,
        }
    ]
    read = told("application-autoscaling", ("describe_scalable_targets", {"ScalableTargets": [target]}))
    found = read("aws_appautoscaling_target", **KNOWN)
    assert found is not None
    assert (found["arn"], found["tags_all"]) == (None, {})


def tracking(told: Told, **configuration: Any) -> Any:
    policy = {
        **ASKED,
        "PolicyARN": "arn:policy",
        "PolicyName": "cpu",
        "PolicyType": "TargetTrackingScaling",
        "CreationTime": 0,
        "TargetTrackingScalingPolicyConfiguration": {"TargetValue": 60.0, **configuration},
    }
    read = told("application-autoscaling", ("describe_scaling_policies", {"ScalingPolicies": [policy]}))
    found = read("aws_appautoscaling_policy", name="cpu", **KNOWN)
    assert found is not None
    return found["target_tracking_scaling_policy_configuration"]


def test_target_tracking_of_what_aws_measures(told: Told) -> None:
    metric = {"PredefinedMetricType": "ALBRequestCountPerTarget", "ResourceLabel": "app/main/1/targetgroup/web/2"}
    assert tracking(told, PredefinedMetricSpecification=metric, ScaleInCooldown=300, DisableScaleIn=True) == [
        {
            "target_value": 60.0,
            "disable_scale_in": True,
            "scale_in_cooldown": 300,
            "scale_out_cooldown": None,
            "predefined_metric_specification": [
                {
                    "predefined_metric_type": "ALBRequestCountPerTarget",
                    "resource_label": "app/main/1/targetgroup/web/2",
                }
            ],
            "customized_metric_specification": [],
        }
    ]


def test_target_tracking_of_a_metric_of_ones_own(told: Told) -> None:
    dimensions = [{"Name": "n", "Value": "v"}]
    stat = {"Metric": {"MetricName": "m", "Namespace": "ns", "Dimensions": dimensions}, "Stat": "Average"}
    metrics = [
        {"Id": "a", "MetricStat": stat, "ReturnData": False},
        {"Id": "b", "Expression": "a / 2", "Label": "half"},
    ]
    (found,) = tracking(told, CustomizedMetricSpecification={"Metrics": metrics})
    assert found["customized_metric_specification"] == [
        {
            "metric_name": None,
            "namespace": None,
            "statistic": None,
            "unit": None,
            "dimensions": [],
            "metrics": [
                {
                    "id": "a",
                    "expression": None,
                    "label": None,
                    "return_data": False,
                    "metric_stat": [
                        {
                            "stat": "Average",
                            "unit": None,
                            "metric": [
                                {
                                    "metric_name": "m",
                                    "namespace": "ns",
                                    "dimensions": [{"name": "n", "value": "v"}],
                                }
                            ],
                        }
                    ],
                },
                {"id": "b", "expression": "a / 2", "label": "half", "return_data": True, "metric_stat": []},
            ],
        }
    ]
