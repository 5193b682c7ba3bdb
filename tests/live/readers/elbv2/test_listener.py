from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from pytest_ecsfargate.live.clients import RegionalClients
from tests.live.readers.conftest import Read, Told
from tests.live.readers.elbv2.conftest import Network

LB = "arn:aws:elasticloadbalancing:eu-west-1:730184296155:loadbalancer/app/main/300626d49b370196"
LISTENER = f"{LB.replace('loadbalancer', 'listener', 1)}/cf01229a22cdb12e"
GROUP = "arn:aws:elasticloadbalancing:eu-west-1:730184296155:targetgroup/web/200f6aed9fca4924"
OTHER = GROUP.replace("web", "other")


@dataclass(frozen=True)
class Front:
    load_balancer: str
    group: str


@pytest.fixture(scope="module")
def front(clients: RegionalClients, network: Network) -> Front:
    """A load balancer and a target group."""
    elbv2 = clients("elbv2")
    balancer = elbv2.create_load_balancer(Name="front", Subnets=list(network.subnets))["LoadBalancers"][0]
    group = elbv2.create_target_group(Name="front", Protocol="HTTP", Port=80, VpcId=network.vpc)["TargetGroups"][0]
    return Front(balancer["LoadBalancerArn"], group["TargetGroupArn"])


def action(**own: Any) -> dict[str, Any]:
    """An action of which only this is set."""
    kinds: tuple[str, ...] = ("forward", "redirect", "fixed_response", "authenticate_cognito", "authenticate_oidc")
    return {"order": 1, "target_group_arn": None, **{kind: [] for kind in kinds}, **own}


def test_a_listener(clients: RegionalClients, front: Front, read: Read) -> None:
    elbv2 = clients("elbv2")
    redirect = {"Type": "redirect", "Order": 1, "RedirectConfig": {"Protocol": "HTTPS", "StatusCode": "HTTP_301"}}
    made = elbv2.create_listener(
        LoadBalancerArn=front.load_balancer,
        Protocol="HTTP",
        Port=80,
        DefaultActions=[redirect],
        Tags=[{"Key": "Team", "Value": "a"}],
    )
    arn = made["Listeners"][0]["ListenerArn"]
    filled = {
        "host": "#{host}",
        "path": "/#{path}",
        "port": "#{port}",
        "protocol": "HTTPS",
        "query": "#{query}",
        "status_code": "HTTP_301",
    }
    expected = {
        "id": arn,
        "arn": arn,
        "load_balancer_arn": front.load_balancer,
        "port": 80,
        "protocol": "HTTP",
        "ssl_policy": made["Listeners"][0].get("SslPolicy"),
        "alpn_policy": None,
        "certificate_arn": None,
        "mutual_authentication": [],
        "default_action": [action(type="redirect", redirect=[filled])],
        "tags_all": {"Team": "a"},
    }
    assert read("aws_lb_listener", arn=arn) == expected
    assert read("aws_alb_listener", load_balancer_arn=front.load_balancer, port=80) == expected
    assert read("aws_lb_listener", load_balancer_arn=front.load_balancer, port=81) is None
    forward = {"Type": "forward", "Order": 1, "TargetGroupArn": front.group}
    elbv2.modify_listener(ListenerArn=arn, DefaultActions=[forward])
    changed = {"default_action": [action(type="forward", target_group_arn=front.group)]}
    assert read("aws_lb_listener", arn=arn) == expected | changed


def test_a_rule(clients: RegionalClients, front: Front, read: Read) -> None:
    elbv2 = clients("elbv2")
    response = {"Type": "fixed-response", "Order": 1, "FixedResponseConfig": {"StatusCode": "404"}}
    made = elbv2.create_listener(
        LoadBalancerArn=front.load_balancer, Protocol="HTTP", Port=90, DefaultActions=[response]
    )
    listener = made["Listeners"][0]["ListenerArn"]
    paths = {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/b", "/a/*"]}}
    forward = {"Type": "forward", "Order": 1, "TargetGroupArn": front.group}
    made = elbv2.create_rule(ListenerArn=listener, Priority=10, Conditions=[paths], Actions=[forward])
    arn = made["Rules"][0]["RuleArn"]
    expected = {
        "id": arn,
        "arn": arn,
        "listener_arn": listener,
        "priority": 10,
        "action": [action(type="forward", target_group_arn=front.group)],
        "condition": [condition(path_pattern=[{"values": ["/a/*", "/b"]}])],
        "tags_all": {},
    }
    assert read("aws_lb_listener_rule", arn=arn) == expected
    assert read("aws_alb_listener_rule", listener_arn=listener, priority=10) == expected
    elbv2.set_rule_priorities(RulePriorities=[{"RuleArn": arn, "Priority": 20}])
    assert read("aws_lb_listener_rule", arn=arn) == expected | {"priority": 20}
    assert read("aws_lb_listener_rule", listener_arn=listener, priority=10) is None


def condition(**own: Any) -> dict[str, Any]:
    """A condition of which only this is set."""
    kinds = ("host_header", "path_pattern", "http_request_method", "source_ip", "http_header", "query_string")
    return {**{kind: [] for kind in kinds}, **own}


def told_rule(told: Told, conditions: list[dict[str, Any]]) -> Any:
    arn = f"{LISTENER.replace('listener/', 'listener-rule/')}/d41a6b781e165118"
    rule = {"RuleArn": arn, "Priority": "1", "Conditions": conditions, "Actions": []}
    tags = {"TagDescriptions": [{"ResourceArn": arn}]}
    found = told("elbv2", ("describe_rules", {"Rules": [rule]}), ("describe_tags", tags))(
        "aws_lb_listener_rule", arn=arn
    )
    assert found is not None
    assert found["listener_arn"] == LISTENER
    return found["condition"]


def test_conditions(told: Told) -> None:
    found = told_rule(
        told,
        [
            {"Field": "host-header", "HostHeaderConfig": {"Values": ["a.example.com"]}},
            {"Field": "path-pattern", "Values": ["/old"]},
            {"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": ["GET"]}},
            {"Field": "source-ip", "SourceIpConfig": {"Values": ["10.0.0.0/8"]}},
            {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": "X-A", "Values": ["b"]}},
            {"Field": "query-string", "QueryStringConfig": {"Values": [{"Key": "a", "Value": "b"}, {"Value": "c"}]}},
        ],
    )
    assert found == [
        condition(host_header=[{"values": ["a.example.com"]}]),
        condition(path_pattern=[{"values": ["/old"]}]),
        condition(http_request_method=[{"values": ["GET"]}]),
        condition(source_ip=[{"values": ["10.0.0.0/8"]}]),
        condition(http_header=[{"http_header_name": "X-A", "values": ["b"]}]),
        condition(query_string=[{"key": "a", "value": "b"}, {"key": None, "value": "c"}]),
    ]


def told_listener(told: Told, actions: list[dict[str, Any]], **own: Any) -> Any:
    listener = {"ListenerArn": LISTENER, "LoadBalancerArn": LB, "DefaultActions": actions, **own}
    tags = {"TagDescriptions": [{"ResourceArn": LISTENER}]}
    read = told("elbv2", ("describe_listeners", {"Listeners": [listener]}), ("describe_tags", tags))
    found = read("aws_lb_listener", arn=LISTENER)
    assert found is not None
    return found


def forward(*groups: tuple[str, int], sticky: bool, **own: Any) -> dict[str, Any]:
    tuples = [{"TargetGroupArn": arn, "Weight": weight} for arn, weight in groups]
    stickiness = {"Enabled": sticky, **({"DurationSeconds": 600} if sticky else {})}
    config = {"TargetGroups": tuples, "TargetGroupStickinessConfig": stickiness}
    return {"Type": "forward", "Order": 1, "ForwardConfig": config, **own}


def test_one_target_group_is_said_once_though_aws_says_it_twice(told: Told) -> None:
    found = told_listener(told, [forward((GROUP, 1), sticky=False, TargetGroupArn=GROUP)])
    assert found["default_action"] == [action(type="forward", target_group_arn=GROUP)]


def test_several_groups_or_a_sticky_one_are_a_block(told: Told) -> None:
    block = {
        "target_group": [{"arn": GROUP, "weight": 1}, {"arn": OTHER, "weight": 3}],
        "stickiness": [{"enabled": False, "duration": None}],
    }
    found = told_listener(told, [forward((GROUP, 1), (OTHER, 3), sticky=False)])
    assert found["default_action"] == [action(type="forward", forward=[block])]
    block = {"target_group": [{"arn": GROUP, "weight": 1}], "stickiness": [{"enabled": True, "duration": 600}]}
    found = told_listener(told, [forward((GROUP, 1), sticky=True, TargetGroupArn=GROUP)])
    assert found["default_action"] == [action(type="forward", forward=[block])]


def test_who_logs_in_first(told: Told) -> None:
    pool = {"UserPoolArn": "arn:pool", "UserPoolClientId": "c", "UserPoolDomain": "d", "SessionTimeout": 600}
    provider = {
        "Issuer": "i",
        "AuthorizationEndpoint": "a",
        "TokenEndpoint": "t",
        "UserInfoEndpoint": "u",
        "ClientId": "c",
        "Scope": "openid",
        "SessionCookieName": "s",
        "OnUnauthenticatedRequest": "deny",
        "AuthenticationRequestExtraParams": {"x": "y"},
    }
    response = {"StatusCode": "200", "ContentType": "text/plain", "MessageBody": "Hi"}
    found = told_listener(
        told,
        [
            {"Type": "authenticate-cognito", "Order": 1, "AuthenticateCognitoConfig": pool},
            {"Type": "authenticate-oidc", "Order": 2, "AuthenticateOidcConfig": provider},
            {"Type": "fixed-response", "Order": 3, "FixedResponseConfig": response},
        ],
    )
    cognito: dict[str, Any] = {
        "user_pool_arn": "arn:pool",
        "user_pool_client_id": "c",
        "user_pool_domain": "d",
        "authentication_request_extra_params": {},
        "on_unauthenticated_request": None,
        "scope": None,
        "session_cookie_name": None,
        "session_timeout": 600,
    }
    oidc: dict[str, Any] = {
        "authorization_endpoint": "a",
        "client_id": "c",
        "issuer": "i",
        "token_endpoint": "t",
        "user_info_endpoint": "u",
        "authentication_request_extra_params": {"x": "y"},
        "on_unauthenticated_request": "deny",
        "scope": "openid",
        "session_cookie_name": "s",
        "session_timeout": None,
    }
    fixed = {"content_type": "text/plain", "message_body": "Hi", "status_code": "200"}
    assert found["default_action"] == [
        action(type="authenticate-cognito", authenticate_cognito=[cognito]),
        action(type="authenticate-oidc", order=2, authenticate_oidc=[oidc]),
        action(type="fixed-response", order=3, fixed_response=[fixed]),
    ]


def test_what_a_listener_with_tls_has(told: Told) -> None:
    found = told_listener(
        told,
        [],
        Protocol="TLS",
        Port=443,
        SslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06",
        Certificates=[{"CertificateArn": "arn:certificate"}],
        AlpnPolicy=["HTTP2Preferred"],
        MutualAuthentication={"Mode": "verify", "TrustStoreArn": "arn:store", "AdvertiseTrustStoreCaNames": "on"},
    )
    assert (found["protocol"], found["port"]) == ("TLS", 443)
    assert found["ssl_policy"] == "ELBSecurityPolicy-TLS13-1-2-2021-06"
    assert found["certificate_arn"] == "arn:certificate"
    assert found["alpn_policy"] == "HTTP2Preferred"
    assert found["mutual_authentication"] == [
        {
            "mode": "verify",
            "trust_store_arn": "arn:store",
            "ignore_client_certificate_expiry": False,
            "advertise_trust_store_ca_names": "on",
        }
    ]
