"""The list of AWS's IP ranges, as far as an account without a network can have one.

https://docs.aws.amazon.com/vpc/latest/userguide/aws-ip-syntax.html describes its form. Every service has the ranges
that are reserved for documentation, in every region.
"""

from __future__ import annotations

from typing import Any

_IPV4, _IPV6 = "192.0.2.0/24", "2001:db8::/32"
_REGIONS = (
    *("af-south-1", "ap-east-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2"),
    *("ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-7"),
    *("ca-central-1", "ca-west-1", "cn-north-1", "cn-northwest-1", "eu-central-1", "eu-central-2", "eu-north-1"),
    *("eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1"),
    *("mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-gov-east-1", "us-gov-west-1", "us-west-1"),
    *("us-west-2", "GLOBAL"),
)
_SERVICES = (
    *("AMAZON", "AMAZON_APPFLOW", "AMAZON_CONNECT", "API_GATEWAY", "CHIME_MEETINGS", "CHIME_VOICECONNECTOR"),
    *("CLOUD9", "CLOUDFRONT", "CLOUDFRONT_ORIGIN_FACING", "CODEBUILD", "DYNAMODB", "EBS", "EC2"),
    *("EC2_INSTANCE_CONNECT", "GLOBALACCELERATOR", "IVS_REALTIME", "KINESIS_VIDEO_STREAMS", "MEDIA_PACKAGE_V2"),
    *("ROUTE53", "ROUTE53_HEALTHCHECKS", "ROUTE53_HEALTHCHECKS_PUBLISHING", "ROUTE53_RESOLVER", "S3"),
    "WORKSPACES_GATEWAYS",
)


def document() -> dict[str, Any]:
    """What stands at https://ip-ranges.amazonaws.com/ip-ranges.json."""
    places = [
        {"region": region, "service": service, "network_border_group": region}
        for region in _REGIONS
        for service in _SERVICES
    ]
    return {
        "syncToken": "1",
        "createDate": "2025-01-01-00-00-00",
        "prefixes": [{"ip_prefix": _IPV4, **place} for place in places],
        "ipv6_prefixes": [{"ipv6_prefix": _IPV6, **place} for place in places],
    }
