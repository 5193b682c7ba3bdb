from __future__ import annotations

from typing import Any
from unittest import SkipTest

import pytest

from pytest_ecsfargate import Outcome, RequirementNotMet, assert_targets_healthy
from tests.requirements.aws_answers import GROUP_ARN, REFUSED, service

WEB = "aws_lb_target_group.web"
OTHER_ARN = GROUP_ARN.replace("/web/", "/web-green/")
HEALTHY = {"State": "healthy"}


def targets(*health: dict[str, str]) -> dict[str, Any]:
    found = [
        {"Target": {"Id": f"10.0.1.{at}", "Port": 8080}, "TargetHealth": each} for at, each in enumerate(health, 17)
    ]
    return {"TargetHealthDescriptions": found}


def test_healthy_targets(recorded: Any, said: Any) -> None:
    deployed, aws = recorded(
        ecs_DescribeServices=service(), elbv2_DescribeTargetHealth=targets(HEALTHY, {"State": "draining"})
    )
    assert said(assert_targets_healthy, deployed) == [(Outcome.MET, WEB, "")]
    assert [each["TargetGroupArn"] for each in aws.questions("elbv2:DescribeTargetHealth")] == [GROUP_ARN]


@pytest.mark.parametrize(
    ("health", "note"),
    [
        (
            {"State": "unhealthy", "Reason": "Target.Timeout", "Description": "Request timed out"},
            "10.0.1.18:8080 is unhealthy (Target.Timeout, Request timed out)",
        ),
        (
            {"State": "initial", "Reason": "Elb.InitialHealthChecking"},
            "10.0.1.18:8080 is initial (Elb.InitialHealthChecking)",
        ),
        ({"State": "unused", "Reason": "Target.NotInUse"}, "10.0.1.18:8080 is unused (Target.NotInUse)"),
    ],
)
def test_a_target_that_is_not_healthy(recorded: Any, said: Any, health: Any, note: str) -> None:
    deployed, _ = recorded(ecs_DescribeServices=service(), elbv2_DescribeTargetHealth=targets(HEALTHY, health))
    assert said(assert_targets_healthy, deployed) == [(Outcome.NOT_MET, WEB, note)]
    assert assert_targets_healthy.check(deployed)[0].touches == ("aws_ecs_service.web",)


def test_many_alike_are_not_all_told(recorded: Any, said: Any) -> None:
    ill = [{"State": "unhealthy"}] * 5
    deployed, _ = recorded(ecs_DescribeServices=service(), elbv2_DescribeTargetHealth=targets(*ill))
    told = "; ".join(f"10.0.1.{at}:8080 is unhealthy" for at in (17, 18, 19))
    assert said(assert_targets_healthy, deployed) == [(Outcome.NOT_MET, WEB, f"{told}; and 2 more")]


@pytest.mark.parametrize(
    ("health", "minimum", "note"),
    [
        ([], 1, "no target is registered, 2 desired"),
        ([{"State": "draining"}], 1, "no target is registered, 2 desired"),
        ([HEALTHY], 2, "1 healthy target, 2 desired"),
        ([HEALTHY, HEALTHY], 3, "2 healthy targets, 2 desired"),
    ],
)
def test_too_few_targets(recorded: Any, said: Any, health: Any, minimum: int, note: str) -> None:
    deployed, _ = recorded(ecs_DescribeServices=service(desiredCount=2), elbv2_DescribeTargetHealth=targets(*health))
    assert said(assert_targets_healthy, deployed, minimum=minimum) == [(Outcome.NOT_MET, WEB, note)]


def test_no_target_is_right_where_no_task_is_desired(recorded: Any, said: Any) -> None:
    deployed, _ = recorded(ecs_DescribeServices=service(desiredCount=0), elbv2_DescribeTargetHealth=targets())
    remark = "its service desires no task, so that there is no target"
    assert said(assert_targets_healthy, deployed) == [(Outcome.MET, WEB, remark)]


def test_the_two_groups_of_a_blue_green_deployment_are_one(recorded: Any, said: Any) -> None:
    balancer = {"targetGroupArn": GROUP_ARN, "advancedConfiguration": {"alternateTargetGroupArn": OTHER_ARN}}
    deployed, _ = recorded(
        ecs_DescribeServices=service(loadBalancers=[balancer]),
        elbv2_DescribeTargetHealth=lambda asked: targets(*[HEALTHY] * (asked["TargetGroupArn"] == OTHER_ARN)),
    )
    assert said(assert_targets_healthy, deployed) == [(Outcome.MET, WEB, "")]


def test_the_primary_task_set_says_where_it_registers(recorded: Any, said: Any) -> None:
    sets = [
        {"status": "ACTIVE", "loadBalancers": [{"targetGroupArn": GROUP_ARN}]},
        {"status": "PRIMARY", "loadBalancers": [{"targetGroupArn": OTHER_ARN}]},
    ]
    deployed, aws = recorded(ecs_DescribeServices=service(taskSets=sets), elbv2_DescribeTargetHealth=targets(HEALTHY))
    # That group is not in the module.
    assert said(assert_targets_healthy, deployed) == [(Outcome.MET, "aws_ecs_service.web", "")]
    assert [each["TargetGroupArn"] for each in aws.questions("elbv2:DescribeTargetHealth")] == [OTHER_ARN]


def test_targets_without_health_checks_are_unknown(recorded: Any, said: Any) -> None:
    health = {"State": "unavailable", "Reason": "Target.HealthCheckDisabled"}
    deployed, _ = recorded(ecs_DescribeServices=service(), elbv2_DescribeTargetHealth=targets(health, HEALTHY))
    note = "10.0.1.17:8080 is unavailable (Target.HealthCheckDisabled)"
    assert said(assert_targets_healthy, deployed) == [(Outcome.UNKNOWN, WEB, note)]


def test_what_aws_does_not_tell_is_unknown(recorded: Any, said: Any) -> None:
    note = "AWS answered AccessDeniedException"
    deployed, _ = recorded(ecs_DescribeServices=service(), elbv2_DescribeTargetHealth=REFUSED)
    assert said(assert_targets_healthy, deployed) == [(Outcome.UNKNOWN, WEB, note)]
    deployed, _ = recorded(ecs_DescribeServices=REFUSED)
    assert said(assert_targets_healthy, deployed) == [(Outcome.UNKNOWN, "aws_ecs_service.web", note)]


def test_nothing_to_check(recorded: Any) -> None:
    classic = [{"loadBalancerName": "old", "containerName": "web", "containerPort": 80}]
    deployed, _ = recorded(ecs_DescribeServices=service(loadBalancers=classic))
    with pytest.raises(RequirementNotMet, match="the plan has no target group that a service registers with"):
        assert_targets_healthy(deployed)


def test_it_is_skipped_in_an_emulated_account(emulated: Any) -> None:
    with pytest.raises(SkipTest):
        assert_targets_healthy(emulated)


def test_the_text(recorded: Any) -> None:
    ill = {
        "State": "unhealthy",
        "Reason": "Target.ResponseCodeMismatch",
        "Description": "Health checks failed with these codes: [404]",
    }
    deployed, _ = recorded(ecs_DescribeServices=service(), elbv2_DescribeTargetHealth=targets(ill))
    with pytest.raises(RequirementNotMet) as caught:
        assert_targets_healthy(deployed)
    assert str(caught.value).splitlines()[:11] == [
        "ECSF882 targets-healthy: 1 of 1 failed  [high]",
        "Every target that a service registers with a target group is healthy.",
        "",
        "  aws_lb_target_group.web",
        "    --> main.tf:6:1",
        '   6 | resource "aws_lb_target_group" "web" {',
        "     | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
        "     = expected   healthy targets, 1 at least",
        "     = note       10.0.1.17:8080 is unhealthy (Target.ResponseCodeMismatch, Health",
        "                  checks failed with these codes: [404])",
        "     = touches    aws_ecs_service.web",
    ]
