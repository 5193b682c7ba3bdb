"""What counts as evidence for a verdict, and what does not."""

from __future__ import annotations

from dataclasses import replace

from ..findings import Outcome, Verdict
from .model import Plan
from .provenance import is_data


def on_evidence(plan: Plan, verdict: Verdict) -> Verdict:
    """The verdict, unknown where there is no evidence for it.

    A fault of an instance that may not exist is no fault yet. A value that a data source read from an emulated account
    is what was put there for it: it says nothing of the real one. Where a value came from counts all the same.
    """
    resource = plan.resources.get(verdict.address)
    if resource is not None and resource.maybe:
        verdict = verdict.unless_known("whether it exists is decided by a count or for_each that is not known yet")
    if not plan.seeded or verdict.secret or verdict.traces or verdict.outcome is Outcome.UNKNOWN:
        return verdict
    refs = [trace.ref for trace in verdict.origins if trace.ref is not None and is_data(trace.ref)]
    if not refs:
        return verdict
    note = f"{refs[0]} was read from an emulated account, which was only given some value for it"
    return replace(verdict, outcome=Outcome.UNKNOWN, note=note)
