"""Who and where: account, organization, region, partition, availability zones."""

from __future__ import annotations

from typing import Any

from .lookup import Lookup
from .registry import seeds
from .target import Target


@seeds("aws_caller_identity")
def caller_identity(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_caller_identity` finds."""
    made = target.create("sts", "get_caller_identity")
    return {"account_id": target.account_id, "id": target.account_id, "arn": made["Arn"], "user_id": made["UserId"]}


@seeds("aws_region")
def region(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_region` finds."""
    name = lookup.text("name") or target.region
    return {"name": name, "id": name}


@seeds("aws_partition")
def partition(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_partition` finds."""
    suffix = "amazonaws.com.cn" if target.partition == "aws-cn" else "amazonaws.com"
    return {"partition": target.partition, "id": target.partition, "dns_suffix": suffix}


@seeds("aws_availability_zones")
def availability_zones(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_availability_zones` finds."""
    zones = target.create("ec2", "describe_availability_zones")["AvailabilityZones"]
    names = sorted(zone["ZoneName"] for zone in zones)
    return {"names": names, "zone_ids": sorted(zone["ZoneId"] for zone in zones), "id": target.region}


@seeds("aws_availability_zone")
def availability_zone(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_availability_zone` finds."""
    return {"name": lookup.text("name"), "id": lookup.text("name")}


@seeds("aws_iam_session_context")
def session_context(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_iam_session_context` finds."""
    return {"arn": lookup.text("arn"), "issuer_arn": lookup.text("arn")}


@seeds("aws_iam_account_alias")
def account_alias(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_iam_account_alias` finds."""
    aliases = target.create("iam", "list_account_aliases")["AccountAliases"]
    if not aliases:
        target.create("iam", "create_account_alias", AccountAlias="ecsfargate")
    return {"account_alias": aliases[0] if aliases else "ecsfargate"}


@seeds("aws_organizations_organization")
def organization(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_organizations_organization` finds."""
    target.ask("organizations", "create_organization", FeatureSet="ALL")
    made = target.create("organizations", "describe_organization")["Organization"]
    return {"id": made["Id"], "arn": made["Arn"], "master_account_id": made["MasterAccountId"]}


@seeds("aws_canonical_user_id")
def canonical_user(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_canonical_user_id` finds."""
    return {"id": target.create("s3", "list_buckets")["Owner"]["ID"]}
