"""Security groups: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroup.html"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...clients import RegionalClients
from ..reader import Attributes, Known, full_name, if_there, only, tags_of, texts

# For each list of sources of a permission the key of a source, and the attribute that it goes to.
SOURCES = (
    ("IpRanges", "CidrIp", "cidr_blocks"),
    ("Ipv6Ranges", "CidrIpv6", "ipv6_cidr_blocks"),
    ("PrefixListIds", "PrefixListId", "prefix_list_ids"),
)


def security_group(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_security_group`, with all its rules, whichever resources they come from."""
    found = _described(clients, known)
    if found is None:
        return None
    read = {
        "id": found["GroupId"],
        "name": found["GroupName"],
        "description": found["Description"],
        "vpc_id": found["VpcId"],
        "owner_id": found["OwnerId"],
        "ingress": rules(found, found["IpPermissions"]),
        "egress": rules(found, found["IpPermissionsEgress"]),
        "tags_all": tags_of(found.get("Tags")),
    }
    return read | ({"arn": found["SecurityGroupArn"]} if "SecurityGroupArn" in found else {})


def _described(clients: RegionalClients, known: Known) -> Mapping[str, Any] | None:
    """By its id, else by its name, which is the group's alone in its VPC."""
    if known.get("id"):
        client = clients("ec2")
        answer = if_there(lambda: client.describe_security_groups(GroupIds=[known["id"]]), "InvalidGroup.NotFound")
        return answer["SecurityGroups"][0] if answer is not None else None
    where = {"vpc-id": known["vpc_id"]} if known.get("vpc_id") else {}
    name = full_name(known, lambda prefix: (each["GroupName"] for each in _groups(clients, where, f"{prefix}*")))
    return only(list(_groups(clients, where, name)), f"are named {name}") if name else None


def _groups(clients: RegionalClients, where: Mapping[str, str], name: str) -> Iterator[Any]:
    filters = [{"Name": key, "Values": [value]} for key, value in {**where, "group-name": name}.items()]
    return clients.pages("ec2", "describe_security_groups", "SecurityGroups", Filters=filters)


def rules(group: Mapping[str, Any], permissions: Iterable[Mapping[str, Any]]) -> list[Attributes]:
    """The rules in the provider's grouping: one for all sources with the same protocol, ports and description."""
    found: dict[tuple[Any, ...], Attributes] = {}
    for permission in permissions:
        # All protocols have no ports.
        head = (permission["IpProtocol"], permission.get("FromPort", 0), permission.get("ToPort", 0))
        for source, attribute, value in _sources(group, permission):
            description = source.get("Description", "")
            rule = found.setdefault((*head, description), _empty(*head, description))
            rule[attribute] = True if attribute == "self" else texts([*rule[attribute], value])
    return list(found.values())


def _sources(group: Mapping[str, Any], permission: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str, str]]:
    for kind, key, attribute in SOURCES:
        for source in permission.get(kind, ()):
            yield source, attribute, source[key]
    for pair in permission.get("UserIdGroupPairs", ()):
        if pair["GroupId"] == group["GroupId"]:
            yield pair, "self", ""
        else:
            yield pair, "security_groups", of_account(pair, group["OwnerId"])


def of_account(pair: Mapping[str, str], owner: str | None) -> str:
    """The id of a group that a rule refers to, behind its account where that is another than the owner's."""
    is_own = owner is None or pair.get("UserId", owner) == owner
    return pair["GroupId"] if is_own else f"{pair['UserId']}/{pair['GroupId']}"


def _empty(protocol: str, from_port: int, to_port: int, description: str) -> Attributes:
    return {
        "protocol": protocol,
        "from_port": from_port,
        "to_port": to_port,
        "description": description,
        "cidr_blocks": [],
        "ipv6_cidr_blocks": [],
        "prefix_list_ids": [],
        "security_groups": [],
        "self": False,
    }


READERS = {"aws_security_group": security_group}
