"""What one judgement says of waivers and baselines, as plain data that pytest's reports carry to the controller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ..baseline import FILE_NAME
from ..findings import Outcome

if TYPE_CHECKING:
    from ..recording import Judged


@dataclass(frozen=True, slots=True)
class Noted:
    """A waiver of a module. `place` is relative to the module, `problem` says why it is not honoured."""

    names: tuple[str, ...]
    place: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """One requirement on one plan, as far as it concerns what is accepted.

    `module` is the absolute path of its folder. `conclusive` says that all of the module was judged, so that what did
    not come up is not there, `held` that the plan was held against a baseline. `used` are the places of the waivers
    that concern something not met or unknown, `recorded` the addresses and attributes that the baseline let pass.
    """

    requirement: str
    slug: str
    module: str
    environment: str
    conclusive: bool
    held: bool
    waivers: tuple[Noted, ...]
    used: tuple[str, ...]
    recorded: tuple[tuple[str, str], ...]

    def to_json(self) -> dict[str, Any]:
        """It as data that JSON has."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Examined:
        """What `to_json` gave."""
        from ..report.records import interned

        waivers = tuple(Noted(tuple(each["names"]), each["place"], each["problem"]) for each in data["waivers"])
        recorded = tuple((address, attribute) for address, attribute in data["recorded"])
        return cls(**{**interned(data), "waivers": waivers, "used": tuple(data["used"]), "recorded": recorded})


def examined(judged: Judged) -> Examined | None:
    """What a judgement says of what is accepted; None for a plan that no folder belongs to."""
    from ..suite import NOTHING_TO_CHECK
    from ..waivers import concerning, stated

    judgement, plan = judged.judgement, judged.plan
    if plan.module is None:
        return None
    # Skipped for want of an agreement, or of a state, says nothing of what there is.
    found_all = not judged.skipped or judged.skipped.startswith(NOTHING_TO_CHECK)
    waivers = stated(plan)
    faults = [verdict for verdict in judgement.verdicts if verdict.outcome is not Outcome.MET]
    used = {
        waiving.place
        for verdict in (faults if waivers else ())
        for waiving in concerning(plan, judgement.requirement, verdict)
    }
    accepted = [verdict for verdict in faults if verdict.waiver is not None and verdict.waiver.place == FILE_NAME]
    return Examined(
        judgement.requirement.id,
        judgement.requirement.slug,
        str(plan.module),
        plan.environment or "",
        judgement.complete and plan.engine != "saved" and found_all,
        plan.baseline is not None,
        tuple(Noted(each.names, each.waiving.place, each.waiving.problem) for each in waivers),
        tuple(sorted(used)),
        tuple(dict.fromkeys((verdict.address, verdict.attribute) for verdict in accepted)),
    )
