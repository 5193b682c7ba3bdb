from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.account.emulated import EmulatedAccount
from pytest_ecsfargate.live.clients import RegionalClients
from pytest_ecsfargate.live.readers import Unidentified
from pytest_ecsfargate.live.readers.ec2.security_group import rules
from tests.live.readers.conftest import Read


def rule(protocol: str, port: int, **own: Any) -> dict[str, Any]:
    """A rule for one port, with only these sources."""
    lists = ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups")
    empty = {"description": "", "self": False, **{name: [] for name in lists}}
    return {"protocol": protocol, "from_port": port, "to_port": port, **empty, **own}


def test_a_group_with_its_rules(account: EmulatedAccount, clients: RegionalClients, read: Read) -> None:
    ec2 = clients("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.3.0.0/16")["Vpc"]["VpcId"]
    made = ec2.create_security_group(GroupName="tasks", Description="of tasks", VpcId=vpc)["GroupId"]
    expected = {
        "id": made,
        "arn": f"arn:aws:ec2:{account.region}:{account.account_id}:security-group/{made}",
        "name": "tasks",
        "description": "of tasks",
        "vpc_id": vpc,
        "owner_id": account.account_id,
        "ingress": [],
        "egress": [rule("-1", 0, cidr_blocks=["0.0.0.0/0"])],
        "tags_all": {},
    }
    assert read("aws_security_group", id=made) == expected
    assert read("aws_security_group", name="tasks", vpc_id=vpc) == expected
    open_door = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    ec2.authorize_security_group_ingress(GroupId=made, IpPermissions=[open_door])
    opened = {"ingress": [rule("tcp", 22, cidr_blocks=["0.0.0.0/0"])]}
    assert read("aws_security_group", name_prefix="task", vpc_id=vpc) == expected | opened


def test_a_name_may_be_there_in_several_vpcs(clients: RegionalClients, read: Read) -> None:
    ec2 = clients("ec2")
    for number in (4, 5):
        vpc = ec2.create_vpc(CidrBlock=f"10.{number}.0.0/16")["Vpc"]["VpcId"]
        ec2.create_security_group(GroupName="twice", Description="x", VpcId=vpc)
    with pytest.raises(Unidentified, match=r"^2 of them are named twice$"):
        read("aws_security_group", name="twice")
    found = read("aws_security_group", name="twice", vpc_id=vpc)
    assert found is not None
    assert found["vpc_id"] == vpc


def test_sources_with_the_same_ports_and_description_are_one_rule() -> None:
    permission = {
        "IpProtocol": "tcp",
        "FromPort": 443,
        "ToPort": 443,
        "IpRanges": [
            {"CidrIp": "10.0.0.0/8", "Description": "inside"},
            {"CidrIp": "0.0.0.0/0"},
            {"CidrIp": "1.0.0.0/8"},
        ],
        "Ipv6Ranges": [{"CidrIpv6": "::/0"}],
        "PrefixListIds": [{"PrefixListId": "pl-1"}],
        "UserIdGroupPairs": [
            {"GroupId": "sg-own", "UserId": "1"},
            {"GroupId": "sg-near", "UserId": "1"},
            {"GroupId": "sg-far", "UserId": "2"},
        ],
    }
    assert rules({"GroupId": "sg-own", "OwnerId": "1"}, [permission]) == [
        rule("tcp", 443, description="inside", cidr_blocks=["10.0.0.0/8"]),
        rule(
            "tcp",
            443,
            cidr_blocks=["0.0.0.0/0", "1.0.0.0/8"],
            ipv6_cidr_blocks=["::/0"],
            prefix_list_ids=["pl-1"],
            security_groups=["2/sg-far", "sg-near"],
            self=True,
        ),
    ]
