"""What AWS charges for what services of ECS run on: dated list prices, in USD and by region.

`prices.json` holds them; `.ci/prices.py` reads a region anew from the Price List API. It has only what is certain: no
Windows, which AWS has divided into parts in two ways, and no Fargate Spot, whose price changes with supply and demand.
https://aws.amazon.com/fargate/pricing/, https://aws.amazon.com/elasticloadbalancing/pricing/ and
https://aws.amazon.com/cloudwatch/pricing/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from .fargate import Size, is_windows

FILE: Final = Path(__file__).with_name("prices.json")

HOURS_PER_MONTH: Final = 730
"""What AWS's own calculator takes for a month: https://calculator.aws/"""

FREE_STORAGE_GB: Final = 20
"""The ephemeral storage that each task has without charge: https://aws.amazon.com/fargate/pricing/"""

ITEMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "fargate-vcpu-hour": "Fargate-vCPU-Hours:perCPU",
        "fargate-gb-hour": "Fargate-GB-Hours",
        "fargate-arm-vcpu-hour": "Fargate-ARM-vCPU-Hours:perCPU",
        "fargate-arm-gb-hour": "Fargate-ARM-GB-Hours",
        "fargate-windows-vcpu-hour": "Fargate-Windows-vCPU-Hours:perCPU",
        "fargate-windows-gb-hour": "Fargate-Windows-GB-Hours",
        "fargate-windows-license-vcpu-hour": "Fargate-Windows-OS-Hours:perCPU",
        "fargate-storage-gb-hour": "Fargate-EphemeralStorage-GB-Hours",
        "fargate-spot-vcpu-hour": "",
        "fargate-spot-gb-hour": "",
        "fargate-spot-arm-vcpu-hour": "",
        "fargate-spot-arm-gb-hour": "",
        "alb-hour": "LoadBalancerUsage",
        "alb-lcu-hour": "LCUUsage",
        "nlb-hour": "LoadBalancerUsage",
        "nlb-lcu-hour": "LCUUsage",
        "logs-ingested-gb": "DataProcessing-Bytes",
        "logs-stored-gb-month": "TimedStorage-ByteHrs",
    }
)
"""What is priced, with its usage type in the Price List without the prefix of the region; empty: not listed there.

https://docs.aws.amazon.com/cur/latest/userguide/product-columns.html
"""


@dataclass(frozen=True)
class Prices:
    """Prices of items (see `ITEMS`) by region, in USD. `as_of` is the day, in ISO form, of those that came with us."""

    as_of: str
    regions: Mapping[str, Mapping[str, float]]

    def of(self, region: str, item: str) -> float | None:
        """The price of an item in a region; None where there is none."""
        return self.regions.get(region, {}).get(item)

    def with_own(self, own: Mapping[str, Mapping[str, float]]) -> Prices:
        """The same with others added, which win."""
        names = {*self.regions, *own}
        return Prices(self.as_of, {name: {**self.regions.get(name, {}), **own.get(name, {})} for name in names})


@cache
def list_prices() -> Prices:
    """The prices that came with the package."""
    document = json.loads(FILE.read_text(encoding="utf-8"))
    return Prices(document["as_of"], document["regions"])


def task_items(
    size: Size,
    os_family: str | None = None,
    architecture: str | None = None,
    *,
    storage_gb: float = FREE_STORAGE_GB,
    spot: bool = False,
) -> Mapping[str, float]:
    """What one task uses in an hour: amounts by item. GB are GiB here, as for AWS.

    Fargate Spot has no Windows. https://aws.amazon.com/fargate/pricing/
    """
    vcpu, memory = size.cpu / 1024, size.memory / 1024
    kind = "windows-" if is_windows(os_family) else "arm-" if (architecture or "").upper() == "ARM64" else ""
    prefix = f"fargate-{'spot-' if spot else ''}{kind}"
    found = {f"{prefix}vcpu-hour": vcpu, f"{prefix}gb-hour": memory}
    if kind == "windows-":
        found[f"{prefix}license-vcpu-hour"] = vcpu
    if storage_gb > FREE_STORAGE_GB:
        found["fargate-storage-gb-hour"] = storage_gb - FREE_STORAGE_GB
    return found
