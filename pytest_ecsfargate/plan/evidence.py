"""What counts as evidence for a verdict, and what does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from ..findings import Outcome, Verdict
from ..hcl.errors import Diagnostic, DiagnosticSeverity
from .model import Plan
from .provenance import is_data


def on_evidence(plan: Plan, verdict: Verdict) -> Verdict:
    """The verdict, unknown where there is no evidence for it.

    A fault of an instance that may not exist is no fault yet. A value that a data source read from an emulated account
    is what was put there for it: it says nothing of the real one. Where a value came from counts all the same.
    """
    if plan.engine == "live" and verdict.outcome is Outcome.NOT_MET:
        return _of_deployed(verdict)
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


DIFFERS = "deployed is not what the source says"
"""The reason that the origin of a value gives which is another one in the account than in the source."""


def _of_deployed(verdict: Verdict) -> Verdict:
    """The verdict on something deployed: what differs there cannot be put right in the source."""
    if verdict.note or not any(trace.reason == DIFFERS for trace in verdict.origins):
        return verdict
    return replace(verdict, note=DIFFERS, hint="Apply the module again, if its source is right.")


UNREAD = "source that can be read throughout"
"""What a verdict expects that is about nothing but the reading of the source."""

_ABSENT = "everything that the source makes, in the account"

_MOST_CAUSES = 5


def unread(plan: Plan) -> Iterator[Verdict]:
    """For a plan that is not complete an unknown verdict for each cause: a requirement that holds is not proved.

    The address is that of the module call whose module is not at hand, else the file; `.` where nothing says why.
    """
    if plan.complete:
        return
    causes = {
        (found.missing, found.span, found.summary): found
        for found in plan.diagnostics
        if found.missing or found.severity is DiagnosticSeverity.ERROR
    }
    for cause in islice(causes.values(), _MOST_CAUSES):
        yield replace(_unread(cause), expected=_ABSENT) if plan.engine == "live" else _unread(cause)
    more = len(causes) - _MOST_CAUSES
    if not causes or more > 0:
        note = f"{more} more places cannot be read" if causes else "the plan says that it does not show everything"
        yield Verdict(Outcome.UNKNOWN, ".", expected=UNREAD, note=note)


def _unread(cause: Diagnostic) -> Verdict:
    address = cause.missing or (cause.location.path if cause.location is not None else ".")
    hint = "Run terraform init in the module's folder, or take the terraform engine." if cause.missing else ""
    return Verdict(
        Outcome.UNKNOWN,
        address,
        expected=UNREAD,
        span=cause.span,
        hint=hint or cause.detail or "Correct what cannot be read: what it makes was not judged.",
        note=cause.summary,
    )
