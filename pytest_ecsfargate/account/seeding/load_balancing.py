"""Load balancers, their listeners and target groups."""

from __future__ import annotations

from typing import Any

from .lookup import Lookup
from .network import default_vpc, subnets_of
from .registry import seeds
from .target import Target, tag_list

_NOT_FOUND = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404", "ContentType": "text/plain"}}


def _balancer(target: Target, name: str, arn: str, tags: dict[str, str]) -> dict[str, Any]:
    found = _by_tags(target, "describe_load_balancers", "LoadBalancers", "LoadBalancerArn", name, arn, tags)
    if found is None:
        subnets = subnets_of(target, default_vpc(target)["VpcId"])
        kind = "network" if ":loadbalancer/net/" in arn else "application"
        parts = arn.split("/")
        made = target.create(
            "elbv2",
            "create_load_balancer",
            {"load-balancer": arn},
            Name=name or (parts[2] if len(parts) > 3 else "seeded"),
            Subnets=sorted(item["SubnetId"] for item in subnets)[:2],
            Type=kind,
            Tags=tag_list(tags) or None,
        )
        found = made["LoadBalancers"][0]
    return found


def _by_tags(
    target: Target, question: str, kind: str, key: str, name: str, arn: str, tags: dict[str, str]
) -> dict[str, Any] | None:
    """The first that has the name, the ARN or all of the tags."""
    every = target.create("elbv2", question)[kind]
    for item in every:
        names = (item.get("LoadBalancerName"), item.get("TargetGroupName"))
        if (name and name in names) or (arn and item[key] == arn):
            return dict(item)
    if name or arn or not tags:
        return dict(every[0]) if every and not (name or arn) else None
    for item in every:
        told = target.create("elbv2", "describe_tags", ResourceArns=[item[key]])["TagDescriptions"][0]["Tags"]
        if tags.items() <= {tag["Key"]: tag["Value"] for tag in told}.items():
            return dict(item)
    return None


@seeds("aws_lb", "aws_alb")
def load_balancer(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_lb` or `aws_alb` finds."""
    made = _balancer(target, lookup.text("name"), lookup.text("arn"), lookup.tags)
    return {
        "id": made["LoadBalancerArn"],
        "arn": made["LoadBalancerArn"],
        "name": made["LoadBalancerName"],
        "dns_name": made["DNSName"],
        "zone_id": made["CanonicalHostedZoneId"],
        "vpc_id": made["VpcId"],
        "security_groups": made.get("SecurityGroups", []),
    }


@seeds("aws_lbs")
def load_balancers(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_lbs` finds."""
    return {"arns": [_balancer(target, "", "", lookup.tags)["LoadBalancerArn"]]}


@seeds("aws_lb_listener", "aws_alb_listener")
def listener(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_lb_listener` or `aws_alb_listener` finds."""
    arn, parent, port = lookup.text("arn"), lookup.text("load_balancer_arn"), int(lookup.get("port") or 443)
    if arn:
        # arn:…:listener/app/name/balancer/listener
        parent = arn.replace(":listener/", ":loadbalancer/").rpartition("/")[0]
    balancer = _balancer(target, "", parent, {})
    found = target.create("elbv2", "describe_listeners", LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    match = next((item for item in found if arn in ("", item["ListenerArn"]) and (arn or item["Port"] == port)), None)
    if match is None:
        match = target.create(
            "elbv2",
            "create_listener",
            {"listener": arn},
            LoadBalancerArn=balancer["LoadBalancerArn"],
            Port=port,
            Protocol="TCP" if balancer["Type"] == "network" else "HTTP",
            DefaultActions=[_NOT_FOUND] if balancer["Type"] != "network" else [_forward(target)],
        )["Listeners"][0]
    return {
        "id": match["ListenerArn"],
        "arn": match["ListenerArn"],
        "load_balancer_arn": balancer["LoadBalancerArn"],
        "port": match["Port"],
        "protocol": match["Protocol"],
    }


@seeds("aws_lb_listener_rule", "aws_alb_listener_rule")
def listener_rule(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_lb_listener_rule` finds, by listener and priority."""
    parent, priority = lookup.text("listener_arn"), int(lookup.get("priority") or 1)

    def question() -> list[Any]:
        rules = target.create("elbv2", "describe_rules", ListenerArn=parent)["Rules"]
        return [item for item in rules if item["Priority"] == str(priority)]

    found = target.first(
        question,
        lambda: target.create(
            "elbv2",
            "create_rule",
            ListenerArn=parent,
            Priority=priority,
            Conditions=[{"Field": "path-pattern", "Values": ["/seeded"]}],
            Actions=[_NOT_FOUND],
        ),
    )
    return {"id": found["RuleArn"], "arn": found["RuleArn"], "listener_arn": parent, "priority": priority}


def _forward(target: Target) -> dict[str, Any]:
    return {"Type": "forward", "TargetGroupArn": _target_group(target, "seeded", "", {})["TargetGroupArn"]}


def _target_group(target: Target, name: str, arn: str, tags: dict[str, str]) -> dict[str, Any]:
    found = _by_tags(target, "describe_target_groups", "TargetGroups", "TargetGroupArn", name, arn, tags)
    if found is None:
        parts = arn.split("/")
        made = target.create(
            "elbv2",
            "create_target_group",
            {"target-group": arn},
            Name=name or (parts[1] if len(parts) > 2 else "seeded"),
            Protocol="HTTP",
            Port=80,
            VpcId=default_vpc(target)["VpcId"],
            TargetType="ip",
            Tags=tag_list(tags) or None,
        )
        found = made["TargetGroups"][0]
    return found


@seeds("aws_lb_target_group", "aws_alb_target_group")
def target_group(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_lb_target_group` or `aws_alb_target_group` finds."""
    made = _target_group(target, lookup.text("name"), lookup.text("arn"), lookup.tags)
    arn = made["TargetGroupArn"]
    return {"id": arn, "arn": arn, "name": made["TargetGroupName"], "arn_suffix": arn.rpartition(":")[2]}
