"""What stands before load balancers: firewalls, sign-in, the content delivery network."""

from __future__ import annotations

from typing import Any

from ..managed_policies import MANAGED
from .lookup import Lookup, NotKnown
from .registry import seeds
from .target import Target


@seeds("aws_wafv2_web_acl")
def web_acl(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_wafv2_web_acl` finds."""
    return _firewall(
        lookup, target, "web_acl", "WebACLs", DefaultAction={"Allow": {}}, VisibilityConfig=_visibility("seeded")
    )


@seeds("aws_wafv2_ip_set")
def ip_set(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_wafv2_ip_set` finds."""
    return _firewall(lookup, target, "ip_set", "IPSets", IPAddressVersion="IPV4", Addresses=["192.0.2.0/24"])


@seeds("aws_wafv2_rule_group")
def rule_group(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_wafv2_rule_group` finds."""
    return _firewall(lookup, target, "rule_group", "RuleGroups", Capacity=10, VisibilityConfig=_visibility("seeded"))


def _firewall(lookup: Lookup, target: Target, kind: str, plural: str, **settings: Any) -> dict[str, Any]:
    name, scope = lookup.text("name"), lookup.text("scope") or "REGIONAL"
    found = target.first(
        lambda: [s for s in target.create("wafv2", f"list_{kind}s", Scope=scope)[plural] if s["Name"] == name],
        lambda: target.create("wafv2", f"create_{kind}", Name=name, Scope=scope, **settings),
    )
    return {"id": found["Id"], "arn": found["ARN"], "name": name}


def _visibility(name: str) -> dict[str, Any]:
    return {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": False, "MetricName": name}


@seeds("aws_cognito_user_pools")
def user_pools(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_cognito_user_pools` finds."""
    name = lookup.text("name")
    found = target.first(
        lambda: [
            p for p in target.create("cognito-idp", "list_user_pools", MaxResults=60)["UserPools"] if p["Name"] == name
        ],
        lambda: target.create("cognito-idp", "create_user_pool", PoolName=name),
    )
    arn = f"arn:{target.partition}:cognito-idp:{target.region}:{target.account_id}:userpool/{found['Id']}"
    return {"id": name, "ids": [found["Id"]], "arns": [arn]}


@seeds("aws_cognito_user_pool", "aws_cognito_user_pool_clients")
def user_pool(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_cognito_user_pool` finds, and of which pool `aws_cognito_user_pool_clients` lists clients."""
    identifier = lookup.text("user_pool_id")
    found = target.ask("cognito-idp", "describe_user_pool", UserPoolId=identifier)
    if found is None:
        found = target.create("cognito-idp", "create_user_pool", {"user-pool": identifier}, PoolName="seeded")
    if lookup.type == "aws_cognito_user_pool":
        return {"id": identifier, "arn": found["UserPool"]["Arn"], "name": found["UserPool"]["Name"]}
    clients = target.create("cognito-idp", "list_user_pool_clients", UserPoolId=identifier)["UserPoolClients"]
    if not clients:
        made = target.create("cognito-idp", "create_user_pool_client", UserPoolId=identifier, ClientName="seeded")
        clients = [made["UserPoolClient"]]
    return {
        "client_ids": sorted(client["ClientId"] for client in clients),
        "client_names": sorted(client["ClientName"] for client in clients),
    }


@seeds("aws_cloudfront_distribution")
def distribution(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What `aws_cloudfront_distribution` finds."""
    identifier = lookup.text("id")
    found = target.ask("cloudfront", "get_distribution", Id=identifier)
    if found is None:
        found = target.create(
            "cloudfront",
            "create_distribution",
            {"distribution": identifier},
            DistributionConfig={
                "CallerReference": identifier,
                "Comment": "seeded",
                "Enabled": True,
                "Origins": {"Quantity": 1, "Items": [{"Id": "seeded", "DomainName": "seeded.example"}]},
                "DefaultCacheBehavior": {"TargetOriginId": "seeded", "ViewerProtocolPolicy": "https-only"},
            },
        )
    made = found["Distribution"]
    return {"id": identifier, "arn": made["ARN"], "domain_name": made["DomainName"]}


@seeds("aws_cloudfront_cache_policy", "aws_cloudfront_origin_request_policy", "aws_cloudfront_response_headers_policy")
def managed_policy(lookup: Lookup, target: Target) -> dict[str, Any]:
    """What finds one of CloudFront's managed policies. Nobody can add others."""
    kind = "".join(part.title() for part in lookup.type.removeprefix("aws_cloudfront_").split("_"))
    asked = (lookup.text("name"), lookup.text("id"))
    for name, identifier in MANAGED[kind].items():
        if name in asked or identifier in asked:
            return {"id": identifier, "name": name}
    raise NotKnown(f"the emulated account has no policy {' '.join(filter(None, asked))}, only the managed ones of AWS")
