from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.account.emulated import EmulatedAccount


@pytest.fixture(scope="module")
def ecs(account: EmulatedAccount) -> Any:
    return account.session("eu-west-2").client("ecs")


def register(client: Any, **given: Any) -> dict[str, Any]:
    containers = [{"name": "web", "image": "x", "memory": 512}]
    return dict(client.register_task_definition(family="faulty", containerDefinitions=containers, **given))


def described(client: Any, revision: str) -> dict[str, Any]:
    return dict(client.describe_task_definition(taskDefinition=revision)["taskDefinition"])


def test_each_revision_says_whether_faults_may_be_injected(ecs: Any) -> None:
    assert register(ecs, enableFaultInjection=True)["taskDefinition"]["enableFaultInjection"] is True
    register(ecs, enableFaultInjection=False)
    register(ecs)
    assert described(ecs, "faulty:1")["enableFaultInjection"] is True
    assert described(ecs, "faulty:2")["enableFaultInjection"] is False
    assert "enableFaultInjection" not in described(ecs, "faulty")


def test_tags_are_told_where_they_are_asked_for(ecs: Any) -> None:
    register(ecs, tags=[{"key": "team", "value": "a"}])
    told = ecs.describe_task_definition(taskDefinition="faulty", include=["TAGS"])
    assert told["tags"] == [{"key": "team", "value": "a"}]
