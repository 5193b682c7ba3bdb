"""Waiting until what was applied runs: by boto3's waiters, with a deadline.

https://docs.aws.amazon.com/boto3/latest/reference/services/ecs/waiter/ServicesStable.html and
https://docs.aws.amazon.com/boto3/latest/reference/services/elbv2/waiter/TargetInService.html
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from ..account.session import is_waiter_error
from ..live.clients import AccountClients, RegionalClients
from ..plan.model import Plan
from ..plan.provider_region import region_of

_DELAY = 10
"""Seconds between two questions."""

_AT_ONCE = 10
"""The most services that one DescribeServices takes."""


def wait_until_steady(plan: Plan, clients: AccountClients, seconds: float, progress: Callable[[str], None]) -> None:
    """Returns when all services are steady and all their targets healthy, or after some seconds all the same.

    `plan` names what was applied. What is not steady then is a verdict of the requirements on what runs: they say why.
    """
    deadline = time.monotonic() + seconds
    progress("waiting for services")
    for region, cluster, names in _services(plan):
        for at in range(0, len(names), _AT_ONCE):
            _wait(
                clients(region), "ecs", "services_stable", deadline, cluster=cluster, services=names[at : at + _AT_ONCE]
            )
    progress("waiting for targets")
    for region, arn in _target_groups(plan):
        _wait(clients(region), "elbv2", "target_in_service", deadline, TargetGroupArn=arn)


def _services(plan: Plan) -> Iterator[tuple[str, str, list[str]]]:
    """The services by their regions and clusters."""
    found: dict[tuple[str, str], list[str]] = {}
    for service in plan.managed("aws_ecs_service"):
        cluster, name = service.at("cluster"), service.at("name")
        if cluster.known and name.known:
            found.setdefault((region_of(plan, service) or "", str(cluster.value or "default")), []).append(
                str(name.value)
            )
    for (region, cluster_name), names in found.items():
        yield region, cluster_name, names


def _target_groups(plan: Plan) -> Iterator[tuple[str, str]]:
    """The target groups that services of at least one task register with."""
    found: dict[tuple[str, str], None] = {}
    for service in plan.managed("aws_ecs_service"):
        groups = service.at("load_balancer").data
        for at in range(len(groups)) if isinstance(groups, tuple) and service.at("desired_count").value else ():
            arn = service.at(f"load_balancer[{at}].target_group_arn")
            if arn.known and arn.value:
                found[region_of(plan, service) or "", str(arn.value)] = None
    yield from found


def _wait(clients: RegionalClients, service: str, waiter: str, deadline: float, **asked: object) -> None:
    """Waits for one thing, as long as there is time; AWS's refusals to answer are raised."""
    left = max(0.0, deadline - time.monotonic())
    attempts = max(1, int(left // _DELAY))
    try:
        clients(service).get_waiter(waiter).wait(WaiterConfig={"Delay": _DELAY, "MaxAttempts": attempts}, **asked)
    except Exception as error:
        if not is_waiter_error(error):
            raise
