"""Repairs of networks and names: EC2, Route 53, Cloud Map."""

from __future__ import annotations

from typing import Any


def ec2() -> None:
    """The network ACLs of a VPC go with it, and the network interface of a NAT gateway."""
    from moto.ec2.models import EC2Backend

    usual_vpc, usual_gateway = EC2Backend.delete_vpc, EC2Backend.delete_nat_gateway

    def delete_vpc(self: Any, vpc_id: str) -> Any:
        deleted = usual_vpc(self, vpc_id)
        for name in [name for name, found in self.network_acls.items() if found.vpc_id == vpc_id]:
            del self.network_acls[name]
        return deleted

    def delete_nat_gateway(self: Any, nat_gateway_id: str) -> Any:
        deleted = usual_gateway(self, nat_gateway_id)
        self.enis.pop(deleted._eni.id, None)
        return deleted

    for action in (delete_vpc, delete_nat_gateway):
        setattr(EC2Backend, action.__name__, action)


def route53() -> None:
    """A hosted zone that is created with a VPC is private, and its VPCs are told in AWS's words.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHostedZone.html
    """
    from moto.route53.models import FakeZone
    from moto.route53.responses import Route53

    add: Any = FakeZone.add_vpc
    create: Any = Route53.create_hosted_zone

    def add_vpc(self: Any, vpc_id: str | None, vpc_region: str | None) -> dict[str, Any]:
        vpc: dict[str, Any] = add(self, vpc_id, vpc_region)
        vpc |= {"VPCId": vpc_id, "VPCRegion": vpc_region}
        return vpc

    def create_hosted_zone(self: Any) -> Any:
        told = create(self)
        zone, vpc = told.result["HostedZone"], self._get_param("VPC.VPCId")
        if vpc is not None and not zone.vpcs:
            zone.private_zone = True
            told.result["VPC"] = zone.add_vpc(vpc, self._get_param("VPC.VPCRegion"))
            told.result["DelegationSet"] = None
        return told

    setattr(FakeZone, add_vpc.__name__, add_vpc)
    setattr(Route53, create_hosted_zone.__name__, create_hosted_zone)


def servicediscovery() -> None:
    """The hosted zone of a DNS namespace goes with it.

    https://docs.aws.amazon.com/cloud-map/latest/api/API_DeleteNamespace.html
    """
    from moto.route53.models import route53_backends
    from moto.servicediscovery.models import ServiceDiscoveryBackend
    from moto.utilities.utils import get_partition

    usual = ServiceDiscoveryBackend.delete_namespace

    def delete_namespace(self: Any, namespace_id: str) -> str:
        zone = self.get_namespace(namespace_id).dns_properties.get("HostedZoneId")
        operation: str = usual(self, namespace_id)
        if zone is not None:
            zones = route53_backends[self.account_id][get_partition(self.region_name)].zones
            zones.pop(zone.rpartition("/")[2], None)
        return operation

    setattr(ServiceDiscoveryBackend, delete_namespace.__name__, delete_namespace)
