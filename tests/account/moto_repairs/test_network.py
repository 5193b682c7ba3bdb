from __future__ import annotations

from typing import Any

import pytest

REGION = "eu-south-1"


@pytest.fixture(scope="module")
def vpc(session: Any) -> str:
    return str(session.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"])


@pytest.mark.parametrize("config", [{}, {"HostedZoneConfig": {"PrivateZone": True}}], ids=["implied", "said"])
def test_a_zone_that_is_created_with_a_vpc_is_private_and_keeps_it(session: Any, vpc: str, config: Any) -> None:
    route53 = session.client("route53")
    expected = {"VPCId": vpc, "VPCRegion": REGION}
    made = route53.create_hosted_zone(Name="a.internal", CallerReference="x", VPC=expected, **config)
    found = route53.get_hosted_zone(Id=made["HostedZone"]["Id"])
    for answer in (made, found):
        assert answer["HostedZone"]["Config"]["PrivateZone"] is True
        assert "DelegationSet" not in answer
    assert made["VPC"] == expected
    assert found["VPCs"] == [expected]
    listed = route53.list_hosted_zones_by_vpc(VPCId=vpc, VPCRegion=REGION)["HostedZoneSummaries"]
    assert made["HostedZone"]["Id"].endswith(listed[-1]["HostedZoneId"])
    route53.delete_hosted_zone(Id=made["HostedZone"]["Id"])


def test_a_zone_without_a_vpc_is_public(session: Any) -> None:
    route53 = session.client("route53")
    made = route53.create_hosted_zone(Name="a.example", CallerReference="x")
    found = route53.get_hosted_zone(Id=made["HostedZone"]["Id"])
    assert found["HostedZone"]["Config"]["PrivateZone"] is False
    assert "VPCs" not in found
    assert found["DelegationSet"]["NameServers"]


def test_a_vpc_that_is_associated_later_is_told_too(session: Any, vpc: str) -> None:
    route53, ec2 = session.client("route53"), session.client("ec2")
    second = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    first = {"VPCId": vpc, "VPCRegion": REGION}
    zone = route53.create_hosted_zone(Name="b.internal", CallerReference="x", VPC=first)["HostedZone"]["Id"]
    route53.associate_vpc_with_hosted_zone(HostedZoneId=zone, VPC={"VPCId": second, "VPCRegion": REGION})
    assert [found["VPCId"] for found in route53.get_hosted_zone(Id=zone)["VPCs"]] == [vpc, second]
    route53.disassociate_vpc_from_hosted_zone(HostedZoneId=zone, VPC=first)
    assert [found["VPCId"] for found in route53.get_hosted_zone(Id=zone)["VPCs"]] == [second]


def test_the_zone_of_a_namespace_goes_with_it(session: Any, vpc: str) -> None:
    discovery, route53 = session.client("servicediscovery"), session.client("route53")
    before = {zone["Id"] for zone in route53.list_hosted_zones()["HostedZones"]}
    discovery.create_private_dns_namespace(Name="c.internal", Vpc=vpc)
    (namespace,) = discovery.list_namespaces()["Namespaces"]
    zone = discovery.get_namespace(Id=namespace["Id"])["Namespace"]["Properties"]["DnsProperties"]["HostedZoneId"]
    assert zone in {found["Id"] for found in route53.list_hosted_zones()["HostedZones"]}
    discovery.delete_namespace(Id=namespace["Id"])
    assert {found["Id"] for found in route53.list_hosted_zones()["HostedZones"]} == before


def test_a_namespace_without_a_zone_can_be_deleted(session: Any) -> None:
    discovery = session.client("servicediscovery")
    discovery.create_http_namespace(Name="d")
    (namespace,) = discovery.list_namespaces()["Namespaces"]
    discovery.delete_namespace(Id=namespace["Id"])
    assert discovery.list_namespaces()["Namespaces"] == []


def test_the_network_acls_of_a_vpc_go_with_it(session: Any, vpc: str) -> None:
    ec2 = session.client("ec2")
    deleted = ec2.create_vpc(CidrBlock="10.2.0.0/16")["Vpc"]["VpcId"]
    assert _acls(ec2, deleted)
    ec2.delete_vpc(VpcId=deleted)
    assert _acls(ec2, deleted) == []
    assert _acls(ec2, vpc)


def test_the_network_interface_of_a_nat_gateway_goes_with_it(session: Any, vpc: str) -> None:
    ec2 = session.client("ec2")
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.9.0/24")["Subnet"]["SubnetId"]
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    gateway = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]
    of_the_subnet = [{"Name": "subnet-id", "Values": [subnet]}]
    assert ec2.describe_network_interfaces(Filters=of_the_subnet)["NetworkInterfaces"]
    ec2.delete_nat_gateway(NatGatewayId=gateway)
    assert ec2.describe_network_interfaces(Filters=of_the_subnet)["NetworkInterfaces"] == []


def _acls(ec2: Any, vpc: str) -> list[Any]:
    return list(ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["NetworkAcls"])
