"""AWS regions as they stand in ARNs, names of availability zones, and host names of endpoints.

https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_REGION = r"[a-z]{2}(?:-gov|-iso[a-z]?)?-(?:central|north(?:east|west)?|south(?:east|west)?|east|west)-\d{1,2}"
_WRITTEN = re.compile(
    rf"\barn:aws[a-z-]*:[a-z0-9-]+:(?P<arn>{_REGION}):"
    rf"|(?<![\w-])(?P<zone>{_REGION})[a-z](?![\w-])"
    rf"|[.-](?P<host>{_REGION})\.(?:[a-z0-9-]+\.)?(?:amazonaws\.com|api\.aws)\b"
)


def regions_in(text: str) -> Iterator[str]:
    """The regions that a text names in an ARN, as the zone of an availability zone's name, or in an endpoint's host."""
    for found in _WRITTEN.finditer(text):
        yield found["arn"] or found["zone"] or found["host"]
