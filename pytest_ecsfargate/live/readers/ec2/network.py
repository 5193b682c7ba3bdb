"""VPCs and subnets.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Vpc.html
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Subnet.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...clients import RegionalClients
from ..reader import Attributes, Known, if_there, needed, only, tags_of


def vpc(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_vpc`, by its id: nothing else is a VPC's alone. Its route tables, ACLs and pools are not read."""
    identity = needed(known, "id")
    client = clients("ec2")
    answer = if_there(lambda: client.describe_vpcs(VpcIds=[identity]), "InvalidVpcID.NotFound")
    if answer is None:
        return None
    found = answer["Vpcs"][0]
    return {
        "id": identity,
        "cidr_block": found["CidrBlock"],
        "instance_tenancy": found["InstanceTenancy"],
        "dhcp_options_id": found["DhcpOptionsId"],
        "ipv6_cidr_block": _ipv6_cidr_block(found),
        "owner_id": found["OwnerId"],
        "enable_dns_support": _is_on(client, identity, "EnableDnsSupport"),
        "enable_dns_hostnames": _is_on(client, identity, "EnableDnsHostnames"),
        "tags_all": tags_of(found.get("Tags")),
    }


def _ipv6_cidr_block(found: Mapping[str, Any]) -> str | None:
    return next((each["Ipv6CidrBlock"] for each in found.get("Ipv6CidrBlockAssociationSet", ())), None)


def _is_on(client: Any, vpc: str, attribute: str) -> bool:
    name = attribute[0].lower() + attribute[1:]
    return bool(client.describe_vpc_attribute(VpcId=vpc, Attribute=name)[attribute]["Value"])


def subnet(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_subnet`, by its id, else by its addresses, which no other subnet of its VPC has."""
    found = _subnet(clients, known)
    if found is None:
        return None
    return {
        "id": found["SubnetId"],
        "arn": found["SubnetArn"],
        "vpc_id": found["VpcId"],
        "cidr_block": found.get("CidrBlock"),
        "availability_zone": found["AvailabilityZone"],
        "availability_zone_id": found["AvailabilityZoneId"],
        "assign_ipv6_address_on_creation": found.get("AssignIpv6AddressOnCreation", False),
        "ipv6_cidr_block": _ipv6_cidr_block(found),
        "ipv6_native": found.get("Ipv6Native", False),
        "map_public_ip_on_launch": found["MapPublicIpOnLaunch"],
        "owner_id": found["OwnerId"],
        "tags_all": tags_of(found.get("Tags")),
    }


def _subnet(clients: RegionalClients, known: Known) -> Mapping[str, Any] | None:
    if known.get("id"):
        client = clients("ec2")
        answer = if_there(lambda: client.describe_subnets(SubnetIds=[known["id"]]), "InvalidSubnetID.NotFound")
        return answer["Subnets"][0] if answer is not None else None
    asked = {"vpc-id": needed(known, "vpc_id"), "cidr-block": needed(known, "cidr_block")}
    filters = [{"Name": name, "Values": [value]} for name, value in asked.items()]
    return only(list(clients.pages("ec2", "describe_subnets", "Subnets", Filters=filters)), "have these addresses")


READERS = {"aws_vpc": vpc, "aws_subnet": subnet}
