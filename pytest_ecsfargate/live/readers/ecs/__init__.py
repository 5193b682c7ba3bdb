"""Elastic Container Service: clusters, services and task definitions."""

from __future__ import annotations

from ..reader import Reader
from . import cluster, service, task_definition

READERS: dict[str, Reader] = {**cluster.READERS, **service.READERS, **task_definition.READERS}
