"""Load balancers: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancer.html"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ...clients import RegionalClients
from ..reader import Attributes, Known, full_name, if_there, texts
from .attributes import Table, by_key, is_true, tags_at, translated

# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html
ATTRIBUTES: Final[Table] = {
    "client_keep_alive": ("client_keep_alive.seconds", int),
    "desync_mitigation_mode": ("routing.http.desync_mitigation_mode", str),
    "dns_record_client_routing_policy": ("dns_record.client_routing_policy", str),
    "drop_invalid_header_fields": ("routing.http.drop_invalid_header_fields.enabled", is_true),
    "enable_cross_zone_load_balancing": ("load_balancing.cross_zone.enabled", is_true),
    "enable_deletion_protection": ("deletion_protection.enabled", is_true),
    "enable_http2": ("routing.http2.enabled", is_true),
    "enable_tls_version_and_cipher_suite_headers": (
        "routing.http.x_amzn_tls_version_and_cipher_suite.enabled",
        is_true,
    ),
    "enable_waf_fail_open": ("waf.fail_open.enabled", is_true),
    "enable_xff_client_port": ("routing.http.xff_client_port.enabled", is_true),
    "enable_zonal_shift": ("zonal_shift.config.enabled", is_true),
    "idle_timeout": ("idle_timeout.timeout_seconds", int),
    "preserve_host_header": ("routing.http.preserve_host_header.enabled", is_true),
    "xff_header_processing_mode": ("routing.http.xff_header_processing.mode", str),
}


def load_balancer(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_lb`"""
    found = _described(clients, known)
    if found is None:
        return None
    arn, zones = found["LoadBalancerArn"], found["AvailabilityZones"]
    attributes = by_key(clients("elbv2").describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"])
    logs = {f"{kind}_logs": [_logs(attributes, kind)] for kind in ("access", "connection") if _has(attributes, kind)}
    return {
        "id": arn,
        "arn": arn,
        "arn_suffix": arn.partition(":loadbalancer/")[2],
        "name": found["LoadBalancerName"],
        "dns_name": found["DNSName"],
        "zone_id": found["CanonicalHostedZoneId"],
        "internal": found.get("Scheme") == "internal",
        "ip_address_type": found["IpAddressType"],
        "load_balancer_type": found["Type"],
        "customer_owned_ipv4_pool": found.get("CustomerOwnedIpv4Pool"),
        "enforce_security_group_inbound_rules_on_private_link_traffic": found.get(
            "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"
        ),
        "security_groups": texts(found.get("SecurityGroups")),
        "subnets": texts(zone["SubnetId"] for zone in zones),
        "subnet_mapping": [_subnet_mapping(zone) for zone in zones],
        "vpc_id": found["VpcId"],
        "tags_all": tags_at(clients, arn),
        **logs,
        **translated(attributes, ATTRIBUTES),
    }


def _described(clients: RegionalClients, known: Known) -> Mapping[str, Any] | None:
    arn = known.get("arn")
    name = None if arn else full_name(known, lambda _: (each["LoadBalancerName"] for each in _all(clients)))
    if not arn and not name:
        return None
    asked = {"LoadBalancerArns": [arn]} if arn else {"Names": [name]}
    answer = if_there(lambda: clients("elbv2").describe_load_balancers(**asked), "LoadBalancerNotFound")
    found: list[Mapping[str, Any]] = answer["LoadBalancers"] if answer is not None else []
    return found[0] if found else None


def _all(clients: RegionalClients) -> list[Any]:
    return list(clients.pages("elbv2", "describe_load_balancers", "LoadBalancers"))


def _subnet_mapping(zone: Mapping[str, Any]) -> Attributes:
    address: Mapping[str, str] = next(iter(zone.get("LoadBalancerAddresses", ())), {})
    return {
        "subnet_id": zone["SubnetId"],
        "outpost_id": zone.get("OutpostId"),
        "allocation_id": address.get("AllocationId"),
        "ipv6_address": address.get("IPv6Address"),
        "private_ipv4_address": address.get("PrivateIPv4Address"),
    }


def _has(attributes: Mapping[str, str], kind: str) -> bool:
    return f"{kind}_logs.s3.enabled" in attributes


def _logs(attributes: Mapping[str, str], kind: str) -> Attributes:
    return {
        "enabled": is_true(attributes[f"{kind}_logs.s3.enabled"]),
        "bucket": attributes.get(f"{kind}_logs.s3.bucket") or None,
        "prefix": attributes.get(f"{kind}_logs.s3.prefix") or None,
    }


READERS = {"aws_lb": load_balancer, "aws_alb": load_balancer}
