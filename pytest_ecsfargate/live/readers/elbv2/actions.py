"""What listeners and their rules do: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Action.html"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..reader import Attributes, block


def actions(found: Iterable[Mapping[str, Any]]) -> list[Attributes]:
    """The `action` or `default_action` blocks."""
    return [_action(each) for each in found]


def _action(found: Mapping[str, Any]) -> Attributes:
    """For one target group AWS gives both its ARN and a forward block, of which one is what the provider keeps."""
    forward = found.get("ForwardConfig") or {}
    is_sticky = forward.get("TargetGroupStickinessConfig", {}).get("Enabled", False)
    arn = None if is_sticky else found.get("TargetGroupArn")
    return {
        "type": found["Type"],
        "order": found.get("Order"),
        "target_group_arn": arn,
        "forward": [] if arn else block(forward, _forward),
        "redirect": block(found.get("RedirectConfig"), _redirect),
        "fixed_response": block(
            found.get("FixedResponseConfig"),
            lambda it: {
                "content_type": it["ContentType"],
                "message_body": it.get("MessageBody"),
                "status_code": it["StatusCode"],
            },
        ),
        "authenticate_cognito": block(found.get("AuthenticateCognitoConfig"), _cognito),
        "authenticate_oidc": block(found.get("AuthenticateOidcConfig"), _oidc),
    }


def _forward(found: Mapping[str, Any]) -> Attributes:
    return {
        "target_group": [
            {"arn": it["TargetGroupArn"], "weight": it.get("Weight", 1)} for it in found.get("TargetGroups", ())
        ],
        "stickiness": block(
            found.get("TargetGroupStickinessConfig"),
            lambda it: {"enabled": it.get("Enabled", False), "duration": it.get("DurationSeconds")},
        ),
    }


def _redirect(found: Mapping[str, Any]) -> Attributes:
    """What a redirect leaves out stays as it was in the request."""
    return {
        "host": found.get("Host", "#{host}"),
        "path": found.get("Path", "/#{path}"),
        "port": found.get("Port", "#{port}"),
        "protocol": found.get("Protocol", "#{protocol}"),
        "query": found.get("Query", "#{query}"),
        "status_code": found["StatusCode"],
    }


def _session(found: Mapping[str, Any]) -> Attributes:
    return {
        "authentication_request_extra_params": found.get("AuthenticationRequestExtraParams", {}),
        "on_unauthenticated_request": found.get("OnUnauthenticatedRequest"),
        "scope": found.get("Scope"),
        "session_cookie_name": found.get("SessionCookieName"),
        "session_timeout": found.get("SessionTimeout"),
    }


def _cognito(found: Mapping[str, Any]) -> Attributes:
    return {
        "user_pool_arn": found["UserPoolArn"],
        "user_pool_client_id": found["UserPoolClientId"],
        "user_pool_domain": found["UserPoolDomain"],
        **_session(found),
    }


def _oidc(found: Mapping[str, Any]) -> Attributes:
    """AWS does not tell the client's secret."""
    return {
        "authorization_endpoint": found["AuthorizationEndpoint"],
        "client_id": found["ClientId"],
        "issuer": found["Issuer"],
        "token_endpoint": found["TokenEndpoint"],
        "user_info_endpoint": found["UserInfoEndpoint"],
        **_session(found),
    }
