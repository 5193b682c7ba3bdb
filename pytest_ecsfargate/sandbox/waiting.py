"""Waiting until what was applied runs: by boto3's waiters, with a deadline.

https://docs.aws.amazon.com/boto3/latest/reference/services/ecs/waiter/ServicesStable.html and
https://docs.aws.amazon.com/boto3/latest/reference/services/elbv2/waiter/TargetInService.html
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from ..account.session import is_waiter_error
from ..live.clients import RegionalClients
from ..live.deployment import Deployment

_DELAY = 10
"""Seconds between two questions."""

_AT_ONCE = 10
"""The most services that one DescribeServices takes."""


def wait_until_steady(deployment: Deployment, seconds: float, progress: Callable[[str], None]) -> None:
    """Returns when all services are steady and all their targets healthy, or after some seconds all the same.

    What is not steady then is a verdict of the requirements on what runs: they say why. In an emulated account no task
    ever runs: there is nothing to wait for.
    """
    if deployment.emulated:
        return
    deadline = time.monotonic() + seconds
    progress("waiting for services")
    for clients, cluster, names in _services(deployment):
        for at in range(0, len(names), _AT_ONCE):
            _wait(clients, "ecs", "services_stable", deadline, cluster=cluster, services=names[at : at + _AT_ONCE])
    progress("waiting for targets")
    for clients, arn in _target_groups(deployment):
        _wait(clients, "elbv2", "target_in_service", deadline, TargetGroupArn=arn)


def _services(deployment: Deployment) -> Iterator[tuple[RegionalClients, str, list[str]]]:
    """The services by their clusters."""
    found: dict[tuple[str, str], list[str]] = {}
    for service in deployment.managed("aws_ecs_service"):
        cluster, name = service.at("cluster"), service.at("name")
        if cluster.known and name.known:
            found.setdefault((deployment.region_of(service), str(cluster.value)), []).append(str(name.value))
    for (region, cluster_name), names in found.items():
        yield deployment.clients(region), cluster_name, names


def _target_groups(deployment: Deployment) -> Iterator[tuple[RegionalClients, str]]:
    """The target groups that services of at least one task register with."""
    found: dict[tuple[str, str], None] = {}
    for service in deployment.managed("aws_ecs_service"):
        groups = service.at("load_balancer").data
        for at in range(len(groups)) if isinstance(groups, tuple) and service.at("desired_count").value else ():
            arn = service.at(f"load_balancer[{at}].target_group_arn")
            if arn.known and arn.value:
                found[deployment.region_of(service), str(arn.value)] = None
    for region, name in found:
        yield deployment.clients(region), name


def _wait(clients: RegionalClients, service: str, waiter: str, deadline: float, **asked: object) -> None:
    """Waits for one thing, as long as there is time; AWS's refusals to answer are raised."""
    left = max(0.0, deadline - time.monotonic())
    attempts = max(1, int(left // _DELAY))
    try:
        clients(service).get_waiter(waiter).wait(WaiterConfig={"Delay": _DELAY, "MaxAttempts": attempts}, **asked)
    except Exception as error:
        if not is_waiter_error(error):
            raise
