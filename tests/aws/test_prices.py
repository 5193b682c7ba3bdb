from __future__ import annotations

import json
from datetime import date

import pytest

from pytest_ecsfargate.aws.fargate import Size
from pytest_ecsfargate.aws.prices import FILE, ITEMS, Prices, list_prices, task_items


def test_the_data_is_dated_and_says_where_it_is_from() -> None:
    document = json.loads(FILE.read_text(encoding="utf-8"))
    assert document["currency"] == "USD"
    assert document["format_version"] == "1.0"
    date.fromisoformat(document["as_of"])
    assert document["written"] in ("by hand", "by .ci/prices.py")
    assert all(source.startswith("https://aws.amazon.com/") for source in document["sources"])


@pytest.mark.parametrize("region", list_prices().regions)
def test_every_price_is_of_something_known_and_is_no_gift(region: str) -> None:
    prices = list_prices().regions[region]
    assert set(prices) <= set(ITEMS)
    assert all(0 < price < 1 for price in prices.values())
    # Spot changes with supply and demand: it has no list price.
    assert not [item for item in prices if "spot" in item]
    # Each kind of task can be priced wholly or not at all.
    for kind in ("", "arm-"):
        assert (f"fargate-{kind}vcpu-hour" in prices) == (f"fargate-{kind}gb-hour" in prices)
    assert prices["fargate-arm-vcpu-hour"] < prices["fargate-vcpu-hour"]


def test_prices_of_ones_own_win() -> None:
    ours = Prices("2026-01-01", {"a": {"alb-hour": 1, "nlb-hour": 2}})
    both = ours.with_own({"a": {"alb-hour": 3}, "b": {"alb-hour": 4}})
    assert both.of("a", "alb-hour") == 3
    assert both.of("a", "nlb-hour") == 2
    assert both.of("b", "alb-hour") == 4
    assert both.of("b", "nlb-hour") is both.of("c", "alb-hour") is None
    assert ours.of("a", "alb-hour") == 1


@pytest.mark.parametrize(
    ("os_family", "architecture", "storage", "spot", "items"),
    [
        (None, None, 20, False, {"fargate-vcpu-hour": 0.5, "fargate-gb-hour": 1.0}),
        ("LINUX", "X86_64", 20, False, {"fargate-vcpu-hour": 0.5, "fargate-gb-hour": 1.0}),
        ("LINUX", "ARM64", 20, False, {"fargate-arm-vcpu-hour": 0.5, "fargate-arm-gb-hour": 1.0}),
        ("LINUX", "ARM64", 20, True, {"fargate-spot-arm-vcpu-hour": 0.5, "fargate-spot-arm-gb-hour": 1.0}),
        (
            "WINDOWS_SERVER_2022_CORE",
            None,
            20,
            False,
            {
                "fargate-windows-vcpu-hour": 0.5,
                "fargate-windows-gb-hour": 1.0,
                "fargate-windows-license-vcpu-hour": 0.5,
            },
        ),
        (
            None,
            None,
            21.5,
            True,
            {"fargate-spot-vcpu-hour": 0.5, "fargate-spot-gb-hour": 1.0, "fargate-storage-gb-hour": 1.5},
        ),
    ],
)
def test_what_a_task_uses(
    os_family: str | None, architecture: str | None, storage: float, spot: bool, items: dict[str, float]
) -> None:
    assert task_items(Size(512, 1024), os_family, architecture, storage_gb=storage, spot=spot) == items
