"""Verdicts on what a plan changes, and on plans that cannot tell."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from ..findings import Outcome, Verdict
from .addresses import matches
from .changes import Action, Change
from .model import Plan

_WAY_OUT = (
    "Save the plan of what is deployed (terraform plan -out=FILE, terraform show -json FILE) and test it with "
    "--ecsfargate-plan."
)
# https://developer.hashicorp.com/terraform/internals/json-format, "action_reason"
_REASONS = {
    "replace_because_tainted": "it is marked as tainted",
    "replace_because_cannot_update": "it cannot be changed in place",
    "replace_by_request": "the -replace option says so",
    "replace_by_triggers": "replace_triggered_by says so",
    "delete_because_no_resource_config": "its block is gone",
    "delete_because_no_module": "its module call is gone",
    "delete_because_wrong_repetition": "its count or for_each was added or removed",
    "delete_because_count_index": "its index is beyond count",
    "delete_because_each_key": "its key is no longer in for_each",
    "delete_because_no_move_target": "a moved block leads to an address that is not there",
}


def concerned(
    changes: Collection[Change], types: Collection[str] | None, addresses: Collection[str]
) -> Iterator[Change]:
    """The changes of managed resources of these types (None: of all) at these addresses (none: at all)."""
    for change in changes:
        named = not addresses or any(matches(pattern, change.address) for pattern in addresses)
        if named and change.mode == "managed" and (types is None or change.type in types):
            yield change


def without_state(plan: Plan, expected: str) -> Verdict | None:
    """The verdict on a plan that does not say what becomes of what is deployed; None for one that does."""
    if plan.changes is None:
        note = "the source engine knows no state: what is deployed is not known"
    elif plan.from_empty_state:
        note = "this plan was made from an empty state: it does not show what is deployed"
    else:
        return None
    return Verdict(Outcome.UNKNOWN, ".", expected=expected, hint=_WAY_OUT, note=note)


def on_change(plan: Plan, change: Change, holds: bool | None, expected: str, note: str = "", path: str = "") -> Verdict:
    """A verdict on one change, at the place of its block or of the attribute at `path` where the sources are there."""
    resource = plan.resources.get(change.address) if not change.deposed else None
    if holds is None:
        note = f"planned with {', '.join(change.actions) or 'no action'}, which is not known here"
    if resource is not None and path:
        return replace(resource.judge(path, holds, expected, note=note), expected=expected)
    span = resource.span if resource is not None else None
    return Verdict(Outcome.of(holds), change.address, path, expected, span=span, block=span, note=note)


def done_and_why(change: Change) -> str:
    """What is done to an object, and why: `deleted, because its block is gone`."""
    reason = _REASONS.get(change.reason, change.reason.replace("_", " "))
    return _done(change) + (f", because {reason}" if reason else "")


def _done(change: Change) -> str:
    if change.deposed:
        return f"deleted (the deposed object {change.deposed}, which an earlier replacement left)"
    if change.action is not Action.REPLACE:
        return "deleted"
    if not change.destroys:
        return "replaced (the old object stays, and Terraform forgets it)"
    return f"replaced ({change.actions[0]}, then {change.actions[1]})"
