"""Security groups, and what their rules let through.

https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from ...aws.ip_ranges import is_nowhere
from ...hcl.values import Value, from_python
from ..existence import one_exists
from ..links import link
from ..resource import Resource
from ..seeds import unseeded
from .balancers import names_group_of

if TYPE_CHECKING:
    from ..model import Plan

GROUP = "aws_security_group"
VPC = "aws_vpc"
EVERYWHERE = ("0.0.0.0/0", "::/0")
Direction = Literal["ingress", "egress"]

_ALL_PROTOCOLS = ("-1", "all")
_TRANSPORT = {"6": "tcp", "17": "udp"}
_CIDRS = ("cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6")
_GROUPS = ("security_groups", "source_security_group_id", "referenced_security_group_id")
_PREFIX_LISTS = ("prefix_list_ids", "prefix_list_id")


@dataclass(frozen=True)
class Rule:
    """A rule of a security group: `resource` and `path` say where it stands, an empty path is a resource of its own.

    `certain` is false where the group may exist without it.
    """

    resource: Resource
    path: str
    certain: bool = True

    def at(self, name: str) -> Value:
        """An argument of the rule."""
        return self.resource.at(f"{self.path}.{name}" if self.path else name)

    @cached_property
    def _protocol(self) -> str | None:
        """The name of its protocol; None where that is not known."""
        protocol = self.at("ip_protocol" if self.resource.type.startswith("aws_vpc_") else "protocol")
        name = str(protocol.value).lower()
        return _TRANSPORT.get(name, name) if protocol.known else None

    @cached_property
    def _ports(self) -> tuple[float, float] | None:
        """Its first and last port, (0, -1) for no ports at all; None where they are not known."""
        low, high = self.at("from_port"), self.at("to_port")
        if not low.known or not high.known:
            return None
        return (0, -1) if low.is_null or high.is_null else (float(low.value), float(high.value))

    def lets_through(self, transport: str, port: Value) -> bool | None:
        """Whether the rule is about this protocol and port; None where that is not known, or it may not exist."""
        covers = self._covers(transport, port)
        return None if covers and not self.certain else covers

    def _covers(self, transport: str, port: Value) -> bool | None:
        if self._protocol is None or self._protocol in _ALL_PROTOCOLS:
            return None if self._protocol is None else True
        if self._protocol != transport:
            return False
        if self._ports is None or not port.known:
            return None
        first, last = self._ports
        return not port.is_null and first <= float(port.value) <= last

    def peers(self, names: Iterable[str]) -> Iterator[Value]:
        """The values of these arguments, single ones and lists alike."""
        for name in names:
            value = self.at(name)
            if isinstance(value.data, tuple):
                yield from (value[index] for index in range(len(value.data)))
            elif not value.is_null and self.resource.is_set(f"{self.path}.{name}" if self.path else name):
                yield value


class SecurityGroups:
    """The security groups of a plan with their rules."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._rules: dict[tuple[str, str], list[Rule] | None] = {}

    def named(self, value: Value) -> tuple[Resource, ...] | None:
        """The groups of the plan in a list of ids; None where some of them are not in the plan, or not known."""
        if value.is_null:
            return ()
        if not isinstance(value.data, tuple):
            return None
        found: list[Resource] = []
        for index in range(len(value.data)):
            managed = [
                each for each in link(self.plan, value[index], GROUP, by=("id",)).resources if each.mode == "managed"
            ]
            if not managed:
                return None
            found += managed
        return tuple(found)

    @cached_property
    def _of_their_own(self) -> Mapping[tuple[str, str], list[Rule]]:
        """Rules that are resources, by direction and the address of their group; "" where the group is not known."""
        found: dict[tuple[str, str], list[Rule]] = {}
        types = ("aws_security_group_rule", "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule")
        for resource in self.plan.managed(*types):
            group = link(self.plan, resource.at("security_group_id"), GROUP, by=("id",))
            addresses = [each.address for each in group.resources] or ([""] if group.undecided else [])
            for direction in _directions(resource):
                for address in addresses:
                    found.setdefault((direction, address), []).append(Rule(unseeded(self.plan, resource), ""))
        return found

    def rules(self, group: Resource, direction: Direction) -> list[Rule] | None:
        """The rules of a group; None where it is not known which it has."""
        key = (direction, group.address)
        if key not in self._rules:
            self._rules[key] = self._found(group, direction)
        return self._rules[key]

    def _found(self, group: Resource, direction: Direction) -> list[Rule] | None:
        group = unseeded(self.plan, group)
        blocks = group.at(direction)
        if blocks.is_unknown and group.is_set(direction):
            return None
        inside = blocks.data if isinstance(blocks.data, tuple) else ()
        if ((direction, "")) in self._of_their_own:
            return None
        return [
            *(Rule(group, f"{direction}[{index}]") for index in range(len(inside))),
            *(_beside(group, rule) for rule in self._of_their_own.get((direction, group.address), ())),
        ]

    def allows(
        self, group: Resource, direction: Direction, peers: tuple[Resource, ...], transport: str, port: Value
    ) -> bool | None:
        """Whether a group lets traffic of a protocol and port through, to or from one of these other groups."""
        return self._through(group, direction, transport, port, lambda rule: self._is_about(rule, group, peers))

    def lets_in(
        self, group: Resource, transport: str, port: Value, balancer: Resource | None, *, by_address: bool
    ) -> bool | None:
        """Whether a group lets a protocol and port in from a load balancer whose own groups are not known.

        False where nobody is let in. `by_address` says that it has no groups, and any addresses may be those of its
        clients or its own.
        """
        return self._through(
            group, "ingress", transport, port, lambda rule: self._admits(rule, group, balancer, by_address=by_address)
        )

    def reaches_out(self, group: Resource, own: tuple[Resource, ...], port: int = 443) -> bool | None:
        """Whether a group lets its members open connections to a port somewhere else than at their `own` groups."""
        return self._through(group, "egress", "tcp", from_python(port), lambda rule: self._leads_out(rule, own))

    def _through(
        self,
        group: Resource,
        direction: Direction,
        transport: str,
        port: Value,
        concerns: Callable[[Rule], bool | None],
    ) -> bool | None:
        """Whether one of the group's rules is about a protocol and port, and its other side is the one asked for."""
        rules = self.rules(group, direction)
        if rules is None:
            return None
        # Of many rules only few are about the port: the others need not be asked whom they are for.
        through = [(rule, rule.lets_through(transport, port)) for rule in rules]
        return any_of([_both(lets, concerns(rule)) for rule, lets in through if lets is not False])

    def _is_about(self, rule: Rule, group: Resource, peers: tuple[Resource, ...]) -> bool | None:
        """Whether the other side of a rule is one of these groups."""
        if rule.at("self").data is True and group in peers:
            return True
        doubt = False
        for value in rule.peers(_GROUPS):
            found = link(self.plan, value, GROUP, by=("id",))
            if any(each in peers for each in found.resources):
                return True
            doubt = doubt or found.undecided
        for value in rule.peers(_CIDRS):
            inside = self._holds(value, peers)
            if inside:
                return True
            doubt = doubt or inside is None
        doubt = doubt or any(True for _ in rule.peers(_PREFIX_LISTS))
        return None if doubt else False

    def _admits(self, rule: Rule, group: Resource, balancer: Resource | None, *, by_address: bool) -> bool | None:
        """Whether the other side of a rule is a load balancer of which no groups are known."""
        addresses, groups = list(rule.peers(_CIDRS)), list(rule.peers(_GROUPS))
        ranges = [self._is_somewhere(value) for value in addresses]
        if (by_address and True in ranges) or any(self._holds(value, (group,)) for value in addresses):
            return True
        if balancer is not None and any(names_group_of(balancer, value, self.plan) for value in groups):
            return True
        others = groups or rule.at("self").data is True or any(True for _ in rule.peers(_PREFIX_LISTS))
        return None if others or any(each is not False for each in ranges) else False

    def _leads_out(self, rule: Rule, own: tuple[Resource, ...]) -> bool | None:
        """Whether the other side of a rule is somewhere else than in these groups."""
        answers = [self._is_somewhere(value) for value in rule.peers((*_CIDRS, *_PREFIX_LISTS))]
        for value in rule.peers(_GROUPS):
            named = link(self.plan, value, GROUP).resources
            answers.append(any(each not in own for each in named) if named else self._is_somewhere(value))
        return any_of(answers)

    def _is_somewhere(self, peer: Value) -> bool | None:
        """Whether something is there that tasks may talk to: a variable without a value may stand for nothing."""
        if not peer.known:
            return True if self.plan.referenced_by(peer) else None
        return not peer.is_null and not is_nowhere(str(peer.value))

    def _holds(self, cidr: Value, peers: tuple[Resource, ...]) -> bool | None:
        """Whether a range of addresses holds the members of the groups: all addresses do, and those of their VPC."""
        if cidr.known and cidr.value in EVERYWHERE:
            return True
        if cidr.known and is_nowhere(str(cidr.value)):
            return False
        ranges = {each.address for each in self.plan.referenced_by(cidr, VPC)}
        for peer in peers:
            vpcs = {each.address for each in link(self.plan, peer.at("vpc_id"), VPC).resources}
            if ranges and ranges & vpcs:
                return True
        return None


def _beside(group: Resource, rule: Rule) -> Rule:
    return replace(rule, certain=one_exists([rule.resource], group) is True)


def _directions(resource: Resource) -> tuple[Direction, ...]:
    if resource.type != "aws_security_group_rule":
        return ("ingress",) if "ingress" in resource.type else ("egress",)
    kind = resource.at("type")
    if not kind.known:
        return ("ingress", "egress")
    return ("ingress",) if kind.value == "ingress" else ("egress",)


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """True where one is, else None where one is not known."""
    found = list(answers)
    return True if True in found else None if None in found else False
