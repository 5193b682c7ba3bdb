"""A plan replaces nothing whose replacement would be felt."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ...declaration import requirement
from ...findings import Severity, Verdict
from ...plan.change_verdicts import concerned, done_and_why, on_change, without_state
from ...plan.changes import Action
from ...plan.model import Plan

FELT = (
    "aws_ecs_cluster",
    "aws_ecs_service",
    "aws_lb",
    "aws_alb",
    "aws_lb_target_group",
    "aws_alb_target_group",
    "aws_cloudwatch_log_group",
)
_EXPECTED = "a change in place, or none"


@requirement(
    "ECSF812",
    "The plan replaces no service, load balancer, target group, log group or cluster.",
    severity=Severity.HIGH,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html",
    remediation="Leave the argument as it is, or plan the replacement for a time when it may be felt.",
    looks_for="managed resource of these types in its state or configuration",
    needs_state=True,
)
def assert_no_replacement(
    plan: Plan,
    *,
    types: Collection[str] | None = FELT,
    addresses: Collection[str] = (),
    allow_empty: bool = False,
) -> Iterator[Verdict]:
    """The plan replaces no service, load balancer, target group, log group or cluster.

    `types` are the resource types that are examined, with `types=None` all; `addresses` narrow them to addresses, in
    which `*` and `?` stand for any text and which without instance keys mean all instances.

    Only a saved plan shows this, made with `terraform plan` on the state of what is deployed: see --ecsfargate-plan. A
    plan that is made by the test run starts from an empty state, and the source alone has none: the answer is then
    unknown.

    Why:
        Many arguments cannot be changed in place: the port of a target group, the name of a load balancer, the launch
        type of a service. Terraform then destroys the object and makes another: tasks stop, DNS names change, logs are
        gone. In a plan of hundred lines the words "must be replaced" are easily missed.

    Fails:
        {
          "format_version": "1.2",
          "resource_changes": [
            {
              "address": "aws_lb_target_group.web",
              "mode": "managed",
              "type": "aws_lb_target_group",
              "name": "web",
              "change": {
                "actions": ["delete", "create"],
                "before": {"name": "web", "port": 80},
                "after": {"name": "web", "port": 8080},
                "replace_paths": [["port"]]
              },
              "action_reason": "replace_because_cannot_update"
            }
          ]
        }

    Passes:
        {
          "format_version": "1.2",
          "resource_changes": [
            {
              "address": "aws_lb_target_group.web",
              "mode": "managed",
              "type": "aws_lb_target_group",
              "name": "web",
              "change": {
                "actions": ["update"],
                "before": {"name": "web", "deregistration_delay": "300"},
                "after": {"name": "web", "deregistration_delay": "30"}
              }
            }
          ]
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
        - https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyTargetGroup.html
        - https://developer.hashicorp.com/terraform/internals/json-format

    """
    unknown = without_state(plan, _EXPECTED)
    if unknown is not None:
        yield unknown
        return
    for change in concerned(plan.changes or (), types, addresses):
        if change.action is Action.UNKNOWN:
            yield on_change(plan, change, None, _EXPECTED)
        elif change.action is Action.REPLACE:
            for path in change.replace_paths or ("",):
                yield on_change(plan, change, False, _EXPECTED, done_and_why(change), path)
        else:
            yield on_change(plan, change, True, _EXPECTED)
