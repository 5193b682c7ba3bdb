from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.live.clients import RegionalClients
from pytest_ecsfargate.live.readers import Unidentified
from tests.live.readers.conftest import Read, Told

INGRESS, EGRESS, OLD = (
    "aws_vpc_security_group_ingress_rule",
    "aws_vpc_security_group_egress_rule",
    "aws_security_group_rule",
)


@pytest.fixture
def group(clients: RegionalClients, request: pytest.FixtureRequest) -> str:
    """A group that lets in 10.0.0.0/8 by 80, itself and 10.0.0.0/8 by 443, and all out."""
    ec2 = clients("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.6.0.0/16")["Vpc"]["VpcId"]
    made = str(ec2.create_security_group(GroupName=request.node.name, Description="x", VpcId=vpc)["GroupId"])
    web = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
    tls = {**web, "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [{"GroupId": made}]}
    ec2.authorize_security_group_ingress(GroupId=made, IpPermissions=[web, tls])
    return made


def expected(found: dict[str, Any] | None, **own: Any) -> dict[str, Any]:
    """A rule with the id that was found."""
    assert found is not None
    identity = found["id"]
    sources = ("cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id")
    empty = dict.fromkeys((*sources, "from_port", "to_port", "description"))
    return {"id": identity, "security_group_rule_id": identity, "tags_all": {}, **empty, **own}


def test_a_rule_by_what_is_known_of_it_and_by_its_id(clients: RegionalClients, group: str, read: Read) -> None:
    known = {"security_group_id": group, "from_port": 80, "to_port": 80, "cidr_ipv4": "10.0.0.0/8"}
    found = read(INGRESS, ip_protocol="6", **known)
    rule = expected(found, security_group_id=group, ip_protocol="tcp", from_port=80, to_port=80, cidr_ipv4="10.0.0.0/8")
    assert found == rule
    assert read(INGRESS, id=rule["id"]) == rule
    clients("ec2").revoke_security_group_ingress(GroupId=group, SecurityGroupRuleIds=[rule["id"]])
    assert read(INGRESS, id=rule["id"]) is None
    assert read(INGRESS, ip_protocol="tcp", **known) is None


def test_all_protocols_have_no_ports(group: str, read: Read) -> None:
    known = {"security_group_id": group, "ip_protocol": "all", "from_port": 0, "to_port": 0}
    found = read(EGRESS, **known, cidr_ipv4="0.0.0.0/0")
    assert found == expected(found, security_group_id=group, ip_protocol="-1", cidr_ipv4="0.0.0.0/0")


def test_a_rule_that_could_be_several(group: str, read: Read) -> None:
    with pytest.raises(Unidentified, match=r"^2 of them are alike in what is known of this rule$"):
        read(INGRESS, security_group_id=group, ip_protocol="tcp", cidr_ipv4="10.0.0.0/8")
    with pytest.raises(Unidentified, match=r"^its source is not known$"):
        read(INGRESS, security_group_id=group, ip_protocol="tcp", from_port=80, to_port=80, cidr_ipv6=None)
    own = {"cidr_ipv4": None, "referenced_security_group_id": group}
    found = read(INGRESS, security_group_id=group, ip_protocol="tcp", from_port=443, to_port=443, **own)
    assert found is not None
    assert found["referenced_security_group_id"] == group
    own = {"cidr_ipv4": "10.0.0.0/8", "referenced_security_group_id": group}
    assert read(INGRESS, security_group_id=group, ip_protocol="tcp", from_port=443, to_port=443, **own) is None


def test_what_the_emulated_account_does_not_tell(told: Told) -> None:
    rule = {
        "SecurityGroupRuleId": "sgr-1",
        "GroupId": "sg-1",
        "GroupOwnerId": "730184296155",
        "IsEgress": False,
        "IpProtocol": "icmp",
        "FromPort": -1,
        "ToPort": -1,
        "ReferencedGroupInfo": {"GroupId": "sg-2", "UserId": "514890276637"},
        "Description": "ping",
        "Tags": [{"Key": "Team", "Value": "a"}],
    }
    read = told("ec2", ("describe_security_group_rules", {"SecurityGroupRules": [rule]}))
    found = read(INGRESS, id="sgr-1")
    assert found == expected(
        found,
        security_group_id="sg-1",
        ip_protocol="icmp",
        from_port=-1,
        to_port=-1,
        referenced_security_group_id="514890276637/sg-2",
        description="ping",
        tags_all={"Team": "a"},
    )


def test_the_older_resource_has_many_sources(group: str, read: Read) -> None:
    head = {"type": "ingress", "security_group_id": group, "protocol": "tcp", "from_port": 443, "to_port": 443}
    both = ["10.0.0.0/8", "1.0.0.0/8"]
    assert read(OLD, **head, cidr_blocks=both) == {**head, "cidr_blocks": ["10.0.0.0/8"]}
    assert read(OLD, **head, cidr_blocks=None, self=True) == {**head, "self": True}
    assert read(OLD, **head, source_security_group_id=group) == {**head, "source_security_group_id": group}
    assert read(OLD, **head, cidr_blocks=["1.0.0.0/8"], ipv6_cidr_blocks=["::/0"]) is None
    assert read(OLD, **{**head, "to_port": 444}, cidr_blocks=both) is None
    assert read(OLD, **{**head, "type": "egress"}, cidr_blocks=both) is None


def test_the_older_resource_for_all_protocols(group: str, read: Read) -> None:
    head = {"type": "egress", "security_group_id": group, "from_port": 0, "to_port": 0}
    found = read(OLD, **head, protocol="all", cidr_blocks=["0.0.0.0/0"])
    assert found == {**head, "protocol": "-1", "cidr_blocks": ["0.0.0.0/0"]}


def test_the_older_resource_without_what_it_goes_by(group: str, read: Read) -> None:
    head = {"type": "ingress", "security_group_id": group, "protocol": "tcp", "from_port": 443}
    with pytest.raises(Unidentified, match=r"^its to_port is not known$"):
        read(OLD, **head, cidr_blocks=["10.0.0.0/8"])
    with pytest.raises(Unidentified, match=r"^none of its sources is known$"):
        read(OLD, **head, to_port=443, cidr_blocks=None)
