"""What roles have that no resource of the deployment gave them: policies that somebody added by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Read = tuple[str, Mapping[str, Any]]
"""The type of a resource, and its attributes."""


def only_strangers(resources: Mapping[str, Read]) -> dict[str, Read]:
    """The resources by address, with roles that hold only the policies that no other of these resources stands for.

    A role is read with all its policies. Those that a resource of their own puts there would count twice, in a place
    where they are not written; what is left is the role's own blocks, and what was added behind terraform's back.
    """
    inline, attached = set(_inline(resources)), set(_attached(resources))

    def left(role: Mapping[str, Any]) -> Mapping[str, Any]:
        kept = dict(role)
        if "inline_policy" in role:
            kept["inline_policy"] = [it for it in role["inline_policy"] if (role["name"], it["name"]) not in inline]
        if "managed_policy_arns" in role:
            kept["managed_policy_arns"] = [
                arn for arn in role["managed_policy_arns"] if (role["name"], arn) not in attached
            ]
        return kept

    return {
        address: (kind, left(attributes) if kind == "aws_iam_role" else attributes)
        for address, (kind, attributes) in resources.items()
    }


def _inline(resources: Mapping[str, Read]) -> Iterator[tuple[Any, Any]]:
    """The roles and names of inline policies that are resources."""
    for kind, attributes in resources.values():
        if kind == "aws_iam_role_policy":
            yield attributes.get("role"), attributes.get("name")


def _attached(resources: Mapping[str, Read]) -> Iterator[tuple[Any, Any]]:
    """The roles and ARNs of attachments that are resources, one by one or many in one."""
    for kind, attributes in resources.values():
        if kind == "aws_iam_role_policy_attachment":
            yield attributes.get("role"), attributes.get("policy_arn")
        elif kind == "aws_iam_policy_attachment":
            yield from ((role, attributes.get("policy_arn")) for role in attributes.get("roles") or ())
        elif kind == "aws_iam_role_policy_attachments_exclusive":
            yield from ((attributes.get("role_name"), arn) for arn in attributes.get("policy_arns") or ())
