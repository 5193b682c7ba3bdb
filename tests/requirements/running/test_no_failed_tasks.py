from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import SkipTest

import pytest

from pytest_ecsfargate import Outcome, RequirementNotMet, assert_no_failed_tasks
from tests.requirements.aws_answers import ACCOUNT, REFUSED, REGION, error, service

WEB = "aws_ecs_service.web"
NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
PULL = "CannotPullContainerError: pull image manifest has been retried 1 time(s)"
OOM = "OutOfMemoryError: Container killed due to memory usage"
ESSENTIAL = "Essential container in task exited"
SCALING = "Scaling activity initiated by deployment ecs-svc/1"


def arn(name: str) -> str:
    return f"arn:aws:ecs:{REGION}:{ACCOUNT}:task/shop/{name}"


def stopped(code: str | None, reason: str = "", *containers: dict[str, Any]) -> dict[str, Any]:
    told = {"stopCode": code, "stoppedReason": reason}
    return {**{key: text for key, text in told.items() if text}, "containers": list(containers)}


def answers(*tasks: dict[str, Any]) -> dict[str, Any]:
    """The tasks, each a minute older than the one before."""
    named = [
        {"taskArn": arn(f"task{at}"), "createdAt": NOW - timedelta(minutes=at), **task} for at, task in enumerate(tasks)
    ]
    return {
        "ecs_DescribeServices": service(),
        "ecs_ListTasks": {"taskArns": [task["taskArn"] for task in named]},
        "ecs_DescribeTasks": {"tasks": named[::-1]},
    }


@pytest.mark.parametrize(
    "task",
    [
        stopped("ServiceSchedulerInitiated", SCALING, {"name": "web", "exitCode": 143}),
        stopped(
            "ServiceSchedulerInitiated", SCALING, {"name": "web", "exitCode": 137}, {"name": "side", "exitCode": 0}
        ),
        stopped("UserInitiated", "Task stopped by user", {"name": "web", "exitCode": 0}),
        stopped("SpotInterruption", "Your Spot Task was interrupted."),
        stopped("TerminationNotice"),
        stopped("InfrastructureHealth"),
    ],
    ids=lambda task: task["stopCode"],
)
def test_tasks_that_were_stopped_on_purpose(recorded: Any, said: Any, task: Any) -> None:
    deployed, _ = recorded(**answers(task))
    assert said(assert_no_failed_tasks, deployed) == [(Outcome.MET, WEB, "")]


def test_a_task_that_ended_well_by_itself_is_remarked(recorded: Any, said: Any) -> None:
    task = stopped(
        "EssentialContainerExited", ESSENTIAL, {"name": "web", "exitCode": 0}, {"name": "side", "exitCode": 0}
    )
    deployed, _ = recorded(**answers(task))
    assert said(assert_no_failed_tasks, deployed) == [(Outcome.MET, WEB, "a task ended by itself, with exit code 0")]


def test_a_service_without_stopped_tasks(recorded: Any, said: Any) -> None:
    deployed, aws = recorded(ecs_DescribeServices=service(), ecs_ListTasks={"taskArns": []})
    assert said(assert_no_failed_tasks, deployed) == [(Outcome.MET, WEB, "")]
    assert aws.questions("ecs:ListTasks") == [
        {
            "cluster": f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/shop",
            "serviceName": "web",
            "desiredStatus": "STOPPED",
            "region": REGION,
        }
    ]


@pytest.mark.parametrize(
    ("task", "told"),
    [
        (
            stopped("TaskFailedToStart", "ResourceInitializationError: unable to pull secrets."),
            "TaskFailedToStart, ResourceInitializationError: unable to pull secrets",
        ),
        (
            stopped("TaskFailedToStart", "Task failed to start", {"name": "web", "reason": PULL}),
            f"TaskFailedToStart, Task failed to start, container web with {PULL}",
        ),
        (
            stopped(
                "EssentialContainerExited", ESSENTIAL, {"name": "web", "exitCode": 1}, {"name": "s", "exitCode": 0}
            ),
            f"EssentialContainerExited, {ESSENTIAL}, container web with exit code 1",
        ),
        (stopped("EssentialContainerExited", ESSENTIAL, {"name": "web"}), f"EssentialContainerExited, {ESSENTIAL}"),
        (
            stopped(
                "EssentialContainerExited", ESSENTIAL, {"name": "w", "exitCode": 0}, {"name": "s", "exitCode": 137}
            ),
            f"EssentialContainerExited, {ESSENTIAL}, container s with exit code 137",
        ),
        (
            stopped("ServiceSchedulerInitiated", SCALING, {"name": "web", "exitCode": 137, "reason": OOM}),
            f"ServiceSchedulerInitiated, {SCALING}, container web with exit code 137, {OOM}",
        ),
        (
            stopped("ServiceSchedulerInitiated", "Task failed ELB health checks in (target-group web)"),
            "ServiceSchedulerInitiated, Task failed ELB health checks in (target-group web)",
        ),
        (
            stopped("ServiceSchedulerInitiated", "Task failed container health checks"),
            "ServiceSchedulerInitiated, Task failed container health checks",
        ),
        (stopped(None, "", {"name": "web", "reason": OOM}), f"container web with {OOM}"),
    ],
)
def test_tasks_that_an_error_stopped(recorded: Any, said: Any, task: Any, told: str) -> None:
    fine = stopped("UserInitiated")
    deployed, _ = recorded(**answers(fine, task))
    note = f"1 of 2 stopped tasks, such as task1: {told}"
    assert said(assert_no_failed_tasks, deployed) == [(Outcome.NOT_MET, WEB, note)]


def test_alike_failures_are_told_once_and_the_newest_first(recorded: Any, said: Any) -> None:
    start, exited = stopped("TaskFailedToStart", PULL), stopped("EssentialContainerExited", ESSENTIAL)
    deployed, _ = recorded(**answers(exited, start, start))
    note = (
        f"3 of 3 stopped tasks, such as task0: EssentialContainerExited, {ESSENTIAL}; "
        f"TaskFailedToStart, {PULL} (2 times)"
    )
    assert said(assert_no_failed_tasks, deployed) == [(Outcome.NOT_MET, WEB, note)]


@pytest.mark.parametrize(
    ("task", "told"),
    [(stopped("SomethingNew", "who knows"), "SomethingNew, who knows"), (stopped(None), "without a stop code")],
)
def test_a_stop_code_that_is_not_known_is_unknown(recorded: Any, said: Any, task: Any, told: str) -> None:
    deployed, _ = recorded(**answers(task))
    note = f"not known whether this is an error: {told}"
    assert said(assert_no_failed_tasks, deployed) == [(Outcome.UNKNOWN, WEB, note)]


def test_tasks_are_described_a_hundred_at_once(recorded: Any, said: Any) -> None:
    pages = {None: {"taskArns": [arn(f"a{at}") for at in range(100)], "nextToken": "2"}, "2": {"taskArns": [arn("b")]}}
    deployed, aws = recorded(
        ecs_DescribeServices=service(),
        ecs_ListTasks=lambda asked: pages[asked.get("nextToken")],
        ecs_DescribeTasks=lambda asked: {
            "tasks": [{"taskArn": each, **stopped("UserInitiated")} for each in asked["tasks"]]
        },
    )
    assert said(assert_no_failed_tasks, deployed) == [(Outcome.MET, WEB, "")]
    assert [len(each["tasks"]) for each in aws.questions("ecs:DescribeTasks")] == [100, 1]


@pytest.mark.parametrize("operation", ["ecs_DescribeServices", "ecs_ListTasks", "ecs_DescribeTasks"])
def test_what_aws_does_not_tell_is_unknown(recorded: Any, said: Any, operation: str) -> None:
    deployed, _ = recorded(**{**answers(stopped("UserInitiated")), operation: REFUSED})
    assert said(assert_no_failed_tasks, deployed) == [(Outcome.UNKNOWN, WEB, "AWS answered AccessDeniedException")]


def test_a_service_that_went_away_is_unknown(recorded: Any, said: Any) -> None:
    deployed, _ = recorded(**{**answers(), "ecs_ListTasks": error("ServiceNotFoundException")})
    assert said(assert_no_failed_tasks, deployed) == [(Outcome.UNKNOWN, WEB, "AWS answered ServiceNotFoundException")]


def test_nothing_to_check(recorded: Any) -> None:
    deployed, _ = recorded("")
    with pytest.raises(RequirementNotMet, match="nothing to check: the plan has no aws_ecs_service"):
        assert_no_failed_tasks(deployed)


def test_it_is_skipped_in_an_emulated_account(emulated: Any) -> None:
    with pytest.raises(SkipTest):
        assert_no_failed_tasks(emulated)


def test_the_text(recorded: Any) -> None:
    deployed, _ = recorded(**answers(stopped("TaskFailedToStart", PULL)))
    with pytest.raises(RequirementNotMet) as caught:
        assert_no_failed_tasks(deployed)
    assert str(caught.value).splitlines()[:10] == [
        "ECSF883 no-failed-tasks: 1 of 1 failed  [high]",
        "No task of a service was stopped by an error.",
        "",
        "  aws_ecs_service.web",
        "    --> main.tf:24:1",
        '  24 | resource "aws_ecs_service" "web" {',
        "     | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
        "     = expected   no task that an error has stopped",
        "     = note       1 of 1 stopped tasks, such as task0: TaskFailedToStart,",
        "                  CannotPullContainerError: pull image manifest has been retried 1",
    ]
