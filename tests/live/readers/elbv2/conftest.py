"""A network for load balancers."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from pytest_ecsfargate.live.clients import RegionalClients


@dataclass(frozen=True)
class Network:
    vpc: str
    subnets: tuple[str, str]
    group: str


@pytest.fixture(scope="session")
def network(clients: RegionalClients) -> Network:
    ec2 = clients("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
    zones = [zone["ZoneName"] for zone in ec2.describe_availability_zones()["AvailabilityZones"][:2]]
    first, second = (
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.7.{number}.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for number, zone in enumerate(zones)
    )
    group = ec2.create_security_group(GroupName="lb", Description="of load balancers", VpcId=vpc)["GroupId"]
    return Network(vpc, (first, second), group)
