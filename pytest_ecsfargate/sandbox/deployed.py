"""A stack that stands while its tests run, and the deployment that is read from it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from ..account.base import Account
from ..live.clients import AccountClients
from ..live.deployment import Deployment
from ..live.reading import Basis, read
from ..plan.changes import Action, Change, changes_of
from ..plan.json.from_json import plan_from_json
from ..plan.overlay import overlay
from ..plan.request import PlanRequest
from ..terraform.applying import SAVING
from .journal import RUN_TAG
from .stack import Stack, Terms, open_stack
from .teardown import StackLeft, Teardown
from .waiting import wait_until_steady


@contextmanager
def deployed(request: PlanRequest, account: Account, terms: Terms) -> Iterator[Deployment]:
    """Applies a module, and gives what is there then; afterwards everything is destroyed, whatever happened.

    Raises AccountError where the guard refuses, before anything is made; TerraformError where terraform cannot apply
    it; StackLeft where it cannot be destroyed; OSError where the journal cannot be written; and what boto3 raises.
    """
    stack = open_stack(request, account, terms)
    try:
        stack.apply()
        basis = _basis(stack)
        if not stack.emulated:
            wait_until_steady(basis.plan, basis.clients, terms.steady, terms.progress)
        yield read(basis)
    except Exception as error:
        try:
            _finish(stack, failed=True)
        except StackLeft as left:
            raise StackLeft(f"{error}\n{left}") from None
        raise
    except BaseException:
        # Ctrl-C: what it leaves stands in the journal, and is told at the end of the run.
        with suppress(StackLeft):
            _finish(stack, failed=True)
        raise
    _finish(stack, failed=False)


def _basis(stack: Stack) -> Basis:
    document = stack.planned_again()
    planned = plan_from_json(_as_deployed(document), module=stack.source.module, engine="live", seeded=stack.emulated)
    changes, drift = _changes(document)
    if all(change.action is Action.NO_OP for change in changes if change.mode == "managed"):
        # What a provider sees only when all is made (a role's policies, a group's balancers) is no drift: it is taken
        # into the state. Only of a plan that changes nothing.
        stack.run.apply()
        drift = ()
    first = [(changes, drift)]

    def now() -> tuple[tuple[Change, ...] | None, tuple[Change, ...] | None]:
        return first.pop() if first else _changes(stack.planned_again())

    clients = AccountClients(stack.account)
    return Basis(overlay(planned, stack.source), clients, applied=True, hidden_tag=RUN_TAG, changes=now)


def _changes(document: dict[str, Any]) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    return changes_of(document.get("resource_changes") or ()), changes_of(document.get("resource_drift") or ())


def _as_deployed(document: dict[str, Any]) -> dict[str, Any]:
    """The plan of a deployed module with what there is in place of what it would change."""
    made = copy.deepcopy(document)
    there = [item for item in made.get("resource_changes") or () if item["change"].get("before") is not None]
    for item in there:
        change = item["change"]
        before, sensitive = change["before"], change.get("before_sensitive") or False
        (before.get("tags_all") or {}).pop(RUN_TAG, None)
        item["change"] = {"actions": ["no-op"], "after": before, "after_unknown": False, "after_sensitive": sensitive}
    made["resource_changes"] = there
    return made


def _finish(stack: Stack, *, failed: bool) -> None:
    """Destroys the stack, or says what is left of it."""
    workspace = stack.run.workspace
    if stack.terms.keep and stack.account.kind == "ambient":
        stack.recorded.having(status="kept")
        workspace.leave()
        return
    if stack.emulated and failed:
        workspace.close()  # the account goes away with everything in it
        return
    destroy = Teardown(
        timeout=stack.terms.timeout,
        pauses=stack.terms.pauses,
        progress=stack.terms.progress,
        guardian=workspace.guardian,
        saving=0.0 if stack.emulated else SAVING,
    )
    try:
        left = destroy(stack.recorded, stack.account)
    except BaseException:
        workspace.leave()
        raise
    if left.entry.left:
        left.forget()
        workspace.leave()
    else:
        workspace.close()
