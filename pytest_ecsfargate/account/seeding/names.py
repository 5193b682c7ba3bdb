"""Certificates, hosted zones and name spaces."""

from __future__ import annotations

from typing import Any

from .lookup import Lookup, NotKnown
from .network import default_vpc
from .registry import seeds
from .target import Target, tag_list


@seeds("aws_acm_certificate")
def certificate(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_acm_certificate` finds."""
    domain = lookup.text("domain") or next(iter(lookup.get("domains") or ()), "seeded.example")
    kinds = [str(kind) for kind in lookup.get("types") or ()]
    if "RSA_2048" not in (lookup.get("key_types") or ("RSA_2048",)):
        raise NotKnown("the emulated account has no certificates but those with a key of the type RSA_2048")
    found = target.create("acm", "list_certificates")["CertificateSummaryList"]
    same = (item for item in found if item["DomainName"] == domain and (not kinds or item.get("Type") in kinds))
    arn = next((item["CertificateArn"] for item in same), None)
    if arn is None:
        arn = target.create(
            "acm",
            "request_certificate",
            {"certificate": kinds[0] if kinds else ""},
            DomainName=domain,
            ValidationMethod="DNS",
            Tags=tag_list(lookup.tags) or None,
        )["CertificateArn"]
        target.create("acm", "describe_certificate", CertificateArn=arn)
    return {"id": arn, "arn": arn, "domain": domain, "status": "ISSUED"}


@seeds("aws_route53_zone")
def zone(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_route53_zone` finds."""
    identifier, private = lookup.text("zone_id"), lookup.get("private_zone") is True
    name = lookup.text("name").rstrip(".") or "seeded.example"
    vpc_id = lookup.text("vpc_id")
    for item in target.create("route53", "list_hosted_zones")["HostedZones"]:
        same = item["Name"] == f"{name}." and item["Config"]["PrivateZone"] is (private or bool(vpc_id))
        if same and not identifier or item["Id"].rpartition("/")[2] == identifier:
            return _zone(item)
    settings: dict[str, Any] = {}
    if private or vpc_id:
        place = {"VPCRegion": target.region, "VPCId": vpc_id or default_vpc(target)["VpcId"]}
        settings = {"VPC": place, "HostedZoneConfig": {"PrivateZone": True}}
    made = target.create(
        "route53", "create_hosted_zone", {"zone": identifier}, Name=name, CallerReference=name, **settings
    )["HostedZone"]
    if lookup.tags:
        target.create(
            "route53",
            "change_tags_for_resource",
            ResourceType="hostedzone",
            ResourceId=made["Id"].rpartition("/")[2],
            AddTags=tag_list(lookup.tags),
        )
    return _zone(made)


def _zone(item: dict[str, Any]) -> dict[str, Any]:
    identifier = item["Id"].rpartition("/")[2]
    return {"id": identifier, "zone_id": identifier, "name": item["Name"].rstrip(".")}


@seeds("aws_service_discovery_dns_namespace", "aws_service_discovery_http_namespace")
def namespace(lookup: Lookup, target: Target) -> dict[str, Any] | None:
    """What `aws_service_discovery_dns_namespace` or `aws_service_discovery_http_namespace` finds."""
    name = lookup.text("name")
    kind = {"DNS_PRIVATE": "private_dns", "DNS_PUBLIC": "public_dns"}.get(lookup.text("type"), "http")

    def question() -> list[Any]:
        every = target.create("servicediscovery", "list_namespaces")["Namespaces"]
        return [item for item in every if item["Name"] == name]

    def make() -> None:
        vpc = default_vpc(target)["VpcId"] if kind == "private_dns" else None
        target.create("servicediscovery", f"create_{kind}_namespace", Name=name, Vpc=vpc)

    found = target.first(question, make)
    return {"id": found["Id"], "arn": found["Arn"], "name": name} if found else None


@seeds("aws_service_discovery_service")
def discovery_service(lookup: Lookup, target: Target) -> dict[str, Any] | None:
    """What `aws_service_discovery_service` finds."""
    name, parent = lookup.text("name"), lookup.text("namespace_id")
    found = target.first(
        lambda: [s for s in target.create("servicediscovery", "list_services")["Services"] if s["Name"] == name],
        lambda: target.create("servicediscovery", "create_service", Name=name, NamespaceId=parent),
    )
    return {"id": found["Id"], "arn": found["Arn"], "name": name} if found else None
