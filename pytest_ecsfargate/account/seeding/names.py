"""Certificates, hosted zones, name spaces and keys."""

from __future__ import annotations

from typing import Any

from .lookup import Lookup
from .network import default_vpc
from .registry import seeds
from .target import Target, tag_list


@seeds("aws_acm_certificate")
def certificate(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_acm_certificate` finds."""
    domain = lookup.text("domain") or next(iter(lookup.get("domains") or ()), "seeded.example")
    found = target.create("acm", "list_certificates")["CertificateSummaryList"]
    arn = next((item["CertificateArn"] for item in found if item["DomainName"] == domain), None)
    if arn is None:
        arn = target.create(
            "acm",
            "request_certificate",
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


@seeds("aws_kms_key")
def key(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_kms_key` finds."""
    identifier = lookup.text("key_id")
    if "alias/" in identifier:
        return alias_target(target, "alias/" + identifier.partition("alias/")[2])
    found = target.ask("kms", "describe_key", KeyId=identifier)
    if found is None:
        found = target.create("kms", "create_key", {"key": identifier.rpartition("/")[2]})
    return {"id": found["KeyMetadata"]["KeyId"], "arn": found["KeyMetadata"]["Arn"], "key_id": identifier}


@seeds("aws_kms_alias")
def alias(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_kms_alias` finds."""
    name = lookup.text("name")
    made = alias_target(target, name)
    arn = f"arn:{target.partition}:kms:{target.region}:{target.account_id}:{name}"
    return {"id": arn, "arn": arn, "name": name, "target_key_id": made["id"], "target_key_arn": made["arn"]}


def alias_target(target: Target, name: str) -> dict[str, Any]:
    """The key behind an alias."""
    found = target.ask("kms", "describe_key", KeyId=name)
    if found is None:
        made = target.create("kms", "create_key")["KeyMetadata"]
        target.create("kms", "create_alias", AliasName=name, TargetKeyId=made["KeyId"])
        found = {"KeyMetadata": made}
    return {"id": found["KeyMetadata"]["KeyId"], "arn": found["KeyMetadata"]["Arn"], "key_id": name}
