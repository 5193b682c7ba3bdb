"""Listeners and their rules.

https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Listener.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Rule.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...clients import RegionalClients
from ..reader import Attributes, Known, block, if_there, needed, texts
from .actions import actions
from .attributes import tags_at

NO_LISTENER, NO_RULE, NO_LOAD_BALANCER = "ListenerNotFound", "RuleNotFound", "LoadBalancerNotFound"


def listener(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_lb_listener`; the headers that it sets are not read."""
    found = _listener(clients, known)
    if found is None:
        return None
    arn = found["ListenerArn"]
    return {
        "id": arn,
        "arn": arn,
        "load_balancer_arn": found["LoadBalancerArn"],
        "port": found.get("Port"),
        "protocol": found.get("Protocol"),
        "ssl_policy": found.get("SslPolicy"),
        "alpn_policy": next(iter(found.get("AlpnPolicy", ())), None),
        "certificate_arn": next((each["CertificateArn"] for each in found.get("Certificates", ())), None),
        "mutual_authentication": block(
            found.get("MutualAuthentication"),
            lambda it: {
                "mode": it["Mode"],
                "trust_store_arn": it.get("TrustStoreArn"),
                "ignore_client_certificate_expiry": it.get("IgnoreClientCertificateExpiry", False),
                "advertise_trust_store_ca_names": it.get("AdvertiseTrustStoreCaNames"),
            },
        ),
        "default_action": actions(found["DefaultActions"]),
        "tags_all": tags_at(clients, arn),
    }


def _listener(clients: RegionalClients, known: Known) -> Mapping[str, Any] | None:
    """By its ARN, else by its port: a load balancer has no two listeners on one."""
    if known.get("arn"):
        found = _listeners(clients, ListenerArns=[known["arn"]])
        return next(iter(found), None)
    port = needed(known, "port")
    found = _listeners(clients, LoadBalancerArn=needed(known, "load_balancer_arn"))
    return next((each for each in found if each.get("Port") == port), None)


def _listeners(clients: RegionalClients, **asked: Any) -> Iterable[Mapping[str, Any]]:
    pages = clients.pages("elbv2", "describe_listeners", "Listeners", **asked)
    return if_there(lambda: list(pages), NO_LISTENER, NO_LOAD_BALANCER) or ()


def listener_rule(clients: RegionalClients, known: Known) -> Attributes | None:
    """`aws_lb_listener_rule`"""
    found = _rule(clients, known)
    if found is None:
        return None
    arn = found["RuleArn"]
    return {
        "id": arn,
        "arn": arn,
        "listener_arn": arn.replace(":listener-rule/", ":listener/").rpartition("/")[0],
        "priority": int(found["Priority"]),
        "action": actions(found["Actions"]),
        "condition": [_condition(each) for each in found["Conditions"]],
        "tags_all": tags_at(clients, arn),
    }


def _rule(clients: RegionalClients, known: Known) -> Mapping[str, Any] | None:
    """By its ARN, else by its priority: a listener has no two rules of one."""
    if known.get("arn"):
        found = _rules(clients, RuleArns=[known["arn"]])
        return next(iter(found), None)
    priority = str(needed(known, "priority"))
    found = _rules(clients, ListenerArn=needed(known, "listener_arn"))
    return next((each for each in found if each["Priority"] == priority), None)


def _rules(clients: RegionalClients, **asked: Any) -> Iterable[Mapping[str, Any]]:
    pages = clients.pages("elbv2", "describe_rules", "Rules", **asked)
    return if_there(lambda: list(pages), NO_RULE, NO_LISTENER) or ()


def _condition(found: Mapping[str, Any]) -> Attributes:
    """AWS gives the values of host headers and paths in one of two places."""
    header, field = found.get("HttpHeaderConfig"), found["Field"]
    return {
        "host_header": _values(found, field == "host-header", "HostHeaderConfig"),
        "path_pattern": _values(found, field == "path-pattern", "PathPatternConfig"),
        "http_request_method": _values(found, field == "http-request-method", "HttpRequestMethodConfig"),
        "source_ip": _values(found, field == "source-ip", "SourceIpConfig"),
        "http_header": block(
            header, lambda it: {"http_header_name": it["HttpHeaderName"], "values": texts(it["Values"])}
        ),
        "query_string": [
            {"key": it.get("Key"), "value": it["Value"]} for it in found.get("QueryStringConfig", {}).get("Values", ())
        ],
    }


def _values(found: Mapping[str, Any], is_it: bool, config: str) -> list[Attributes]:
    return [{"values": texts(found.get(config, found)["Values"])}] if is_it else []


READERS = {
    "aws_lb_listener": listener,
    "aws_alb_listener": listener,
    "aws_lb_listener_rule": listener_rule,
    "aws_alb_listener_rule": listener_rule,
}
