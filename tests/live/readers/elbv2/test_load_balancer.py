from __future__ import annotations

from typing import Any

import pytest

from pytest_ecsfargate.live.clients import RegionalClients
from pytest_ecsfargate.live.readers import Unidentified
from tests.live.readers.conftest import Read, Told
from tests.live.readers.elbv2.conftest import Network


def create(clients: RegionalClients, network: Network, name: str) -> Any:
    """A load balancer, as AWS says it."""
    tags = [{"Key": "Team", "Value": "a"}]
    subnets, groups = list(network.subnets), [network.group]
    made = clients("elbv2").create_load_balancer(Name=name, Subnets=subnets, SecurityGroups=groups, Tags=tags)
    return made["LoadBalancers"][0]


def test_a_load_balancer(clients: RegionalClients, network: Network, read: Read) -> None:
    made = create(clients, network, "main")
    arn = made["LoadBalancerArn"]
    mapping = {"outpost_id": None, "allocation_id": None, "ipv6_address": None, "private_ipv4_address": None}
    expected = {
        "id": arn,
        "arn": arn,
        "arn_suffix": arn.rpartition("loadbalancer/")[2],
        "name": "main",
        "dns_name": made["DNSName"],
        "zone_id": made["CanonicalHostedZoneId"],
        "internal": False,
        "ip_address_type": "ipv4",
        "load_balancer_type": "application",
        "customer_owned_ipv4_pool": None,
        "enforce_security_group_inbound_rules_on_private_link_traffic": None,
        "security_groups": [network.group],
        "subnets": sorted(network.subnets),
        "subnet_mapping": [{"subnet_id": subnet, **mapping} for subnet in network.subnets],
        "vpc_id": network.vpc,
        "tags_all": {"Team": "a"},
        "enable_cross_zone_load_balancing": False,
        "enable_deletion_protection": False,
    }
    assert read("aws_lb", arn=arn) == expected
    assert read("aws_alb", name="main") == expected
    attributes = {
        "deletion_protection.enabled": "true",
        "idle_timeout.timeout_seconds": "120",
        "routing.http.drop_invalid_header_fields.enabled": "true",
        "routing.http.xff_header_processing.mode": "remove",
        "access_logs.s3.enabled": "true",
        "access_logs.s3.bucket": "logs",
        "access_logs.s3.prefix": "lb",
    }
    pairs = [{"Key": key, "Value": value} for key, value in attributes.items()]
    clients("elbv2").modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=pairs)
    assert read("aws_lb", arn=arn) == expected | {
        "access_logs": [{"enabled": True, "bucket": "logs", "prefix": "lb"}],
        "enable_deletion_protection": True,
        "idle_timeout": 120,
        "drop_invalid_header_fields": True,
        "xff_header_processing_mode": "remove",
    }


def test_by_the_beginning_of_its_name(clients: RegionalClients, network: Network, read: Read) -> None:
    create(clients, network, "pre-1")
    found = read("aws_lb", name_prefix="pre-")
    assert found is not None
    assert found["name"] == "pre-1"
    create(clients, network, "pre-2")
    with pytest.raises(Unidentified, match=r"^2 of them begin with pre-$"):
        read("aws_lb", name_prefix="pre-")


def test_an_internal_one_with_fixed_addresses(told: Told) -> None:
    arn = "arn:aws:elasticloadbalancing:eu-west-1:730184296155:loadbalancer/net/inside/300626d49b370196"
    addresses = [{"IpAddress": "1.2.3.4", "AllocationId": "eipalloc-1", "PrivateIPv4Address": "10.0.0.9"}]
    description = {
        "LoadBalancerArn": arn,
        "LoadBalancerName": "inside",
        "DNSName": "d",
        "CanonicalHostedZoneId": "z",
        "Scheme": "internal",
        "Type": "network",
        "IpAddressType": "dualstack",
        "VpcId": "vpc-1",
        "AvailabilityZones": [{"SubnetId": "subnet-1", "LoadBalancerAddresses": addresses}],
        "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic": "on",
    }
    pairs = [{"Key": "dns_record.client_routing_policy", "Value": "any_availability_zone"}]
    read = told(
        "elbv2",
        ("describe_load_balancers", {"LoadBalancers": [description]}),
        ("describe_load_balancer_attributes", {"Attributes": pairs}),
        ("describe_tags", {"TagDescriptions": [{"ResourceArn": arn}]}),
    )
    found = read("aws_lb", arn=arn)
    assert found is not None
    assert found["internal"] is True
    assert found["load_balancer_type"] == "network"
    assert found["dns_record_client_routing_policy"] == "any_availability_zone"
    assert found["enforce_security_group_inbound_rules_on_private_link_traffic"] == "on"
    assert "access_logs" not in found
    assert found["subnet_mapping"] == [
        {
            "subnet_id": "subnet-1",
            "outpost_id": None,
            "allocation_id": "eipalloc-1",
            "ipv6_address": None,
            "private_ipv4_address": "10.0.0.9",
        }
    ]
