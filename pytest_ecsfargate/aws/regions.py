"""AWS regions as they stand in ARNs, availability zones, endpoint services, and host names of endpoints.

https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html,
https://docs.aws.amazon.com/global-infrastructure/latest/regions/az-ids.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_DIRECTIONS = {
    "c": "central",
    "n": "north",
    "ne": "northeast",
    "nw": "northwest",
    "s": "south",
    "se": "southeast",
    "sw": "southwest",
    "e": "east",
    "w": "west",
}
_REGION = rf"[a-z]{{2}}(?:-gov|-iso[a-z]?)?-(?:{'|'.join(_DIRECTIONS.values())})-\d{{1,2}}"
# A zone of the region, a local zone (us-west-2-lax-1a) or a Wavelength zone (us-east-1-wl1-bos-wlz-1).
_ZONE = r"(?:[a-z]|-[a-z]{3}-\d[a-z]|-wl\d-[a-z]{3}\d?-wlz-?\d)"
_ZONE_ID = r"(?:-[a-z]{3}\d)?-az\d|-wl\d-[a-z]{3}\d?-wlz-?\d"
_WRITTEN = re.compile(
    rf"\barn:aws[a-z-]*:[a-z0-9-]+:(?P<arn>{_REGION}):"
    rf"|(?<![\w-])(?P<zone>{_REGION}){_ZONE}(?![\w-])"
    rf"|(?<![\w-])(?P<country>[a-z]{{2}})(?P<gov>g?)(?P<direction>[ns][ew]|[cnsew])(?P<number>\d{{1,2}})"
    rf"(?:{_ZONE_ID})(?![\w-])"
    rf"|(?<![\w-])com\.amazonaws\.(?:[a-z]+\.)?(?P<service>{_REGION})(?![\w-])"
    rf"|[.-](?P<host>{_REGION})\.(?:[a-z0-9-]+\.)?(?:amazonaws\.com|api\.aws)\b"
)


def regions_in(text: str) -> Iterator[str]:
    """The regions that a text names.

    In an ARN, the name or the id of an availability zone, the name of an endpoint service, or an endpoint's host.
    """
    for found in _WRITTEN.finditer(text):
        yield found["arn"] or found["zone"] or found["service"] or found["host"] or _of_zone_id(found)


def _of_zone_id(found: re.Match[str]) -> str:
    """The region that an id such as use1-az1 begins with, in short."""
    gov = "-gov" if found["gov"] else ""
    return f"{found['country']}{gov}-{_DIRECTIONS[found['direction']]}-{found['number']}"
