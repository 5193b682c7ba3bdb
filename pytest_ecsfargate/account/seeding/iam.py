"""IAM roles, policies, users and identity providers."""

from __future__ import annotations

from typing import Any

from .lookup import Lookup
from .registry import seeds
from .target import ROLE_TRUST, Target

_POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecs:ListClusters","Resource":"*"}]}'


@seeds("aws_iam_role")
def role(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_iam_role` finds."""
    name = lookup.text("name")
    found = target.ask("iam", "get_role", RoleName=name)
    if found is None:
        found = target.create("iam", "create_role", RoleName=name, AssumeRolePolicyDocument=ROLE_TRUST)
    made = found["Role"]
    return {"id": name, "name": name, "arn": made["Arn"], "unique_id": made["RoleId"], "path": made["Path"]}


@seeds("aws_iam_roles")
def roles(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_iam_roles` finds."""
    return {"arns": [], "names": []}


@seeds("aws_iam_policy")
def policy(lookup: Lookup, target: Target) -> dict[str, Any] | None:
    """What `aws_iam_policy` finds."""
    name, arn = lookup.text("name"), lookup.text("arn")
    if arn:
        if target.ask("iam", "get_policy", PolicyArn=arn) is None:
            name, ours = arn.rpartition("/")[2], arn.split(":")[4:5] == [target.account_id]
            if ours:
                target.create("iam", "create_policy", PolicyName=name, PolicyDocument=_POLICY)
        return {"id": arn, "arn": arn, "name": arn.rpartition("/")[2]}
    for page in target.client("iam").get_paginator("list_policies").paginate(Scope="All"):
        for item in page["Policies"]:
            if item["PolicyName"] == name:
                return {"id": item["Arn"], "arn": item["Arn"], "name": name}
    made = target.create(
        "iam", "create_policy", PolicyName=name, PolicyDocument=_POLICY, Path=lookup.get("path_prefix")
    )["Policy"]
    return {"id": made["Arn"], "arn": made["Arn"], "name": name}


@seeds("aws_iam_user")
def user(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_iam_user` finds."""
    name = lookup.text("user_name")
    found = target.ask("iam", "get_user", UserName=name) or target.create("iam", "create_user", UserName=name)
    return {"id": name, "arn": found["User"]["Arn"], "user_name": name}


@seeds("aws_iam_group")
def group(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_iam_group` finds."""
    name = lookup.text("group_name")
    found = target.ask("iam", "get_group", GroupName=name) or target.create("iam", "create_group", GroupName=name)
    return {"id": name, "arn": found["Group"]["Arn"], "group_name": name}


@seeds("aws_iam_instance_profile")
def instance_profile(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_iam_instance_profile` finds."""
    name = lookup.text("name")
    found = target.ask("iam", "get_instance_profile", InstanceProfileName=name)
    if found is None:
        found = target.create("iam", "create_instance_profile", InstanceProfileName=name)
        target.ask("iam", "create_role", RoleName=name, AssumeRolePolicyDocument=ROLE_TRUST)
        target.ask("iam", "add_role_to_instance_profile", InstanceProfileName=name, RoleName=name)
    return {"id": name, "arn": found["InstanceProfile"]["Arn"], "name": name}


@seeds("aws_iam_openid_connect_provider")
def identity_provider(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_iam_openid_connect_provider` finds."""
    url = lookup.text("url") or "https://" + lookup.text("arn").partition("oidc-provider/")[2]
    url = url if url.startswith("https://") else f"https://{url}"
    target.ask("iam", "create_open_id_connect_provider", Url=url, ThumbprintList=["a" * 40], ClientIDList=["sts"])
    arn = f"arn:{target.partition}:iam::{target.account_id}:oidc-provider/{url.removeprefix('https://')}"
    return {"id": arn, "arn": arn, "url": url.removeprefix("https://")}
