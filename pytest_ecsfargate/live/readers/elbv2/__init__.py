"""Elastic Load Balancing: load balancers, target groups, listeners and their rules."""

from __future__ import annotations

from ..reader import Reader
from . import listener, load_balancer, target_group

READERS: dict[str, Reader] = {**load_balancer.READERS, **target_group.READERS, **listener.READERS}
