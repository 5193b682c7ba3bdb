"""Reads list prices from AWS and writes them to pytest_ecsfargate/aws/prices.json.

Run by hand, with AWS credentials that may call `pricing:GetProducts`:

    python .ci/prices.py --region eu-central-1          # print what differs from the committed prices there
    python .ci/prices.py --region eu-north-1 --write    # add a region, and read those that are there anew

`--region` may be given several times; without it the regions of the file are read. The date is of the whole file, so
that writing it reads all of them. Fargate Spot has no list price and is left out.
https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import boto3

from pytest_ecsfargate.aws.prices import FILE, ITEMS

# The Price List API is served in few regions, whatever region is asked about.
ENDPOINT = "us-east-1"
# Where items are listed: the service, and what tells apart what has the same usage type there.
LISTED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "fargate": ("AmazonECS", {}),
    "alb": ("AWSELB", {"productFamily": "Load Balancer-Application"}),
    "nlb": ("AWSELB", {"productFamily": "Load Balancer-Network"}),
    "logs": ("AmazonCloudWatch", {}),
}
# EUC1-, USW2- and the like stand for regions, EU- for eu-west-1; us-east-1 has no prefix for most services.
PREFIX = re.compile(r"(?:EU|[A-Z]{3}\d)-")


def products(client: Any, region: str, service: str, wanted: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The products of a service in a region, with their terms."""
    fields = {"regionCode": region, **wanted}
    filters = [{"Type": "TERM_MATCH", "Field": name, "Value": value} for name, value in fields.items()]
    for page in client.get_paginator("get_products").paginate(ServiceCode=service, Filters=filters):
        for text in page["PriceList"]:
            yield json.loads(text)


def price(found: Iterable[Mapping[str, Any]], usage_type: str) -> float | None:
    """The on-demand price of the one product with a usage type; of several steps that of the first that costs.

    Raises ValueError where several products differ.
    """
    prices = set()
    for product in found:
        named = product["product"]["attributes"]["usagetype"]
        if usage_type in (named, PREFIX.sub("", named, count=1)):
            for term in product["terms"].get("OnDemand", {}).values():
                steps = sorted(term["priceDimensions"].values(), key=lambda step: float(step["beginRange"]))
                costs = [float(step["pricePerUnit"]["USD"]) for step in steps]
                prices |= {next(cost for cost in costs if cost)} if any(costs) else set()
    if len(prices) > 1:
        raise ValueError(f"{usage_type} has several prices: {sorted(prices)}")
    return prices.pop() if prices else None


def read(client: Any, region: str) -> dict[str, float]:
    """The prices of a region by item; what AWS does not list there is left out."""
    found: dict[str, float] = {}
    for kind, (service, wanted) in LISTED.items():
        listed = list(products(client, region, service, wanted))
        for item, usage_type in ITEMS.items():
            if item.startswith(f"{kind}-") and usage_type:
                amount = price(listed, usage_type)
                if amount is not None:
                    found[item] = amount
    return dict(sorted(found.items()))


def main(arguments: list[str], client: Any = None) -> int:
    """Prints the differences, and writes them where that is asked for; gives the exit code: 1 where some are left."""
    parser = argparse.ArgumentParser(description="List prices from AWS.")
    parser.add_argument("--region", action="append", default=[], metavar="NAME")
    parser.add_argument("--write", action="store_true", help="write the file")
    given = parser.parse_args(arguments)
    document = json.loads(FILE.read_text(encoding="utf-8"))
    there = document["regions"] if given.write or not given.region else ()
    regions = dict.fromkeys([*given.region, *there])
    client = client or boto3.client("pricing", region_name=ENDPOINT)
    differences = 0
    for region in regions:
        before, after = document["regions"].get(region, {}), read(client, region)
        for item in sorted({*before, *after}):
            if before.get(item) != after.get(item):
                differences += 1
                print(f"{region} {item}: {before.get(item)} -> {after.get(item)}")
        document["regions"][region] = after
    if not given.write:
        return 1 if differences else 0
    document["as_of"] = datetime.now(UTC).date().isoformat()
    document["written"] = "by .ci/prices.py"
    document["regions"] = dict(sorted(document["regions"].items()))
    FILE.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
