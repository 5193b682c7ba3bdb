"""Rules of security groups: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ....aws.planned_arguments import protocol_name
from ...clients import RegionalClients
from ..reader import Attributes, Known, Reader, Unidentified, if_there, needed, only, tags_of
from .security_group import of_account

ALL_PROTOCOLS: Final = "-1"

# What a rule goes by where its id is not known.
PORTS: Final = ("from_port", "to_port")
SOURCES: Final = ("cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id")

# The sources of `aws_security_group_rule`, which may have many, and what each is for AWS's rules, which have one.
LISTS: Final = {"cidr_blocks": "cidr_ipv4", "ipv6_cidr_blocks": "cidr_ipv6", "prefix_list_ids": "prefix_list_id"}


def ingress_rule(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_vpc_security_group_ingress_rule`: by its id, else by its source and what else is known of it."""
    return _rule(clients, known, egress=False)


def egress_rule(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_vpc_security_group_egress_rule`: by its id, else by its source and what else is known of it."""
    return _rule(clients, known, egress=True)


def _rule(clients: RegionalClients, known: Known, *, egress: bool) -> Attributes | None:
    if known.get("id"):
        asked = {"SecurityGroupRuleIds": [known["id"]]}
        absent = "InvalidSecurityGroupRuleId.NotFound"
        answer = if_there(lambda: clients("ec2").describe_security_group_rules(**asked), absent)
        return _attributes(answer["SecurityGroupRules"][0]) if answer is not None else None
    protocol = protocol_name(needed(known, "ip_protocol"))
    compared = SOURCES if protocol == ALL_PROTOCOLS else (*PORTS, *SOURCES)
    wanted = {name: known[name] for name in compared if name in known} | {"ip_protocol": protocol}
    if not any(wanted.get(name) for name in SOURCES):
        raise Unidentified("its source is not known")
    of_group = _rules(clients, needed(known, "security_group_id"), egress)
    return only([each for each in of_group if _has(each, wanted)], "are alike in what is known of this rule")


def group_rule(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_security_group_rule`: those of its sources that its group has with this protocol and these ports.

    Without any of them it is not there. To AWS each source is a rule of its own.
    """
    egress, protocol = needed(known, "type") == "egress", protocol_name(needed(known, "protocol"))
    group = needed(known, "security_group_id")
    of_group = [each for each in _rules(clients, group, egress) if each["ip_protocol"] == protocol]
    if protocol != ALL_PROTOCOLS:
        ports = {name: _port(known, name) for name in PORTS}
        of_group = [each for each in of_group if _has(each, ports)]
    sources = _sources(known, of_group)
    if not any(sources.values()):
        return None
    return {
        "type": known["type"],
        "security_group_id": group,
        "protocol": protocol,
        **{name: 0 if protocol == ALL_PROTOCOLS else known[name] for name in PORTS},
        **sources,
    }


def _port(known: Known, name: str) -> Any:
    if known.get(name) is None:
        raise Unidentified(f"its {name} is not known")
    return known[name]


def _sources(known: Known, of_group: list[Attributes]) -> Attributes:
    """The known sources of a rule that are there. Raises Unidentified where none is known."""
    found: Attributes = {}
    for name, own in LISTS.items():
        if known.get(name):
            there = {each[own] for each in of_group}
            found[name] = [source for source in known[name] if source in there]
    groups = {each["referenced_security_group_id"] for each in of_group}
    if known.get("source_security_group_id"):
        source = known["source_security_group_id"]
        found["source_security_group_id"] = source if source in groups else None
    if known.get("self"):
        found["self"] = known["security_group_id"] in groups
    if not found:
        raise Unidentified("none of its sources is known")
    return found


def _rules(clients: RegionalClients, group: str, egress: bool) -> list[Attributes]:
    filters = [{"Name": "group-id", "Values": [group]}]
    pages = clients.pages("ec2", "describe_security_group_rules", "SecurityGroupRules", Filters=filters)
    return [_attributes(each) for each in pages if each["IsEgress"] == egress]


def _has(rule: Attributes, wanted: Known) -> bool:
    return all(rule[name] == value for name, value in wanted.items())


def _attributes(found: Mapping[str, Any]) -> Attributes:
    group = found.get("ReferencedGroupInfo")
    # AWS says -1 for the ports of all protocols, which have none. For ICMP -1 is a value: all types.
    has_ports = found["IpProtocol"] != ALL_PROTOCOLS
    return {
        "id": found["SecurityGroupRuleId"],
        "security_group_rule_id": found["SecurityGroupRuleId"],
        "security_group_id": found["GroupId"],
        "ip_protocol": found["IpProtocol"],
        "from_port": found.get("FromPort") if has_ports else None,
        "to_port": found.get("ToPort") if has_ports else None,
        "cidr_ipv4": found.get("CidrIpv4"),
        "cidr_ipv6": found.get("CidrIpv6"),
        "prefix_list_id": found.get("PrefixListId"),
        "referenced_security_group_id": of_account(group, found.get("GroupOwnerId", group["UserId"]))
        if group
        else None,
        "description": found.get("Description"),
        "tags_all": tags_of(found.get("Tags")),
    }


READERS: dict[str, Reader] = {
    "aws_vpc_security_group_ingress_rule": ingress_rule,
    "aws_vpc_security_group_egress_rule": egress_rule,
    "aws_security_group_rule": group_rule,
}
