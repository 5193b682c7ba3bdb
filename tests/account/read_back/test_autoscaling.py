from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.account.emulated import EmulatedAccount

TARGET = {
    "ServiceNamespace": "ecs",
    "ResourceId": "service/scaled/web",
    "ScalableDimension": "ecs:service:DesiredCount",
}


@pytest.fixture(scope="module")
def autoscaling(account: EmulatedAccount) -> Any:
    session = account.session("eu-north-1")
    ecs = session.client("ecs")
    ecs.create_cluster(clusterName="scaled")
    containers = [{"name": "web", "image": "x", "memory": 512}]
    ecs.register_task_definition(family="scaled", containerDefinitions=containers)
    ecs.create_service(cluster="scaled", serviceName="web", taskDefinition="scaled", desiredCount=1)
    return session.client("application-autoscaling")


def register(client: Any, **more: Any) -> str:
    return str(client.register_scalable_target(**TARGET, MinCapacity=1, MaxCapacity=2, **more)["ScalableTargetARN"])


def tags(client: Any, arn: str) -> dict[str, str]:
    found: dict[str, str] = client.list_tags_for_resource(ResourceARN=arn)["Tags"]
    return found


def test_a_target_keeps_its_tags(autoscaling: Any) -> None:
    arn = register(autoscaling, Tags={"team": "a", "old": "x"})
    assert tags(autoscaling, arn) == {"team": "a", "old": "x"}
    autoscaling.tag_resource(ResourceARN=arn, Tags={"team": "b"})
    autoscaling.untag_resource(ResourceARN=arn, TagKeys=["old", "never"])
    assert tags(autoscaling, arn) == {"team": "b"}
    assert register(autoscaling) == arn
    assert tags(autoscaling, arn) == {"team": "b"}, "registered again with other numbers"


def test_a_target_without_tags_has_none(autoscaling: Any) -> None:
    register(autoscaling)
    autoscaling.deregister_scalable_target(**TARGET)
    assert tags(autoscaling, register(autoscaling)) == {}


def test_a_target_that_is_gone_has_no_tags_to_ask_for(autoscaling: Any) -> None:
    arn = register(autoscaling, Tags={"team": "a"})
    autoscaling.deregister_scalable_target(**TARGET)
    with pytest.raises(autoscaling.exceptions.ResourceNotFoundException, match="doesn't exist"):
        tags(autoscaling, arn)
    assert tags(autoscaling, register(autoscaling)) == {}
