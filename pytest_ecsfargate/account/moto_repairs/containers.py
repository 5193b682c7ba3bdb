"""Repairs of ECS."""

from __future__ import annotations

from typing import Any


def ecs() -> None:
    """No task runs after an update of a service either; a cluster counts what is pending in its services."""
    from moto.ecs.models import EC2ContainerServiceBackend

    usual = EC2ContainerServiceBackend.update_service

    def update_service(self: Any, service_properties: dict[str, Any]) -> Any:
        service = usual(self, service_properties)
        service.running_count, service.pending_count = 0, service.desired_count
        cluster = self.clusters[service.cluster_name]
        others = [found for found in self.services.values() if found.cluster_name == service.cluster_name]
        cluster.running_tasks_count, cluster.pending_tasks_count = 0, sum(found.pending_count for found in others)
        return service

    setattr(EC2ContainerServiceBackend, update_service.__name__, update_service)
