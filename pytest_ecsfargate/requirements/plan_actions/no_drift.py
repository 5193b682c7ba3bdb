"""What is deployed is what Terraform made."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ...declaration import requirement
from ...findings import Outcome, Severity, Verdict
from ...plan.change_verdicts import concerned, on_change, without_state
from ...plan.changes import Action, Change
from ...plan.model import Plan

_EXPECTED = "no change outside of Terraform"
_PLANNED = "nothing to change right after an apply"
_SILENT = "made by a Terraform that does not tell what was changed outside of it"
_MOST_NAMES = 8


@requirement(
    "ECSF813",
    "Nothing was changed outside of Terraform.",
    severity=Severity.MEDIUM,
    aws_doc="https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/backend.html",
    remediation="Write the change into the configuration, take it into the state with terraform apply -refresh-only, "
    "or let terraform apply undo it. What others own, such as the desired count of an autoscaled service, belongs into "
    "ignore_changes.",
    looks_for="managed resource in its state or configuration",
    needs_state=True,
)
def assert_no_drift(
    plan: Plan,
    *,
    types: Collection[str] | None = None,
    addresses: Collection[str] = (),
    second: bool = False,
    allow_empty: bool = False,
) -> Iterator[Verdict]:
    """Nothing was changed outside of Terraform.

    Judged by what terraform found out when it refreshed the state for the plan (`resource_drift`); a plan that was made
    with `-refresh=false` has found out nothing. `second=True` is for a plan that was made right after an apply, as that
    of the fixture `deployed` always is: then whatever it would create, change or delete is drift too. `types` are the
    resource types that are examined, all by default; `addresses` narrow them to addresses, in which `*` and `?` stand
    for any text and which without instance keys mean all instances.

    A deployment shows this, and a saved plan, made with `terraform plan` on the state of what is deployed: see
    --ecsfargate-plan. A plan that is made by the test run starts from an empty state, and the source alone has none:
    the answer is then unknown.

    Why:
        A security group that was opened by hand, a task count that was raised in the console: nobody reviews such
        changes, the next apply undoes them at a bad moment, and until then the code says something that is not so.

    Fails:
        {
          "format_version": "1.2",
          "resource_changes": [
            {
              "address": "aws_security_group.web",
              "mode": "managed",
              "type": "aws_security_group",
              "name": "web",
              "change": {"actions": ["no-op"], "before": {"name": "web"}, "after": {"name": "web"}}
            }
          ],
          "resource_drift": [
            {
              "address": "aws_security_group.web",
              "mode": "managed",
              "type": "aws_security_group",
              "name": "web",
              "change": {
                "actions": ["update"],
                "before": {"name": "web", "tags": {}},
                "after": {"name": "web", "tags": {"Owner": "me"}}
              }
            }
          ]
        }

    Passes:
        {
          "format_version": "1.2",
          "resource_changes": [
            {
              "address": "aws_security_group.web",
              "mode": "managed",
              "type": "aws_security_group",
              "name": "web",
              "change": {"actions": ["no-op"], "before": {"name": "web"}, "after": {"name": "web"}}
            }
          ]
        }

    References:
        - https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/backend.html
        - https://developer.hashicorp.com/terraform/tutorials/state/resource-drift
        - https://developer.hashicorp.com/terraform/internals/json-format

    """
    unknown = without_state(plan, _EXPECTED)
    if unknown is not None:
        yield unknown
        return
    if plan.drift is None:
        yield Verdict(Outcome.UNKNOWN, ".", expected=_EXPECTED, note=_SILENT)
        return
    drifted = {change.address: change for change in plan.drift if _differs(change)}
    for change in concerned(tuple(drifted.values()), types, addresses):
        yield on_change(plan, change, False, _EXPECTED, _found(change))
    for change in concerned(plan.changes or (), types, addresses):
        if (second or plan.engine == "live") and change.action is not Action.NO_OP:
            yield on_change(plan, change, False, _PLANNED, f"planned: {', '.join(change.actions)}{_names(change)}")
        elif change.address not in drifted:
            yield on_change(plan, change, True, _EXPECTED)


def _differs(change: Change) -> bool:
    """Whether the object is another one than Terraform left; a refresh may list one in which nothing differs."""
    return change.action is not Action.NO_OP and (change.action is not Action.UPDATE or bool(change.changed))


def _found(change: Change) -> str:
    if change.action is Action.DELETE:
        return "deleted outside of Terraform"
    return f"changed outside of Terraform{_names(change)}"


def _names(change: Change) -> str:
    """The attributes, without what they are: that may be secret."""
    more = len(change.changed) - _MOST_NAMES
    names = ", ".join(change.changed[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
    return f": {names}" if names else ""
