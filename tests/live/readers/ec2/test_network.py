from __future__ import annotations

from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.live.clients import RegionalClients
from tests.live.readers.conftest import Read


def test_a_vpc(account: EmulatedAccount, clients: RegionalClients, read: Read) -> None:
    ec2 = clients("ec2")
    tags = [{"ResourceType": "vpc", "Tags": [{"Key": "Team", "Value": "a"}]}]
    made = ec2.create_vpc(CidrBlock="10.1.0.0/16", TagSpecifications=tags)["Vpc"]
    expected = {
        "id": made["VpcId"],
        "cidr_block": "10.1.0.0/16",
        "instance_tenancy": "default",
        "dhcp_options_id": made["DhcpOptionsId"],
        "ipv6_cidr_block": None,
        "owner_id": account.account_id,
        "enable_dns_support": True,
        "enable_dns_hostnames": False,
        "tags_all": {"Team": "a"},
    }
    assert read("aws_vpc", id=made["VpcId"]) == expected
    ec2.modify_vpc_attribute(VpcId=made["VpcId"], EnableDnsHostnames={"Value": True})
    assert read("aws_vpc", id=made["VpcId"]) == expected | {"enable_dns_hostnames": True}


def test_a_subnet(account: EmulatedAccount, clients: RegionalClients, read: Read) -> None:
    ec2 = clients("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.2.0.0/16")["Vpc"]["VpcId"]
    made = ec2.create_subnet(VpcId=vpc, CidrBlock="10.2.1.0/24")["Subnet"]
    expected = {
        "id": made["SubnetId"],
        "arn": f"arn:aws:ec2:{account.region}:{account.account_id}:subnet/{made['SubnetId']}",
        "vpc_id": vpc,
        "cidr_block": "10.2.1.0/24",
        "availability_zone": made["AvailabilityZone"],
        "availability_zone_id": made["AvailabilityZoneId"],
        "assign_ipv6_address_on_creation": False,
        "ipv6_cidr_block": None,
        "ipv6_native": False,
        "map_public_ip_on_launch": False,
        "owner_id": account.account_id,
        "tags_all": {},
    }
    assert read("aws_subnet", id=made["SubnetId"]) == expected
    assert read("aws_subnet", vpc_id=vpc, cidr_block="10.2.1.0/24") == expected
    ec2.modify_subnet_attribute(SubnetId=made["SubnetId"], MapPublicIpOnLaunch={"Value": True})
    assert read("aws_subnet", id=made["SubnetId"]) == expected | {"map_public_ip_on_launch": True}
