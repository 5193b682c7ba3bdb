"""IAM roles and policies: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html"""

from __future__ import annotations

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
    names = texts(clients.pages("iam", "list_role_policies", "PolicyNames", RoleName=name))
    inline = [client.get_role_policy(RoleName=name, PolicyName=each) for each in names]
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


def _attached(clients: RegionalClients, role: str | None) -> list[str]:
    pages = clients.pages("iam", "list_attached_role_policies", "AttachedPolicies", RoleName=role)
    return [policy["PolicyArn"] for policy in pages]


def role_policy(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_iam_role_policy`"""
    role = needed(known, "role")
    client = clients("iam")
    found = if_there(lambda: _inline(clients, role, known), ABSENT)
    if found is None:
        return None
    answer = if_there(lambda: client.get_role_policy(RoleName=role, PolicyName=found), ABSENT)
    if answer is None:
        return None
    return {"id": f"{role}:{found}", "name": found, "role": role, "policy": json_text(answer["PolicyDocument"])}


def _inline(clients: RegionalClients, role: str, known: Known) -> str | None:
    return full_name(known, lambda _: clients.pages("iam", "list_role_policies", "PolicyNames", RoleName=role))


def role_policy_attachment(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_iam_role_policy_attachment`"""
    role, arn = needed(known, "role"), needed(known, "policy_arn")
    attached = if_there(lambda: _attached(clients, role), ABSENT)
    return {"role": role, "policy_arn": arn} if arn in (attached or ()) else None


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
    "aws_iam_policy": policy,
}
