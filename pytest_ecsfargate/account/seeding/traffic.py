"""Security groups and route tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .lookup import Lookup
from .network import default_vpc, first_filter, provider_filters, tag_specifications, wanted_tags
from .registry import seeds
from .target import Target, concrete


@seeds("aws_security_group", "aws_security_groups")
def security_group(lookup: Lookup, target: Target) -> dict[str, Any] | None:
    """What `aws_security_group` or `aws_security_groups` finds."""
    default = default_vpc(target)
    identifier = lookup.text("id") or first_filter(lookup, "group-id")
    name = lookup.text("name") or first_filter(lookup, "group-name")
    filters = provider_filters(lookup, **{"vpc-id": lookup.text("vpc_id"), "group-name": lookup.text("name")})
    ids = [lookup.text("id")] if lookup.text("id") else None

    def question() -> list[Any]:
        answer = target.ask("ec2", "describe_security_groups", GroupIds=ids, Filters=filters or None)
        return list((answer or {"SecurityGroups": []})["SecurityGroups"])

    def make() -> None:
        vpc_id = lookup.text("vpc_id") or first_filter(lookup, "vpc-id") or default["VpcId"]
        target.create(
            "ec2",
            "create_security_group",
            {"sg": identifier},
            GroupName=concrete(name) or f"seeded-{lookup.resource.name}",
            Description="seeded",
            VpcId=vpc_id,
            TagSpecifications=tag_specifications("security-group", wanted_tags(lookup)),
        )

    found = target.first(question, make)
    if found is None:
        return None
    every = [item["GroupId"] for item in question()]
    return {"id": found["GroupId"], "name": found["GroupName"], "vpc_id": found["VpcId"], "ids": every}


def _vpc_of(lookup: Lookup, target: Target, names: Iterable[str] = ("vpc-id", "attachment.vpc-id")) -> str:
    return (
        lookup.text("vpc_id")
        or next(filter(None, (first_filter(lookup, name) for name in names)), "")
        or str(default_vpc(target)["VpcId"])
    )


@seeds("aws_route_table", "aws_route_tables")
def route_table(lookup: Lookup, target: Target) -> dict[str, Any] | None:
    """What `aws_route_table` or `aws_route_tables` finds."""
    default_vpc(target)
    identifier = lookup.text("route_table_id")
    filters = provider_filters(
        lookup,
        **{
            "vpc-id": lookup.text("vpc_id"),
            "association.subnet-id": lookup.text("subnet_id"),
            "route-table-id": identifier,
        },
    )

    def question() -> list[Any]:
        return list(target.create("ec2", "describe_route_tables", Filters=filters)["RouteTables"])

    def make() -> None:
        made = target.create(
            "ec2",
            "create_route_table",
            {"rtb": identifier},
            VpcId=_vpc_of(lookup, target),
            TagSpecifications=tag_specifications("route-table", wanted_tags(lookup)),
        )
        subnet_id = lookup.text("subnet_id") or first_filter(lookup, "association.subnet-id")
        if subnet_id:
            table = made["RouteTable"]["RouteTableId"]
            target.create("ec2", "associate_route_table", RouteTableId=table, SubnetId=subnet_id)

    found = target.first(question, make)
    return {"id": found["RouteTableId"], "ids": [item["RouteTableId"] for item in question()]} if found else None
