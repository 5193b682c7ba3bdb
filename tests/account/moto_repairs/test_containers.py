from __future__ import annotations

from typing import Any


def test_no_task_runs_and_what_is_desired_is_pending(session: Any) -> None:
    ecs = session.client("ecs")
    ecs.create_cluster(clusterName="counted")
    ecs.register_task_definition(family="counted", containerDefinitions=[{"name": "web", "image": "x", "memory": 512}])
    for name in ("one", "two"):
        ecs.create_service(cluster="counted", serviceName=name, taskDefinition="counted", desiredCount=2)
    ecs.update_service(cluster="counted", service="one", desiredCount=3)
    ecs.update_service(cluster="counted", service="two", enableExecuteCommand=True)
    services = ecs.describe_services(cluster="counted", services=["one", "two"])["services"]
    assert [(found["runningCount"], found["pendingCount"]) for found in services] == [(0, 3), (0, 2)]
    assert [found["deployments"][0]["pendingCount"] for found in services] == [3, 2]
    assert _tasks(ecs) == (0, 5)
    for name in ("one", "two"):
        ecs.delete_service(cluster="counted", service=name, force=True)
    assert _tasks(ecs) == (0, 0)


def _tasks(ecs: Any) -> tuple[int, int]:
    (cluster,) = ecs.describe_clusters(clusters=["counted"])["clusters"]
    return cluster["runningTasksCount"], cluster["pendingTasksCount"]
