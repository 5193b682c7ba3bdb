"""Which service is repaired by what, and when: when it is first asked for.

So the server need not load services that nobody uses.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from . import containers, delivery, network, storage

_repairing = threading.Lock()
_repaired: set[str] = set()

_REPAIRS: dict[str, Callable[[], None]] = {
    "codebuild": delivery.codebuild,
    "codedeploy": delivery.codedeploy,
    "codepipeline": delivery.codepipeline,
    "ec2": network.ec2,
    "ecs": containers.ecs,
    "elasticache": storage.elasticache,
    "kms": storage.kms,
    "rds": storage.rds,
    "route53": network.route53,
    "s3": storage.s3,
    "servicediscovery": network.servicediscovery,
}


def repair(service: str) -> None:
    """Repairs a service, by the name that requests for it are signed with; once."""
    if service in _REPAIRS and service not in _repaired:
        with _repairing:
            if service not in _repaired:
                _REPAIRS[service]()
                _repaired.add(service)
