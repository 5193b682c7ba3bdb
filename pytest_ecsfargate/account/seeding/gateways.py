"""Internet and NAT gateways, endpoints, prefix lists and machine images."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from .lookup import Lookup
from .network import default_vpc, first_filter, provider_filters, subnets_of, tag_specifications, wanted_tags
from .registry import seeds
from .target import Target, concrete, text_matching


@seeds("aws_internet_gateway")
def internet_gateway(lookup: Lookup, target: Target) -> dict[str, Any] | None:
    """What `aws_internet_gateway` finds."""
    default = default_vpc(target)
    filters = provider_filters(lookup, **{"internet-gateway-id": lookup.text("internet_gateway_id")})

    def make() -> None:
        tags = tag_specifications("internet-gateway", wanted_tags(lookup))
        wanted = {"igw": lookup.text("internet_gateway_id")}
        made = target.create("ec2", "create_internet_gateway", wanted, TagSpecifications=tags)["InternetGateway"]
        target.create(
            "ec2",
            "attach_internet_gateway",
            InternetGatewayId=made["InternetGatewayId"],
            VpcId=first_filter(lookup, "attachment.vpc-id") or default["VpcId"],
        )

    found = target.first(
        lambda: list(target.create("ec2", "describe_internet_gateways", Filters=filters)["InternetGateways"]), make
    )
    return {"id": found["InternetGatewayId"]} if found else None


@seeds("aws_nat_gateway", "aws_nat_gateways")
def nat_gateway(lookup: Lookup, target: Target) -> dict[str, Any] | None:
    """What `aws_nat_gateway` or `aws_nat_gateways` finds."""
    default_vpc(target)
    filters = provider_filters(lookup, **{"vpc-id": lookup.text("vpc_id"), "subnet-id": lookup.text("subnet_id")})

    def question() -> list[Any]:
        return list(target.create("ec2", "describe_nat_gateways", Filters=filters)["NatGateways"])

    def make() -> None:
        vpc_id = lookup.text("vpc_id") or first_filter(lookup, "vpc-id") or default_vpc(target)["VpcId"]
        subnets = subnets_of(target, vpc_id)
        subnet_id = lookup.text("subnet_id") or (subnets[0]["SubnetId"] if subnets else "")
        address = target.create("ec2", "allocate_address", Domain="vpc")["AllocationId"]
        target.create(
            "ec2",
            "create_nat_gateway",
            {"nat": lookup.text("id")},
            SubnetId=subnet_id,
            AllocationId=address,
            TagSpecifications=tag_specifications("natgateway", wanted_tags(lookup)),
        )

    found = target.first(question, make)
    every = [item["NatGatewayId"] for item in question()]
    return {"id": found["NatGatewayId"], "ids": every} if found else None


@seeds("aws_vpc_endpoint")
def vpc_endpoint(lookup: Lookup, target: Target) -> dict[str, Any] | None:
    """What `aws_vpc_endpoint` finds."""
    vpc_id = lookup.text("vpc_id") or default_vpc(target)["VpcId"]
    service = lookup.text("service_name")
    filters = provider_filters(lookup, **{"vpc-id": lookup.text("vpc_id"), "service-name": service})

    def make() -> None:
        target.create(
            "ec2",
            "create_vpc_endpoint",
            {"vpce": lookup.text("id")},
            VpcId=vpc_id,
            ServiceName=service or f"com.amazonaws.{target.region}.s3",
            TagSpecifications=tag_specifications("vpc-endpoint", wanted_tags(lookup)),
        )

    found = target.first(
        lambda: list(target.create("ec2", "describe_vpc_endpoints", Filters=filters)["VpcEndpoints"]), make
    )
    return {"id": found["VpcEndpointId"], "vpc_id": vpc_id, "service_name": service} if found else None


@seeds("aws_ec2_managed_prefix_list", "aws_prefix_list")
def prefix_list(lookup: Lookup, target: Target) -> dict[str, Any] | None:
    """What `aws_ec2_managed_prefix_list` or `aws_prefix_list` finds."""
    name = lookup.text("name") or first_filter(lookup, "prefix-list-name")
    identifier = lookup.text("id") or lookup.text("prefix_list_id")
    filters = provider_filters(lookup, **{"prefix-list-name": name, "prefix-list-id": identifier})

    def make() -> None:
        target.create(
            "ec2",
            "create_managed_prefix_list",
            {"pl": identifier},
            PrefixListName=name or "seeded",
            MaxEntries=5,
            AddressFamily="IPv4",
            TagSpecifications=tag_specifications("prefix-list", wanted_tags(lookup)),
        )

    found = target.first(
        lambda: list(target.create("ec2", "describe_managed_prefix_lists", Filters=filters)["PrefixLists"]), make
    )
    return {"id": found["PrefixListId"], "name": found["PrefixListName"]} if found else None


@seeds("aws_ami", "aws_ami_ids")
def image(lookup: Lookup, target: Target) -> dict[str, Any] | None:
    """What `aws_ami` or `aws_ami_ids` finds."""
    owners = [str(owner) for owner in lookup.get("owners") or ()]
    filters, pattern = provider_filters(lookup), lookup.text("name_regex")

    def question() -> list[Any]:
        answer = target.ask("ec2", "describe_images", Owners=owners or None, Filters=filters or None)
        found = (answer or {"Images": []})["Images"]
        found = [item for item in found if not pattern or re.search(pattern, item.get("Name") or "")]
        return sorted(found, key=lambda item: str(item["CreationDate"]), reverse=True)

    def make() -> None:
        asked = {name: concrete(values[0]) for name, values in lookup.filters.items() if values}
        owner = owners[0] if owners else ""
        if owner not in ("", "self"):
            asked["owner-id" if owner.isdigit() else "owner-alias"] = owner
        wanted = {"ami": asked.get("image-id", ""), "image": urlencode(asked) or "name=seeded"}
        name = asked.get("name") or text_matching(pattern) or "seeded"
        target.create("ec2", "register_image", wanted, Name=name, RootDeviceName="/dev/xvda")

    found = target.first(question, make)
    return {"id": found["ImageId"], "image_id": found["ImageId"], "name": found["Name"]} if found else None
