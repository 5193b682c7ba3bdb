"""The ready-made suite: every requirement on one plan, with what a module's `ecsfargate.toml` agrees on.

An agreement is a setting that may be None and has a number or a list of the platform as its default. In the suite it is
None unless `[requirements.<slug>]` states it, or `profile = "platform"` states all of them. What a requirement `needs`
has no default: it is stated in the module's own settings, or there is nothing to judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import NoneType
from typing import Any, get_args

from .declaration import Judgement, Requirement, Setting
from .live.deployment import NeverRuns
from .plan.model import Plan

NOTHING_TO_CHECK = "nothing to check: "
"""How the reason begins where a plan has nothing that a requirement looks for."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A judgement of the suite; `skipped` says why there is nothing to hold against the module."""

    judgement: Judgement
    skipped: str = ""


def examine(requirement: Requirement[Any], plan: Plan, *, profile: str | None) -> Examined:
    """Judges a requirement as the suite does: with agreements that are stated, and skipped where there is nothing."""
    try:
        return _examined(requirement, plan, profile)
    except NeverRuns as reason:
        return Examined(Judgement(requirement, ()), str(reason))


def _examined(requirement: Requirement[Any], plan: Plan, profile: str | None) -> Examined:
    if requirement.needs_state and (plan.changes is None or plan.from_empty_state):
        return Examined(requirement.judge(plan), "nothing to compare with: the plan does not show what is deployed")
    open_ones = () if profile is not None else unstated(requirement, plan.settings)
    refused = declined(requirement, plan.settings)
    judgement = requirement.judge(plan, **dict.fromkeys(open_ones, None))
    if judgement.verdicts or not judgement.empty:
        return Examined(judgement)
    if judgement.unagreed:
        return Examined(judgement, nothing_agreed(requirement, judgement.unagreed))
    none = (*open_ones, *refused)
    if none and requirement.judge(plan, **dict(_defaults(requirement, none))).verdicts:
        return Examined(judgement, nothing_agreed(requirement, *none))
    return Examined(judgement, f"{NOTHING_TO_CHECK}the plan has no {requirement.looks_for}")


def nothing_agreed(requirement: Requirement[Any], *settings: str) -> str:
    """Why a requirement is skipped that has nothing to hold a module against."""
    return f"nothing agreed: set [requirements.{requirement.slug}] {' or '.join(settings)}"


def unstated(requirement: Requirement[Any], stated: Mapping[str, Mapping[str, object]]) -> tuple[str, ...]:
    """The agreements of a requirement that a module's settings do not state."""
    if requirement.needs_state:
        return ()
    own = stated.get(requirement.slug, {})
    return tuple(
        setting.name
        for setting in requirement.settings
        if (is_agreement(setting) or setting.name == requirement.needs) and setting.name not in own
    )


def declined(requirement: Requirement[Any], stated: Mapping[str, Mapping[str, object]]) -> tuple[str, ...]:
    """The agreements of a requirement of which a module's settings say that there is none."""
    own = stated.get(requirement.slug, {})
    return tuple(each.name for each in requirement.settings if is_agreement(each) and own.get(each.name, ...) is None)


def _defaults(requirement: Requirement[Any], names: tuple[str, ...]) -> Iterator[tuple[str, object]]:
    """The platform's agreements, to find out whether there is something to judge."""
    return ((each.name, each.default) for each in requirement.settings if each.name in names and is_agreement(each))


def is_agreement(setting: Setting) -> bool:
    """Whether a setting is one platform's agreement: None is allowed, and its default is something else."""
    return setting.default is not None and NoneType in get_args(setting.type)
