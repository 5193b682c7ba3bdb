"""Verdicts on roles and their policies."""

from __future__ import annotations

from dataclasses import replace

from ...findings import Outcome, Verdict
from ..ecs.ecs import TaskDefinition
from ..resource import Resource


def judged(
    resource: Resource,
    path: str,
    holds: bool | None,
    expected: object,
    *,
    users: tuple[TaskDefinition, ...] = (),
    hint: str = "",
    note: str = "",
) -> Verdict:
    """A verdict on the value at a path of a resource, or on the resource, for an empty path.

    `users` are the task definitions that it concerns. What the resource says must be what its source says: see
    `seeds.unseeded`. So no value needs to be held against it for what an emulated account was given.
    """
    touched = (address for user in users for address in (user.address, *user.touches))
    touches = tuple(dict.fromkeys(address for address in touched if address != resource.address))
    if path:
        verdict = resource.judge(path, holds, expected, hint=hint, note=note)
        return replace(verdict, touches=touches, traces=verdict.origins)
    outcome, span = Outcome.of(holds), resource.span
    return Verdict(
        outcome, resource.address, "", expected, span=span, block=span, hint=hint, note=note, touches=touches
    )
