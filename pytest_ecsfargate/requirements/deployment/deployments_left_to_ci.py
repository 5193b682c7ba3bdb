"""Terraform leaves to the deployment pipeline and to autoscaling what they own."""

from __future__ import annotations

from collections.abc import Iterator

from ...declaration import requirement
from ...findings import Outcome, Severity, Verdict
from ...plan.ecs.ecs import Service
from ...plan.model import Plan

IGNORED = "lifecycle.ignore_changes"


@requirement(
    "ECSF403",
    "Terraform ignores what the deployment pipeline and autoscaling change on a service.",
    severity=Severity.MEDIUM,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html",
    remediation="Add lifecycle { ignore_changes = [desired_count, task_definition] } to the service.",
    looks_for="aws_ecs_service",
)
def assert_deployments_left_to_ci(
    plan: Plan, *, autoscaled: bool | None = None, allow_empty: bool = False
) -> Iterator[Verdict]:
    """Terraform ignores what the deployment pipeline and autoscaling change on a service.

    A service ignores changes of its `task_definition`, and of `desired_count` where it is scaled. `autoscaled` says
    whether services are scaled; None looks for an `aws_appautoscaling_target` of each.

    Why:
        Without it the next apply puts back the image that Terraform knows, weeks old perhaps, and the number of tasks
        of a quiet day: a roll-back that nobody ordered, in the middle of the day.

    Fails:
        resource "aws_ecs_service" "web" {
          name          = "web"
          desired_count = 2
        }

    Passes:
        resource "aws_ecs_service" "web" {
          name          = "web"
          desired_count = 2

          lifecycle {
            ignore_changes = [desired_count, task_definition]
          }
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
        - https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#ignore_changes

    """
    targets = plan.scalable_targets()
    scaled = {each.address for target in targets if not target.resource.maybe for each in target.service.resources}
    perhaps = {each.address for target in targets for each in target.service.resources}
    others = None if any(target.service.undecided for target in targets) else False
    for service in plan.services():
        if service.resource.type == "aws_ecs_service":
            yield _ignores(service, "task_definition", owned=True)
            found = True if service.address in scaled else None if service.address in perhaps else others
            yield _ignores(service, "desired_count", owned=found if autoscaled is None else autoscaled)


def _ignores(service: Service, name: str, *, owned: bool | None) -> Verdict:
    """Whether changes of an argument are ignored, where something else owns it."""
    resource = service.resource
    lifecycle = resource.lifecycle
    expected = f"{name} in ignore_changes"
    if owned is False:
        return Verdict(Outcome.MET, service.address, IGNORED, expected)
    if lifecycle is None:
        note = "a plan without its source does not say"
        return Verdict(Outcome.UNKNOWN, service.address, IGNORED, expected, note=note)
    ignored = lifecycle.ignore_all or name in lifecycle.ignore_changes
    holds = True if ignored else False if owned else None
    return Verdict(
        Outcome.of(holds),
        service.address,
        IGNORED,
        expected,
        None,
        lifecycle.span or resource.span,
        resource.span,
        note="whether a scalable target is of this service cannot be told" if holds is None else "",
        hint=_hint(lifecycle.ignore_changes, name),
    )


def _hint(ignored: tuple[str, ...], name: str) -> str:
    names = ", ".join(sorted({*ignored, name}))
    return f"Set ignore_changes = [{names}] in the lifecycle block of the service."
