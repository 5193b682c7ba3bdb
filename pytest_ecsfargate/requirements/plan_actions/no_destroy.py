"""A plan destroys nothing that must stay."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ...declaration import requirement
from ...findings import Severity, Verdict
from ...plan.change_verdicts import concerned, done_and_why, on_change, without_state
from ...plan.changes import Action
from ...plan.model import Plan

_EXPECTED = "an object that stays"


@requirement(
    "ECSF811",
    "The plan destroys nothing.",
    severity=Severity.HIGH,
    aws_doc="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html",
    remediation="Keep the block, or its instance key; where it only has a new address, say so in a moved block, and "
    "where Terraform is to let go of it, in a removed block.",
    looks_for="managed resource in its state or configuration",
    needs_state=True,
)
def assert_no_destroy(
    plan: Plan,
    *,
    types: Collection[str] | None = None,
    addresses: Collection[str] = (),
    replacements: bool = True,
    allow_empty: bool = False,
) -> Iterator[Verdict]:
    """The plan destroys nothing.

    `types` are the resource types that are examined, all by default; `addresses` narrow them to addresses, in which
    `*` and `?` stand for any text and which without instance keys mean all instances. A replacement destroys the old
    object, so it counts, as it does in terraform's own summary; with `replacements=False` only deletions do.

    Only a saved plan shows this, made with `terraform plan` on the state of what is deployed: see --ecsfargate-plan. A
    plan that is made by the test run starts from an empty state, and the source alone has none: the answer is then
    unknown.

    Why:
        A block that was renamed, a for_each key that is spelled otherwise or a module that moved to another place makes
        terraform delete what runs and make it anew. A service is then gone with its tasks, a log group with its events.

    Fails:
        {
          "format_version": "1.2",
          "resource_changes": [
            {
              "address": "aws_ecs_service.web",
              "mode": "managed",
              "type": "aws_ecs_service",
              "name": "web",
              "change": {"actions": ["delete"], "before": {"name": "web"}, "after": null},
              "action_reason": "delete_because_no_resource_config"
            }
          ]
        }

    Passes:
        {
          "format_version": "1.2",
          "resource_changes": [
            {
              "address": "aws_ecs_service.api",
              "previous_address": "aws_ecs_service.web",
              "mode": "managed",
              "type": "aws_ecs_service",
              "name": "api",
              "change": {"actions": ["no-op"], "before": {"name": "web"}, "after": {"name": "web"}}
            }
          ]
        }

    References:
        - https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html
        - https://developer.hashicorp.com/terraform/language/moved
        - https://developer.hashicorp.com/terraform/internals/json-format

    """
    unknown = without_state(plan, _EXPECTED)
    if unknown is not None:
        yield unknown
        return
    for change in concerned(plan.changes or (), types, addresses):
        if change.action is Action.UNKNOWN:
            yield on_change(plan, change, False if "delete" in change.actions else None, _EXPECTED)
        elif change.destroys and (replacements or change.action is Action.DELETE):
            yield on_change(plan, change, False, _EXPECTED, done_and_why(change))
        else:
            yield on_change(plan, change, True, _EXPECTED)
