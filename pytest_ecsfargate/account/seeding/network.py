"""VPCs and subnets.

Each is looked for as the provider does; only where nothing is found it is created.
"""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Any

from .lookup import Lookup
from .registry import seeds
from .target import Target, concrete, tag_list

_SUBNETS = 3


def provider_filters(lookup: Lookup, **further: str) -> list[dict[str, Any]]:
    """The filters that the provider would send."""
    made = [{"Name": name, "Values": values} for name, values in lookup.filters.items()]
    made += [{"Name": f"tag:{key}", "Values": [value]} for key, value in lookup.tags.items()]
    return made + [{"Name": name, "Values": [str(value)]} for name, value in further.items() if value]


def wanted_tags(lookup: Lookup, wildcard: str = "") -> dict[str, str]:
    """Tags that all of the filters match."""
    made = dict(lookup.tags)
    for name, values in lookup.filters.items():
        if name.startswith("tag:") and values:
            pattern = values[0].replace("*", wildcard) if wildcard else values[0]
            made[name.removeprefix("tag:")] = concrete(pattern)
        elif name == "tag-key" and values:
            made.setdefault(concrete(values[0]), "seeded")
    return made


def tag_specifications(kind: str, tags: dict[str, str]) -> list[dict[str, Any]] | None:
    """Tags as EC2 takes them when something is created."""
    return [{"ResourceType": kind, "Tags": tag_list(tags)}] if tags else None


def first_filter(lookup: Lookup, name: str) -> str:
    """The first value of a filter, empty where there is none."""
    values = lookup.filters.get(name) or [""]
    return values[0]


def _name(thing: dict[str, Any]) -> str:
    return next((tag["Value"] for tag in thing.get("Tags") or () if tag["Key"] == "Name"), "")


def default_vpc(target: Target) -> dict[str, Any]:
    """The region's default VPC."""
    found = target.create("ec2", "describe_vpcs", Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]
    return dict(found[0] if found else target.create("ec2", "create_default_vpc")["Vpc"])


def subnets_of(target: Target, vpc_id: str) -> list[dict[str, Any]]:
    """The subnets of a VPC, as EC2 describes them."""
    filters = [{"Name": "vpc-id", "Values": [vpc_id]}]
    return list(target.create("ec2", "describe_subnets", Filters=filters)["Subnets"])


@seeds("aws_vpc")
def vpc(lookup: Lookup, target: Target) -> dict[str, Any] | None:
    """What `aws_vpc` finds."""
    made = _vpc(lookup, target)
    if made is None:
        return None
    arn = f"arn:{target.partition}:ec2:{target.region}:{target.account_id}:vpc/{made['VpcId']}"
    return {"id": made["VpcId"], "cidr_block": made["CidrBlock"], "arn": arn, "tags": {"Name": _name(made)}}


def _vpc(lookup: Lookup, target: Target) -> Any:
    identifier, cidr = lookup.text("id"), lookup.text("cidr_block")
    is_default = lookup.get("default") is True or "true" in (
        first_filter(lookup, "isDefault"),
        first_filter(lookup, "is-default"),
    )
    default = default_vpc(target)
    filters = provider_filters(lookup, cidr=cidr, state=lookup.text("state"))
    if is_default or not (identifier or filters):
        return default
    ids = [identifier] if identifier else None
    identifier = identifier or first_filter(lookup, "vpc-id")

    def question() -> list[Any]:
        answer = target.ask("ec2", "describe_vpcs", VpcIds=ids, Filters=filters or None)
        return list((answer or {"Vpcs": []})["Vpcs"])

    def make() -> None:
        block = cidr or first_filter(lookup, "cidr") or first_filter(lookup, "cidr-block") or _free_block(target)
        tags = tag_specifications("vpc", wanted_tags(lookup))
        target.create("ec2", "create_vpc", {"vpc": identifier}, CidrBlock=block, TagSpecifications=tags)

    return target.first(question, make)


def _free_block(target: Target) -> str:
    taken = {found["CidrBlock"] for found in target.create("ec2", "describe_vpcs")["Vpcs"]}
    return next(block for block in (f"10.{number}.0.0/16" for number in range(256)) if block not in taken)


@seeds("aws_vpcs")
def vpcs(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_vpcs` finds."""
    default_vpc(target)
    found = target.create("ec2", "describe_vpcs", Filters=provider_filters(lookup))["Vpcs"]
    if not found:
        tags = tag_specifications("vpc", wanted_tags(lookup))
        found = [target.create("ec2", "create_vpc", CidrBlock=_free_block(target), TagSpecifications=tags)["Vpc"]]
    return {"ids": [item["VpcId"] for item in found]}


@seeds("aws_subnet")
def subnet(lookup: Lookup, target: Target) -> dict[str, Any] | None:
    """What `aws_subnet` finds."""
    default_vpc(target)
    identifier = lookup.text("id")
    filters = provider_filters(
        lookup,
        **{
            "vpc-id": lookup.text("vpc_id"),
            "availability-zone": lookup.text("availability_zone"),
            "cidr-block": lookup.text("cidr_block"),
            "default-for-az": "true" if lookup.get("default_for_az") else "",
        },
    )
    ids = [identifier] if identifier else None

    def question() -> list[Any]:
        answer = target.ask("ec2", "describe_subnets", SubnetIds=ids, Filters=filters or None)
        return list((answer or {"Subnets": []})["Subnets"])

    found = target.first(question, lambda: _make_subnets(lookup, target, 1))
    if found is None:
        return None
    return {
        "id": found["SubnetId"],
        "vpc_id": found["VpcId"],
        "availability_zone": found["AvailabilityZone"],
        "cidr_block": found["CidrBlock"],
        "arn": found.get("SubnetArn"),
    }


@seeds("aws_subnets")
def subnets(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_subnets` finds."""
    default_vpc(target)
    filters = provider_filters(lookup)

    def ids() -> list[str]:
        found = target.create("ec2", "describe_subnets", Filters=filters)["Subnets"]
        return sorted(item["SubnetId"] for item in found)

    made = ids()
    if not made:
        _make_subnets(lookup, target, _SUBNETS)
        made = ids()
    return {"ids": made}


def _make_subnets(lookup: Lookup, target: Target, count: int) -> None:
    """Subnets that match, one in each availability zone."""
    vpc_id = lookup.text("vpc_id") or first_filter(lookup, "vpc-id") or default_vpc(target)["VpcId"]
    answer = target.ask("ec2", "describe_vpcs", VpcIds=[vpc_id])
    if answer is None:
        target.create("ec2", "create_vpc", {"vpc": vpc_id}, CidrBlock=_free_block(target))
        answer = target.create("ec2", "describe_vpcs", VpcIds=[vpc_id])
    blocks = _free_subnets(target, answer["Vpcs"][0])
    zone = lookup.text("availability_zone") or first_filter(lookup, "availability-zone")
    zones = [zone] if zone else _zones(target)
    wanted = lookup.text("id") or first_filter(lookup, "subnet-id")
    for number in range(count):
        made = target.create(
            "ec2",
            "create_subnet",
            {"subnet": wanted} if number == 0 else None,
            VpcId=vpc_id,
            CidrBlock=lookup.text("cidr_block") or first_filter(lookup, "cidr-block") or next(blocks),
            AvailabilityZone=zones[number % len(zones)],
            TagSpecifications=tag_specifications("subnet", wanted_tags(lookup, "abc"[number] if count > 1 else "")),
        )["Subnet"]
        if first_filter(lookup, "map-public-ip-on-launch") == "true":
            identifier = made["SubnetId"]
            target.create("ec2", "modify_subnet_attribute", SubnetId=identifier, MapPublicIpOnLaunch={"Value": True})


def _zones(target: Target) -> list[str]:
    zones = target.create("ec2", "describe_availability_zones")["AvailabilityZones"]
    return sorted(zone["ZoneName"] for zone in zones)


def _free_subnets(target: Target, parent: dict[str, Any]) -> Any:
    used = [IPv4Network(item["CidrBlock"]) for item in subnets_of(target, parent["VpcId"])]
    whole = IPv4Network(parent["CidrBlock"])
    parts = whole.subnets(new_prefix=min(28, max(24, whole.prefixlen)))
    return (str(part) for part in parts if not any(part.overlaps(other) for other in used))
