"""Whether the policies of a role allow an action on a resource.

Something allows it, nothing denies it, and the permissions boundary allows it too:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html. What a condition decides, or
a part that is not known before apply, is not known. A policy of which nothing is known is not taken to deny.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from ...aws.iam_patterns import all_of, any_of, covers, negated
from ...aws.iam_statements import Element, Statement
from ..resource import Resource
from .arns import Arns
from .policies import RolePolicies, RolePolicy

OTHER_RESOURCES: Final = "it is allowed on other resources only"
_OUTSIDE_BOUNDARY: Final = "the permissions boundary does not allow it"


@dataclass(frozen=True)
class Access:
    """Whether an action is allowed, and why not: `policy` and `path` lead to what decides, `reason` says how.

    Both are None and empty where nothing speaks of the action.
    """

    allowed: bool | None
    reason: str = ""
    policy: RolePolicy | None = None
    path: str = ""

    @property
    def nearly(self) -> bool:
        """Whether it is allowed, but on other resources."""
        return self.reason == OTHER_RESOURCES

    @property
    def key(self) -> tuple[object, ...]:
        """What two answers have in common that are told as one."""
        return self.allowed, self.reason, self.policy.holder.address if self.policy else "", self.path


def access(policies: RolePolicies, role: Resource, action: str, target: str) -> Access:
    """Whether a role may do this to the resource of this ARN (with private characters for what is not known)."""
    own, arns = policies.of(role), policies.arns
    allowing = _allowing(own, arns, action, target)
    denied = next(_denying(own, arns, action, target), None)
    if denied is not None and denied.allowed is False:
        return denied
    if allowing.allowed is False and policies.undecided:
        elsewhere = _allowing(policies.undecided, arns, action, target)
        if elsewhere.allowed is not False:
            return Access(None, "which role this policy is attached to is not known", elsewhere.policy, elsewhere.path)
    if allowing.allowed is False and (hidden := next((each for each in own if each.statements is None), None)):
        return Access(None, "this policy is not known, and may allow it", hidden, hidden.path)
    if allowing.allowed is False and role.mode == "data":
        return Access(None, "which policies a role has that the module does not make is not known")
    if allowing.allowed is not False and denied is not None:
        return denied
    return _bounded(policies, role, allowing, action, target) if allowing.allowed is not False else allowing


def access_somewhere(policies: RolePolicies, role: Resource, action: str, any_target: str) -> Access:
    """Whether a role may do this to some resource. What is denied for a single one does not count."""
    own, boundary = policies.of(role), policies.boundary(role)
    denied = _denied_everywhere(own, policies.arns, action, any_target)
    if denied is not None and denied.allowed is False:
        return denied
    allowed = _allowed_somewhere(own, policies.arns, action)
    if allowed is False:
        hidden = role.mode == "data" or bool(policies.undecided) or any(policy.statements is None for policy in own)
        return Access(None if hidden else False)
    if boundary is not None:
        within = None if boundary.statements is None else _allowed_somewhere((boundary,), policies.arns, action)
        if within is False:
            return Access(False, _OUTSIDE_BOUNDARY, boundary, boundary.path)
        if within is None:
            return Access(None, "the permissions boundary is not known", boundary, boundary.path)
        denied = _denied_everywhere((boundary,), policies.arns, action, any_target) or denied
    return denied or Access(allowed)


def _allowed_somewhere(policies: Iterable[RolePolicy], arns: Arns, action: str) -> bool | None:
    return any_of(
        all_of((each.has_effect("Allow"), covers_action(each, arns, action), policy.certain or None))
        for policy in policies
        for each in policy.statements or ()
    )


def _denied_everywhere(policies: Iterable[RolePolicy], arns: Arns, action: str, any_target: str) -> Access | None:
    found = [each for reaches, each in _denials(policies, arns, action, any_target) if reaches]
    return min(found, key=lambda each: each.allowed is None, default=None)


def _bounded(policies: RolePolicies, role: Resource, allowing: Access, action: str, target: str) -> Access:
    """What is left of it within the permissions boundary."""
    boundary = policies.boundary(role)
    if boundary is None:
        return allowing
    if boundary.statements is None:
        return Access(None, "the permissions boundary is not known", boundary, boundary.path)
    within = _allowing((boundary,), policies.arns, action, target)
    if within.allowed is not False:
        within = next(_denying((boundary,), policies.arns, action, target), within)
    if within.allowed is False:
        return Access(False, _OUTSIDE_BOUNDARY, boundary, within.path or boundary.path)
    return allowing if within.allowed else Access(None, within.reason, boundary, within.path)


def _allowing(policies: Iterable[RolePolicy], arns: Arns, action: str, target: str) -> Access:
    """The best of what the Allow statements say: allowed, perhaps, or the statement that is nearest to it."""
    best = Access(False)
    for policy in policies:
        for statement in policy.statements or ():
            found = _allows(policy, statement, arns, action, target)
            if found.allowed:
                return found
            if best.allowed is False and (found.allowed is None or (found.policy and not best.policy)):
                best = found
    return best


def _allows(policy: RolePolicy, statement: Statement, arns: Arns, action: str, target: str) -> Access:
    effect, acts = statement.has_effect("Allow"), covers_action(statement, arns, action)
    if effect is False or acts is False:
        return Access(False)
    reaches, path = _covers_target(statement, arns, target)
    condition = statement.element("Condition")
    if reaches is False:
        near = effect and acts
        return Access(False, OTHER_RESOURCES, policy, path) if near else Access(False)
    if not (effect and acts and reaches):
        return Access(None, _doubt(effect, acts), policy, path)
    if condition is not None and condition.value.data != {}:
        return Access(None, "a condition decides, which cannot be judged here", policy, condition.path)
    if not policy.certain:
        return Access(None, "whether the role has this policy is not known", policy, path)
    return Access(True, "", policy, path)


def _doubt(effect: bool | None, acts: bool | None) -> str:
    if effect is None:
        return "whether this statement allows or denies is not known"
    return (
        "which actions these are is not known" if acts is None else "whether these are the same resource is not known"
    )


def _denying(policies: Iterable[RolePolicy], arns: Arns, action: str, target: str) -> Iterator[Access]:
    """What the Deny statements say, those first that deny for sure."""
    found = [each for _, each in _denials(policies, arns, action, target)]
    yield from sorted(found, key=lambda each: each.allowed is None)


def _denials(
    policies: Iterable[RolePolicy], arns: Arns, action: str, target: str
) -> Iterator[tuple[bool | None, Access]]:
    """What each Deny statement says, and whether it is about the target."""
    for policy in policies:
        for statement in policy.statements or ():
            effect, acts = statement.has_effect("Deny"), covers_action(statement, arns, action)
            reaches, path = _covers_target(statement, arns, target)
            if False in (effect, acts, reaches):
                continue
            if effect and acts and reaches and policy.certain and statement.element("Condition") is None:
                yield reaches, Access(False, "this statement denies it", policy, path)
            else:
                yield reaches, Access(None, "this statement may deny it", policy, path)


def covers_action(statement: Statement, arns: Arns, action: str) -> bool | None:
    """Whether a statement is about an action."""
    listed, others = statement.element("Action"), statement.element("NotAction")
    if others is not None and listed is None:
        return negated(_any(others, arns, action.lower(), lower=True))
    return _any(listed, arns, action.lower(), lower=True) if listed is not None else False


def _covers_target(statement: Statement, arns: Arns, target: str) -> tuple[bool | None, str]:
    """Whether a statement is about a resource, and where it says so."""
    listed, others = statement.element("Resource"), statement.element("NotResource")
    if listed is None and others is not None:
        return negated(_any(others, arns, target)), others.path
    return (False, statement.path) if listed is None else (_any(listed, arns, target), listed.path)


def _any(element: Element, arns: Arns, text: str, *, lower: bool = False) -> bool | None:
    items = element.items
    if items is None:
        return None
    patterns = (arns.pattern(item) for item in items)
    return any_of(covers(pattern.lower() if lower else pattern, text) for pattern in patterns)


def covers_resource(statement: Statement, arns: Arns, target: str) -> bool | None:
    """Whether a statement is about a resource."""
    return _covers_target(statement, arns, target)[0]
