"""IAM roles and policies: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..clients import RegionalClients
from .reader import Attributes, Known, full_name, if_there, json_text, needed, only, tags_of, texts

ABSENT = "NoSuchEntity"


def role(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_iam_role`, with all its inline and attached policies, whoever put them there."""
    name = full_name(known, lambda _: (each["RoleName"] for each in clients.pages("iam", "list_roles", "Roles")))
    client = clients("iam")
    answer = if_there(lambda: client.get_role(RoleName=name), ABSENT) if name else None
    if answer is None:
        return None
    found = answer["Role"]
    inline = [client.get_role_policy(RoleName=name, PolicyName=each) for each in texts(_inline_names(clients, name))]
    return {
        "id": name,
        "name": name,
        "arn": found["Arn"],
        "path": found["Path"],
        "unique_id": found["RoleId"],
        "description": found.get("Description"),
        "assume_role_policy": json_text(found["AssumeRolePolicyDocument"]),
        "max_session_duration": found.get("MaxSessionDuration", 3600),
        "permissions_boundary": found.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
        "inline_policy": [{"name": it["PolicyName"], "policy": json_text(it["PolicyDocument"])} for it in inline],
        "managed_policy_arns": texts(_attached(clients, name)),
        "tags_all": tags_of(found.get("Tags")),
    }


def _inline_names(clients: RegionalClients, role: str | None) -> Iterator[str]:
    return clients.pages("iam", "list_role_policies", "PolicyNames", RoleName=role)


def _attached(clients: RegionalClients, role: str | None) -> list[str]:
    pages = clients.pages("iam", "list_attached_role_policies", "AttachedPolicies", RoleName=role)
    return [policy["PolicyArn"] for policy in pages]


def role_policy(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_iam_role_policy`"""
    role = needed(known, "role")
    client = clients("iam")
    name = if_there(lambda: full_name(known, lambda _: _inline_names(clients, role)), ABSENT)
    answer = if_there(lambda: client.get_role_policy(RoleName=role, PolicyName=name), ABSENT) if name else None
    if answer is None:
        return None
    return {"id": f"{role}:{name}", "name": name, "role": role, "policy": json_text(answer["PolicyDocument"])}


def role_policy_attachment(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_iam_role_policy_attachment`"""
    role, arn = needed(known, "role"), needed(known, "policy_arn")
    attached = if_there(lambda: _attached(clients, role), ABSENT)
    return {"role": role, "policy_arn": arn} if arn in (attached or ()) else None


def role_policies_exclusive(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_iam_role_policies_exclusive`: the names of the inline policies that a role has."""
    role = needed(known, "role_name")
    names = if_there(lambda: list(_inline_names(clients, role)), ABSENT)
    return None if names is None else {"role_name": role, "policy_names": texts(names)}


def role_policy_attachments_exclusive(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_iam_role_policy_attachments_exclusive`: the ARNs of the policies that are attached to a role."""
    role = needed(known, "role_name")
    attached = if_there(lambda: _attached(clients, role), ABSENT)
    return None if attached is None else {"role_name": role, "policy_arns": texts(attached)}


def policy_attachment(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_iam_policy_attachment`: whom a policy is attached to; to nobody is no attachment."""
    arn = needed(known, "policy_arn")
    pages = if_there(lambda: list(_entities(clients, arn)), ABSENT) or []
    found = {
        kind.lower(): texts(each[f"{kind[:-1]}Name"] for page in pages for each in page.get(f"Policy{kind}", ()))
        for kind in ("Groups", "Roles", "Users")
    }
    return {"policy_arn": arn, **found} if any(found.values()) else None


def _entities(clients: RegionalClients, arn: str) -> Iterator[Any]:
    return iter(clients("iam").get_paginator("list_entities_for_policy").paginate(PolicyArn=arn))


def policy(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_iam_policy`, with the document of its default version."""
    arn = known.get("arn") or _policy_arn(clients, known)
    client = clients("iam")
    answer = if_there(lambda: client.get_policy(PolicyArn=arn), ABSENT) if arn else None
    if answer is None:
        return None
    found = answer["Policy"]
    version = client.get_policy_version(PolicyArn=arn, VersionId=found["DefaultVersionId"])["PolicyVersion"]
    return {
        "id": arn,
        "arn": arn,
        "name": found["PolicyName"],
        "path": found["Path"],
        "policy_id": found["PolicyId"],
        "description": found.get("Description"),
        "attachment_count": found["AttachmentCount"],
        "policy": json_text(version["Document"]),
        "tags_all": tags_of(found.get("Tags")),
    }


def _policy_arn(clients: RegionalClients, known: Known) -> str | None:
    policies: list[Any] = list(clients.pages("iam", "list_policies", "Policies", Scope="Local"))
    name = full_name(known, lambda _: (each["PolicyName"] for each in policies))
    return only([str(each["Arn"]) for each in policies if each["PolicyName"] == name], f"are named {name}")


READERS = {
    "aws_iam_role": role,
    "aws_iam_role_policy": role_policy,
    "aws_iam_role_policy_attachment": role_policy_attachment,
    "aws_iam_role_policies_exclusive": role_policies_exclusive,
    "aws_iam_role_policy_attachments_exclusive": role_policy_attachments_exclusive,
    "aws_iam_policy": policy,
    "aws_iam_policy_attachment": policy_attachment,
}
