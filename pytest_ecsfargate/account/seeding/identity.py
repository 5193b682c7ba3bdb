"""Who and where: account, region, partition, availability zones."""

from __future__ import annotations

from typing import Any

from .lookup import Lookup
from .registry import seeds
from .target import Target


@seeds("aws_caller_identity")
def caller_identity(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_caller_identity` finds."""
    return {"account_id": target.account_id, "id": target.account_id}


@seeds("aws_region")
def region(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_region` finds."""
    name = lookup.text("name") or target.region
    return {"name": name, "id": name}


@seeds("aws_partition")
def partition(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_partition` finds."""
    return {"partition": target.partition, "id": target.partition, "dns_suffix": "amazonaws.com"}


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
