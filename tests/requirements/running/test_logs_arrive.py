from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import SkipTest

import pytest

from pytest_ecsfargate import Outcome, RequirementNotMet, assert_logs_arrive
from tests.requirements.aws_answers import ACCOUNT, REFUSED, REGION, error, service

GROUP, WEB = "aws_cloudwatch_log_group.web", "aws_ecs_service.web"
REVISION = f"arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/web:7"


def arn(name: str) -> str:
    return f"arn:aws:ecs:{REGION}:{ACCOUNT}:task/shop/{name}"


def event(minutes_ago: float = 0) -> dict[str, Any]:
    at = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    return {"events": [{"timestamp": int(at.timestamp() * 1000), "message": "listening"}]}


def container(name: str = "web", group: str = "/ecs/web", driver: str = "awslogs", **options: str) -> dict[str, Any]:
    given = {"awslogs-group": group, "awslogs-region": REGION, "awslogs-stream-prefix": "app", **options}
    return {"name": name, "logConfiguration": {"logDriver": driver, "options": given}}


def running(*names: str, containers: Any = None, status: str = "RUNNING") -> dict[str, Any]:
    """The answers about running tasks with these ids and containers."""
    tasks = [{"taskArn": arn(name), "taskDefinitionArn": REVISION, "lastStatus": status} for name in names]
    return {
        "ecs_DescribeServices": service(),
        "ecs_ListTasks": {"taskArns": [task["taskArn"] for task in tasks]},
        "ecs_DescribeTasks": {"tasks": tasks},
        "ecs_DescribeTaskDefinition": {"taskDefinition": {"containerDefinitions": containers or [container()]}},
    }


def test_events_of_a_running_container(recorded: Any, said: Any) -> None:
    deployed, aws = recorded(**running("t1", "t2"), logs_GetLogEvents=event(5))
    assert said(assert_logs_arrive, deployed) == [(Outcome.MET, GROUP, "")]
    assert said(assert_logs_arrive, deployed, within=10) == [(Outcome.MET, GROUP, "")]
    asked = aws.questions("logs:GetLogEvents")[0]
    assert asked["logGroupName"] == "/ecs/web"
    assert asked["logStreamName"] == "app/web/t1"
    assert asked["limit"] == 1


def test_one_stream_with_events_is_enough(recorded: Any, said: Any) -> None:
    streams = {"app/web/t1": error("ResourceNotFoundException"), "app/web/t2": {"events": []}, "app/web/t3": event()}
    deployed, _ = recorded(**running("t1", "t2", "t3"), logs_GetLogEvents=lambda asked: streams[asked["logStreamName"]])
    assert said(assert_logs_arrive, deployed) == [(Outcome.MET, GROUP, "")]


def test_an_empty_answer_is_not_the_end_while_its_token_is_new(recorded: Any, said: Any) -> None:
    pages = {
        None: {"events": [], "nextBackwardToken": "b1"},
        "b1": {"events": [], "nextBackwardToken": "b2"},
        "b2": {**event(), "nextBackwardToken": "b3"},
    }
    deployed, _ = recorded(**running("t1"), logs_GetLogEvents=lambda asked: pages[asked.get("nextToken")])
    assert said(assert_logs_arrive, deployed) == [(Outcome.MET, GROUP, "")]


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        ({"events": []}, "/ecs/web: no event in app/web/t1"),
        ({"events": [], "nextBackwardToken": "same"}, "/ecs/web: no event in app/web/t1"),
        (error("ResourceNotFoundException"), "/ecs/web: no stream app/web/t1"),
    ],
)
def test_no_event(recorded: Any, said: Any, answer: Any, note: str) -> None:
    deployed, _ = recorded(**running("t1"), logs_GetLogEvents=answer)
    assert said(assert_logs_arrive, deployed) == [(Outcome.NOT_MET, GROUP, note)]
    assert assert_logs_arrive.check(deployed)[0].touches == (WEB,)


def test_an_event_that_is_too_old(recorded: Any, said: Any) -> None:
    deployed, _ = recorded(**running("t1"), logs_GetLogEvents={"events": [{"timestamp": 1700000000000}]})
    ((outcome, address, note),) = said(assert_logs_arrive, deployed, within=10)
    assert (outcome, address) == (Outcome.NOT_MET, GROUP)
    assert note == "/ecs/web: none in app/web/t1 since 2023-11-14 22:13Z"


def test_each_group_of_the_revision_that_runs_is_judged_where_it_is(recorded: Any, said: Any) -> None:
    containers = [
        container(),
        container("side", "/ecs/other"),
        container("east", **{"awslogs-region": "us-east-1"}),
        container("fire", driver="awsfirelens"),
        {"name": "silent"},
    ]
    deployed, aws = recorded(**running("t1", containers=containers), logs_GetLogEvents={"events": []})
    assert said(assert_logs_arrive, deployed) == [
        (Outcome.NOT_MET, GROUP, "/ecs/web: no event in app/web/t1"),
        (Outcome.NOT_MET, WEB, "/ecs/other: no event in app/side/t1"),
        (Outcome.NOT_MET, WEB, "/ecs/web: no event in app/east/t1"),
    ]
    assert [each["region"] for each in aws.questions("logs:GetLogEvents")] == [REGION, REGION, "us-east-1"]
    assert [each["taskDefinition"] for each in aws.questions("ecs:DescribeTaskDefinition")] == [REVISION]


def test_a_stream_that_cannot_be_named_is_unknown(recorded: Any, said: Any) -> None:
    unnamed = container()
    del unnamed["logConfiguration"]["options"]["awslogs-stream-prefix"]
    deployed, aws = recorded(**running("t1", containers=[unnamed]))
    note = "/ecs/web: without awslogs-stream-prefix it is not known which stream is whose"
    assert said(assert_logs_arrive, deployed) == [(Outcome.UNKNOWN, GROUP, note)]
    assert aws.questions("logs:GetLogEvents") == []


@pytest.mark.parametrize(
    "answers", [running(), running("t1", status="PENDING")], ids=["no task", "none that runs already"]
)
def test_a_service_whose_tasks_do_not_run_is_unknown(recorded: Any, said: Any, answers: Any) -> None:
    deployed, _ = recorded(**answers)
    assert said(assert_logs_arrive, deployed) == [(Outcome.UNKNOWN, WEB, "no task of it runs")]


def test_a_service_that_desires_no_task_has_nothing_to_check(recorded: Any) -> None:
    deployed, _ = recorded(**{**running(), "ecs_DescribeServices": service(desiredCount=0)})
    with pytest.raises(RequirementNotMet, match="nothing to check: the plan has no running task with a container of"):
        assert_logs_arrive(deployed)


@pytest.mark.parametrize(
    ("operation", "address", "prefix"),
    [
        ("ecs_DescribeServices", WEB, ""),
        ("ecs_ListTasks", WEB, ""),
        ("ecs_DescribeTaskDefinition", WEB, ""),
        ("logs_GetLogEvents", GROUP, "/ecs/web: "),
    ],
)
def test_what_aws_does_not_tell_is_unknown(recorded: Any, said: Any, operation: str, address: str, prefix: str) -> None:
    deployed, _ = recorded(**{**running("t1"), "logs_GetLogEvents": event(), operation: REFUSED})
    note = f"{prefix}AWS answered AccessDeniedException"
    assert said(assert_logs_arrive, deployed) == [(Outcome.UNKNOWN, address, note)]


def test_it_is_skipped_in_an_emulated_account(emulated: Any) -> None:
    with pytest.raises(SkipTest):
        assert_logs_arrive(emulated)


def test_the_text(recorded: Any) -> None:
    deployed, _ = recorded(**running("t1"), logs_GetLogEvents={"events": []})
    with pytest.raises(RequirementNotMet) as caught:
        assert_logs_arrive(deployed, within=10)
    assert str(caught.value).splitlines()[:9] == [
        "ECSF887 logs-arrive: 1 of 1 failed  [medium]",
        "Logs arrive in every log group of the containers that run.",
        "",
        "  aws_cloudwatch_log_group.web",
        "    --> main.tf:10:1",
        '  10 | resource "aws_cloudwatch_log_group" "web" {',
        "     | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ /ecs/web: no event in app/web/t1",
        "     = expected   an event of a running container in the last 10 minutes",
        "     = touches    aws_ecs_service.web",
    ]
