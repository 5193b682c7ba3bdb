"""A deployment can proceed, ends well or is rolled back, and cuts off no request."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ...declaration import requirement
from ...findings import Severity, Verdict
from ...hcl.values import Value, from_python
from ...plan.ecs.ecs import Service
from ...plan.ecs.load_balancing import TargetGroup
from ...plan.ecs.views import Unresolved
from ...plan.model import Plan

GRACE, DELAY = "health_check_grace_period_seconds", "deregistration_delay"
MINIMUM, MAXIMUM = "deployment_minimum_healthy_percent", "deployment_maximum_percent"
BREAKER = "deployment_circuit_breaker[0]"

# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html
DEFAULT_DELAY = 300
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html, stopTimeout: seconds that a
# container has by itself, and may be given on Fargate.
DEFAULT_STOP_TIMEOUT, LONGEST_STOP_TIMEOUT = 30, 120
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
DEFAULT_MINIMUM, DEFAULT_MAXIMUM = 100, 200


@requirement(
    "ECSF412",
    "Deployments can proceed, are rolled back when they fail, and cut off no request.",
    severity=Severity.MEDIUM,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html",
    remediation="Set deployment_circuit_breaker { enable = true, rollback = true } and a health check grace period.",
    looks_for="aws_ecs_service",
)
def assert_graceful_deployments(plan: Plan, *, allow_empty: bool = False) -> Iterator[Verdict]:
    """Deployments can proceed, are rolled back when they fail, and cut off no request.

    The circuit breaker is on, with rollback. A service behind a load balancer has a grace period for health checks. Its
    target group waits at least as long for open requests as its container has to stop. The minimum and maximum
    percent leave room to start or to stop a task. Services that CodeDeploy or another controller deploys are only
    judged by their load balancer.

    Why:
        Without the circuit breaker ECS starts a broken version again and again, for ever. Without a grace period a
        slow starter is killed by its own health check. A target group that forgets a task too early, or percentages
        that allow no step, show as errors to users, and as deployments that hang.

    Fails:
        resource "aws_ecs_service" "web" {
          name = "web"
        }

    Passes:
        resource "aws_ecs_service" "web" {
          name = "web"

          deployment_circuit_breaker {
            enable   = true
            rollback = true
          }
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
        - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-connection-draining.html

    """
    for service in plan.services():
        # A task set is one deployment of a service: of its own it has but the load balancers.
        if service.resource.type == "aws_ecs_service":
            yield from _rolling_update(service)
            if _is_load_balanced(service):
                yield _grace(service)
        for group in service.target_groups:
            if isinstance(group, Unresolved):
                yield group.verdict()
            else:
                yield from _delay(service, group)


def _rolling_update(service: Service) -> Iterator[Verdict]:
    """What ECS's own controller does; other controllers have rules of their own."""
    controller = service.at("deployment_controller[0].type")
    is_set = service.is_set("deployment_controller[0].type")
    if is_set and controller.known and controller.value != "ECS":
        return
    if is_set and not controller.known:
        yield service.judge("deployment_controller[0].type", None, "ECS, with its circuit breaker")
        return
    yield service.expect(f"{BREAKER}.enable", True, default=False)
    yield service.expect(f"{BREAKER}.rollback", True, default=False)
    yield _room(service)


def _room(service: Service) -> Verdict:
    """At least one task more may run than must: ECS rounds the minimum up and the maximum down."""
    low, high = _percent(service, MINIMUM, DEFAULT_MINIMUM), _percent(service, MAXIMUM, DEFAULT_MAXIMUM)
    expected = "room for one task more, or one less, than desired"
    if not low.known or not high.known:
        return service.judge(MAXIMUM if low.known else MINIMUM, None, expected)
    minimum, maximum = float(low.value), float(high.value)
    note = f"between {low.value} and {high.value} percent"
    if maximum <= minimum:
        return service.judge(MAXIMUM, False, expected, actual=high, note=note)
    if minimum == 0 or maximum >= 200:
        return service.judge(MAXIMUM, True, expected, actual=high)
    count = service.at("desired_count")
    if not service.is_set("desired_count") or not count.known:
        note = "whether that is a whole task depends on desired_count"
        return service.judge(MAXIMUM, None, expected, actual=None, note=note)
    tasks = int(float(count.value))
    room = math.floor(tasks * maximum / 100) > math.ceil(tasks * minimum / 100)
    return service.judge(MAXIMUM, tasks == 0 or room, expected, actual=high, note=f"{note} of {tasks}")


def _percent(service: Service, path: str, default: int) -> Value:
    return service.at(path) if service.is_set(path) else from_python(default)


def _is_load_balanced(service: Service) -> bool:
    return service.is_set("load_balancer") and service.at("load_balancer").data != ()


def _grace(service: Service) -> Verdict:
    value = service.at(GRACE)
    expected = "more than 0 s, as long as a task needs to start"
    if not service.is_set(GRACE):
        if service.at("load_balancer").is_unknown:
            return service.judge(GRACE, None, expected, note="whether it has a load balancer cannot be told")
        note = "not set, so AWS takes 0 s"
        if service.at("load_balancer").is_unknown:
            return service.judge(GRACE, None, expected, note="whether it has a load balancer cannot be told")
        return service.judge(GRACE, False, expected, hint=f"Set {GRACE}, for example to 60.", note=note)
    return service.judge(GRACE, float(value.value) > 0 if value.known else None, expected)


def _delay(service: Service, group: TargetGroup) -> Iterator[Verdict]:
    """The target group waits for open requests at least as long as the container behind it takes to stop."""
    delay = group.at(DELAY) if group.is_set(DELAY) else from_python(DEFAULT_DELAY)
    if delay.known and float(delay.value) >= LONGEST_STOP_TIMEOUT:
        yield group.judge(DELAY, True, f"at least the longest stopTimeout, {LONGEST_STOP_TIMEOUT} s", actual=delay)
        return
    uses = [use for use in service.load_balancers if group.address in {each.address for each in use.target_groups}]
    containers = [container for use in uses for container in use.containers]
    if not containers and not all(use.leads_nowhere for use in uses):
        note = "which container is behind it, and how long it takes to stop, cannot be told"
        yield group.judge(DELAY, None, "at least the container's stopTimeout", actual=delay, note=note)
    for container in containers:
        timeout = container.at("stopTimeout")
        timeout = from_python(DEFAULT_STOP_TIMEOUT) if timeout.is_null else timeout
        expected = f"at least the stopTimeout of container {container.label}"
        if not delay.known or not timeout.known:
            yield group.judge(DELAY, None, expected, actual=delay)
        else:
            note = f"{container.label} may take {timeout.value} s to stop"
            holds = float(delay.value) >= float(timeout.value)
            yield group.judge(DELAY, holds, f"{expected}, {timeout.value} s", actual=delay, note="" if holds else note)
