"""The policies of a role, wherever they stand: in its own blocks, in policies of the plan, in what AWS manages.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html and, for the resources,
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from ...aws.iam_managed_policies import is_managed, managed_document, managed_name
from ...aws.iam_patterns import ANYTHING
from ...aws.iam_statements import Statement, statements
from ...hcl.values import Value, null
from ..existence import one_exists
from ..links import Link, link
from ..resource import Resource
from ..seeds import unseeded
from .arns import Arns

if TYPE_CHECKING:
    from ..ecs.ecs import TaskDefinition
    from ..model import Plan

ROLE = "aws_iam_role"
POLICY = "aws_iam_policy"


@dataclass(frozen=True, repr=False)
class RolePolicy:
    """A policy of a role.

    `holder` is the resource where its statements stand (the attachment, for a policy that AWS manages), `path` the
    attribute there; `managed` is the name of a policy of AWS. `statements` is None where the document is not known.
    `certain` is false where it is not sure that the role has it. `depends` are the resources without which it has it
    not: the attachment, and a policy that this only names.
    """

    holder: Resource
    path: str
    statements: tuple[Statement, ...] | None
    managed: str = ""
    certain: bool = True
    depends: tuple[Resource, ...] = ()

    def __repr__(self) -> str:
        return f"<RolePolicy {self.holder.address} {self.path}>"

    def place(self, path: str) -> str:
        """The path in `holder` of something in the document: for a policy of AWS of what names it."""
        return self.path if self.managed or not path else path


class RolePolicies:
    """The policies of the roles of one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.arns = Arns(plan)
        self._found: dict[str, tuple[RolePolicy, ...]] = {}

    def role_at(self, definition: TaskDefinition, path: str) -> Link:
        """The role that a task definition names by this attribute; an empty text names none."""
        value = unseeded(self.plan, definition.resource).at(path)
        return Link(null(origin=value.origin)) if value.value == "" else self.role_link(value)

    def role_link(self, value: Value) -> Link:
        """The role that a name or ARN names."""
        found = link(self.plan, value, ROLE, by=("arn", "name", "id"))
        if found.resources or value.is_null:
            return found
        text = self.arns.text(value)
        name = text.rpartition("/")[2] if ":role/" in text else text
        same = [each for each in self.plan.managed(ROLE) if self._is_named(each, name)]
        return replace(found, resources=tuple(same))

    def _is_named(self, resource: Resource, name: str) -> bool:
        own = unseeded(self.plan, resource).at("name")
        return not own.is_null and bool(name) and ANYTHING not in name and self.arns.text(own) == name

    def of(self, role: Resource) -> tuple[RolePolicy, ...]:
        """The policies of a role, its own first; for a data source those that the plan attaches to it."""
        if role.address not in self._found:
            found = list(self._inside(role)) if role.mode == "managed" else []
            found += [policy for owner, policy in self._attached if _holds(owner, role)]
            listed = self._inline_names(role)
            kept = (policy for policy in found if listed is None or not _is_removed(policy, listed))
            self._found[role.address] = tuple(_beside(role, policy) for policy in kept)
        return self._found[role.address]

    @cached_property
    def undecided(self) -> tuple[RolePolicy, ...]:
        """The policies of which it cannot be told which role they are attached to."""
        return tuple(replace(policy, certain=False) for owner, policy in self._attached if owner.undecided)

    def boundary(self, role: Resource) -> RolePolicy | None:
        """The permissions boundary of a role, if it is known to have one."""
        judged = unseeded(self.plan, role)
        value = judged.at("permissions_boundary")
        if value.is_null or value.value == "" or (role.mode == "data" and value.is_unknown):
            return None
        return _beside(judged, self._by_arn(judged, "permissions_boundary"))

    def trust(self, role: Resource) -> tuple[Statement, ...] | None:
        """The statements that say who may assume a role; None where they are not known."""
        judged = unseeded(self.plan, role)
        return statements(judged.at("assume_role_policy"), "assume_role_policy")

    def _inside(self, role: Resource) -> Iterator[RolePolicy]:
        judged = unseeded(self.plan, role)
        for path in _elements(judged, "inline_policy"):
            if not judged.at(f"{path}.policy").is_null:
                yield self._document(judged, f"{path}.policy")
        for path in _elements(judged, "managed_policy_arns"):
            yield self._by_arn(judged, path)

    @cached_property
    def _attached(self) -> tuple[tuple[Link, RolePolicy], ...]:
        return tuple(self._attachments())

    def _attachments(self) -> Iterator[tuple[Link, RolePolicy]]:
        for resource in self._judged("aws_iam_role_policy"):
            yield self.role_link(resource.at("role")), self._document(resource, "policy")
        for resource in self._judged("aws_iam_role_policy_attachment"):
            yield self.role_link(resource.at("role")), self._by_arn(resource, "policy_arn")
        for resource in self._judged("aws_iam_policy_attachment"):
            for path in _elements(resource, "roles"):
                yield self.role_link(resource.at(path)), self._by_arn(resource, "policy_arn")
        for resource in self._judged("aws_iam_role_policy_attachments_exclusive"):
            for path in _elements(resource, "policy_arns"):
                yield self.role_link(resource.at("role_name")), self._by_arn(resource, path)

    def _judged(self, type: str) -> Iterator[Resource]:
        return (unseeded(self.plan, each) for each in self.plan.managed(type))

    def _inline_names(self, role: Resource) -> set[str] | None:
        """The names of inline policies that a role keeps, where something removes the others; None for all."""
        for resource in self._judged("aws_iam_role_policies_exclusive"):
            names = resource.at("policy_names")
            if _holds(self.role_link(resource.at("role_name")), role) and names.known and one_exists([resource], role):
                return set(names.value or ())
        return None

    def _document(self, holder: Resource, path: str) -> RolePolicy:
        return RolePolicy(holder, path, statements(holder.at(path), path), depends=(holder,))

    def _by_arn(self, holder: Resource, path: str) -> RolePolicy:
        """The policy whose ARN an attribute holds."""
        value = holder.at(path)
        text = self.arns.text(value)
        name = managed_name(text)
        for found in link(self.plan, value, POLICY).resources if name is None else ():
            if found.mode == "managed":
                return replace(self._document(unseeded(self.plan, found), "policy"), depends=(holder,))
            name = self._read(unseeded(self.plan, found))
        if name is None:
            own = next((each for each in self._judged(POLICY) if _names_policy(text, each)), None)
            if own is None:
                return RolePolicy(holder, path, None, depends=(holder,))
            return replace(self._document(own, "policy"), depends=(holder, own))
        document = managed_document(name)
        found_statements = None if document is None else statements(document, "")
        return RolePolicy(holder, path, found_statements, name, depends=(holder,))

    def _read(self, data: Resource) -> str | None:
        """The name of the AWS managed policy that a data source reads."""
        arn, name = data.at("arn"), data.at("name")
        by_arn = managed_name(self.arns.text(arn)) if not arn.is_null else None
        named = name.value if isinstance(name.value, str) and is_managed(name.value) else None
        return by_arn or named


def _elements(resource: Resource, path: str) -> list[str]:
    value = resource.at(path)
    if isinstance(value.data, tuple):
        return [f"{path}[{index}]" for index in range(len(value.data))]
    # Unknown as a whole, if the source sets it: one element stands for all.
    return [path] if value.is_unknown and resource.is_set(path) else []


def _beside(role: Resource, policy: RolePolicy) -> RolePolicy:
    """The policy as the role has it: for sure only where all that it depends on exists where the role does."""
    return replace(policy, certain=all(one_exists([each], role) for each in policy.depends))


def _is_removed(policy: RolePolicy, kept: set[str]) -> bool:
    name = policy.holder.at("name") if policy.holder.type == "aws_iam_role_policy" else None
    return name is not None and isinstance(name.value, str) and name.value not in kept


def _names_policy(arn: str, policy: Resource) -> bool:
    name = policy.at("name").value
    return isinstance(name, str) and ":iam::" in arn and arn.endswith((f":policy/{name}", f"/{name}"))


def _holds(found: Link, role: Resource) -> bool:
    return any(each.address == role.address for each in found.resources)
