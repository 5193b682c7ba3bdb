"""What things cost in a month, as far as there is a price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...aws.fargate import Size
from ...aws.prices import FREE_STORAGE_GB, HOURS_PER_MONTH, Prices, task_items
from ..ecs.sizes import Platform
from .amounts import Range, total


@dataclass
class Pricing:
    """Prices, and those that were looked for and are not there: regions and items."""

    prices: Prices
    missing: dict[tuple[str, str], None] = field(default_factory=dict)

    def month(self, region: str, amounts: Mapping[str, float], hours: float = HOURS_PER_MONTH) -> Range:
        """What amounts of items cost that are used for so many hours."""
        return total(self._item(region, item, amount * hours) for item, amount in amounts.items() if amount)

    def _item(self, region: str, item: str, amount: float) -> Range:
        price = self.prices.of(region, item)
        if price is None:
            self.missing[region, item] = None
            return Range.anything(f"no price of {item} in {region}")
        return Range.exactly(amount * price)

    def task(
        self,
        region: str,
        size: Size,
        platform: Platform,
        *,
        storage_gb: float = FREE_STORAGE_GB,
        spot: bool = False,
    ) -> Range:
        """What one task costs in a month. On Spot it never costs more than on demand, and may have no price.

        https://aws.amazon.com/fargate/pricing/, "Fargate Spot pricing"
        """
        names = platform.os_family, platform.architecture
        on_demand = self.month(region, task_items(size, *names, storage_gb=storage_gb))
        if not spot:
            return on_demand
        found = self.month(region, task_items(size, *names, storage_gb=storage_gb, spot=True))
        return found if found.exact else Range(found.low, on_demand.high, found.why)
