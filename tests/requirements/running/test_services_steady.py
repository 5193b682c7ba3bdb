from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from unittest import SkipTest

import pytest

from pytest_ecsfargate import Outcome, RequirementNotMet, assert_services_steady
from tests.requirements.aws_answers import ACCOUNT, PLATFORM, REFUSED, REGION, error, service

WEB = "aws_ecs_service.web"


def test_a_steady_service(recorded: Any, said: Any) -> None:
    deployed, aws = recorded(ecs_DescribeServices=service())
    assert said(assert_services_steady, deployed) == [(Outcome.MET, WEB, "")]
    assert aws.questions("ecs:DescribeServices") == [{"cluster": "shop", "services": ["web"], "region": REGION}]


def test_no_task_desired_is_remarked(recorded: Any, said: Any) -> None:
    deployed, _ = recorded(ecs_DescribeServices=service(desiredCount=0, runningCount=0))
    remark = "its desired count is 0, so that nothing runs"
    assert said(assert_services_steady, deployed) == [(Outcome.MET, WEB, remark)]


@pytest.mark.parametrize(
    ("told", "note"),
    [
        ({"runningCount": 0, "pendingCount": 1}, "0 of 1 tasks running, 1 pending"),
        ({"runningCount": 2}, "2 of 1 tasks running"),
        ({"status": "DRAINING"}, "the service is DRAINING"),
        (
            {
                "deployments": [
                    {"status": "PRIMARY", "rolloutState": "FAILED", "rolloutStateReason": "circuit breaker."}
                ]
            },
            "rollout FAILED (circuit breaker)",
        ),
        ({"deployments": [{"status": "PRIMARY", "rolloutState": "IN_PROGRESS"}]}, "rollout IN_PROGRESS"),
        (
            {"deployments": [{"status": "PRIMARY"}, {"status": "ACTIVE"}]},
            "tasks of an earlier deployment still run",
        ),
        (
            {"deployments": [], "taskSets": [{"id": "ecs-svc/1", "stabilityStatus": "STABILIZING"}]},
            "task set ecs-svc/1 STABILIZING",
        ),
    ],
    ids=["too few", "too many", "draining", "failed", "in progress", "two deployments", "task set"],
)
def test_what_is_not_steady(recorded: Any, said: Any, told: Any, note: str) -> None:
    deployed, _ = recorded(ecs_DescribeServices=service(**told))
    assert said(assert_services_steady, deployed) == [(Outcome.NOT_MET, WEB, note)]


def test_the_last_events_are_told_and_no_more(recorded: Any, said: Any) -> None:
    events = [
        {"createdAt": datetime(2026, 11, 26, 1, minute, tzinfo=UTC), "message": f"event {minute}"}
        for minute in (9, 8, 7, 6)
    ]
    deployed, _ = recorded(ecs_DescribeServices=service(runningCount=0, events=events))
    told = "last events: 01:09:00Z event 9; 01:08:00Z event 8; 01:07:00Z event 7"
    assert said(assert_services_steady, deployed) == [(Outcome.NOT_MET, WEB, f"0 of 1 tasks running; {told}")]


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        (REFUSED, "AWS answered AccessDeniedException"),
        (error("ThrottlingException"), "AWS answered ThrottlingException"),
        ({"services": [], "failures": [{"reason": "MISSING"}]}, "AWS has no service of this name in its cluster"),
    ],
    ids=["denied", "throttled", "missing"],
)
def test_what_aws_does_not_tell_is_unknown(recorded: Any, said: Any, answer: Any, note: str) -> None:
    deployed, _ = recorded(ecs_DescribeServices=answer)
    assert said(assert_services_steady, deployed) == [(Outcome.UNKNOWN, WEB, note)]


def test_credentials_that_do_not_work_are_no_verdict(recorded: Any) -> None:
    deployed, _ = recorded(ecs_DescribeServices=error("ExpiredTokenException"))
    with pytest.raises(Exception, match="ExpiredTokenException"):
        assert_services_steady(deployed)


def test_a_service_without_a_known_name_is_unknown(recorded: Any, said: Any) -> None:
    deployed, aws = recorded(
        'variable "name" {\n  type = string\n}\n\nresource "aws_ecs_service" "web" {\n  name = var.name\n}'
    )
    note = "its name or its cluster is not known"
    assert said(assert_services_steady, deployed) == [(Outcome.UNKNOWN, WEB, note)]
    assert aws.asked == []


def test_services_are_asked_for_ten_at_once_by_cluster_and_region(recorded: Any, said: Any) -> None:
    def answer(asked: dict[str, Any]) -> dict[str, Any]:
        return {"services": [{**service()["services"][0], "serviceName": name} for name in asked["services"]]}

    deployed, aws = recorded(
        """
        provider "aws" {
          alias  = "east"
          region = "us-east-1"
        }

        resource "aws_ecs_service" "many" {
          count = 21
          name  = "web${count.index}"
        }

        resource "aws_ecs_service" "east" {
          provider = aws.east
          name     = "web0"
          cluster  = "shop"
        }
        """,
        ecs_DescribeServices=answer,
    )
    assert len(said(assert_services_steady, deployed)) == 22
    questions = [
        (each["region"], each["cluster"], len(each["services"])) for each in aws.questions("ecs:DescribeServices")
    ]
    assert sorted(questions) == [
        (REGION, "default", 1),
        (REGION, "default", 10),
        (REGION, "default", 10),
        ("us-east-1", "shop", 1),
    ]


def test_nothing_to_check(recorded: Any) -> None:
    deployed, _ = recorded('resource "aws_ecs_cluster" "shop" {\n  name = "shop"\n}')
    with pytest.raises(RequirementNotMet, match="nothing to check: the plan has no aws_ecs_service"):
        assert_services_steady(deployed)
    assert_services_steady(deployed, allow_empty=True)


def test_it_is_skipped_in_an_emulated_account(emulated: Any) -> None:
    with pytest.raises(SkipTest, match="no task runs in the emulated account: judged in an account of AWS only"):
        assert_services_steady(emulated)


def test_a_plan_is_no_deployment(module: Any) -> None:
    with pytest.raises(TypeError) as caught:
        assert_services_steady(module(PLATFORM))
    assert str(caught.value) == (
        "assert_services_steady() takes a Deployment first, as the fixture `deployed` gives it, not a Plan"
    )


def test_the_text(recorded: Any) -> None:
    failed = {
        "status": "PRIMARY",
        "rolloutState": "FAILED",
        "rolloutStateReason": "ECS deployment circuit breaker: tasks failed to start.",
    }
    event = {
        "createdAt": datetime(2026, 11, 26, 1, 2, 3, tzinfo=UTC),
        "message": f"(service web) failed to launch a task with (error no image in {ACCOUNT}).",
    }
    answer = service(desiredCount=2, runningCount=0, pendingCount=1, deployments=[failed], events=[event])
    deployed, _ = recorded(ecs_DescribeServices=answer)
    with pytest.raises(RequirementNotMet) as caught:
        assert_services_steady(deployed)
    assert str(caught.value).splitlines() == [
        "ECSF881 services-steady: 1 of 1 failed  [high]",
        "Every service runs as many tasks as it should, and its deployment is completed.",
        "",
        "  aws_ecs_service.web",
        "    --> main.tf:24:1",
        '  24 | resource "aws_ecs_service" "web" {',
        "     | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
        "     = expected   as many running tasks as desired, and no deployment under way or",
        "                  failed",
        "     = note       0 of 2 tasks running, 1 pending; rollout FAILED (ECS deployment",
        "                  circuit breaker: tasks failed to start); last event: 01:02:03Z",
        "                  (service web) failed to launch a task with (error no image in",
        "                  210987654321).",
        "",
        "  fix:   Read the events of the service, and what assert_no_failed_tasks says of its",
        "         tasks.",
        "  docs:  docs/requirements/ECSF881.md",
        "  aws:   https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages.html",
        "  waive: # ecsfargate:waive ECSF881 <reason>, above main.tf:24",
    ]
