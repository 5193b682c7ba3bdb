"""CloudFront's managed policies: every account has them, and moto does not know the actions that find them.

Names and ids: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html,
…/using-managed-origin-request-policies.html and …/using-managed-response-headers-policies.html. What they set is left
out: a module refers to them by id.
"""

from __future__ import annotations

from collections.abc import Mapping

MANAGED: Mapping[str, Mapping[str, str]] = {
    "CachePolicy": {
        "Managed-Amplify": "2e54312d-136d-493c-8eb9-b001f22f67d2",
        "Managed-CachingDisabled": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
        "Managed-CachingOptimized": "658327ea-f89d-4fab-a63d-7e88639e58f6",
        "Managed-CachingOptimizedForUncompressedObjects": "b2884449-e4de-46a7-ac36-70bc7f1ddd6d",
        "Managed-Elemental-MediaPackage": "08627262-05a9-4f76-9ded-b50ca2e3a84f",
        "UseOriginCacheControlHeaders": "83da9c7e-98b4-4e11-a168-04f0df8e2c65",
        "UseOriginCacheControlHeaders-QueryStrings": "4cc15a8a-d715-48a4-82b8-cc0b614638fe",
    },
    "OriginRequestPolicy": {
        "Managed-AllViewer": "216adef6-5c7f-47e4-b989-5492eafa07d3",
        "Managed-AllViewerExceptHostHeader": "b689b0a8-53d0-40ab-baf2-68738e2966ac",
        "Managed-CORS-CustomOrigin": "59781a5b-3903-41f3-afcb-af62929ccde1",
        "Managed-CORS-S3Origin": "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf",
        "Managed-UserAgentRefererHeaders": "acba4595-bd28-49b8-b9fe-13317c0390fa",
    },
    "ResponseHeadersPolicy": {
        "Managed-CORS-With-Preflight": "5cc3b908-e619-4b99-88e5-2cf7f45965bd",
        "Managed-CORS-and-SecurityHeadersPolicy": "e61eb60c-9c35-4d20-a928-2b84e02af89c",
        "Managed-CORS-with-preflight-and-SecurityHeadersPolicy": "eaab4381-ed33-4a86-88ca-d9558dc6cd63",
        "Managed-SecurityHeadersPolicy": "67f7725c-6f97-4210-82d7-5512b31e9d03",
        "Managed-SimpleCORS": "60669652-455b-4ae9-85a4-c4c02393f86c",
    },
}

_PATHS = {
    "/2020-05-31/cache-policy": "CachePolicy",
    "/2020-05-31/origin-request-policy": "OriginRequestPolicy",
    "/2020-05-31/response-headers-policy": "ResponseHeadersPolicy",
}


def answer(method: str, path: str) -> bytes | None:
    """CloudFront's answer to a question for one policy or for all of a kind; None where it is another question."""
    if method != "GET":
        return None
    if path in _PATHS:
        return _list(_PATHS[path]).encode()
    folder, _, identifier = path.rpartition("/")
    kind = _PATHS.get(folder, "")
    found = next((name for name, known in MANAGED.get(kind, {}).items() if known == identifier), None)
    return None if found is None else _policy(kind, found).encode()


def _list(kind: str) -> str:
    summaries = "".join(
        f"<{kind}Summary><Type>managed</Type>{_policy(kind, name)}</{kind}Summary>" for name in MANAGED[kind]
    )
    quantity = len(MANAGED[kind])
    return f"<{kind}List><Items>{summaries}</Items><MaxItems>100</MaxItems><Quantity>{quantity}</Quantity></{kind}List>"


def _policy(kind: str, name: str) -> str:
    time = "<LastModifiedTime>2025-01-01T00:00:00Z</LastModifiedTime>"
    settings = f"<{kind}Config><Name>{name}</Name></{kind}Config>"
    return f"<{kind}><Id>{MANAGED[kind][name]}</Id>{time}{settings}</{kind}>"
