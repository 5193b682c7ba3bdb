"""IAM roles, policies, users and identity providers."""

from __future__ import annotations

import re
from typing import Any

from .lookup import Lookup
from .registry import seeds
from .target import ROLE_TRUST, Target, text_matching

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
    """What `aws_iam_roles` finds: at least one role."""
    pattern, path = lookup.text("name_regex"), lookup.text("path_prefix") or "/"
    found = [item for item in _roles(target, path) if re.search(pattern, item["RoleName"])]
    if not found:
        name = text_matching(pattern) or "seeded"
        role = target.create("iam", "create_role", RoleName=name, Path=path, AssumeRolePolicyDocument=ROLE_TRUST)
        found = [role["Role"]]
    return {"arns": sorted(item["Arn"] for item in found), "names": sorted(item["RoleName"] for item in found)}


def _roles(target: Target, path: str) -> list[dict[str, Any]]:
    pages = target.client("iam").get_paginator("list_roles").paginate(PathPrefix=path)
    return [item for page in pages for item in page["Roles"]]


@seeds("aws_iam_policy")
def policy(lookup: Lookup, target: Target) -> dict[str, Any] | None:
    """What `aws_iam_policy` finds: one of AWS's, of this account or of another one."""
    arn = lookup.text("arn")
    name, path = lookup.text("name"), lookup.get("path_prefix")
    if arn:
        # arn:aws:iam::aws:policy/service-role/Name
        path, _, name = arn.partition(":policy")[2].rpartition("/")
        found = target.ask("iam", "get_policy", PolicyArn=arn)
    else:
        pages = target.client("iam").get_paginator("list_policies").paginate(Scope="All", PathPrefix=path or "/")
        every = (item for page in pages for item in page["Policies"])
        found = next(({"Policy": item} for item in every if item["PolicyName"] == name), None)
    if found is None:
        path = f"/{path.strip('/')}/".replace("//", "/") if path else None
        settings = {"PolicyName": name, "PolicyDocument": _POLICY, "Path": path}
        found = target.create("iam", "create_policy", {"policy": arn}, **settings)
    made = found["Policy"]
    return {"id": arn or made["Arn"], "arn": arn or made["Arn"], "name": made["PolicyName"]}


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
    arn = lookup.text("arn")
    host = lookup.text("url").removeprefix("https://") or arn.partition("oidc-provider/")[2]
    arn = arn or f"arn:{target.partition}:iam::{target.account_id}:oidc-provider/{host}"
    if target.ask("iam", "get_open_id_connect_provider", OpenIDConnectProviderArn=arn) is None:
        target.create(
            "iam",
            "create_open_id_connect_provider",
            {"oidc-provider": arn},
            Url=f"https://{host}",
            ThumbprintList=["a" * 40],
            ClientIDList=["sts.amazonaws.com"],
        )
    return {"id": arn, "arn": arn, "url": host}
