"""Autoscaling has a service to scale, and room to do it."""

from __future__ import annotations

from collections.abc import Iterator

from ...declaration import requirement
from ...findings import Outcome, Severity, Verdict
from ...hcl.values import Value
from ...plan.ecs.autoscaling import SERVICE, ScalableTarget
from ...plan.existence import may_not_exist, one_exists
from ...plan.model import Plan
from ...plan.resource import Resource

RESOURCE_ID, MINIMUM, MAXIMUM = "resource_id", "min_capacity", "max_capacity"


@requirement(
    "ECSF413",
    "Each scalable target names a service of the plan, whose number of tasks is within its limits and left to it.",
    severity=Severity.MEDIUM,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html",
    remediation="Make resource_id from the cluster's and the service's name, with min_capacity at most max_capacity.",
    looks_for="aws_appautoscaling_target of an ECS service",
)
def assert_autoscaling(plan: Plan, *, allow_empty: bool = False) -> Iterator[Verdict]:
    """Each scalable target names a service of the plan, whose number of tasks is within its limits and left to it.

    `min_capacity` is at most the service's `desired_count`, and that at most `max_capacity`; the service ignores
    changes of `desired_count`.

    Why:
        A target of a service that does not exist fails the apply, or scales nothing. With a desired count outside of
        the limits, or one that Terraform puts back, the service jumps at each apply.

    Fails:
        resource "aws_ecs_service" "web" {
          name          = "web"
          cluster       = "shop"
          desired_count = 2
        }

        resource "aws_appautoscaling_target" "web" {
          service_namespace  = "ecs"
          scalable_dimension = "ecs:service:DesiredCount"
          resource_id        = "service/shop/wbe"
          min_capacity       = 2
          max_capacity       = 6
        }

    Passes:
        resource "aws_ecs_service" "web" {
          name          = "web"
          cluster       = "shop"
          desired_count = 2

          lifecycle {
            ignore_changes = [desired_count]
          }
        }

        resource "aws_appautoscaling_target" "web" {
          service_namespace  = "ecs"
          scalable_dimension = "ecs:service:DesiredCount"
          resource_id        = "service/shop/${aws_ecs_service.web.name}"
          min_capacity       = 2
          max_capacity       = 6
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
        - https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html

    """
    for target in plan.scalable_targets():
        yield _named(target)
        yield _order(target, target.at(MINIMUM), target.at(MAXIMUM), MAXIMUM, "at least min_capacity")
        for service in target.service.resources:
            if service.mode == "managed":
                yield from _within(target, service)
                left = _left_to_it(service)
                sure = one_exists([target.resource], service)
                yield left if sure else left.unless_known(may_not_exist([target.resource]))


def _named(target: ScalableTarget) -> Verdict:
    expected = "service/<cluster>/<service> of a service of the plan"
    found = target.service
    if any(service.mode == "managed" for service in found.resources):
        holds = found.exists(target.resource)
        note = may_not_exist(found.resources) if holds is None else ""
        if holds and not target.in_its_cluster:
            holds, note = None, "whether that is the cluster of the service cannot be told"
        return target.judge(RESOURCE_ID, holds, expected, note=note)
    if found.outside:
        return target.judge(RESOURCE_ID, False, expected, note=f"no {SERVICE} of the plan has this name")
    return target.judge(RESOURCE_ID, None, expected, note="which service it is cannot be told")


def _within(target: ScalableTarget, service: Resource) -> Iterator[Verdict]:
    """The count that the service starts with; where it sets none, the target's minimum is where it starts."""
    if service.is_set("desired_count"):
        count = service.at("desired_count")
        expected = f"at most the desired_count of {service.address}"
        yield _order(target, target.at(MINIMUM), count, MINIMUM, expected)
        expected = f"at least the desired_count of {service.address}"
        yield _order(target, count, target.at(MAXIMUM), MAXIMUM, expected)


def _order(target: ScalableTarget, low: Value, high: Value, path: str, expected: str) -> Verdict:
    if not low.known or not high.known or low.is_null or high.is_null:
        return target.judge(path, None, expected)
    return target.judge(path, float(low.value) <= float(high.value), expected)


def _left_to_it(service: Resource) -> Verdict:
    lifecycle, path, expected = service.lifecycle, "lifecycle.ignore_changes", "desired_count in ignore_changes"
    if lifecycle is None:
        note = "a plan without its source does not say"
        return Verdict(Outcome.UNKNOWN, service.address, path, expected, note=note)
    return Verdict(
        Outcome.of(lifecycle.ignore_all or "desired_count" in lifecycle.ignore_changes),
        service.address,
        path,
        expected,
        None,
        lifecycle.span or service.span,
        service.span,
        hint="Add desired_count to ignore_changes in the lifecycle block of the service.",
    )
